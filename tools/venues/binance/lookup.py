"""Naming one order in a question, and making sure that the answer is about it."""

from tools.errors import VenueRejected
from tools.venues.binance.wire import Value
from tools.venues.orders import Order, OrderRef

WRONG_ORDER = "wrong-order"


def order_ref_fields(ref: OrderRef) -> dict[str, Value]:
    """Which order.

    Raises:
        ValueError: not exactly one id.
    """
    return {"symbol": ref.symbol, **one_of("orderId", ref.order_id, "origClientOrderId", ref.client_order_id)}


def one_of(theirs: str, order_id: str | None, ours: str, client_order_id: str | None) -> dict[str, Value]:
    """The one id given, under the venue's name for it.

    Raises:
        ValueError: not exactly one id.
    """
    if client_order_id is not None and order_id is None:
        return {ours: client_order_id}
    if order_id is not None and client_order_id is None:
        return {theirs: order_id}
    raise ValueError("give exactly one of client_order_id and order_id")


def same(order: Order, ref: OrderRef) -> Order:
    """The order, if it is the one named.

    Raises:
        VenueRejected: code `wrong-order`.
    """
    by_client_id = ref.client_order_id in (None, order.client_order_id)
    return expected(order, by_client_id, ref.order_id in (None, order.order_id))


def expected(order: Order, *facts: bool) -> Order:
    """The order, if all that is known about it is so.

    Raises:
        VenueRejected: code `wrong-order`.
    """
    if not all(facts):
        raise VenueRejected(WRONG_ORDER, "the answer is about another order than the one asked for")
    return order
