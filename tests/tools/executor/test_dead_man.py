"""The venue's countdown: armed where only our entries work, and never where it could strip a stop."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest

from tools.clock import VirtualClock
from tools.errors import VenueUnavailable
from tools.executor.dead_man import BEATS, DeadMan, keep
from tools.executor.desk import Desk
from tools.executor.timing import Timing
from tools.terms import Grouping, OrderType, Side, TimeInForce, VenueName
from tools.venues.orders import OrderRequest, SendStamp
from tools.venues.scripted_venue import ScriptedVenue

LIFE_MS = 120_000
LOOKS = 300
ENTRY = OrderRequest(
    venue=VenueName.BINANCE_FUTURES,
    symbol="BTCUSDT",
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=Decimal("0.001"),
    price=Decimal(60_000),
    time_in_force=TimeInForce.GTC,
)
STOP = ENTRY.model_copy(
    update={
        "side": Side.SELL,
        "type": OrderType.STOP_MARKET,
        "price": None,
        "time_in_force": None,
        "stop_price": Decimal(59_000),
        "reduce_only": True,
    }
)


class CountingVenue(ScriptedVenue):
    """Keeps what it was told."""

    def __init__(self, clock):
        super().__init__(clock)
        self.told = []

    async def works(self, request, name="spk-entry"):
        await self.place(request, name, SendStamp(timestamp_ms=self._clock.now_ms()))

    async def count_down(self, symbol, duration_ms):
        if not self.reachable:
            raise VenueUnavailable("scripted")
        self.told.append((symbol, duration_ms))


class FourBeats(VirtualClock):
    """The venue is away during the second beat; after the fourth it is over."""

    def __init__(self, venue):
        super().__init__()
        self.venue = venue
        self.waits = []

    async def sleep_ms(self, duration_ms):
        self.waits.append(duration_ms)
        self.venue.reachable = len(self.waits) != 1
        if len(self.waits) == 4:
            raise asyncio.CancelledError


@pytest.fixture
def venue(desk):
    desk.venue = CountingVenue(desk.clock)
    return desk.venue


@pytest.fixture
def parts(desk, venue):
    return Desk(desk.context(), {}, desk.recheck, desk.lease)


@pytest.fixture
def switch(parts, venue):
    return DeadMan(parts, venue, LIFE_MS)


async def test_an_entry_is_armed_refreshed_and_disarmed_when_it_is_gone(venue, switch):
    await venue.works(ENTRY)
    await switch.beat()
    await switch.beat()
    venue.fill("spk-entry", Decimal("0.001"))
    await switch.beat()
    await switch.beat()
    assert venue.told == [("BTCUSDT", LIFE_MS), ("BTCUSDT", LIFE_MS), ("BTCUSDT", 0)]


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (STOP, "spk-stop"),
        (STOP.model_copy(update={"reduce_only": False}), "spk-trigger"),
        (ENTRY.model_copy(update={"reduce_only": True}), "spk-takeprofit"),
        (ENTRY, "by-hand"),
    ],
)
async def test_where_anything_else_works_it_is_disarmed(venue, switch, other, name):
    await venue.works(ENTRY)
    await switch.beat()
    await venue.works(other, name)
    await switch.beat()
    await switch.beat()
    assert venue.told == [("BTCUSDT", LIFE_MS), ("BTCUSDT", 0)]


async def test_an_entry_whose_fills_must_be_protected_is_not_armed(desk, venue, switch, protected_limit):
    await desk.execute(*protected_limit, grouping=Grouping.PROTECTED)
    await switch.beat()
    assert [order.conditional for order in await venue.open_orders()] == [False], "the entry alone works"
    assert venue.told == [("BTCUSDT", 0)]


async def test_what_an_executor_before_us_armed_is_disarmed_first(venue, switch):
    await venue.works(STOP, "spk-stop")
    await switch.beat()
    assert venue.told == [("BTCUSDT", 0)]


async def test_it_beats_while_the_executor_lives_and_survives_a_silent_venue(venue, parts):
    await venue.works(ENTRY)
    clock = FourBeats(venue)
    with suppress(asyncio.CancelledError):
        await keep(replace(parts, context=replace(parts.context, clock=clock)), LIFE_MS)
    assert clock.waits == [LIFE_MS // BEATS] * 4
    assert venue.told == [("BTCUSDT", LIFE_MS)] * 3


@pytest.mark.parametrize(("life_ms", "told"), [(LIFE_MS, [("BTCUSDT", LIFE_MS)]), (0, [])])
async def test_the_watching_executor_keeps_it_where_it_is_wanted(desk, venue, limit, life_ms, told):
    await desk.execute(limit)
    watching = asyncio.ensure_future(desk.executor(timing=Timing(dead_man_ms=life_ms)).watch())
    for _ in range(10_000 if told else LOOKS):
        await desk.ledger.unfinished()
        if venue.told:
            break
    assert not watching.done()
    assert venue.told[:1] == told
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
