"""Our trades over any span: the venue answers at most a day and a thousand rows at a time."""

from tools.venues.binance.spans import Page, between
from tools.venues.orders import Fill

DAY_MS = 24 * 3_600_000


async def fills_since(page: Page[Fill], since_ms: int, until_ms: int) -> tuple[Fill, ...]:
    """Every fill from `since_ms` to `until_ms`, oldest first.

    Raises:
        VenueUnavailable: more fills in one millisecond than the venue can list.
    """
    found: list[Fill] = []
    for start_ms in range(since_ms, until_ms + 1, DAY_MS):
        found += await between(page, start_ms, min(start_ms + DAY_MS - 1, until_ms))
    return tuple(found)
