"""When a signed spot request is in time."""

import re
from decimal import Decimal

from tools.testnet.order_request import Params
from tools.testnet.problem import Problem, missing, problem
from tools.testnet.signature import AHEAD_MS, DEFAULT_WINDOW_MS
from tools.testnet.spot.parameters import Fields
from tools.testnet.spot.refusal import illegal
from tools.testnet.venue import Venue

_WINDOW = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?", re.ASCII)
_LONGEST_WINDOW_MS = 60_000
_FIRST_MICROSECOND = 10**14
"""A timestamp from here on is in microseconds."""


def check_timing(venue: Venue, params: Params) -> None:
    """`timestamp`, in milliseconds or microseconds, within `recvWindow` of venue time and not ahead of it.

    Raises:
        Problem: -1102, -1100 or -1021.
    """
    fields = Fields(params)
    timestamp = fields.long("timestamp")
    if timestamp is None:
        raise missing("timestamp")
    if timestamp >= _FIRST_MICROSECOND:
        timestamp //= 1000
    window = _read_receive_window(fields)
    now_ms = venue.now_ms()
    if timestamp >= now_ms + AHEAD_MS:
        raise Problem(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
    if now_ms - timestamp > window:
        raise problem(-1021)


def _read_receive_window(fields: Fields) -> Decimal:
    if not fields.given("recvWindow"):
        return Decimal(DEFAULT_WINDOW_MS)
    text = fields.text("recvWindow")
    if not _WINDOW.fullmatch(text):
        raise illegal("recvWindow", r"^([0-9]{1,5})(\.[0-9]{1,3})?$")
    if Decimal(text) > _LONGEST_WINDOW_MS:
        limit = _LONGEST_WINDOW_MS
        raise Problem(-1102, f"'recvWindow' contains unexpected value. Cannot be greater than {limit}.")
    return Decimal(text)
