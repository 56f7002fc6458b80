"""What the watchdog may ask of a venue: reads and one cancel."""

from typing import Protocol

from tools.terms import VenueName
from tools.venues.accounts import Account
from tools.venues.orders import Fill, Order


class WatchedVenue(Protocol):
    """The part of `tools.venues.venue.Venue` that takes no risk.

    Raises (every method):
        VenueError: the venue did not do what was asked.
    """

    @property
    def name(self) -> VenueName: ...

    async def account(self) -> Account: ...

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]: ...

    async def fills(
        self, symbol: str, *, order_id: str | None = None, since_ms: int | None = None
    ) -> tuple[Fill, ...]: ...

    async def cancel(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order: ...

    async def close(self) -> None: ...
