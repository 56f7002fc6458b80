"""The stage of the spot stream tests: a testnet and the streams, on one clock."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

import httpx
import pytest

from tools.clock import VirtualClock
from tools.terms import Mode, OrderType, Side, VenueName
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.venues.binance_spot.connect import connect
from tools.venues.binance_spot.streams.connect import connect_streams
from tools.venues.orders import OrderRequest, SendStamp
from tools.venues.stream_events import FillUpdate

SECONDS = 10


@dataclass
class Live:
    clock: VirtualClock
    venue: object
    streams: object
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

    async def start(self):
        status = await self.streams.start(("BTCUSDT",))
        await self.until(lambda: self.status.agreed_ms is not None, 100)
        return status

    @property
    def status(self):
        return self.streams.status()

    def feed(self, name):
        return next(feed for feed in self.status.feeds if feed.name == name)

    def told(self, kind):
        return [event for event in self.heard if isinstance(event, kind)]

    async def fault(self, **fault):
        (await self.control.post("/testnet/faults", json=fault)).raise_for_status()

    def request(self, side=Side.BUY, quantity="0.01", price=None, **more):
        fields = {
            "venue": VenueName.BINANCE_SPOT,
            "symbol": "BTCUSDT",
            "side": side,
            "type": OrderType.LIMIT if price else OrderType.MARKET,
            "quantity": quantity,
            "price": price,
        }
        return OrderRequest.model_validate({**fields, **more})

    async def order(self, name, **wanted):
        stamp = SendStamp(timestamp_ms=self.clock.now_ms())
        outcome = await self.venue.place(self.request(**wanted), name, stamp)
        assert outcome.kind == "acked", outcome
        return outcome.order

    async def price(self, times):
        mark = (await self.venue.mark_price("BTCUSDT")).mark
        return (mark * Decimal(times)).quantize(Decimal("0.01"))

    async def agrees(self):
        """REST and the streams say the same, and every trade was told exactly once."""
        account, orders = await self.venue.account(), await self.venue.open_orders()
        picture = self.streams.account()
        assert {(p.symbol, p.quantity) for p in picture.positions} == {
            (p.symbol, p.quantity) for p in account.positions
        }
        assert picture.wallet == next(b.wallet for b in account.balances if b.asset == "USDT")
        assert {
            (o.client_order_id, o.status, o.executed_quantity, o.conditional) for o in picture.orders
        } == {(o.client_order_id, o.status, o.executed_quantity, o.conditional) for o in orders}
        told = Counter(event.fill.trade_id for event in self.told(FillUpdate))
        assert told == Counter(fill.trade_id for fill in await self.venue.fills("BTCUSDT"))


@pytest.fixture
async def live():
    clock = VirtualClock()
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(running(build_venue(clock=clock)))
        base = f"http://127.0.0.1:{port}"
        control = await stack.enter_async_context(httpx.AsyncClient(base_url=base))
        venue = connect(base, *DEFAULT_KEY_PAIR, clock, Mode.LOCAL_TESTNET)
        stack.push_async_callback(venue.close)
        streams = connect_streams(f"ws://127.0.0.1:{port}", venue, clock, Random(7))  # noqa: S311
        stack.push_async_callback(streams.stop)
        stage = Live(clock, venue, streams, control)
        streams.listen(stage.heard.append)
        yield stage
