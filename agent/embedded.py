"""EmbeddedTestnet: the testnet inside this process, reached through its HTTP application without a socket."""

from functools import partial
from pathlib import Path

import httpx

from tools.clock import Clock
from tools.testnet.app import create_app
from tools.testnet.server import KeyPair, build_venue
from tools.testnet.venue import Venue


class EmbeddedTestnet(httpx.AsyncBaseTransport):
    """A transport with a whole venue behind it, opened at the first request: reading a record needs none."""

    def __init__(self, clock: Clock, keys: tuple[KeyPair, ...], state: Path | None) -> None:
        self._open = partial(build_venue, state=state, clock=clock, keys=keys)
        self._venue: Venue | None = None
        self._inner: httpx.ASGITransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request.

        Raises:
            ConfigError: another process uses the same state directory, or it is damaged.
        """
        if self._inner is None:
            self._venue = self._open()
            self._inner = httpx.ASGITransport(create_app(self._venue))
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the venue's journal; each connector that shares this transport does so."""
        venue, self._venue = self._venue, None
        if venue is not None:
            venue.close()
