"""min_liquidation_distance: how far liquidation must stay from the market."""

from decimal import Decimal

from policies.facts import Facts
from policies.holdings import without_margin
from policies.liquidation import liquidation_distance, margin_type
from policies.orders import orders_of
from policies.pricing import conservative_price
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, percent
from tools.call import ToolCall
from tools.money import plain
from tools.terms import MarginType, OrderType
from tools.text import Text
from tools.venues.orders import OrderRequest

_NAME = "min_liquidation_distance"
_VOICE = Voice(_NAME)
_LESS = Text(en="use less leverage.", tr="Kaldıracı düşürün.")
_SMALLER = Text(en="make the order smaller.", tr="Emri küçültün.")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the distance of the liquidation price with the limit."""
    order = opening(call, facts)
    if order is None or without_margin(facts):
        return None
    limit = facts.limits.value(_NAME, order.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    away = liquidation_distance(order, facts)
    if away is None:
        return _VOICE.unknown(
            "The liquidation price cannot be computed.", "Tasfiye (likidasyon) fiyatı hesaplanamıyor."
        )
    actual, cap = plain(percent(away)), plain(limit)
    stop = _stop_distance(call, order, facts)
    if stop is not None and stop >= away:
        return _beyond(percent(stop), actual)
    if away * 100 >= limit:
        return _VOICE.allow(
            f"liquidation {actual} % away", f"tasfiye fiyatı %{actual} uzakta", limit=cap, actual=actual
        )
    easier = _SMALLER if margin_type(facts) is MarginType.CROSSED else _LESS
    return _VOICE.deny(
        "too_close",
        f"Liquidation would be {actual} % away, at least {cap} % is required; {easier.en}",
        f"Tasfiye fiyatı %{actual} uzakta olur; en az %{cap} gerekir. {easier.tr}",
        limit=cap,
        actual=actual,
    )


def _stop_distance(call: ToolCall, order: OrderRequest, facts: Facts) -> Decimal | None:
    """How far the attached stop is, as a fraction of the order's price; None without one."""
    attached = (leg for leg in orders_of(call, facts)[1:] if leg.type is OrderType.STOP_MARKET)
    stop = next((leg.stop_price for leg in attached if leg.reduce_only), None)
    price = conservative_price(order, facts.market)
    return None if stop is None or price is None else abs(price - stop) / price


def _beyond(stop: Decimal, away: str) -> Verdict:
    return _VOICE.deny(
        "stop_beyond_liquidation",
        f"The stop is {plain(stop)} % away and liquidation {away} %: the stop would never be reached.",
        f"Stop %{plain(stop)}, tasfiye fiyatı %{away} uzakta: stopa hiç sıra gelmezdi.",
        limit=away,
        actual=plain(stop),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Smallest distance between price and liquidation",
        tr="Fiyat ile tasfiye fiyatı arasındaki en küçük uzaklık",
    ),
    why="P9: at 20x a move of under 5 % liquidates. An isolated position is taken as this order alone, "
    "a crossed one with the whole wallet behind it. A stop beyond liquidation protects nothing.",
    judge=judge,
    limit=_NAME,
    version=3,
)
