"""The stage of the conformance suite: a venue's connector against its embedded testnet, in this process.

A new venue adds one line to `STAGES`; the numbered tests are the same for all, and those marked
`needs(capability)` run for the venues that declare it.
"""

from collections.abc import Callable
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
PRICED = (OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.STOP, OrderType.TAKE_PROFIT)


@dataclass
class Door:
    """How a venue is reached, and the paths of it that the faults hit."""

    connect: Callable[..., Venue]
    order_path: str
    conditional_path: str
    price_path: str
    replace: tuple[str, str]
    """Method and path."""

    def venue(self, clock, transport):
        return self.connect(URL, *DEFAULT_KEY_PAIR, clock, Mode.LOCAL_TESTNET, transport=transport)

    def can(self, capability):
        """Whether the venue declares a capability; nothing is sent to find out."""
        venue = self.venue(VirtualClock(), httpx.MockTransport(None))
        return bool(getattr(venue.capabilities, capability))


STAGES = {
    VenueName.BINANCE_FUTURES: Door(
        connect_futures, "/fapi/v1/order", "/fapi/v1/algoOrder", "premiumIndex", ("PUT", "/fapi/v1/order")
    ),
    VenueName.BINANCE_SPOT: Door(
        connect_spot, "/api/v3/order", "/api/v3/order", "bookTicker", ("POST", "/api/v3/order/cancelReplace")
    ),
}


def pytest_generate_tests(metafunc):
    if "stage" in metafunc.fixturenames:
        needed = [mark.args[0] for mark in metafunc.definition.iter_markers("needs")]
        names = [name for name, door in STAGES.items() if all(door.can(each) for each in needed)]
        metafunc.parametrize("stage", names, ids=str, indirect=True)


def pytest_collection_modifyitems(config, items):
    """Orders of a type are tested where the venue declares it."""
    beyond = [item for item in items if not _declared(getattr(item, "callspec", None))]
    config.hook.pytest_deselected(items=beyond)
    items[:] = [item for item in items if item not in beyond]


def _declared(callspec):
    params = {} if callspec is None else callspec.params
    if params.get("stage") not in STAGES or "wanted" not in params:
        return True
    venue = STAGES[params["stage"]].venue(VirtualClock(), httpx.MockTransport(None))
    return params["wanted"]["kind"] in venue.capabilities.order_types


@dataclass
class Stage:
    """A venue, its controls, and the orders the tests send."""

    name: VenueName
    door: Door
    venue: Venue
    clock: VirtualClock
    control: httpx.AsyncClient
    symbol: str = "BTCUSDT"
    _numbers: count = field(default_factory=count)

    def new_id(self):
        return client_order_id(f"intent-{next(self._numbers)}")

    async def stamp(self):
        return SendStamp(timestamp_ms=self.clock.now_ms() + await self.venue.clock_offset_ms())

    async def request(self, kind=OrderType.LIMIT, side=Side.BUY, away="0.98", notional="200", **more):
        """An order of about `notional`, priced at `away` times the mark and triggered at `stop` times it."""
        rules = await self.venue.rules(self.symbol)
        mark = (await self.venue.mark_price(self.symbol)).mark
        price = round_passive(mark * Decimal(away), rules.tick_size, side)
        if "stop" in more:
            more["stop_price"] = round_passive(mark * Decimal(more.pop("stop")), rules.tick_size, side)
        return OrderRequest(
            venue=self.venue.name,
            symbol=self.symbol,
            side=side,
            type=kind,
            quantity=more.pop("quantity", round_down(Decimal(notional) / mark, rules.step(kind))),
            price=price if kind in PRICED else None,
            **more,
        )

    async def place(self, request, order_id=None):
        return await self.venue.place(request, order_id or self.new_id(), await self.stamp())

    async def placed(self, **wanted):
        """An acknowledged order."""
        outcome = await self.place(await self.request(**wanted))
        assert outcome.kind == "acked", outcome
        return outcome.order

    async def move(self, times):
        """The market jumps to `times` its price."""
        mark = (await self.venue.mark_price(self.symbol)).mark
        body = {"symbol": self.symbol, "price": str((mark * Decimal(times)).quantize(Decimal("0.1")))}
        (await self.control.post("/testnet/market", json=body)).raise_for_status()

    async def held(self):
        """Quantities by position side, flat ones left out."""
        return {p.position_side.value: p.quantity for p in (await self.venue.account()).positions}

    async def fault(self, **fault):
        (await self.control.post("/testnet/faults", json=fault)).raise_for_status()

    async def at_the_venue(self, order_id):
        """Orders with that client id in the venue's own ledger."""
        rows = (await self.control.get("/testnet/ledger")).json()["orders"]
        return [row for row in rows if row["clientOrderId"] == order_id]


@pytest.fixture
async def stage(request):
    door = STAGES[request.param]
    clock = VirtualClock()
    transport = httpx.ASGITransport(create_app(build_venue(clock=clock)))
    venue = door.venue(clock, transport)
    control = httpx.AsyncClient(base_url=URL, transport=transport)
    yield Stage(request.param, door, venue, clock, control)
    await control.aclose()
    await venue.close()
