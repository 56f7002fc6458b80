"""Streams behind the product: said, executed at once under a permit, seen, stopped, closed with the app."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from agent.session import Principal
from agent.settings import Settings
from agent.streaming import LazyStreams
from agent.wiring import build
from tools.clock import VirtualClock
from tools.ids import SequenceIds
from tools.terms import VenueName
from tools.testnet.server import build_venue, running
from tools.venues.streams import NOT_RUNNING

DESK = Principal("desk", "chat", frozenset({"read", "propose", "control"}))


@pytest.fixture
async def at(tmp_path):
    """An app whose testnet answers on a real socket."""
    clock = VirtualClock()
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(running(build_venue(clock=clock)))
        settings = Settings(
            home=tmp_path,
            binance_futures_rest_url=f"http://127.0.0.1:{port}",
            binance_futures_ws_url=f"ws://127.0.0.1:{port}",
        )
        app = await build(settings, clock=clock, ids=SequenceIds())
        stack.push_async_callback(app.close)
        await app.start()
        yield app, clock


async def test_streams_start_and_stop_at_once_and_leave_a_receipt(at):
    app, clock = at
    began = await app.sessions.ask("BTC ve ETH için akışı aç", DESK)
    assert began.status == "proposed"
    (receipt,) = began.receipts
    assert receipt.state == "ACKED"
    assert receipt.result["symbols"] == ["BTCUSDT", "ETHUSDT"]
    assert receipt.result["connected"] == 3
    assert not began.reviews[0].approval.required
    async with asyncio.timeout(10):
        while app.context.streams[VenueName.BINANCE_FUTURES].status().level != "prime":
            clock.advance_ms(100)
            await asyncio.sleep(0)
    seen = await app.sessions.ask("akış durumu", DESK)
    assert seen.status == "answered"
    assert seen.results[0].result["level"] == "prime"
    ended = await app.sessions.ask("stop the stream", DESK)
    assert ended.receipts[0].result["symbols"] == ["BTCUSDT", "ETHUSDT"]
    assert app.context.streams[VenueName.BINANCE_FUTURES].status() == NOT_RUNNING


async def test_spot_is_heard_beside_futures(at):
    app, clock = at
    assert (await app.sessions.ask("BTC akışını başlat", DESK)).receipts[0].state == "ACKED"
    began = await app.sessions.ask("spot BTC akışını başlat", DESK)
    (receipt,) = began.receipts
    assert (receipt.state, receipt.result["venue"]) == ("ACKED", "binance-spot")
    spot = app.context.streams[VenueName.BINANCE_SPOT]
    async with asyncio.timeout(10):
        while spot.status().level != "prime" or spot.account().wallet is None:
            clock.advance_ms(100)
            await asyncio.sleep(0)
    assert (spot.status().symbols, spot.account().wallet) == (("BTCUSDT",), 5000)
    seen = await app.sessions.ask("spot stream status", DESK)
    assert (seen.results[0].result["level"], seen.results[0].result["elsewhere"]) == (
        "prime",
        ["binance-futures"],
    )
    ended = await app.sessions.ask("stop the spot stream", DESK)
    assert ended.receipts[0].result["venues"] == ["binance-spot"]
    assert app.context.streams[VenueName.BINANCE_FUTURES].status().running


async def test_an_unreachable_stream_host_is_a_refusal_that_says_so(tmp_path):
    clock = VirtualClock()
    async with running(build_venue(clock=clock)) as port:
        settings = Settings(
            home=tmp_path,
            binance_futures_rest_url=f"http://127.0.0.1:{port}",
            binance_futures_ws_url="ws://127.0.0.1:1",
        )
        app = await build(settings, clock=clock, ids=SequenceIds())
        await app.start()
        turn = await app.sessions.ask("start the BTC stream", DESK)
        (receipt,) = turn.receipts
        assert receipt.state == "REJECTED"
        assert "no-stream" in receipt.message.en
        assert app.context.streams[VenueName.BINANCE_FUTURES].status() == NOT_RUNNING
        await app.close()


async def test_nothing_is_made_for_those_who_never_listen():
    def make():
        raise AssertionError("made without need")

    streams = LazyStreams(make)
    assert streams.status() == NOT_RUNNING == await streams.stop()
    assert streams.account().wallet is None
