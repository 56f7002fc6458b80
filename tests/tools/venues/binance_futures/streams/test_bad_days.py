"""What goes wrong on a wire: afterwards streams and REST agree, and staleness was reported meanwhile."""

import asyncio
import json

import pytest

from tools.terms import OrderStatus
from tools.testnet.server import DEFAULT_KEY_PAIR
from tools.venues.stream_events import FillUpdate, Resynced

MINUTE_MS = 60_000
HEADERS = {"X-MBX-APIKEY": DEFAULT_KEY_PAIR[0]}


async def test_a_quiet_day(live):
    await live.start()
    await live.order("one")
    await live.until(lambda: len(live.told(FillUpdate)) == 1)
    price = await live.low_price()
    resting = await live.order("two", price=price)
    await live.until(lambda: "two" in live.last_states())
    assert [order.order_id for order in live.streams.account().orders] == [resting.order_id]
    await live.agrees()
    await live.venue.cancel("BTCUSDT", client_order_id="two")
    await live.until(lambda: not live.streams.account().orders)
    await live.agrees()
    assert live.connects() == {"public": 1, "market": 1, "private": 1}
    assert live.status.resyncs == 1
    assert [(f.gaps, f.late, f.duplicates, f.refused) for f in live.status.feeds] == [(0, 0, 0, 0)] * 5


async def test_a_cut_during_a_fill(live):
    await live.start()
    price = await live.low_price()
    await live.order("resting", price=price)
    await live.until(lambda: "resting" in live.last_states())
    live.wire.alter = lambda route, frame: [] if route == "private" else [frame]
    await live.order("cut")
    await live.venue.cancel("BTCUSDT", client_order_id="resting")
    await live.settle()
    assert not live.told(FillUpdate)
    live.wire.alter = lambda route, frame: [frame]
    (await live.control.post("/testnet/faults", json={"fault": "stream_cut"})).raise_for_status()
    await live.until(lambda: live.status.agreed_ms is None)
    await live.until(lambda: live.status.resyncs == 2, 100)
    await live.agrees()
    assert live.last_states()["resting"].status is OrderStatus.CANCELLED
    assert live.connects() == {"public": 2, "market": 2, "private": 2}
    await live.until(lambda: live.status.level == "prime", 100)


async def test_a_gap_of_five_minutes(live):
    await live.start()
    live.wire.refuses = True
    await live.wire.cut()
    await live.until(lambda: all(line.state == "waiting" for line in live.status.connections))
    await live.order("unheard")
    levels = []
    for _ in range(10):
        await live.pass_time(30_000, 10_000)
        levels.append(live.status.level.value)
    assert levels[0] == levels[1] == levels[2] == "degraded"
    assert levels[3:] == ["down"] * 7
    assert set(live.levels.values()) == {"down"}
    assert live.status.agreed_ms is None
    live.wire.refuses = False
    await live.until(lambda: live.status.level == "prime", 1_000)
    await live.until(lambda: live.status.agreed_ms is not None, 100)
    await live.agrees()
    assert live.feed("btcusdt@markPrice@1s").gaps == 1
    assert len(live.wire.dialled) < 150


async def test_duplicates(live):
    live.wire.alter = lambda route, frame: [frame, frame]
    await live.start()
    await live.order("one")
    await live.order("two")
    await live.until(lambda: len(live.told(FillUpdate)) == 2)
    await live.pass_time(3_000, 500)
    await live.agrees()
    assert live.feed("user").duplicates == live.feed("user").events == 8
    for name in ("btcusdt@bookTicker", "btcusdt@aggTrade", "btcusdt@markPrice@1s"):
        assert live.feed(name).duplicates >= live.feed(name).events > 0
    assert live.status.resyncs == 1


async def test_events_out_of_order(live):
    held = []

    def reverse(route, frame):
        if route != "private":
            return [frame]
        held.append(frame)
        return [held.pop() for _ in range(4)] if len(held) == 4 else []

    await live.start()
    live.wire.alter = reverse
    await live.order("one")
    await live.until(lambda: live.feed("user").late == 1)
    await live.until(lambda: live.status.resyncs == 2)
    await live.agrees()
    told = [event.status for event in (update.order for update in live.heard if hasattr(update, "order"))]
    assert told == [OrderStatus.FILLED]
    assert [event.reason for event in live.told(Resynced)] == ["connected", "an event came out of order"]


async def test_late_market_events_are_dropped(live):
    held = []

    def swap(route, frame):
        if "aggTrade" not in frame:
            return [frame]
        held.append(frame)
        return [held.pop(), held.pop()] if len(held) == 2 else []

    await live.start()
    live.wire.alter = swap
    await live.until(lambda: live.feed("btcusdt@aggTrade").late >= 2, 200)
    numbers = [event.trade_id for event in live.heard if hasattr(event, "buyer_maker")]
    assert numbers == sorted(set(numbers))
    assert live.feed("btcusdt@aggTrade").gaps >= 1


@pytest.mark.fault("F57")
async def test_the_listen_key_expires(live):
    await live.start()
    (await live.control.delete("/fapi/v1/listenKey", headers=HEADERS)).raise_for_status()
    await live.wire.inject("private", {"e": "listenKeyExpired", "E": live.clock.now_ms(), "listenKey": "x"})
    await live.until(lambda: live.connects()["private"] == 2)
    await live.until(lambda: live.status.resyncs == 2)
    first, second = (path for path in live.wire.dialled if "listenKey=" in path)
    assert first != second
    await live.order("after")
    await live.until(lambda: len(live.told(FillUpdate)) == 1)
    await live.agrees()
    assert live.feed("user").gaps == 1


async def test_a_listen_key_that_died_unnoticed_is_found_by_the_renewal(live):
    await live.start()
    (await live.control.delete("/fapi/v1/listenKey", headers=HEADERS)).raise_for_status()
    await live.pass_time(30 * MINUTE_MS, 5 * MINUTE_MS)
    await live.until(lambda: live.connects()["private"] >= 2, 1_000)
    await live.until(lambda: live.status.agreed_ms is not None, 100)
    await live.order("after")
    await live.until(lambda: len(live.told(FillUpdate)) == 1)
    await live.agrees()


async def test_the_listen_key_is_renewed_while_somebody_listens(live):
    await live.start()
    for _ in range(6):
        await live.pass_time(25 * MINUTE_MS, 25 * MINUTE_MS)
    assert live.connects()["private"] == 1
    await live.order("after")
    await live.until(lambda: len(live.told(FillUpdate)) == 1)


@pytest.mark.slow
@pytest.mark.fault("F58")
async def test_a_day_goes_by(live):
    await live.start()
    for _ in range(24 * 3):
        await live.pass_time(20 * MINUTE_MS, 20 * MINUTE_MS)
    assert live.connects()["private"] == 2
    await live.until(lambda: live.status.level == "prime", 1_000)
    await live.order("next-day")
    await live.until(lambda: len(live.told(FillUpdate)) == 1)
    await live.agrees()


@pytest.mark.fault("F65")
async def test_a_frozen_feed_is_reported_and_dialled_again(live):
    await live.start()
    live.wire.alter = lambda route, frame: [] if route == "market" else [frame]
    await live.pass_time(40_000)
    assert live.levels == {
        "btcusdt@bookTicker": "prime",
        "btcusdt@depth20@500ms": "prime",
        "btcusdt@aggTrade": "degraded",
        "btcusdt@markPrice@1s": "degraded",
        "user": "prime",
    }
    assert live.status.level == "degraded"
    await live.pass_time(90_000)
    assert live.status.level == "down"
    assert live.connects()["market"] > 1
    assert live.connects()["public"] == live.connects()["private"] == 1
    live.wire.alter = lambda route, frame: [frame]
    await live.until(lambda: live.status.level == "prime", 1_000)
    await live.agrees()


@pytest.mark.fault("F65")
async def test_a_feed_that_repeats_the_past_is_stale_although_it_is_received(live):
    await live.start()
    then = live.clock.now_ms()

    def repeat(route, frame):
        if route != "market":
            return [frame]
        frame = json.loads(frame)
        return [json.dumps(frame | {"data": frame["data"] | {"E": then}})]

    live.wire.alter = repeat
    await live.pass_time(45_000)
    assert live.levels["btcusdt@markPrice@1s"] == "degraded"
    assert live.feed("btcusdt@markPrice@1s").age_ms >= 44_000


async def test_a_listen_key_is_asked_for_again_while_the_venue_refuses(live):
    fault = {"fault": "status", "path": "/fapi/v1/listenKey", "status": 503, "count": 6}
    (await live.control.post("/testnet/faults", json=fault)).raise_for_status()
    task = asyncio.create_task(live.streams.start(("BTCUSDT",)))
    await live.until(task.done, 100)
    await live.until(lambda: live.status.level == "prime", 100)
    assert live.connects()["private"] == 1
    assert "VenueUnavailable" in str(live.status.connections) or "Interrupted" in str(live.status.connections)
