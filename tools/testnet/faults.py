"""Faults on demand: what a real venue does on a bad day, so that the product can be tested against it.

| fault | what happens |
|---|---|
| `latency` | the answer comes `ms` later; the request is handled first |
| `latency_before` | the request is handled `ms` later |
| `drop_before_accept` | the connection is reset, the request was not handled |
| `drop_after_accept` | the request is handled, then the connection is reset |
| `status` | `status` with `code` and `msg`, not handled |
| `status_after_accept` | handled, then answered with `status`, `code` and `msg` |
| `timeout_after_accept` | handled, then answered 408 with -1007 |
| `invalid_json` | handled, then 200 with a body that is not JSON |
| `clock_skew` | the venue's clock is `ms` ahead until cleared |
| `stream_cut` | all WebSocket connections are closed |

`status` defaults to 503 "Unknown error, please check your request or try again later."; 429 and 418
carry `Retry-After`.
"""

from typing import Literal

from pydantic import Field

from tools.frozen import Frozen

FaultName = Literal[
    "latency",
    "latency_before",
    "drop_before_accept",
    "drop_after_accept",
    "status",
    "status_after_accept",
    "timeout_after_accept",
    "invalid_json",
    "clock_skew",
    "stream_cut",
]

_UNKNOWN = "Unknown error, please check your request or try again later."
_TIMEOUT = "Timeout waiting for response from backend server. Send status unknown; execution status unknown."


class Fault(Frozen):
    """One armed fault; it hits the next `count` requests it fits."""

    fault: FaultName
    path: str | None = None
    """Only requests whose path ends with this."""
    method: Literal["GET", "POST", "PUT", "DELETE"] | None = None
    count: int = Field(default=1, ge=1)
    ms: int = 0
    status: int = Field(default=503, ge=400, le=599)
    code: int | None = None
    msg: str | None = None
    retry_after: int | None = None
    """Seconds."""

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is to be hit."""
        return self.method in (None, method) and path.endswith(self.path or "")

    @property
    def handles(self) -> bool:
        """Whether the request is handled all the same."""
        return self.fault not in ("drop_before_accept", "status")

    @property
    def drops(self) -> bool:
        """Whether the connection is reset instead of an answer."""
        return self.fault in ("drop_before_accept", "drop_after_accept")

    def answer(self) -> tuple[int, dict[str, object], int | None] | None:
        """(status, body, Retry-After seconds) that replaces the venue's answer; None keeps it."""
        if self.fault == "timeout_after_accept":
            return 408, {"code": -1007, "msg": _TIMEOUT}, None
        if self.fault not in ("status", "status_after_accept"):
            return None
        limited = self.status in (418, 429)
        code = self.code if self.code is not None else (-1003 if limited else -1000)
        text = self.msg or ("Too many requests; please slow down." if limited else _UNKNOWN)
        wait = self.retry_after if self.retry_after is not None or not limited else 1
        return self.status, {"code": code, "msg": text}, wait


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

    def hit(self, method: str, path: str) -> Fault | None:
        """The fault for a request, used up by one."""
        for position, (fault, left) in enumerate(self._armed):
            if fault.fits(method, path):
                if left == 1:
                    del self._armed[position]
                else:
                    self._armed[position] = (fault, left - 1)
                return fault
        return None

    def armed(self) -> list[dict[str, object]]:
        """What is armed, with the number of hits left."""
        return [fault.model_dump() | {"count": left} for fault, left in self._armed]
