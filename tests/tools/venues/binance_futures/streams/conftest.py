"""The stage of the stream tests: a testnet, a bad wire in front of it, and the streams, on one clock."""

import asyncio
import json
import logging
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import httpx
import pytest
import websockets

from tools.clock import VirtualClock
from tools.terms import Mode, OrderType, Side, VenueName
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.venues.binance_futures.connect import connect
from tools.venues.binance_futures.streams.connect import connect_streams
from tools.venues.orders import OrderRequest, SendStamp
from tools.venues.stream_events import FillUpdate, OrderUpdate

SECONDS = 10
QUIET = logging.getLogger("the bad wire")
QUIET.disabled = True


class BadWire:
    """Sits between the streams and the testnet, on sockets of its own, and does what a test tells it."""

    def __init__(self, upstream):
        self._upstream = upstream
        self._sockets = {}
        self.refuses = False
        self.alter = lambda route, frame: [frame]
        """What becomes of a frame of the venue."""
        self.dialled = []

    def door(self, connection, request):
        self.dialled.append(request.path)
        return connection.respond(503, "not now") if self.refuses else None

    async def serve(self, socket):
        path = socket.request.path
        route = path.split("/")[1]
        options = {"ping_interval": None, "close_timeout": 0.1}
        async with websockets.connect(self._upstream + path, **options) as venue:
            self._sockets[route] = socket
            back = asyncio.create_task(self._back(route, venue, socket))
            try:
                async for message in socket:
                    await venue.send(message)
            finally:
                back.cancel()
                await asyncio.gather(back, return_exceptions=True)

    async def _back(self, route, venue, socket):
        async for frame in venue:
            for text in self.alter(route, frame):
                await socket.send(text)
        await socket.close(1001)

    async def inject(self, route, event):
        await self._sockets[route].send(json.dumps(event))

    async def cut(self):
        for socket in self._sockets.values():
            await socket.close(1001)


@dataclass
class Live:
    clock: VirtualClock
    venue: object
    streams: object
    wire: BadWire
    control: httpx.AsyncClient
    heard: list = field(default_factory=list)

    async def until(self, condition, step_ms=0):
        """Let the event loop run, and the clock in steps, until something is so."""
        async with asyncio.timeout(SECONDS):
            while not condition():
                if step_ms:
                    self.clock.advance_ms(step_ms)
                for _ in range(10):
                    await asyncio.sleep(0)

    async def settle(self, turns=300):
        """Let everything that is under way on loopback arrive."""
        for _ in range(turns):
            await asyncio.sleep(0)

    async def pass_time(self, duration_ms, step_ms=1_000):
        for _ in range(duration_ms // step_ms):
            self.clock.advance_ms(step_ms)
            await self.settle(10)
        await self.settle()

    async def start(self, *symbols):
        status = await self.streams.start(symbols or ("BTCUSDT",))
        await self.until(lambda: self.status.level == "prime", 100)
        return status

    @property
    def status(self):
        return self.streams.status()

    @property
    def levels(self):
        return {feed.name: feed.level.value for feed in self.status.feeds}

    def feed(self, name):
        return next(feed for feed in self.status.feeds if feed.name == name)

    def connects(self):
        return {line.route: line.connects for line in self.status.connections}

    def told(self, kind):
        return [event for event in self.heard if isinstance(event, kind)]

    async def order(self, name, side=Side.BUY, quantity="0.01", price=None):
        request = OrderRequest(
            venue=VenueName.BINANCE_FUTURES,
            symbol="BTCUSDT",
            side=side,
            type=OrderType.LIMIT if price else OrderType.MARKET,
            quantity=Decimal(quantity),
            price=price,
        )
        outcome = await self.venue.place(request, name, SendStamp(timestamp_ms=self.clock.now_ms()))
        assert outcome.kind == "acked", outcome
        return outcome.order

    async def low_price(self):
        mark = (await self.venue.mark_price("BTCUSDT")).mark
        return (mark * Decimal("0.97")).quantize(Decimal("0.1"))

    async def agrees(self):
        """REST and the streams say the same, and every trade was told exactly once."""
        account, orders = await self.venue.account(), await self.venue.open_orders()
        picture = self.streams.account()
        rest = {(p.symbol, p.position_side, p.quantity, p.entry_price) for p in account.positions}
        ours = {(p.symbol, p.position_side, p.quantity, p.entry_price) for p in picture.positions}
        assert ours == rest
        assert picture.wallet == account.wallet
        assert {(o.order_id, o.status, o.executed_quantity) for o in picture.orders} == {
            (o.order_id, o.status, o.executed_quantity) for o in orders
        }
        told = Counter(event.fill.trade_id for event in self.told(FillUpdate))
        made = [fill.trade_id for fill in await self.venue.fills("BTCUSDT")]
        assert told == Counter(made)

    def last_states(self):
        """The last told state of every order, by client id."""
        return {event.order.client_order_id: event.order for event in self.told(OrderUpdate)}


@pytest.fixture
async def live():
    clock = VirtualClock()
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(running(build_venue(clock=clock)))
        wire = BadWire(f"ws://127.0.0.1:{port}")
        server = await stack.enter_async_context(
            websockets.serve(
                wire.serve,
                "127.0.0.1",
                0,
                process_request=wire.door,
                ping_interval=None,
                close_timeout=0.1,
                logger=QUIET,
            )
        )
        front = server.sockets[0].getsockname()[1]
        base = f"http://127.0.0.1:{port}"
        control = await stack.enter_async_context(httpx.AsyncClient(base_url=base))
        venue = connect(base, *DEFAULT_KEY_PAIR, clock, Mode.LOCAL_TESTNET)
        stack.push_async_callback(venue.close)
        streams = connect_streams(f"ws://127.0.0.1:{front}", venue, clock, Random(7))  # noqa: S311
        stack.push_async_callback(streams.stop)
        stage = Live(clock, venue, streams, wire, control)
        streams.listen(stage.heard.append)
        yield stage
