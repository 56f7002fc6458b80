"""attached_stops: what protects an order lies on its proper side, at a shown price, and not absurdly far."""

from decimal import Decimal

from policies.entries import entry_of
from policies.facts import Facts
from policies.pricing import best_price, mark_of
from policies.protection import Kind, level, reference_price, wanted
from policies.reading import trades
from policies.sides import protects
from policies.verdict import Change, Rule, Verdict
from policies.voice import Voice, change, percent
from tools.call import ToolCall
from tools.money import plain, round_down, round_up
from tools.terms import OrderType, Side
from tools.text import Text
from tools.trade.place_order import PlaceOrderParams
from tools.venues.market import SymbolRules

_VOICE = Voice("attached_stops")
_NAME = "max_stop_distance"
_KINDS: tuple[Kind, ...] = ("stop_loss", "take_profit")
_CALLED = {
    "stop_loss": Text(en="stop loss", tr="stop"),
    "take_profit": Text(en="take profit", tr="kâr al"),
}


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Turn distances into prices; deny the wrong side of the entry; ask about a stop very far away."""
    params = call.params
    if not trades(call) or not isinstance(params, PlaceOrderParams) or not protects(params):
        return None
    order = entry_of(params, facts)
    if order is not None and order.reduce_only:
        return _VOICE.deny(
            "closes",
            "An order that only closes opens nothing to protect; leave out stop loss and take profit.",
            "Yalnızca kapatan emir korunacak pozisyon açmaz; stop ve kâr al değerlerini çıkarın.",
        )
    limit = facts.limits.value(_NAME, params.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    entry = reference_price(params, facts)
    rules = facts.market.rules if facts.market is not None else None
    if entry is None or rules is None:
        return _VOICE.unknown(
            "There is no entry price to measure the stop from.", "Stopu ölçecek bir giriş fiyatı yok."
        )
    wrong = next((v for kind in _KINDS if (v := _wrong_side(params, kind, entry, facts))), None)
    return wrong or _far(params, entry, limit, rules, facts) or _priced(params, entry, facts)


def _wrong_side(params: PlaceOrderParams, kind: Kind, entry: Decimal, facts: Facts) -> Verdict | None:
    if not wanted(params, kind):
        return None
    price = level(params, kind, facts)
    below = (params.side is Side.BUY) is (kind == "stop_loss")
    edge = _edge(params, entry, below, facts)
    if price is not None and (price < edge if below else price > edge):
        return None
    en, tr = ("below", "altında") if below else ("above", "üstünde")
    called, value = _CALLED[kind], plain(price) if price is not None else "0"
    return _VOICE.deny(
        "wrong_side",
        f"The {called.en} of a {params.side} lies {en} its entry ({plain(edge)}); {value} does not.",
        f"{params.side} emrinin {called.tr} fiyatı girişin ({plain(edge)}) {tr} olmalı; {value} değil.",
        limit=plain(edge),
        actual=value,
    )


def _edge(params: PlaceOrderParams, entry: Decimal, below: bool, facts: Facts) -> Decimal:
    """The entry; of an order that trades at once also the mark price, which triggers by it."""
    mark, best = mark_of(facts.market), best_price(params.side, facts.market)
    if mark is None or params.type.conditional:
        return entry
    crosses = best is not None and (entry >= best if params.side is Side.BUY else entry <= best)
    if params.type is not OrderType.MARKET and not crosses:
        return entry
    return min(entry, mark) if below else max(entry, mark)


def _far(
    params: PlaceOrderParams, entry: Decimal, limit: Decimal, rules: SymbolRules, facts: Facts
) -> Verdict | None:
    stop = level(params, "stop_loss", facts)
    if stop is None or abs(entry - stop) * 100 <= limit * entry:
        return None
    away, cap = plain(percent(abs(entry - stop) / entry)), plain(limit)
    buys = params.side is Side.BUY
    nearest = entry * (1 + limit / 100 * (-1 if buys else 1))
    price = plain((round_up if buys else round_down)(nearest, rules.tick_size))
    return _VOICE.ask(
        "far_stop",
        f"The stop is {away} % from the entry; beyond {cap} % it protects little. Shall it be {price}?",
        f"Stop girişten %{away} uzakta; %{cap} ötesi pek korumaz. {price} olsun mu?",
        limit=cap,
        actual=away,
        would_pass=(
            change("stop_loss_price", price, f"{price} would pass.", f"{price} geçer."),
            change("stop_loss_pct", None, "The price stands for it.", "Yerine fiyat geçerli."),
        ),
    )


def _priced(params: PlaceOrderParams, entry: Decimal, facts: Facts) -> Verdict:
    changes = [made for kind in _KINDS for made in _changes(params, kind, entry, facts)]
    if changes:
        return _VOICE.fix("priced", changes)
    return _VOICE.allow("on the proper side of the entry", "girişin doğru tarafında", limit=plain(entry))


def _changes(params: PlaceOrderParams, kind: Kind, entry: Decimal, facts: Facts) -> list[Change]:
    price = level(params, kind, facts)
    given: Decimal | None = getattr(params, f"{kind}_price")
    share: Decimal | None = getattr(params, f"{kind}_pct")
    if price is None or price == given:
        return []
    if share is None:
        en, tr = "Rounded to the tick, toward the entry.", "Fiyat adımına, girişe doğru yuvarlandı."
        return [change(f"{kind}_price", plain(price), en, tr)]
    return [
        change(
            f"{kind}_price",
            plain(price),
            f"{plain(share)} % from the entry at {plain(entry)}, rounded to the tick, toward it.",
            f"{plain(entry)} girişinden %{plain(share)} uzakta; fiyat adımına, girişe doğru yuvarlandı.",
        ),
        change(f"{kind}_pct", None, "The price stands for it.", "Yerine fiyat geçerli."),
    ]


RULE = Rule(
    name="attached_stops",
    summary=Text(
        en="Turns attached distances into prices on the proper side; asks about a stop very far away",
        tr="Eklenen uzaklıkları doğru taraftaki fiyata çevirir; çok uzak stopu sorar",
    ),
    why="P22: a stop that is no stop is worse than none. A BUY at 65,000 with 2 % becomes a stop at 63,700 "
    "that a person sees; one above the entry is denied, one 40 % away is asked about.",
    judge=judge,
    limit=_NAME,
)
