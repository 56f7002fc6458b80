"""Replacing: the working order that replace_order names, and the order it becomes."""

from collections.abc import Sequence

from policies.facts import Facts
from tools.terms import OrderType, Side, TimeInForce
from tools.trade.cancel_order import CancelOrderParams
from tools.trade.replace_order import ReplaceOrderParams
from tools.venues.orders import Order, OrderRequest


def named_order(params: ReplaceOrderParams | CancelOrderParams, orders: Sequence[Order]) -> Order | None:
    """The order with the id of the call; None when none has it."""
    return next(
        (
            order
            for order in orders
            if order.symbol == params.symbol
            and (
                order.order_id == params.order_id
                if params.order_id is not None
                else order.client_order_id == params.client_order_id
            )
        ),
        None,
    )


def replaced(facts: Facts) -> Order | None:
    """The working order that takes a new shape; None when the call replaces none."""
    return facts.account.replaced if facts.account is not None else None


def replacement_of(params: ReplaceOrderParams, facts: Facts) -> OrderRequest | None:
    """The order as it will be, with its total quantity; None for what cannot be replaced."""
    old = replaced(facts)
    if old is None or old.type is not OrderType.LIMIT or old.price <= 0:
        return None
    quantity = params.quantity if params.quantity is not None else old.quantity
    if quantity <= old.executed_quantity:
        return None
    return OrderRequest(
        venue=params.venue,
        symbol=params.symbol,
        side=old.side,
        type=OrderType.LIMIT,
        quantity=quantity,
        price=params.price if params.price is not None else old.price,
        time_in_force=TimeInForce.GTC,
        reduce_only=old.reduce_only,
        position_side=old.position_side,
    )


def lowers(params: ReplaceOrderParams, facts: Facts) -> bool:
    """Whether the change can only take risk away: no larger, and for no higher price.

    Of a sell that opens, neither price is safe: a lower one trades sooner, a higher one is worth more.
    """
    old, new = replaced(facts), replacement_of(params, facts)
    if old is None or new is None or new.price is None:
        return False
    if old.reduce_only:
        return True
    cheaper = new.price <= old.price if old.side is Side.BUY else new.price == old.price
    return new.quantity <= old.quantity and cheaper
