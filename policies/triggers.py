"""Triggers: which way the price must move to reach one, and to which tick it is rounded.

An order that closes is rounded to the tick that is reached earlier: it protects no later than asked.
An order that opens is rounded to the tick that is reached later: it never opens before the price asked.
"""

from decimal import Decimal

from tools.money import is_multiple, round_down, round_up
from tools.terms import OrderType, Side
from tools.trade.place_order import PlaceOrderParams
from tools.venues.market import SymbolRules

_STOPS = (OrderType.STOP, OrderType.STOP_MARKET)


def rising(order_type: OrderType, side: Side) -> bool:
    """Whether a rising price reaches the trigger: of a buy stop, of a sell take profit, and of the
    activation of a trailing sell."""
    return (side is Side.BUY) == (order_type in _STOPS)


def to_tick(price: Decimal, tick: Decimal, *, rises: bool, closes: bool) -> Decimal:
    """A trigger on the tick, earlier for an order that closes and later for one that opens."""
    if is_multiple(price, tick):
        return price
    return round_down(price, tick) if rises is closes else round_up(price, tick)


def on_tick(params: PlaceOrderParams, rules: SymbolRules) -> PlaceOrderParams:
    """The same order with trigger and activation on the tick."""
    rises, closes = rising(params.type, params.side), params.reduce_only or params.close_position
    paths = ("stop_price", "activation_price")
    given = {path: price for path in paths if (price := getattr(params, path)) is not None}
    moved = {
        path: to_tick(price, rules.tick_size, rises=rises, closes=closes) for path, price in given.items()
    }
    return params if moved == given else params.model_copy(update=moved)
