"""Endpoint: method, path and cost of one kind of request."""

from enum import IntEnum
from typing import Literal, NamedTuple


class Urgency(IntEnum):
    """Who may use the last of the request budget."""

    READ = 0
    ORDER = 1
    CANCEL = 2
    """Cancels reduce risk: they may use all of it."""


class Endpoint(NamedTuple):
    """Method, path and cost of one kind of request."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    weight: int = 1
    urgency: Urgency = Urgency.READ
    orders: int = 0
    """How many orders it counts as."""
    signed: bool = True
    keyed: bool = False
    """Whether an unsigned request still names the key."""
