"""The venue's clock against ours, measured and kept for a minute."""

import asyncio
from collections.abc import Awaitable, Callable

from tools.clock import Clock
from tools.venues.orders import SendStamp

SAMPLES = 3
KEEP_MS = 60_000


class ServerClock:
    """Offset of the venue's clock: server time minus local time, from the fastest of a few round trips."""

    def __init__(self, clock: Clock, ask: Callable[[], Awaitable[int]]) -> None:
        self._clock = clock
        self._ask = ask
        self._lock = asyncio.Lock()
        self._offset_ms = 0
        self._measured_ms: int | None = None

    async def offset_ms(self) -> int:
        """The offset, at most a minute old."""
        async with self._lock:
            if self._measured_ms is None or self._clock.monotonic_ms() - self._measured_ms >= KEEP_MS:
                self._offset_ms = await self._measure()
                self._measured_ms = self._clock.monotonic_ms()
            return self._offset_ms

    def forget(self) -> None:
        """Measure again at the next call, because the venue refused a timestamp."""
        self._measured_ms = None

    async def stamp(self) -> SendStamp:
        """A server-aligned stamp for a request that may be signed now."""
        return SendStamp(timestamp_ms=self._clock.now_ms() + await self.offset_ms())

    async def _measure(self) -> int:
        best: tuple[int, int] | None = None
        for _ in range(SAMPLES):
            started_ms, began_ms = self._clock.now_ms(), self._clock.monotonic_ms()
            server_ms = await self._ask()
            trip_ms = self._clock.monotonic_ms() - began_ms
            sample = (trip_ms, server_ms - started_ms - trip_ms // 2)
            best = sample if best is None else min(best, sample, key=lambda pair: pair[0])
        return best[1] if best else 0
