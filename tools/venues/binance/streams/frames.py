"""Frames: what goes over a stream socket, in and out."""

import json
from decimal import Decimal
from itertools import count
from typing import NamedTuple

from tools.errors import VenueUnavailable


class Frame(NamedTuple):
    """One event and the stream it came from; the name is empty on a socket that has only one."""

    name: str
    data: dict[str, object]


def unpack(text: str | bytes) -> Frame | None:
    """The event of a frame; None for the venue's answer to one of our messages.

    Raises:
        VenueUnavailable: not JSON, not an object, or the venue refused a message of ours.
    """
    body = unpack_object(text)
    if "error" in body:
        raise VenueUnavailable(f"the venue refused a subscription: {str(body['error'])[:80]}")
    if "result" in body and "id" in body:
        return None
    name, data = body.get("stream"), body.get("data")
    if isinstance(name, str) and isinstance(data, dict):
        return Frame(name, data)
    return Frame("", body)


def unpack_object(text: str | bytes) -> dict[str, object]:
    """The object a frame holds, numbers exact.

    Raises:
        VenueUnavailable: not JSON, or not an object.
    """
    try:
        body = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise VenueUnavailable("a stream frame is not JSON") from None
    if not isinstance(body, dict):
        raise VenueUnavailable("a stream frame is not an object")
    return body


class Messages:
    """Makes numbered control messages."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def subscribe(self, names: tuple[str, ...]) -> str:
        """Begin to send these streams."""
        return self._message("SUBSCRIBE", names)

    def unsubscribe(self, names: tuple[str, ...]) -> str:
        """Send these streams no more."""
        return self._message("UNSUBSCRIBE", names)

    def _message(self, method: str, names: tuple[str, ...]) -> str:
        return json.dumps({"method": method, "params": names, "id": next(self._numbers)})


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
