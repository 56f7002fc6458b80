"""SocketTransport: the network as an httpx transport, over aiohttp."""

import aiohttp
import httpx
from yarl import URL

CONNECT_S = 5
TOTAL_S = 10
"""Shorter than a venue's own receive window plus its back-end time-out."""
KEEP_S = 4
"""How long an idle connection is kept: shorter than servers do, so that an order meets no closed one."""


class SocketTransport(httpx.AsyncBaseTransport):
    """One exchange per request: no redirect, no cookie, no proxy of the environment, never a POST twice.

    aiohttp takes half of httpx's own time per order (docs/performance.md). Whatever is raised, the
    venue may have acted.
    """

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        session = self._session or self._open()
        # `encoded`: what was signed goes out as it is
        address = URL(str(request.url), encoded=True)
        async with session.request(
            request.method,
            address,
            headers=request.headers,
            data=request.content or None,
            allow_redirects=False,
        ) as response:
            body = await response.read()
        return httpx.Response(response.status, headers=response.raw_headers, content=body)

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        """Sessions belong to the event loop that uses them, so the first exchange makes it."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=httpx.create_ssl_context(), keepalive_timeout=KEEP_S),
            timeout=aiohttp.ClientTimeout(total=TOTAL_S, sock_connect=CONNECT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        return self._session
