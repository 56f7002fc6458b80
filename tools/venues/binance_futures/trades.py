"""Our trades over any span: the venue answers at most a week and a thousand rows at a time."""

from collections.abc import Awaitable, Callable

from tools.errors import VenueUnavailable
from tools.venues.orders import Fill

WINDOW_MS = 7 * 24 * 3_600_000
LIMIT = 1000

Page = Callable[[int, int], Awaitable[tuple[Fill, ...]]]
"""Fills from a first to a last millisecond, at most `LIMIT`, oldest first."""


async def fills_since(page: Page, since_ms: int, until_ms: int) -> tuple[Fill, ...]:
    """Every fill from `since_ms` to `until_ms`, oldest first, none twice.

    Raises:
        VenueUnavailable: more fills in one millisecond than the venue can list.
    """
    found: dict[str, Fill] = {}
    start_ms = since_ms
    while start_ms <= until_ms:
        end_ms = min(start_ms + WINDOW_MS - 1, until_ms)
        rows = await page(start_ms, end_ms)
        found.update((fill.trade_id, fill) for fill in rows)
        if len(rows) < LIMIT:
            start_ms = end_ms + 1
            continue
        last_ms = max(fill.time_ms for fill in rows)
        if last_ms <= start_ms:
            raise VenueUnavailable("more trades in one millisecond than can be listed")
        start_ms = last_ms
    return tuple(found.values())
