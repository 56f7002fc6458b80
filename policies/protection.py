"""Protection: the stop loss and the take profit attached to an order, as prices and as orders.

A distance in percent is taken from the limit price, of a market order from the price it can be expected
to pay, of a conditional order from its trigger. Both are rounded to the tick nearer to the entry: less
may be lost, and the position is closed no later than asked.
"""

from decimal import Decimal
from typing import Literal

from policies.facts import Facts
from policies.pricing import conservative_price
from policies.triggers import on_tick
from tools.money import round_down, round_passive, round_up
from tools.terms import OrderType, Side
from tools.trade.place_order import PlaceOrderParams
from tools.venues.orders import OrderRequest

Kind = Literal["stop_loss", "take_profit"]


def reference_price(params: PlaceOrderParams, facts: Facts) -> Decimal | None:
    """The entry that distances are measured from; None when nobody can say."""
    rules = facts.market.rules if facts.market is not None else None
    if rules is None:
        return None
    if params.price is not None:
        return round_passive(params.price, rules.tick_size, params.side)
    return conservative_price(on_tick(params, rules), facts.market)


def asked_level(params: PlaceOrderParams, kind: Kind, facts: Facts) -> Decimal | None:
    """The price asked for, not rounded; None when it is not asked for or cannot be said."""
    price: Decimal | None = getattr(params, f"{kind}_price")
    share: Decimal | None = getattr(params, f"{kind}_pct")
    entry = reference_price(params, facts)
    if price is not None or share is None or entry is None:
        return price
    down = (params.side is Side.BUY) is (kind == "stop_loss")
    return entry * (1 + share / 100 * (-1 if down else 1))


def level(params: PlaceOrderParams, kind: Kind, facts: Facts) -> Decimal | None:
    """The price on the tick, toward the entry; None when there is none above zero."""
    rules = facts.market.rules if facts.market is not None else None
    asked = asked_level(params, kind, facts)
    if rules is None or asked is None or asked <= 0:
        return None
    up = (params.side is Side.BUY) is (kind == "stop_loss")
    rounded = round_up(asked, rules.tick_size) if up else round_down(asked, rules.tick_size)
    return rounded if rounded > 0 else None


def wanted(params: PlaceOrderParams, kind: Kind) -> bool:
    """Whether this protection is asked for, as a price or in percent."""
    return getattr(params, f"{kind}_price") is not None or getattr(params, f"{kind}_pct") is not None


def protective_orders(
    params: PlaceOrderParams, entry: OrderRequest, facts: Facts
) -> tuple[OrderRequest, ...] | None:
    """The reduce-only orders attached to `entry`; None when one that is asked for cannot be priced:
    an order without its stop is another order."""
    orders: list[OrderRequest] = []
    types: tuple[tuple[Kind, OrderType], ...] = (
        ("stop_loss", OrderType.STOP_MARKET),
        ("take_profit", OrderType.TAKE_PROFIT_MARKET),
    )
    for kind, order_type in types:
        price = level(params, kind, facts)
        if not wanted(params, kind):
            continue
        if price is None:
            return None
        orders.append(_closing(entry, order_type, price))
    return tuple(orders)


def _closing(entry: OrderRequest, order_type: OrderType, price: Decimal) -> OrderRequest:
    return OrderRequest(
        venue=entry.venue,
        symbol=entry.symbol,
        side=entry.side.opposite,
        type=order_type,
        quantity=entry.quantity,
        stop_price=price,
        reduce_only=True,
        position_side=entry.position_side,
    )
