"""The stage of the conformance suite: a venue's connector against its embedded testnet, in this process.

A new venue adds one line to `CONNECTS`; the numbered tests are the same for all, and those marked
`needs(capability)` run for the venues that declare it.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

import httpx
import pytest

from tools.clock import VirtualClock
from tools.ids import client_order_id
from tools.money import round_down, round_passive
from tools.terms import Mode, OrderType, Side, VenueName
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.venues.binance_futures.connect import connect as connect_futures
from tools.venues.binance_spot.connect import connect as connect_spot
from tools.venues.orders import OrderRequest, SendStamp
from tools.venues.venue import Venue

URL = "http://127.0.0.1:4010"


CONNECTS = {VenueName.BINANCE_FUTURES: connect_futures, VenueName.BINANCE_SPOT: connect_spot}
ORDER_PATHS = {VenueName.BINANCE_FUTURES: "/fapi/v1/order", VenueName.BINANCE_SPOT: "/api/v3/order"}
PRICE_PATHS = {VenueName.BINANCE_FUTURES: "premiumIndex", VenueName.BINANCE_SPOT: "bookTicker"}


def connected(name, clock, transport):
    return CONNECTS[name](URL, *DEFAULT_KEY_PAIR, clock, Mode.LOCAL_TESTNET, transport=transport)


def can(name, capability):
    """Whether a venue declares a capability; nothing is sent to find out."""
    venue = connected(name, VirtualClock(), httpx.MockTransport(None))
    return bool(getattr(venue.capabilities, capability))


def pytest_generate_tests(metafunc):
    if "stage" in metafunc.fixturenames:
        needed = [mark.args[0] for mark in metafunc.definition.iter_markers("needs")]
        names = [name for name in CONNECTS if all(can(name, capability) for capability in needed)]
        metafunc.parametrize("stage", names, ids=str, indirect=True)


@dataclass
class Stage:
    """A venue, its controls, and the orders the tests send."""

    name: VenueName
    venue: Venue
    clock: VirtualClock
    control: httpx.AsyncClient
    symbol: str = "BTCUSDT"
    _numbers: count = field(default_factory=count)

    def new_id(self):
        return client_order_id(f"intent-{next(self._numbers)}")

    @property
    def order_path(self):
        return ORDER_PATHS[self.name]

    @property
    def price_path(self):
        return PRICE_PATHS[self.name]

    async def stamp(self):
        return SendStamp(timestamp_ms=self.clock.now_ms() + await self.venue.clock_offset_ms())

    async def request(self, kind=OrderType.LIMIT, side=Side.BUY, away="0.98", notional="200", **more):
        """An order of about `notional`, priced at `away` times the mark."""
        rules = await self.venue.rules(self.symbol)
        mark = (await self.venue.mark_price(self.symbol)).mark
        price = round_passive(mark * Decimal(away), rules.tick_size, side)
        return OrderRequest(
            venue=self.venue.name,
            symbol=self.symbol,
            side=side,
            type=kind,
            quantity=more.pop("quantity", round_down(Decimal(notional) / mark, rules.step(kind))),
            price=None if kind is OrderType.MARKET else price,
            **more,
        )

    async def place(self, request, order_id=None):
        return await self.venue.place(request, order_id or self.new_id(), await self.stamp())

    async def placed(self, **wanted):
        """An acknowledged order."""
        outcome = await self.place(await self.request(**wanted))
        assert outcome.kind == "acked", outcome
        return outcome.order

    async def fault(self, **fault):
        (await self.control.post("/testnet/faults", json=fault)).raise_for_status()

    async def at_the_venue(self, order_id):
        """Orders with that client id in the venue's own ledger."""
        rows = (await self.control.get("/testnet/ledger")).json()["orders"]
        return [row for row in rows if row["clientOrderId"] == order_id]


@pytest.fixture
async def stage(request):
    clock = VirtualClock()
    transport = httpx.ASGITransport(create_app(build_venue(clock=clock)))
    venue = connected(request.param, clock, transport)
    control = httpx.AsyncClient(base_url=URL, transport=transport)
    yield Stage(request.param, venue, clock, control)
    await control.aclose()
    await venue.close()
