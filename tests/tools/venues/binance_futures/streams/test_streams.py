"""Starting, stopping, and what consumers get."""

import asyncio
from random import Random

import pytest

from tools.clock import VirtualClock
from tools.errors import ConfigError, VenueRejected
from tools.terms import Mode
from tools.venues.binance.hosts import checked_stream
from tools.venues.binance_futures.connect import connect
from tools.venues.binance_futures.hosts import BINANCE_TESTNET_STREAM_HOSTS as HOSTS
from tools.venues.binance_futures.streams.connect import connect_streams
from tools.venues.stream_events import BookTop, FillUpdate, MarketTrade, OrderUpdate
from tools.venues.streams import NOT_RUNNING


async def test_symbols_are_added_and_left_on_standing_connections(live):
    await live.start("BTCUSDT")
    await live.streams.start(("ETHUSDT",))
    await live.until(lambda: any(e.symbol == "ETHUSDT" for e in live.told(MarketTrade)), 200)
    assert live.status.symbols == ("BTCUSDT", "ETHUSDT")
    assert live.connects() == {"public": 1, "market": 1, "private": 1}
    await live.streams.leave(("BTCUSDT",))
    await live.settle()
    live.heard.clear()
    await live.pass_time(5_000, 500)
    assert {e.symbol for e in live.told(BookTop)} == {"ETHUSDT"}
    assert {feed.name.partition("@")[0] for feed in live.status.feeds} == {"ethusdt", "user"}


async def test_both_symbols_are_heard_again_after_a_cut(live):
    await live.start("BTCUSDT", "ETHUSDT")
    await live.wire.cut()
    await live.until(lambda: live.connects() == {"public": 2, "market": 2, "private": 2}, 100)
    live.heard.clear()
    await live.pass_time(3_000, 500)
    assert {e.symbol for e in live.told(MarketTrade)} == {"BTCUSDT", "ETHUSDT"}


async def test_without_symbols_what_is_open_is_heard(live):
    await live.order("held")
    assert (await live.streams.start(())).symbols == ("BTCUSDT",)


async def test_unknown_symbols_start_nothing(live):
    with pytest.raises(VenueRejected, match="NOSUCHUSDT"):
        await live.streams.start(("BTCUSDT", "NOSUCHUSDT"))
    assert live.status == NOT_RUNNING
    assert not live.wire.dialled


async def test_nothing_runs_when_nothing_can_be_dialled(live):
    live.wire.refuses = True
    fault = {"fault": "status", "path": "/fapi/v1/listenKey", "status": 400, "code": -2015, "count": 9}
    (await live.control.post("/testnet/faults", json=fault)).raise_for_status()
    with pytest.raises(VenueRejected, match="no stream could be opened"):
        await live.streams.start(("BTCUSDT",))
    assert live.status == NOT_RUNNING


async def test_stopping_twice_is_fine_and_ends_the_iterators(live):
    await live.start()
    market, user = live.streams.market_events(), live.streams.user_events()
    await live.pass_time(1_000, 500)
    await live.streams.stop()
    await live.streams.stop()
    async with asyncio.timeout(5):
        assert [event async for event in market]
        assert [type(event).__name__ async for event in user] in ([], ["Resynced"])
    assert live.status == NOT_RUNNING
    await live.start()
    assert live.status.running


async def test_a_slow_consumer_gets_every_account_event(live):
    await live.start()
    events = live.streams.user_events(limit=1)
    for number in range(4):
        await live.order(f"fill-{number}")
    await live.pass_time(60_000, 5_000)
    assert live.connects()["private"] == 1
    got = []
    async with asyncio.timeout(10):
        async for event in events:
            got.append(event)
            if sum(isinstance(e, FillUpdate) for e in got) == 4:
                break
    states = [e.order.client_order_id for e in got if isinstance(e, OrderUpdate)]
    assert states == [f"fill-{n}" for n in range(4) for _ in range(2)]


async def test_a_slow_consumer_of_market_data_gets_the_newest(live):
    await live.start()
    events = live.streams.market_events(limit=3)
    await live.pass_time(5_000, 500)
    newest = live.heard[-3:]
    assert live.status.dropped > 10
    async with asyncio.timeout(5):
        assert [await anext(events) for _ in range(3)] == newest


async def test_a_listener_that_raises_silences_nobody(live, caplog):
    def broken(event):
        raise RuntimeError("a consumer's bug")

    live.streams.listen(broken)
    heard = []
    live.streams.listen(heard.append)
    await live.start()
    assert heard
    assert "a consumer's bug" in caplog.text


@pytest.mark.parametrize(
    ("url", "mode", "passes"),
    [
        ("ws://127.0.0.1:4010", Mode.LOCAL_TESTNET, True),
        ("wss://demo-fstream.binance.com", Mode.BINANCE_TESTNET, True),
        ("ws://demo-fstream.binance.com", Mode.BINANCE_TESTNET, False),
        ("wss://demo-fstream.binance.com", Mode.LOCAL_TESTNET, False),
        ("wss://example.com", Mode.BINANCE_TESTNET, False),
        ("https://demo-fapi.binance.com", Mode.BINANCE_TESTNET, False),
    ],
)
async def test_only_test_hosts_are_listened_to(url, mode, passes):
    if passes:
        assert checked_stream(url + "/", mode, HOSTS) == url
        return
    with pytest.raises(ConfigError, match="not a testnet"):
        checked_stream(url, mode, HOSTS)
    rest = "https://demo-fapi.binance.com" if mode is Mode.BINANCE_TESTNET else "http://127.0.0.1:4010"
    clock = VirtualClock()
    venue = connect(rest, "key", "secret", clock, mode)
    with pytest.raises(ConfigError):
        connect_streams(url, venue, clock, Random(1))  # noqa: S311
    await venue.close()
