"""min_liquidation_distance: how far liquidation must stay from the market."""

from decimal import Decimal

from policies.exposure import Commitment, committed_with
from policies.facts import Facts
from policies.liquidation import crossed_at, distance, liquidation_price, margin_type
from policies.pricing import conservative_price
from policies.reading import leverage_of, opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, percent
from tools.call import ToolCall
from tools.money import plain
from tools.terms import MarginType, Side
from tools.text import Text
from tools.venues.orders import OrderRequest

_NAME = "min_liquidation_distance"
_VOICE = Voice(_NAME)
_LESS = Text(en="use less leverage.", tr="Kaldıracı düşürün.")
_SMALLER = Text(en="make the order smaller.", tr="Emri küçültün.")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the distance of the liquidation price with the limit."""
    order = opening(call, facts)
    if order is None:
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


def liquidation_distance(order: OrderRequest, facts: Facts) -> Decimal | None:
    """How far liquidation would be, as a fraction of the order's price; 1 when nothing liquidates.

    Isolated, of this order taken alone. Crossed, of the position once this order and everything
    working on its side has filled; an order that only brings the position nearer to flat keeps 1.
    """
    market = facts.market
    price = conservative_price(order.type, order.side, order.price, market)
    leverage = leverage_of(order, facts)
    if market is None or market.rules is None or market.mark is None or price is None or leverage is None:
        return None
    if margin_type(facts) is MarginType.CROSSED:
        return _crossed(order, price, committed_with(order, facts), facts)
    signed = order.quantity if order.side is Side.BUY else -order.quantity
    liquidation = liquidation_price(signed, price, leverage, market.rules.maintenance_margin_rate)
    if liquidation is None:
        return Decimal(1)
    return distance(signed, liquidation, price)


def _crossed(order: OrderRequest, price: Decimal, after: Commitment | None, facts: Facts) -> Decimal | None:
    if after is None:
        return None
    reached = after.position + after.buys if order.side is Side.BUY else after.position - after.sells
    if (reached > 0) != (order.side is Side.BUY):
        return Decimal(1)
    liquidation = crossed_at(order.symbol, reached, price, facts)
    return Decimal(1) if liquidation is None else min(Decimal(1), distance(reached, liquidation, price))


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Smallest distance between price and liquidation",
        tr="Fiyat ile tasfiye fiyatı arasındaki en küçük uzaklık",
    ),
    why="P9: at 20x a move of under 5 % liquidates. An isolated position is taken as this order alone, "
    "a crossed one with the whole wallet behind it.",
    judge=judge,
    limit=_NAME,
    version=2,
)
