"""The income record over any span: the venue answers at most a thousand rows at a time."""

from collections.abc import Awaitable, Callable

from tools.errors import VenueUnavailable
from tools.venues.accounts import Income

LIMIT = 1000

Page = Callable[[int, int], Awaitable[tuple[Income, ...]]]
"""Income from a first to a last millisecond, at most `LIMIT` rows of it."""


async def income_between(page: Page, start_ms: int, end_ms: int) -> tuple[Income, ...]:
    """Every row from `start_ms` to `end_ms`, oldest first.

    A full page is asked again in two halves: which of its rows the venue leaves out is not documented.

    Raises:
        VenueUnavailable: more rows in one millisecond than the venue can list.
    """
    rows = await page(start_ms, end_ms)
    if len(rows) < LIMIT:
        return tuple(sorted(rows, key=lambda row: row.time_ms))
    if start_ms >= end_ms:
        raise VenueUnavailable("more income rows in one millisecond than can be listed")
    middle_ms = (start_ms + end_ms) // 2
    earlier = await income_between(page, start_ms, middle_ms)
    return earlier + await income_between(page, middle_ms + 1, end_ms)
