"""EmbeddedTestnet: the testnet inside this process, reached through its HTTP application without a socket."""

from functools import partial
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from tools.clock import Clock
from tools.testnet.app import create_app
from tools.testnet.server import KeyPair, build_venue
from tools.testnet.venue import Venue
from tools.venues.asgi_transport import AsgiTransport


class EmbeddedTestnet(AsgiTransport):
    """The application of a whole venue and the way to it, opened at the first request: reading a record needs
    none."""

    def __init__(self, clock: Clock, keys: tuple[KeyPair, ...], state: Path | None) -> None:
        super().__init__(self)
        self._open = partial(build_venue, state=state, clock=clock, keys=keys)
        self._venue: Venue | None = None
        self._opened: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request.

        Raises:
            ConfigError: another process uses the same state directory, or it is damaged.
        """
        if self._opened is None:
            self._venue = self._open()
            self._opened = create_app(self._venue)
        await self._opened(scope, receive, send)

    async def close(self) -> None:
        """Close the venue's journal; each connector that shares this transport does so."""
        venue, self._venue = self._venue, None
        if venue is not None:
            venue.close()
