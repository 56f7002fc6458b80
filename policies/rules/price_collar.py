"""price_collar: no order reaches far through the market, and none rests absurdly far from it."""

from decimal import Decimal

from policies.facts import Facts
from policies.pricing import walk
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
    """Compare the limit price, or the worst price a market order would take, with the mark price."""
    order = opening(call, facts)
    if order is None:
        return None
    collar = facts.limits.value("price_collar", order.symbol)
    far = facts.limits.value("max_price_distance", order.symbol)
    if collar is None or far is None:
        return _VOICE.no_limit("price_collar" if collar is None else "max_price_distance")
    mark = facts.market.mark.mark if facts.market is not None and facts.market.mark is not None else None
    price = order.price if order.price is not None else _worst(order, facts)
    if mark is None or price is None:
        return _VOICE.deny(
            "no_price",
            "The book cannot fill this order, or there is no mark price.",
            "Emir defteri bu emri karşılayamıyor ya da işaret fiyatı yok.",
        )
    through = (price - mark) / mark * (1 if order.side is Side.BUY else -1)
    if through * 100 > collar:
        return _through(order, mark, through, collar, facts)
    if -through * 100 > far:
        return _far(order, through, far)
    return _VOICE.allow(
        "close enough to the mark price",
        "işaret fiyatına yeterince yakın",
        limit=plain(collar),
        actual=plain(percent(through)),
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


def _far(order: OrderRequest, through: Decimal, far: Decimal) -> Verdict:
    share, limit = plain(percent(-through)), plain(far)
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
)
