"""The watchdog's way out: there is no way to place or change an order."""

import httpx

_TIMEOUT = httpx.Timeout(10, connect=5)


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
