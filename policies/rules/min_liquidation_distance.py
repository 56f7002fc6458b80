"""min_liquidation_distance: how far liquidation must stay from the market."""

from decimal import Decimal

from policies.facts import Facts
from policies.liquidation import distance, liquidation_price
from policies.pricing import conservative_price
from policies.reading import leverage_of, opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, percent
from tools.call import ToolCall
from tools.money import plain
from tools.terms import Side
from tools.text import Text
from tools.venues.orders import OrderRequest

_NAME = "min_liquidation_distance"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the distance of the order's own isolated liquidation price with the limit."""
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME, order.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    away = _distance(order, facts)
    if away is None:
        return _VOICE.unknown(
            "The liquidation price cannot be computed.", "Tasfiye (likidasyon) fiyatı hesaplanamıyor."
        )
    actual, cap = plain(percent(away)), plain(limit)
    if away * 100 >= limit:
        return _VOICE.allow(
            f"liquidation {actual} % away", f"tasfiye fiyatı %{actual} uzakta", limit=cap, actual=actual
        )
    return _VOICE.deny(
        "too_close",
        f"Liquidation would be {actual} % away, at least {cap} % is required; use less leverage.",
        f"Tasfiye fiyatı %{actual} uzakta olur; en az %{cap} gerekir. Kaldıracı düşürün.",
        limit=cap,
        actual=actual,
    )


def _distance(order: OrderRequest, facts: Facts) -> Decimal | None:
    market = facts.market
    price = conservative_price(order.type, order.side, order.price, market)
    leverage = leverage_of(order, facts)
    if market is None or market.rules is None or market.mark is None or price is None or leverage is None:
        return None
    signed = order.quantity if order.side is Side.BUY else -order.quantity
    liquidation = liquidation_price(signed, price, leverage, market.rules.maintenance_margin_rate)
    if liquidation is None:
        return Decimal(1)
    return distance(signed, liquidation, price)


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Smallest distance between price and liquidation",
        tr="Fiyat ile tasfiye fiyatı arasındaki en küçük uzaklık",
    ),
    why="P9: at 20x a move of under 5 % liquidates. Approximated as an isolated position of this order.",
    judge=judge,
    limit=_NAME,
)
