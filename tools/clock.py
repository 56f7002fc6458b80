"""Time is injected: aware UTC for people, integer milliseconds for venues, monotonic for waiting."""

import asyncio
import heapq
import time
from datetime import UTC, datetime
from itertools import count
from typing import Protocol


class Clock(Protocol):
    """The only source of time."""

    def now_ms(self) -> int:
        """Unix time in milliseconds."""
        ...

    def monotonic_ms(self) -> int:
        """Milliseconds that never go back; for time-outs and latencies only."""
        ...

    async def sleep_ms(self, duration_ms: int) -> None:
        """Wait `duration_ms` milliseconds of this clock."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000

    async def sleep_ms(self, duration_ms: int) -> None:
        await asyncio.sleep(duration_ms / 1000)


class VirtualClock:
    """A clock that moves only when told to; sleepers wake in order of their time.

    Example:
        >>> clock = VirtualClock(start_ms=1_000)
        >>> clock.advance_ms(250)
        >>> clock.now_ms()
        1250
    """

    def __init__(self, start_ms: int = 1_750_000_000_000) -> None:
        self._start_ms = start_ms
        self._now_ms = start_ms
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic_ms(self) -> int:
        return self._now_ms - self._start_ms

    async def sleep_ms(self, duration_ms: int) -> None:
        if duration_ms <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now_ms + duration_ms, next(self._order), future))
        await future

    def advance_ms(self, duration_ms: int) -> None:
        """Move time forward and wake every sleeper whose time has come."""
        self._now_ms += duration_ms
        while self._sleepers and self._sleepers[0][0] <= self._now_ms:
            _, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)


class SteppingClock(VirtualClock):
    """A virtual clock on which waiting takes no real time: whoever sleeps moves the time on."""

    async def sleep_ms(self, duration_ms: int) -> None:
        self.advance_ms(max(duration_ms, 0))
        await asyncio.sleep(0)


def to_datetime(time_ms: int) -> datetime:
    """Aware UTC datetime of a Unix time in milliseconds."""
    return datetime.fromtimestamp(time_ms / 1000, tz=UTC)


def to_rfc3339(time_ms: int) -> str:
    """RFC 3339 text with milliseconds and `Z`, e.g. `2026-11-21T10:00:00.000Z`."""
    return to_datetime(time_ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
