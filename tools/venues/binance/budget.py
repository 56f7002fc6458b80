"""The request budget: never asks the venue for more than it allows, and keeps the rest for cancels."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tools.clock import Clock
from tools.errors import Banned, RateLimited
from tools.venues.binance.endpoint import Endpoint, Urgency

WEIGHT = "REQUEST_WEIGHT"
ORDERS = "ORDERS"
MINUTE_MS = 60_000

SHARE_PERCENT = {Urgency.READ: 80, Urgency.ORDER: 95, Urgency.CANCEL: 100}
"""How much of a limit each urgency may use up."""
BANNED_STATUS = 418
PATIENCE_MS = 10_000
"""How long a cancel waits for a pause to end."""

_USED = re.compile(r"x-mbx-(used-weight|order-count)-(\d{1,4})([smhd])", re.ASCII | re.IGNORECASE)
_UNIT_MS = {"s": 1_000, "m": MINUTE_MS, "h": 3_600_000, "d": 86_400_000}
_BANNED_UNTIL = re.compile(r"banned until (\d{13})", re.ASCII)


@dataclass(frozen=True)
class Limit:
    """One limit as the exchange information states it: `kind`, window and how much fits."""

    kind: str
    interval_ms: int
    limit: int


@dataclass
class _Window:
    limit: int
    used: int = 0
    index: int = -1


class Budget:
    """Counts what was used, corrects itself by the venue's headers, pauses when told to.

    Starts with the documented `limits`; those of the exchange information take their place. Windows are
    aligned to the clock like the venue's own.
    """

    def __init__(self, clock: Clock, limits: Iterable[Limit]) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, int], _Window] = {}
        self._paused_until_ms = 0
        self._banned_until_ms = 0
        self.configure(limits)

    def configure(self, limits: Iterable[Limit]) -> None:
        """Take over the limits of the venue in use; what was used so far stays counted."""
        for limit in limits:
            window = self._windows.setdefault((limit.kind, limit.interval_ms), _Window(limit.limit))
            window.limit = limit.limit

    async def spend(self, endpoint: Endpoint) -> None:
        """Book one request before it is sent.

        Raises:
            RateLimited: it does not fit; nothing was booked.
        """
        await self._wait_out_pause(endpoint.urgency)
        costs = {WEIGHT: endpoint.weight, ORDERS: endpoint.orders}
        windows = [(key, self._current(key)) for key in self._windows]
        for (kind, interval_ms), window in windows:
            allowed = window.limit * SHARE_PERCENT[endpoint.urgency] // 100
            if costs.get(kind, 0) and window.used + costs[kind] > allowed:
                raise RateLimited(interval_ms - self._clock.now_ms() % interval_ms)
        for (kind, _), window in windows:
            window.used += costs.get(kind, 0)

    def observe(self, headers: Mapping[str, str]) -> None:
        """Correct the counts by the venue's own; requests under way may already be in ours."""
        for name, value in headers.items():
            key = _counted(name)
            if key in self._windows and value.isascii() and value.isdigit():
                window = self._current(key)
                window.used = max(window.used, int(value))

    def refused(self, headers: Mapping[str, str], body: str, *, status: int = 429) -> None:
        """Pause after a 429 or 418, for as long as the venue says, else until the next minute."""
        now_ms = self._clock.now_ms()
        banned = _BANNED_UNTIL.search(body)
        retry_after = headers.get("retry-after", "")
        if banned is not None:
            until_ms = int(banned[1])
        elif retry_after.isascii() and retry_after.isdigit():
            until_ms = now_ms + int(retry_after[:6]) * 1_000
        else:
            until_ms = now_ms + MINUTE_MS - now_ms % MINUTE_MS
        self._paused_until_ms = max(self._paused_until_ms, until_ms)
        if status == BANNED_STATUS:
            self._banned_until_ms = self._paused_until_ms

    def refusal(self) -> RateLimited:
        """The error of a request that the pause keeps here, or that the venue refused for it."""
        pause_ms = self.pause_ms()
        if self._clock.now_ms() < self._banned_until_ms:
            return Banned(pause_ms, self._banned_until_ms)
        return RateLimited(pause_ms)

    def pause_ms(self) -> int:
        """How long the pause still is."""
        return max(0, self._paused_until_ms - self._clock.now_ms())

    def used(self, kind: str, interval_ms: int) -> int:
        """What is used of a limit in its present window."""
        return self._current((kind, interval_ms)).used

    async def _wait_out_pause(self, urgency: Urgency) -> None:
        pause_ms = self.pause_ms()
        if pause_ms == 0:
            return
        if urgency is not Urgency.CANCEL or pause_ms > PATIENCE_MS:
            raise self.refusal()
        await self._clock.sleep_ms(pause_ms)

    def _current(self, key: tuple[str, int]) -> _Window:
        window = self._windows[key]
        index = self._clock.now_ms() // key[1]
        if window.index != index:
            window.index, window.used = index, 0
        return window


@lru_cache(maxsize=64)
def _counted(header: str) -> tuple[str, int] | None:
    """The limit a header tells the use of, as (kind, window); None for other headers."""
    match = _USED.fullmatch(header)
    if match is None:
        return None
    kind = WEIGHT if match[1].lower() == "used-weight" else ORDERS
    return kind, int(match[2]) * _UNIT_MS[match[3].lower()]
