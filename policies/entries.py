"""Entries: the order that place_order itself asks for, every parameter decided."""

from decimal import Decimal

from policies.facts import Facts
from policies.holdings import position_of
from policies.sides import Fit, fitted
from policies.sizing import quantity_of
from tools.terms import OrderType, TimeInForce
from tools.trade.place_order import PlaceOrderParams
from tools.venues.orders import OrderRequest


def entry_of(params: PlaceOrderParams, facts: Facts) -> OrderRequest | None:
    """The order without what is attached to it; None when size or side cannot be said."""
    fit = fitted(params, facts)
    quantity = None if fit is None else _quantity(params, fit, facts)
    if fit is None or quantity is None:
        return None
    maker = params.type is OrderType.LIMIT_MAKER
    return OrderRequest(
        venue=params.venue,
        symbol=params.symbol,
        side=params.side,
        type=OrderType.LIMIT if maker else params.type,
        quantity=quantity,
        price=params.price,
        time_in_force=None if params.type.at_market else params.time_in_force or TimeInForce.GTC,
        reduce_only=fit.reduce_only,
        post_only=params.post_only or maker or params.time_in_force is TimeInForce.GTX,
        position_side=fit.position_side,
        leverage=params.leverage,
        stop_price=params.stop_price,
        callback_rate=params.callback_rate,
        activation_price=params.activation_price,
        close_position=params.close_position,
    )


def _quantity(params: PlaceOrderParams, fit: Fit, facts: Facts) -> Decimal | None:
    if not params.close_position:
        return quantity_of(params, facts)
    held = position_of(params.symbol, facts, fit.position_side)
    return abs(held) if held else None
