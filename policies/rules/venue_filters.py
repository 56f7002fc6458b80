"""venue_filters: the order fits the venue's filters, rounded to the safe side or asked about."""

from decimal import Decimal

from policies.facts import Facts
from policies.orders import orders_of
from policies.pricing import minimum_price, smallest_quantity
from policies.reading import trades
from policies.verdict import Change, Rule, Verdict
from policies.voice import Voice, change, shown
from tools.call import ToolCall
from tools.money import is_multiple, plain, round_down, round_passive
from tools.terms import OrderType, Side
from tools.text import Text
from tools.trade.place_order import PlaceOrderParams
from tools.venues.market import SymbolRules
from tools.venues.orders import OrderRequest

_VOICE = Voice("venue_filters")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Round tick and step; deny what the venue would refuse; ask before raising to its minimum."""
    order = next(iter(orders_of(call, facts)), None) if trades(call) else None
    if order is None:
        return None
    rules = facts.market.rules if facts.market is not None else None
    if rules is None:
        return _VOICE.unknown(
            f"The venue does not list {order.symbol}.", f"Borsada {order.symbol} sembolü yok."
        )
    changes = _rounded(order, rules) if isinstance(call.params, PlaceOrderParams) else ()
    stopped = _status(order, rules) or _price(order, rules, facts) or _post_only(order, facts)
    stopped = stopped or _size(order, rules, facts)
    if stopped is not None:
        return stopped
    if changes:
        return _VOICE.fix("rounded", changes)
    return _VOICE.allow("fits the venue's filters", "borsa kurallarına uyuyor")


def _rounded(order: OrderRequest, rules: SymbolRules) -> tuple[Change, ...]:
    changes: list[Change] = []
    step = rules.step(order.type)
    if not is_multiple(order.quantity, step):
        value = plain(round_down(order.quantity, step))
        en, tr = f"Rounded down to the step {plain(step)}.", f"{plain(step)} adımına aşağı yuvarlandı."
        changes.append(change("quantity", value, en, tr))
    if order.price is not None and not is_multiple(order.price, rules.tick_size):
        tick = plain(rules.tick_size)
        value = plain(round_passive(order.price, rules.tick_size, order.side))
        en = f"Rounded to the tick {tick}, to the passive side."
        changes.append(change("price", value, en, f"{tick} fiyat adımına, pasif yöne yuvarlandı."))
    return tuple(changes)


def _status(order: OrderRequest, rules: SymbolRules) -> Verdict | None:
    if rules.status != "TRADING":
        return _VOICE.deny(
            "not_trading",
            f"{order.symbol} does not trade now (status {rules.status}).",
            f"{order.symbol} şu anda işleme kapalı (durum {rules.status}).",
            limit="TRADING",
            actual=rules.status,
        )
    if order.type not in rules.order_types:
        return _VOICE.deny(
            "order_type",
            f"{order.symbol} takes no {order.type} orders.",
            f"{order.symbol} için {order.type} emri verilemez.",
            actual=order.type,
        )
    return None


def _price(order: OrderRequest, rules: SymbolRules, facts: Facts) -> Verdict | None:
    if order.price is None:
        return None
    low, high = _band(order, rules, facts)
    rounded = round_passive(order.price, rules.tick_size, order.side)
    if low <= rounded <= high:
        return None
    nearest = round_down(high, rules.tick_size) if rounded > high else low
    shown_low, shown_high, unit = plain(low), plain(high), rules.quote_asset
    return _VOICE.deny(
        "price_range",
        f"The venue takes prices from {shown_low} to {shown_high} {unit}; {plain(order.price)} is outside.",
        f"Borsa {shown_low} ile {shown_high} {unit} arası fiyat kabul eder; {plain(order.price)} dışarıda.",
        limit=f"{shown_low}-{shown_high}",
        actual=plain(order.price),
        would_pass=(
            change("price", plain(nearest), "nearest price accepted", "kabul edilen en yakın fiyat"),
        ),
    )


def _post_only(order: OrderRequest, facts: Facts) -> Verdict | None:
    book = facts.market.book if facts.market is not None else None
    best = book.best(order.side) if book is not None else None
    if not order.post_only or best is None or order.price is None:
        return None
    crosses = order.price >= best if order.side is Side.BUY else order.price <= best
    if not crosses:
        return None
    return _VOICE.deny(
        "would_take",
        f"A post-only order at {plain(order.price)} would trade at once; the other side is at {plain(best)}.",
        f"{plain(order.price)} fiyatlı yalnızca maker emir hemen gerçekleşirdi; karşı taraf {plain(best)}.",
        limit=plain(best),
        actual=plain(order.price),
    )


def _band(order: OrderRequest, rules: SymbolRules, facts: Facts) -> tuple[Decimal, Decimal]:
    mark = facts.market.mark.mark if facts.market is not None and facts.market.mark is not None else None
    low, high = max(rules.min_price, rules.tick_size), rules.max_price
    if mark is not None and order.side is Side.BUY:
        high = min(high, mark * rules.price_multiplier_up)
    if mark is not None and order.side is Side.SELL:
        low = max(low, round_passive(mark * rules.price_multiplier_down, rules.tick_size, Side.SELL))
    return low, round_down(high, rules.tick_size)


def _size(order: OrderRequest, rules: SymbolRules, facts: Facts) -> Verdict | None:
    market = order.type is OrderType.MARKET
    largest = min(rules.max_quantity, rules.market_max_quantity) if market else rules.max_quantity
    if order.quantity > largest:
        return _VOICE.deny(
            "too_large",
            f"The venue takes at most {plain(largest)} {rules.base_asset} in one order.",
            f"Borsa tek emirde en çok {plain(largest)} {rules.base_asset} kabul eder.",
            limit=plain(largest),
            actual=plain(order.quantity),
            would_pass=(change("quantity", plain(largest), "largest order", "en büyük emir"),),
        )
    quantity = round_down(order.quantity, rules.step(order.type))
    price = minimum_price(order.type, order.price, facts.market)
    if order.reduce_only:
        return _too_small(order, rules, rules.min_quantity) if quantity < rules.min_quantity else None
    if price is None:
        return _VOICE.unknown("There is no mark price.", "İşaret fiyatı yok.")
    if quantity < rules.min_quantity or quantity * price < rules.min_notional:
        return _too_small(order, rules, smallest_quantity(rules, order.type, price))
    return None


def _too_small(order: OrderRequest, rules: SymbolRules, smallest: Decimal) -> Verdict:
    least, base = plain(smallest), rules.base_asset
    value = shown(rules.min_notional, rules.quote_asset)
    return _VOICE.ask(
        "too_small",
        f"{plain(order.quantity)} {base} is below the venue's minimum ({value}); place {least} {base}?",
        f"{plain(order.quantity)} {base} borsanın alt sınırının ({value}) altında; "
        f"bunun yerine {least} {base} verilsin mi?",
        limit=least,
        actual=plain(order.quantity),
        would_pass=(change("quantity", least, "smallest order", "en küçük emir"),),
    )


RULE = Rule(
    name="venue_filters",
    summary=Text(
        en="Fits price and quantity to the venue's filters; raising to a minimum is asked",
        tr="Fiyat ve miktarı borsa kurallarına uydurur; alt sınıra çıkarmak sorulur",
    ),
    why="15c3-5 (c)(2)(i): no order the venue must refuse. 0.0123456 BTC becomes 0.0123; 10 USDT of BTC "
    "is under the minimum, and only a person may raise it.",
    judge=judge,
)
