"""Faults on demand: what a real venue does on a bad day, so that the product can be tested against it.

| fault | what happens |
|---|---|
| `latency` | the answer comes `ms` later; the request is handled first |
| `latency_before` | the request is handled `ms` later |
| `drop_before_accept` | the connection is reset after `ms`, the request was not handled |
| `drop_after_accept` | the request is handled, then the connection is reset after `ms` |
| `drop_mid_answer` | the request is handled, then the connection is reset in the middle of the answer |
| `slow_answer` | the request is handled, the answer trickles in over `ms` |
| `status` | `status` with `code` and `msg`, not handled |
| `status_after_accept` | handled, then answered with `status`, `code` and `msg` |
| `timeout_after_accept` | handled, then answered 408 with -1007 |
| `throttle` | a new or changed order is answered 503 with -1008, unless it only reduces |
| `invalid_json` | handled, then 200 with a body that is not JSON |
| `waf_block` | 403 with an HTML page, not handled |
| `clock_skew` | the venue's clock is `ms` ahead until cleared |
| `stream_cut` | all WebSocket connections are closed |
| `stream_silence` | the streams say nothing for `ms`, the connections stay open |
| `stale_order` | queries do not know an order or conditional order for `ms` after it was placed |
| `tick_size` | the tick size of `symbol` is `tick` until cleared |
| `deleverage` | every client position in `symbol` is closed at the mark price |
| `event_duplicate` | a user event comes twice |
| `event_reorder` | a user event comes after the one that follows it |
| `event_delay` | a user event comes `ms` later |
| `event_drop` | a user event never comes |
| `event_cut` | instead of a user event all stream connections are closed |
| `event_foreign` | a user event reaches the streams of all accounts |

Event faults hit the next `count` user events of any account, of the kind `event` and of the order
`client_order_id` when they are given. On the WebSocket API
a fault's `path` is compared with the method, e.g. `order.place`.

`status` defaults to 503 "Unknown error, please check your request or try again later."; 429 and 418
carry `Retry-After`.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from tools.frozen import Frozen

FaultName = Literal[
    "latency",
    "latency_before",
    "drop_before_accept",
    "drop_after_accept",
    "drop_mid_answer",
    "slow_answer",
    "status",
    "status_after_accept",
    "timeout_after_accept",
    "throttle",
    "invalid_json",
    "waf_block",
    "clock_skew",
    "stream_cut",
    "stream_silence",
    "stale_order",
    "tick_size",
    "deleverage",
    "event_duplicate",
    "event_reorder",
    "event_delay",
    "event_drop",
    "event_cut",
    "event_foreign",
]

_UNKNOWN = "Unknown error, please check your request or try again later."
_TIMEOUT = "Timeout waiting for response from backend server. Send status unknown; execution status unknown."
_THROTTLED = (
    "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. "
    "Please try again."
)
_REDUCES = re.compile(r"(?:reduceOnly|closePosition)\W+true", re.IGNORECASE)


class Fault(Frozen):
    """One armed fault; it hits the next `count` requests it fits."""

    fault: FaultName
    path: str | None = None
    """Only requests whose path ends with this."""
    method: Literal["GET", "POST", "PUT", "DELETE"] | None = None
    event: str | None = None
    """Only user events of this kind, e.g. `ORDER_TRADE_UPDATE`."""
    client_order_id: str | None = None
    """Only `ORDER_TRADE_UPDATE` or `executionReport` of this order."""
    count: int = Field(default=1, ge=1)
    ms: int = 0
    status: int = Field(default=503, ge=400, le=599)
    code: int | None = None
    msg: str | None = None
    retry_after: int | None = None
    """Seconds."""
    symbol: str | None = None
    tick: Decimal | None = Field(default=None, gt=0, allow_inf_nan=False)
    """USDT."""

    def fits(self, method: str, path: str, sent: str) -> bool:
        """Whether a request is to be hit; `sent` is its query and body as they came."""
        if self.fault == "throttle" and (method not in ("POST", "PUT") or _REDUCES.search(sent)):
            return False
        about_requests = not self.fault.startswith("event_")
        return about_requests and self.method in (None, method) and path.endswith(self.path or "")

    def fits_event(self, event: dict[str, Any]) -> bool:
        """Whether a user event is to be hit."""
        wanted = self.event in (None, event["e"]) and self.client_order_id in (None, _order_of(event))
        return self.fault.startswith("event_") and wanted

    @property
    def handles(self) -> bool:
        """Whether the request is handled all the same."""
        return self.fault not in ("drop_before_accept", "status", "throttle", "waf_block")

    @property
    def drops(self) -> bool:
        """Whether the connection is reset instead of an answer."""
        return self.fault in ("drop_before_accept", "drop_after_accept")

    def answer(self) -> tuple[int, dict[str, object], int | None] | None:
        """(status, body, Retry-After seconds) that replaces the venue's answer; None keeps it."""
        if self.fault == "timeout_after_accept":
            return 408, {"code": -1007, "msg": _TIMEOUT}, None
        if self.fault == "throttle":
            return 503, {"code": -1008, "msg": _THROTTLED}, None
        if self.fault == "waf_block":
            return 403, {"code": -1000, "msg": "Forbidden"}, None
        if self.fault not in ("status", "status_after_accept"):
            return None
        limited = self.status in (418, 429)
        code = self.code if self.code is not None else (-1003 if limited else -1000)
        text = self.msg or ("Too many requests; please slow down." if limited else _UNKNOWN)
        wait = self.retry_after if self.retry_after is not None or not limited else 1
        return self.status, {"code": code, "msg": text}, wait


def _order_of(event: dict[str, Any]) -> str | None:
    """Client id of the order a futures or spot event reports on; a cancelled spot order's is in `C`."""
    if event["e"] == "executionReport":
        return str(event["C"] or event["c"])
    body = event.get("o")
    return body.get("c") if isinstance(body, dict) else None


class Faults:
    """The armed faults, first armed first."""

    def __init__(self) -> None:
        self._armed: list[tuple[Fault, int]] = []

    def arm(self, fault: Fault) -> None:
        """Add a fault behind the others."""
        self._armed.append((fault, fault.count))

    def clear(self) -> None:
        """Disarm everything."""
        self._armed.clear()

    def hit(self, method: str, path: str, sent: str = "") -> Fault | None:
        """The fault for a request, used up by one."""
        return self._use(lambda fault: fault.fits(method, path, sent))

    def hit_event(self, event: dict[str, Any]) -> Fault | None:
        """The fault for a user event, used up by one."""
        return self._use(lambda fault: fault.fits_event(event))

    def _use(self, fits: Callable[[Fault], bool]) -> Fault | None:
        for position, (fault, left) in enumerate(self._armed):
            if fits(fault):
                if left == 1:
                    del self._armed[position]
                else:
                    self._armed[position] = (fault, left - 1)
                return fault
        return None

    def armed(self) -> list[dict[str, object]]:
        """What is armed, with the number of hits left."""
        return [fault.model_dump(mode="json") | {"count": left} for fault, left in self._armed]
