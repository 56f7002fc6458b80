"""What became of a sent order: acknowledged, rejected, or unknown. Only a definite no is a rejection."""

from tools.venues.binance import outcome
from tools.venues.binance.outcome import ReadOrder
from tools.venues.binance.wire import Reply
from tools.venues.orders import SendOutcome

DUPLICATE = "-4116"
"""The client order id is in use."""


def classify(reply: Reply, read: ReadOrder) -> SendOutcome:
    """The outcome of the one request that sends or changes an order.

    `read` makes the order of a successful answer, and raises `VenueError` when it is not the one sent.
    """
    return outcome.classify(reply, read, lambda code, _: code == DUPLICATE)
