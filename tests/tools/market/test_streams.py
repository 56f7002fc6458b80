"""The stream tools where there are streams, where there are none, and what they say."""

import dataclasses

import pytest

from tools.errors import VenueRejected
from tools.market import get_stream_status, start_stream, stop_stream
from tools.market.get_stream_status import GetStreamStatusParams
from tools.market.start_stream import StartStreamParams
from tools.market.stop_stream import StopStreamParams
from tools.terms import VenueName
from tools.venues.streams import NOT_RUNNING, ConnectionStatus, FeedStatus, Level, StreamStatus

UP = ConnectionStatus(route="public", state="connected", connects=1, problem=None)
LOST = ConnectionStatus(route="market", state="waiting", connects=1, problem="ConnectionClosedOK")
FEED = FeedStatus(
    name="user", level=Level.DEGRADED, age_ms=31_500, events=3, duplicates=0, late=0, gaps=2, refused=0
)


class Scripted:
    """Streams that remember what was asked of them."""

    def __init__(self):
        self.state = NOT_RUNNING

    async def start(self, symbols):
        fields = {"running": True, "symbols": symbols or ("BTCUSDT",), "level": Level.DEGRADED, "resyncs": 1}
        self.state = NOT_RUNNING.model_copy(update=fields | {"connections": (UP, LOST), "feeds": (FEED,)})
        return self.state

    async def stop(self):
        self.state = NOT_RUNNING
        return self.state

    def status(self):
        return self.state


@pytest.fixture
def context(reading):
    return dataclasses.replace(
        reading.context, streams={VenueName.BINANCE_FUTURES: Scripted(), VenueName.BINANCE_SPOT: Scripted()}
    )


async def test_start_look_and_stop(context):
    began = await start_stream.run(StartStreamParams(symbols=("ETHUSDT",)), context)
    assert (began.symbols, began.connected, began.connections) == (("ETHUSDT",), 1, 2)
    assert "1 of 2 connections" in start_stream.say(began).en
    seen = await get_stream_status.run(GetStreamStatusParams(), context)
    assert (seen.running, seen.level, seen.time_ms) == (True, "degraded", context.clock.now_ms())
    said = get_stream_status.say(seen)
    assert "degraded, oldest event 31.5 s" in said.en
    assert "gecikmeli" in said.tr
    ended = await stop_stream.run(StopStreamParams(), context)
    assert ended.symbols == ("ETHUSDT",)
    assert "ETHUSDT" in stop_stream.say(ended).tr
    again = await stop_stream.run(StopStreamParams(), context)
    assert stop_stream.say(again).en == "No stream was running."
    assert (
        "No stream is running"
        in get_stream_status.say(await get_stream_status.run(GetStreamStatusParams(), context)).en
    )


async def test_an_installation_without_streams_says_so(reading):
    assert not (await get_stream_status.run(GetStreamStatusParams(), reading.context)).running
    assert (await stop_stream.run(StopStreamParams(), reading.context)).venues == ()
    futures = VenueName.BINANCE_FUTURES
    for tool, params in ((start_stream, StartStreamParams()), (stop_stream, StopStreamParams(venue=futures))):
        with pytest.raises(VenueRejected, match="no streams of binance-futures here"):
            await tool.run(params, reading.context)


async def test_beside_an_executor_apart_its_streams_are_shown(context):
    executors = StreamStatus(
        running=True,
        level=Level.PRIME,
        symbols=("SOLUSDT",),
        connections=(),
        feeds=(),
        dropped=0,
        resyncs=2,
        agreed_ms=1,
    )

    async def elsewhere():
        return {VenueName.BINANCE_FUTURES: executors}

    beside = dataclasses.replace(context, streams={}, streams_elsewhere=elsewhere)
    seen = await get_stream_status.run(GetStreamStatusParams(), beside)
    assert (seen.running, seen.symbols, seen.resyncs) == (True, ("SOLUSDT",), 2)


async def test_venues_are_heard_apart(context):
    spot, futures = VenueName.BINANCE_SPOT, VenueName.BINANCE_FUTURES
    began = await start_stream.run(StartStreamParams(venue=spot, symbols=("ETHUSDT",)), context)
    assert "your account on binance-spot;" in start_stream.say(began).en
    idle = await get_stream_status.run(GetStreamStatusParams(), context)
    assert (idle.venue, idle.running, idle.elsewhere) == (futures, False, (spot,))
    assert get_stream_status.say(idle).en == (
        "No stream is running on binance-futures. Also running: binance-spot."
    )
    assert get_stream_status.say(idle).tr == (
        "binance-futures için çalışan akış yok. Ayrıca çalışan: binance-spot."
    )
    await start_stream.run(StartStreamParams(symbols=("BTCUSDT",)), context)
    ended = await stop_stream.run(StopStreamParams(venue=spot), context)
    assert (ended.venues, ended.symbols) == ((spot,), ("ETHUSDT",))
    assert context.streams[futures].status().running
    await start_stream.run(StartStreamParams(venue=spot, symbols=("BTCUSDT", "ETHUSDT")), context)
    ended = await stop_stream.run(StopStreamParams(), context)
    assert (ended.venues, ended.symbols) == ((futures, spot), ("BTCUSDT", "ETHUSDT"))
