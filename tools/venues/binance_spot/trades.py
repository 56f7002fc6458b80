"""Our trades over any span: the venue answers at most a day, and a thousand rows, at a time."""

from collections.abc import Awaitable, Callable

from tools.venues.binance.spans import LIMIT, Page, between
from tools.venues.orders import Fill

DAY_MS = 24 * 3_600_000
LONG_MS = 7 * DAY_MS
"""A longer span is cheaper to read by number, a thousand trades at a time, than day by day."""


async def fills_since(page: Page[Fill], since_ms: int, until_ms: int) -> tuple[Fill, ...]:
    """Every fill from `since_ms` to `until_ms`, oldest first.

    Raises:
        VenueUnavailable: more fills in one millisecond than the venue can list.
    """
    found: list[Fill] = []
    for start_ms in range(since_ms, until_ms + 1, DAY_MS):
        found += await between(page, start_ms, min(start_ms + DAY_MS - 1, until_ms))
    return tuple(found)


async def fills_numbered(
    page: Callable[[int], Awaitable[tuple[Fill, ...]]], since_ms: int
) -> tuple[Fill, ...]:
    """Every fill from `since_ms` on, oldest first; `page` answers up to a thousand from a trade id on."""
    found: list[Fill] = []
    first = 0
    while True:
        rows = sorted(await page(first), key=lambda fill: int(fill.trade_id))
        found += rows
        if len(rows) < LIMIT:
            return tuple(fill for fill in found if fill.time_ms >= since_ms)
        first = int(rows[-1].trade_id) + 1
