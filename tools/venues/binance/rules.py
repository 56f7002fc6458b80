"""Rules of every symbol from the exchange information, kept for ten minutes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from tools.clock import Clock
from tools.venues.binance.bodies import ExchangeInfoBody, RateLimitBody
from tools.venues.binance.border import read
from tools.venues.binance.budget import Limit
from tools.venues.market import SymbolRules

KEEP_MS = 600_000
INTERVAL_MS = {"SECOND": 1_000, "MINUTE": 60_000, "HOUR": 3_600_000, "DAY": 86_400_000}


class RulesCache:
    """Rules by symbol, fetched together; a failed refresh is an error, never yesterday's rules."""

    def __init__(self, clock: Clock, ask: Callable[[], Awaitable[dict[str, SymbolRules]]]) -> None:
        self._clock = clock
        self._ask = ask
        self._lock = asyncio.Lock()
        self._rules: dict[str, SymbolRules] = {}
        self._fetched_ms: int | None = None

    async def all(self) -> dict[str, SymbolRules]:
        """Rules of every symbol that states them completely."""
        async with self._lock:
            now_ms = self._clock.monotonic_ms()
            if self._fetched_ms is None or now_ms - self._fetched_ms >= KEEP_MS:
                self._rules = await self._ask()
                self._fetched_ms = now_ms
            return self._rules


def rate_limits(body: object) -> tuple[Limit, ...]:
    """The venue's request limits; kinds of interval nobody knows are left out."""
    return tuple(_limits(read(ExchangeInfoBody, body).rate_limits))


def _limits(rows: Iterable[RateLimitBody]) -> Iterable[Limit]:
    for row in rows:
        interval_ms = INTERVAL_MS.get(row.interval)
        if interval_ms is not None and row.interval_num > 0 and row.limit > 0:
            yield Limit(row.rate_limit_type, row.interval_num * interval_ms, row.limit)
