"""Spot streams against the testnet: markets, the account, and what REST has to put right."""

from random import Random

import httpx
import pytest

from tools.clock import VirtualClock
from tools.errors import ConfigError, VenueRejected
from tools.terms import Mode, OrderType, Side
from tools.venues.binance_spot.connect import connect
from tools.venues.binance_spot.streams.connect import connect_streams
from tools.venues.orders import SendStamp, stop_leg_id
from tools.venues.stream_events import AccountUpdate, BookTop, FillUpdate, MarketTrade, OrderUpdate

FILTERS = [
    {"filterType": "PRICE_FILTER", "minPrice": "1", "maxPrice": "9", "tickSize": "1"},
    {"filterType": "LOT_SIZE", "minQty": "1", "maxQty": "9", "stepSize": "1"},
    {
        "filterType": "PERCENT_PRICE_BY_SIDE",
        "bidMultiplierUp": "5",
        "bidMultiplierDown": "0.2",
        "askMultiplierUp": "5",
        "askMultiplierDown": "0.2",
    },
    {"filterType": "NOTIONAL", "minNotional": "1", "maxNotional": "9"},
    {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": 9},
]
SYMBOL = {"symbol": "ETHBTC", "status": "TRADING", "baseAsset": "ETH", "quoteAsset": "BTC"}
INFO = {
    "serverTime": 1,
    "rateLimits": [],
    "symbols": [{**SYMBOL, "filters": FILTERS, "orderTypes": ["LIMIT"]}],
}


def orders(live):
    return [(event.order.client_order_id, event.execution) for event in live.told(OrderUpdate)]


async def test_markets_are_heard_on_one_connection_and_the_account_on_another(live):
    status = await live.start()
    assert {line.route: line.state for line in status.connections} == {
        "market": "connected",
        "private": "connected",
    }
    await live.order("spk-1")
    await live.until(lambda: live.told(MarketTrade) and live.told(BookTop), 200)
    top = live.told(BookTop)[-1]
    assert top.bid < top.ask
    assert abs(top.time_ms - live.clock.now_ms()) < 5_000
    assert {feed.name for feed in live.status.feeds} == {"btcusdt@aggTrade", "btcusdt@ticker", "user"}


async def test_an_order_is_followed_to_its_fill(live):
    await live.start()
    order = await live.order("spk-1", price=await live.price("0.97"))
    await live.until(lambda: ("spk-1", "NEW") in orders(live))
    assert [o.order_id for o in live.streams.account().orders] == [order.order_id]
    await live.order("spk-2")
    await live.until(lambda: live.told(FillUpdate) and live.told(AccountUpdate))
    fill = live.told(FillUpdate)[0]
    assert (fill.client_order_id, fill.fill.commission_asset) == ("spk-2", "BTC")
    await live.agrees()


async def test_a_cancelled_order_keeps_its_own_id(live):
    await live.start()
    await live.order("spk-1", price=await live.price("0.97"))
    await live.venue.cancel("BTCUSDT", client_order_id="spk-1")
    await live.until(lambda: ("spk-1", "CANCELED") in orders(live))
    await live.agrees()


async def test_a_pair_waits_and_ends_together(live):
    await live.start()
    limit = live.request(side=Side.SELL, quantity="0.002", price=await live.price("1.02"))
    stop = limit.model_copy(
        update={"type": OrderType.STOP_MARKET, "price": None, "stop_price": await live.price("0.98")}
    )
    await live.venue.place_oco(limit, stop, "spk-1", SendStamp(timestamp_ms=live.clock.now_ms()))
    await live.until(lambda: len(live.streams.account().orders) == 2)
    waiting = {o.client_order_id: o for o in live.streams.account().orders}
    assert waiting[stop_leg_id("spk-1")].conditional
    assert waiting["spk-1"].list_id == waiting[stop_leg_id("spk-1")].list_id is not None
    await live.agrees()
    await live.venue.cancel("BTCUSDT", client_order_id="spk-1")
    await live.until(lambda: not live.streams.account().orders)
    await live.agrees()


@pytest.mark.fault("F53", "F54")
@pytest.mark.parametrize("fault", ["event_duplicate", "event_reorder", "event_drop", "event_delay"])
async def test_bad_events_end_in_the_truth(live, fault):
    await live.start()
    more = {"ms": 500} if fault == "event_delay" else {}
    await live.fault(fault=fault, count=2, **more)
    await live.order("spk-1", price=await live.price("0.97"))
    await live.order("spk-2")
    await live.fault(fault="stream_cut")
    await live.until(lambda: live.status.resyncs >= 2 and live.status.agreed_ms is not None, 500)
    await live.agrees()


@pytest.mark.fault("F56")
async def test_what_happened_while_it_was_cut_off_is_learnt(live):
    await live.start()
    resyncs = live.status.resyncs
    await live.fault(fault="stream_cut")
    await live.order("spk-1")
    await live.until(lambda: live.status.resyncs > resyncs and live.status.agreed_ms is not None, 500)
    await live.until(lambda: live.told(FillUpdate))
    await live.agrees()
    assert live.status.connections[-1].connects >= 2


async def test_a_refused_subscription_is_said_without_its_signature(live):
    stranger = connect(str(live.control.base_url), "x" * 64, "y" * 64, live.clock, Mode.LOCAL_TESTNET)
    address = str(live.control.base_url).replace("http", "ws", 1)
    streams = connect_streams(address, stranger, live.clock, Random(1))  # noqa: S311
    try:
        await streams.start(("BTCUSDT",))
        await live.until(lambda: streams.status().connections[-1].problem is not None, 100)
        problem = streams.status().connections[-1].problem
        assert "-2015" in problem
        assert "signature" not in problem
        assert streams.status().agreed_ms is None
    finally:
        await streams.stop()
        await stranger.close()


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("wss://stream." + "binance.com", Mode.BINANCE_TESTNET),
        ("ws://stream.testnet.binance.vision", Mode.BINANCE_TESTNET),
        ("wss://stream.testnet.binance.vision", Mode.LOCAL_TESTNET),
    ],
)
async def test_no_stream_reaches_strangers(url, mode):
    rest = "https://testnet.binance.vision" if mode is Mode.BINANCE_TESTNET else "http://127.0.0.1"
    venue = connect(rest, "k", "s", VirtualClock(), mode)
    with pytest.raises(ConfigError):
        connect_streams(url, venue, VirtualClock(), None)
    await venue.close()


async def test_on_binance_the_account_is_heard_on_a_host_of_its_own():
    dialled = []

    async def dial(url):
        dialled.append(url)
        raise OSError("no network here")

    def answer(request):
        bodies = {"/api/v3/time": {"serverTime": 1}, "/api/v3/exchangeInfo": INFO}
        return httpx.Response(200, json=bodies[request.url.path])

    clock, transport = VirtualClock(), httpx.MockTransport(answer)
    rest = "https://testnet.binance.vision"
    venue = connect(rest, "k", "s", clock, Mode.BINANCE_TESTNET, transport=transport)
    address = "wss://stream.testnet.binance.vision"
    streams = connect_streams(address, venue, clock, Random(1), dial=dial)  # noqa: S311
    with pytest.raises(VenueRejected) as caught:
        await streams.start(("ETHBTC",))
    assert caught.value.code == "no-stream"
    assert set(dialled) == {f"{address}/stream", "wss://ws-api.testnet.binance.vision/ws-api/v3"}
    await venue.close()


async def test_an_unknown_symbol_is_refused(live):
    with pytest.raises(VenueRejected):
        await live.streams.start(("NOSUCHUSDT",))
    assert not live.status.running
