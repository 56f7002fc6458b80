"""What the watchdog may ask of a venue: reads and one cancel; there is no way to place or change an order."""

from typing import Protocol

import httpx

from tools.terms import VenueName
from tools.venues.accounts import Account
from tools.venues.orders import Fill, Order

_TIMEOUT = httpx.Timeout(10, connect=5)


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


class ReadAndCancel(httpx.AsyncBaseTransport):
    """Lets only GET and DELETE out: whatever a connector above it can do, no order is placed or changed."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass on a read or a cancel.

        Raises:
            UnsupportedProtocol: anything else; nothing was sent.
        """
        if request.method not in ("GET", "DELETE"):
            raise httpx.UnsupportedProtocol(f"the watchdog sends no {request.method}", request=request)
        # A client would set these; without them a venue that hangs would hang the watchdog.
        request.extensions = {**request.extensions, "timeout": _TIMEOUT.as_dict()}
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the way out."""
        await self._inner.aclose()
