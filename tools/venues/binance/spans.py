"""Records over any span of time: the venue answers at most a thousand rows at once."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from tools.errors import VenueUnavailable

LIMIT = 1000


class Timed(Protocol):
    """A row of a record."""

    @property
    def time_ms(self) -> int: ...


T = TypeVar("T", bound=Timed)

Page = Callable[[int, int], Awaitable[tuple[T, ...]]]
"""Rows from a first to a last millisecond, at most `LIMIT` of them."""


async def between(page: Page[T], start_ms: int, end_ms: int) -> tuple[T, ...]:
    """Every row from `start_ms` to `end_ms`, oldest first.

    A full page is asked again in two halves: which of its rows the venue leaves out is not documented.

    Raises:
        VenueUnavailable: more rows in one millisecond than the venue can list.
    """
    rows = await page(start_ms, end_ms)
    if len(rows) < LIMIT:
        return tuple(sorted(rows, key=lambda row: row.time_ms))
    if start_ms >= end_ms:
        raise VenueUnavailable("more rows in one millisecond than can be listed")
    middle_ms = (start_ms + end_ms) // 2
    earlier = await between(page, start_ms, middle_ms)
    return earlier + await between(page, middle_ms + 1, end_ms)
