"""The way over the network."""

from collections.abc import Mapping

import aiohttp
import httpx
from yarl import URL

from tools.venues.http_transport import Answer

CONNECT_S = 5
TOTAL_S = 10
"""Shorter than a venue's own receive window plus its back-end time-out."""
KEEP_S = 4
"""How long an idle connection is kept: shorter than servers do, so that an order meets no closed one."""


class SocketTransport:
    """Over the network, by aiohttp: half the time of an httpx client per order (docs/performance.md)."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        session = self._session or self._open()
        # `encoded`: what was signed goes out as it is
        address = URL(url, encoded=True)
        async with session.request(
            method, address, headers=headers, data=content, allow_redirects=False
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        """Sessions belong to the event loop that uses them, so the first exchange makes it."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=httpx.create_ssl_context(), keepalive_timeout=KEEP_S),
            timeout=aiohttp.ClientTimeout(total=TOTAL_S, sock_connect=CONNECT_S),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self._session
