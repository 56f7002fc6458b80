"""The venue as an ASGI application: REST, WebSocket and control routes on one port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from tools.testnet.control import Control
from tools.testnet.downloads import Downloads, download_routes
from tools.testnet.faults import Faults
from tools.testnet.listen_keys import ListenKeys, listen_key_routes
from tools.testnet.rate_limit import RateLimit, futures_limits
from tools.testnet.rest import Rest
from tools.testnet.rest_account import ACCOUNT_ROUTES
from tools.testnet.rest_algo import ALGO_ROUTES
from tools.testnet.rest_amend import AMEND_ROUTES
from tools.testnet.rest_funding import FUNDING_ROUTES
from tools.testnet.rest_history import HISTORY_ROUTES
from tools.testnet.rest_index import INDEX_ROUTES
from tools.testnet.rest_klines import KLINE_ROUTES
from tools.testnet.rest_market import MARKET_ROUTES
from tools.testnet.rest_orders import ORDER_ROUTES
from tools.testnet.rest_statistics import STATISTICS_ROUTES
from tools.testnet.rest_stubs import STUB_ROUTES
from tools.testnet.spot.limits import spot_limits
from tools.testnet.spot.routes import spot_routes
from tools.testnet.spot.timing import check_timing as check_spot_timing
from tools.testnet.spot.user_streams import UserStreams
from tools.testnet.spot.ws_api import SpotWsApi
from tools.testnet.streams import Streams
from tools.testnet.venue import Venue
from tools.testnet.ws_api import FuturesWsApi

_STREAM_ROUTES = ("ws", "stream", "public", "market", "private")


class TestnetApp:
    """Sends each connection to its door; the pump runs while the server's lifespan does."""

    __test__ = False

    def __init__(self, venue: Venue) -> None:
        faults, keys = Faults(), ListenKeys(venue.seed, venue.clock)
        downloads = Downloads()
        self._venue = venue
        self.streams = Streams(venue, keys, faults)
        routes = (
            MARKET_ROUTES
            | ORDER_ROUTES
            | AMEND_ROUTES
            | ALGO_ROUTES
            | ACCOUNT_ROUTES
            | FUNDING_ROUTES
            | HISTORY_ROUTES
            | INDEX_ROUTES
            | KLINE_ROUTES
            | STATISTICS_ROUTES
            | STUB_ROUTES
            | listen_key_routes(keys)
            | download_routes(downloads)
        )
        limits = RateLimit(futures_limits(venue.profile), venue.clock)
        self._rest = Rest(venue, routes, limits, faults)
        spot_counts = RateLimit(spot_limits(venue.profile), venue.clock)
        venue.spot.first_fill.append(spot_counts.uncount_order)
        spot_paths = spot_routes(spot_counts)
        self._spot_rest = Rest(venue, spot_paths, spot_counts, faults, check_spot_timing)
        user_streams = UserStreams(venue, faults, self.streams.is_silent, self.streams.cut)
        self.streams.followers.append(user_streams)
        self._spot_ws_api = SpotWsApi(venue, spot_paths, spot_counts, faults, user_streams)
        self._ws_api = FuturesWsApi(venue, routes, limits, faults)
        self._control = Control(venue, faults, self.streams, downloads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI interface."""
        match scope["type"]:
            case "http":
                await self._http(scope, receive, send)
            case "websocket":
                await self._websocket(WebSocket(scope, receive, send))
            case "lifespan":
                await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if scope["path"].startswith("/testnet/"):
            response = await self._control.answer(request)
        elif request.url.path.startswith("/api/"):
            response = await self._spot_rest.answer(request, send)
        else:
            response = await self._rest.answer(request, send)
        await response(scope, receive, send)

    async def _websocket(self, socket: WebSocket) -> None:
        first = socket.url.path.split("/")[1]
        if first in _STREAM_ROUTES:
            await self.streams.serve(socket)
        elif first == "ws-fapi":
            await self._ws_api.serve(socket)
        elif first == "ws-api":
            await self._spot_ws_api.serve(socket)
        else:
            await socket.close(1008)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._pumping():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self._venue.close()
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def _pumping(self) -> AsyncIterator[None]:
        pump = asyncio.create_task(self.streams.pump())
        try:
            yield
        finally:
            pump.cancel()
            with suppress(asyncio.CancelledError):
                await pump


def create_app(venue: Venue) -> ASGIApp:
    """The ASGI application of a venue; drive it with uvicorn or `httpx.ASGITransport`."""
    return TestnetApp(venue)
