"""What became of a sent order: acknowledged, rejected, or unknown. Only a definite no is a rejection."""

from collections.abc import Callable

from tools.errors import VenueError
from tools.venues.binance.budget import BANNED_STATUS
from tools.venues.binance.wire import Reply
from tools.venues.orders import BANNED, Acked, Order, Rejected, SendOutcome, Unknown

EXECUTION_UNKNOWN = frozenset({"-1000", "-1001", "-1006", "-1007"})
"""Codes after which the order may exist, whatever the HTTP status."""
THROTTLED = "-1008"
"""Refused before the matching engine, also with status 503."""
NOT_ACCEPTED_503 = ("service unavailable.", "internal error; unable to process")
"""Beginnings of the 503 texts that mean the request failed; any other 503 leaves the outcome open."""

IsDuplicate = Callable[[str, str], bool]
"""Whether a code and message say that the client order id is in use: very likely by this very order, so
the venue must be asked."""


ReadOrder = Callable[[object], Order]
"""Makes the order of a successful answer; raises `VenueError` or `ValueError` when it is not the one sent."""


def classify(reply: Reply, read: ReadOrder, is_duplicate: IsDuplicate) -> SendOutcome:
    """The outcome of the one request that sends or changes an order."""
    error = reply.error()
    if error is not None:
        return _with_code(reply.status, *error, is_duplicate)
    return _accepted(reply, read) if 200 <= reply.status < 300 else _without_code(reply)


def _accepted(reply: Reply, read: ReadOrder) -> Acked | Unknown:
    try:
        return Acked(order=read(reply.json()))
    except (VenueError, ValueError) as error:
        return Unknown(cause=f"the answer cannot be read: {error}")


def _without_code(reply: Reply) -> Rejected | Unknown:
    text = reply.body.decode("utf-8", "replace").strip()
    if reply.status == 503 and text.lower().startswith(NOT_ACCEPTED_503):
        return Rejected(code="503", message=text[:200])
    return Unknown(cause=f"HTTP {reply.status} without a code")


def _with_code(status: int, code: str, message: str, is_duplicate: IsDuplicate) -> Rejected | Unknown:
    if is_duplicate(code, message):
        return Unknown(cause="duplicate client order id")
    if status == BANNED_STATUS:
        return Rejected(code=BANNED, message=message)
    failed_503 = status == 503 and message.lower().startswith(NOT_ACCEPTED_503)
    if code == THROTTLED or failed_503:
        return Rejected(code=code, message=message)
    if code in EXECUTION_UNKNOWN or status == 408 or not 400 <= status < 500:
        return Unknown(cause=f"HTTP {status}, code {code}: {message}")
    return Rejected(code=code, message=message)
