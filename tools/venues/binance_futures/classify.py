"""What became of a sent order: acknowledged, rejected, or unknown. Only a definite no is a rejection."""

from tools.errors import VenueError
from tools.venues.binance.refusal import accepted, refusal
from tools.venues.binance.wire import Reply
from tools.venues.binance_futures import parse
from tools.venues.orders import Acked, OrderRequest, SendOutcome, Unknown

DUPLICATE = "-4116"
"""The client order id is in use."""


def classify(reply: Reply, request: OrderRequest, client_order_id: str) -> SendOutcome:
    """The outcome of the one POST of an order."""
    if accepted(reply):
        return _accepted(reply, request, client_order_id)
    return refusal(reply, lambda code, _: code == DUPLICATE)


def _accepted(reply: Reply, request: OrderRequest, client_order_id: str) -> SendOutcome:
    try:
        order = parse.order(request.symbol, reply.json())
    except (VenueError, ValueError) as error:
        return Unknown(cause=f"the answer cannot be read: {error}")
    if order.client_order_id != client_order_id or order.side is not request.side:
        return Unknown(cause="the answer is about another order")
    return Acked(order=order)
