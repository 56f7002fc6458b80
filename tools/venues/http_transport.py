"""The way a request reaches a venue and its answer comes back: one exchange, and nothing of its own."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

import aiohttp
import httpx
from yarl import URL

CONNECT_S = 5
TOTAL_S = 10
"""Shorter than a venue's own receive window plus its back-end time-out."""
KEEP_S = 4
"""How long an idle connection is kept: shorter than servers do, so that an order meets no closed one."""


class Answer(NamedTuple):
    """An answer as it came, its body decompressed; header names in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Sends what it is given: no redirect, no cookie, no proxy, and never a POST twice."""

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        """The complete answer to one request; whatever it raises, the venue may have acted."""
        ...

    async def close(self) -> None:
        """Release the connections."""
        ...


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


class HttpxTransport:
    """Over any transport of httpx: a venue in this process, or scripted answers."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def exchange(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answer:
        request = httpx.Request(method, url, headers=headers, content=content)
        response = await self._transport.handle_async_request(request)
        try:
            body = await response.aread()
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, body)

    async def close(self) -> None:
        await self._transport.aclose()
