"""What became of what was sent: acknowledged, rejected, or unknown. Only a definite no is a rejection."""

from tools.errors import VenueError
from tools.venues.binance import outcome
from tools.venues.binance.border import read
from tools.venues.binance.lookup import expected
from tools.venues.binance.outcome import EXECUTION_UNKNOWN
from tools.venues.binance.wire import Reply
from tools.venues.binance_spot import parse
from tools.venues.binance_spot.bodies import FailedReplacementBody, HalfBody, HalvesBody
from tools.venues.orders import (
    CANCELLED_ONLY,
    Order,
    OrderRequest,
    Rejected,
    SendOutcome,
    Unknown,
    stop_leg_id,
)

NEW_ORDER_REJECTED = "-2010"
DUPLICATE = "duplicate order sent"
"""Text of a -2010 that means the client order id is in use."""
HALF_FAILED = "-2021"
BOTH_FAILED = "-2022"
"""Of a replacement; on futures these codes mean something else."""


def classify(reply: Reply, request: OrderRequest, client_order_id: str) -> SendOutcome:
    """The outcome of the one POST of an order."""

    def read_order(body: object) -> Order:
        return _sent(parse.order(request.symbol, body), request, client_order_id)

    return outcome.classify(reply, read_order, is_duplicate)


def classify_pair(reply: Reply, limit: OrderRequest, client_order_id: str) -> SendOutcome:
    """The outcome of the one POST of a pair; Acked with its limit order."""

    def read_order(body: object) -> Order:
        legs = {order.client_order_id: order for order in parse.listed(limit.symbol, body)}
        if legs.keys() != {client_order_id, stop_leg_id(client_order_id)}:
            raise ValueError("the answer is about another pair")
        return _sent(legs[client_order_id], limit, client_order_id)

    return outcome.classify(reply, read_order, is_duplicate)


def classify_replacement(reply: Reply, request: OrderRequest, client_order_id: str) -> SendOutcome:
    """The outcome of the one POST of a replacement."""
    error = reply.error()
    if error is not None and error[0] in (HALF_FAILED, BOTH_FAILED) and 400 <= reply.status < 500:
        return _halves(reply)

    def read_order(body: object) -> Order:
        return _sent(parse.replacement(request.symbol, body), request, client_order_id)

    return outcome.classify(reply, read_order, is_duplicate)


def is_duplicate(code: str, message: str) -> bool:
    """Whether the venue says that the client order id is in use."""
    return code == NEW_ORDER_REJECTED and message.lower().startswith(DUPLICATE)


def _sent(order: Order, request: OrderRequest, client_order_id: str) -> Order:
    return expected(order, order.client_order_id == client_order_id, order.side is request.side)


def _halves(reply: Reply) -> SendOutcome:
    """A replacement that failed: nothing happened (-2022), or only the cancel did (-2021).

    A half that failed with a code after which it may still have happened leaves the outcome open.
    """
    try:
        halves = read(FailedReplacementBody, reply.json()).data
        return _refused_half(halves)
    except (VenueError, ValueError) as error:
        return Unknown(cause=f"the answer cannot be read: {error}")


def _refused_half(halves: HalvesBody) -> SendOutcome:
    results = (halves.cancel_result, halves.new_order_result)
    if results == ("FAILURE", "NOT_ATTEMPTED"):
        return _unless_open(read(HalfBody, halves.cancel_response), "the old order stays")
    if results == ("SUCCESS", "FAILURE"):
        why = read(HalfBody, halves.new_order_response)
        refused = _unless_open(why, "the old order was cancelled, the new one refused")
        if isinstance(refused, Rejected):
            return Rejected(code=CANCELLED_ONLY, message=refused.message)
        return refused
    return Unknown(cause=f"cancel {results[0]}, new order {results[1]}")


def _unless_open(half: HalfBody, what: str) -> Rejected | Unknown:
    code = str(half.code)
    said = f"{what}: {half.msg} (code {code})"
    if code in EXECUTION_UNKNOWN or is_duplicate(code, half.msg):
        return Unknown(cause=said)
    return Rejected(code=code, message=said)
