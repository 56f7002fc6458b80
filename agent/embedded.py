"""EmbeddedTestnet: the testnet inside this process, reached through its HTTP application without a socket."""

from pathlib import Path

import httpx

from tools.clock import Clock
from tools.testnet.app import create_app
from tools.testnet.server import build_venue


class EmbeddedTestnet(httpx.ASGITransport):
    """A transport with a whole venue behind it; closing it closes the venue's journal."""

    def __init__(self, clock: Clock, key_pair: tuple[str, str], state: Path | None) -> None:
        self._venue = build_venue(state=state, clock=clock, keys=(key_pair,))
        super().__init__(create_app(self._venue))

    async def aclose(self) -> None:
        """Close the venue."""
        self._venue.close()
