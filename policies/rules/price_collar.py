"""price_collar: no order reaches far through the market, and none rests absurdly far from it."""

from decimal import Decimal

from policies.facts import Facts
from policies.pricing import mark_of, walk
from policies.reading import opening
from policies.verdict import Change, Rule, Verdict
from policies.voice import Voice, change, percent
from tools.call import ToolCall
from tools.money import plain, round_passive
from tools.terms import Side
from tools.text import Text
from tools.venues.orders import OrderRequest

_VOICE = Voice("price_collar")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the limit price, or the worst price a market order would take, with the mark price.

    A conditional order meets the market at its trigger: its limit is compared with that, and only a
    slip of a digit in the trigger itself is denied.
    """
    order = opening(call, facts)
    if order is None:
        return None
    collar = facts.limits.value("price_collar", order.symbol)
    far = facts.limits.value("max_price_distance", order.symbol)
    if collar is None or far is None:
        return _VOICE.no_limit("price_collar" if collar is None else "max_price_distance")
    mark = mark_of(facts.market)
    if order.type.conditional and mark is not None:
        return _triggered(order, mark, collar, far)
    price = order.price if order.price is not None else _worst(order, facts)
    if mark is None or price is None:
        return _VOICE.deny(
            "no_price",
            "The book cannot fill this order, or there is no mark price.",
            "Emir defteri bu emri karşılayamıyor ya da işaret fiyatı yok.",
        )
    through = _reach(order, price, mark)
    if through * 100 > collar:
        return _through(order, mark, through, collar, facts)
    if -through * 100 > far:
        return _far(-through, far)
    return _VOICE.allow(
        "close enough to the mark price",
        "işaret fiyatına yeterince yakın",
        limit=plain(collar),
        actual=plain(percent(through)),
    )


def _reach(order: OrderRequest, price: Decimal, reference: Decimal) -> Decimal:
    """How far a price reaches through the reference, as a fraction; negative when it stays short of it."""
    return (price - reference) / reference * (1 if order.side is Side.BUY else -1)


def _triggered(order: OrderRequest, mark: Decimal, collar: Decimal, far: Decimal) -> Verdict:
    trigger = order.stop_price if order.stop_price is not None else order.activation_price
    away = Decimal(0) if trigger is None else abs(trigger - mark) / mark
    if away * 100 > far:
        return _far(away, far)
    through = Decimal(0)
    if trigger is not None and order.price is not None:
        through = _reach(order, order.price, trigger)
    if through * 100 > collar:
        return _past_trigger(through, collar)
    if -through * 100 > far:
        return _far(-through, far)
    return _VOICE.allow(
        "close enough to its trigger",
        "tetiğine yeterince yakın",
        limit=plain(collar),
        actual=plain(percent(through)),
    )


def _past_trigger(through: Decimal, collar: Decimal) -> Verdict:
    share, limit = plain(percent(through)), plain(collar)
    return _VOICE.deny(
        "through_trigger",
        f"The limit reaches {share} % beyond the trigger; at most {limit} % is accepted.",
        f"Limit fiyat tetiği %{share} aşıyor; en çok %{limit} kabul edilir.",
        limit=limit,
        actual=share,
    )


def _worst(order: OrderRequest, facts: Facts) -> Decimal | None:
    book = facts.market.book if facts.market is not None else None
    taken = walk(book, order.side, order.quantity) if book is not None else None
    return taken.worst if taken is not None and taken.filled else None


def _through(order: OrderRequest, mark: Decimal, through: Decimal, collar: Decimal, facts: Facts) -> Verdict:
    share, limit = plain(percent(through)), plain(collar)
    return _VOICE.deny(
        "through_market",
        f"The price reaches {share} % through the mark price {plain(mark)}; at most {limit} % is accepted.",
        f"Fiyat, {plain(mark)} işaret fiyatını %{share} aşıyor; en çok %{limit} kabul edilir.",
        limit=limit,
        actual=share,
        would_pass=_nearest(order, mark, collar, facts),
    )


def _nearest(order: OrderRequest, mark: Decimal, collar: Decimal, facts: Facts) -> tuple[Change, ...]:
    rules = facts.market.rules if facts.market is not None else None
    if order.price is None or rules is None:
        return ()
    share = collar / 100 * (1 if order.side is Side.BUY else -1)
    price = plain(round_passive(mark * (1 + share), rules.tick_size, order.side))
    return (change("price", price, f"{price} would pass.", f"{price} geçer."),)


def _far(away: Decimal, far: Decimal) -> Verdict:
    share, limit = plain(percent(away)), plain(far)
    return _VOICE.deny(
        "far_from_market",
        f"The price is {share} % away from the market; beyond {limit} % it looks like a slip of a digit.",
        f"Fiyat piyasadan %{share} uzakta; %{limit} ötesi bir basamak hatasına benziyor.",
        limit=limit,
        actual=share,
    )


RULE = Rule(
    name="price_collar",
    summary=Text(
        en="Keeps orders from reaching through, or resting absurdly far from, the mark price",
        tr="Emirlerin işaret fiyatını aşmasını ya da akıl dışı uzakta durmasını önler",
    ),
    why="15c3-5 R15(1)a, FIA 1.4. A BUY limit 2 % above the mark, and a market order that would eat the "
    "book 2 % deep, are denied.",
    judge=judge,
    limit="price_collar",
    version=2,
)
