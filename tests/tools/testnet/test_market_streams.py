"""What market streams say, without a socket: feeds asked at given times."""

from decimal import Decimal
from itertools import pairwise

import pytest

from tools.terms import Side
from tools.testnet.liquidation import FEE
from tools.testnet.market_streams import open_feed, route_of
from tools.testnet.order_request import read_order
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue

KEYS = {
    "btcusdt@miniTicker": {"e", "E", "s", "c", "o", "h", "l", "v", "q", "ps", "st"},
    "btcusdt@ticker": {*("e", "E", "s", "p", "P", "w", "c", "Q", "o", "h"), *"lvqOCFLn", "ps", "st"},
    "btcusdt@depth": {"e", "E", "T", "s", "U", "u", "pu", "b", "a", "ps", "st"},
    "btcusdt@depth5@100ms": {"e", "E", "T", "s", "U", "u", "pu", "b", "a", "ps", "st"},
    "btcusdt@markPrice": {"e", "E", "s", "p", "ap", "i", "P", "r", "T", "st"},
    "btcusdt@kline_1m": {"e", "E", "s", "k"},
    "btcusdt_perpetual@continuousKline_1m": {"e", "E", "ps", "ct", "k"},
}
ARRAYS = ("!miniTicker@arr", "!ticker@arr", "!markPrice@arr", "!markPrice@arr@1s")


@pytest.mark.parametrize(("name", "keys"), KEYS.items())
def test_payload_fields(venue, name, keys):
    feed = open_feed(venue, name)
    (event,) = feed(venue.now_ms())
    assert set(event) == keys
    assert feed(venue.now_ms()) == []


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_hold_every_symbol(venue, name):
    feed = open_feed(venue, name)
    (events,) = feed(venue.now_ms())
    assert {event["s"] for event in events} == set(venue.instruments)
    assert feed(venue.now_ms()) == []


@pytest.mark.parametrize(
    "name",
    [
        *("BTCUSDT@kline_1m", "btcusdt@bookticker", "btcusdt@depth7", "btcusdt@depth@42ms", "nope@ticker"),
        *("!nope@arr", "btcusdt@kline_7m", "btcusdt_perpetual@kline_1m", "nope_perpetual@continuousKline_1m"),
    ],
)
def test_unknown_names_stay_silent(venue, name):
    assert open_feed(venue, name) is None


def test_routes():
    public = ["btcusdt@bookTicker", "btcusdt@depth", "btcusdt@depth20@500ms", "btcusdt@trade", "!bookTicker"]
    market = ["btcusdt@aggTrade", "btcusdt@kline_1m", "!forceOrder@arr", "btcusdt@ticker", "!markPrice@arr"]
    assert {route_of(name) for name in public} == {"public"}
    assert {route_of(name) for name in market} == {"market"}


def place(venue, **params):
    given = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01"}
    request = read_order(given | params, venue.instruments, venue.now_ms())
    return venue.place(venue.account_of(DEFAULT_KEY_PAIR[0]), request)


def test_a_book_kept_from_the_diff_stream_equals_the_book(venue, clock):
    """Binance's recipe: buffer events, take a snapshot, apply those that reach beyond it."""
    feed = open_feed(venue, "btcusdt@depth@100ms")
    events = feed(venue.now_ms())
    market = venue.market("BTCUSDT")
    place(venue, price="64999.5")
    snapshot_id = market.update_id
    sides = {"b": Side.BUY, "a": Side.SELL}
    local = {name: dict(market.book.depth(side)) for name, side in sides.items()}
    for n in range(12):
        clock.advance_ms(100 + 90 * n)
        if n % 3 == 0:
            place(venue, price=f"{64990 + n}")
        if n == 7:
            place(venue, side="SELL", type="MARKET", quantity="0.05")
        events += feed(venue.now_ms())
    assert [two["pu"] for two in events[1:]] == [one["u"] for one in events[:-1]]
    useful = [event for event in events if event["u"] >= snapshot_id]
    assert useful[0]["U"] <= snapshot_id <= useful[0]["u"]
    instrument = venue.instruments["BTCUSDT"]
    for event in useful:
        for name in sides:
            for price, quantity in event[name]:
                ticks, steps = instrument.ticks(Decimal(price)), instrument.steps(Decimal(quantity))
                local[name][ticks] = steps
                if not steps:
                    del local[name][ticks]
    assert {name: sorted(levels.items()) for name, levels in local.items()} == {
        name: sorted(market.book.depth(side)) for name, side in sides.items()
    }


async def lively(trader, venue, clock, feed):
    """Two seconds and more of orders, trades, cancels and a jump; what the feed said meanwhile."""
    events = []
    for n in range(20):
        clock.advance_ms(110 + 40 * (n % 7))
        placed = place(venue, price=f"{64980 + n}")
        if n % 3 == 0:
            place(venue, side="SELL", type="MARKET", quantity="0.4")
        if n % 4 == 0 and placed.open:
            venue.cancel(placed)
        if n == 11:
            await trader.move("64500")
        events += feed(venue.now_ms())
    return events


async def test_diffs_applied_to_a_rest_snapshot_are_the_rest_book(trader, venue, clock):
    """As a client keeps it: only what REST and the stream say."""
    venue.account_of(DEFAULT_KEY_PAIR[0]).wallet = Decimal(10**6)
    feed, path = open_feed(venue, "btcusdt@depth@100ms"), "/fapi/v1/depth?symbol=BTCUSDT&limit=1000"
    events = feed(venue.now_ms())
    snapshot = (await trader.http.get(path)).json()
    events += await lively(trader, venue, clock, feed)
    assert all(event["pu"] == before["u"] for before, event in pairwise(events))
    assert all(event["U"] == before["u"] + 1 <= event["u"] for before, event in pairwise(events))
    sides = {"b": dict(snapshot["bids"]), "a": dict(snapshot["asks"])}
    for event in events:
        assert event["u"] >= snapshot["lastUpdateId"]
        for name, levels in sides.items():
            levels |= {f"{Decimal(price):.2f}": f"{Decimal(size):.4f}" for price, size in event[name]}
    now = (await trader.http.get(path)).json()
    assert events[-1]["u"] == now["lastUpdateId"]
    held = {
        name: sorted(
            (level for level in levels.items() if Decimal(level[1])), key=lambda one: Decimal(one[0])
        )
        for name, levels in sides.items()
    }
    assert held["b"][::-1] == [tuple(level) for level in now["bids"]]
    assert held["a"] == [tuple(level) for level in now["asks"]]


def bodies(events):
    return [event["k"] for event in events]


async def test_a_kline_shows_every_trade_and_is_closed_once(trader, venue, clock):
    clock.advance_ms(60_000 - clock.now_ms() % 60_000 + 2_300)
    feed = open_feed(venue, "btcusdt@kline_1m")
    (before,) = bodies(feed(venue.now_ms()))
    order = await trader.order("BUY", "0.5")
    clock.advance_ms(250)
    (after,) = bodies(feed(venue.now_ms()))
    fills = await trader.get("v1/userTrades", symbol="BTCUSDT", orderId=order["orderId"])
    assert Decimal(after["c"]) == Decimal(fills[-1]["price"]) <= Decimal(after["h"])
    assert after["n"] == before["n"] + len(fills)
    assert Decimal(after["v"]) - Decimal(before["v"]) >= Decimal("0.5")
    assert Decimal(after["V"]) - Decimal(before["V"]) >= Decimal("0.5")
    assert (after["x"], after["L"] - after["f"] + 1) == (False, after["n"])
    clock.advance_ms(60_000)
    closed, opened = bodies(feed(venue.now_ms()))
    assert [(one["t"], one["x"]) for one in (closed, opened)] == [
        (before["t"], True),
        (before["t"] + 60_000, False),
    ]
    (row,) = (
        await trader.http.get(f"/fapi/v1/klines?symbol=BTCUSDT&interval=1m&endTime={closed['t']}&limit=1")
    ).json()
    assert [Decimal(row[n]) for n in range(1, 6)] == [Decimal(closed[name]) for name in "ohlcv"]
    assert row[8] == closed["n"]


async def test_a_slow_listener_hears_every_bar_close(venue, clock):
    clock.advance_ms(60_000 - clock.now_ms() % 60_000)
    feed = open_feed(venue, "btcusdt@kline_1m")
    feed(venue.now_ms())
    clock.advance_ms(3 * 60_000)
    assert [body["x"] for body in bodies(feed(venue.now_ms()))] == [True, True, True, False]


async def test_trades_move_klines_but_no_mark_klines(trader, venue, clock):
    clock.advance_ms(60_000 - clock.now_ms() % 60_000 + 500)
    paths = [f"/fapi/v1/{kind}?symbol=BTCUSDT&interval=1m&limit=1" for kind in ("klines", "markPriceKlines")]
    before = [(await trader.http.get(path)).json()[0] for path in paths]
    await trader.order("BUY", "0.7")
    after = [(await trader.http.get(path)).json()[0] for path in paths]
    assert Decimal(after[0][5]) == Decimal(before[0][5]) + Decimal("0.7")
    assert after[1] == before[1]


async def test_the_trades_of_klines_survive_a_restart(tmp_path, clock, trader_of):
    path = "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=3"
    async with trader_of(build_venue(clock=clock, state=tmp_path)) as trader:
        await trader.order("BUY", "0.5")
        before = (await trader.http.get(path)).json()
    async with trader_of(build_venue(clock=clock, state=tmp_path)) as trader:
        assert (await trader.http.get(path)).json() == before


def test_a_ticker_agrees_with_rest_and_klines(venue, clock):
    clock.advance_ms(3_600_000 * 5 + 1234)
    (event,) = open_feed(venue, "ethusdt@ticker")(venue.now_ms())
    path, eth = venue.path, venue.instruments["ETHUSDT"]
    opened = path.price(eth, clock.now_ms() - 24 * 3_600_000)
    assert Decimal(event["o"]) == opened
    assert Decimal(event["p"]) == Decimal(event["c"]) - opened
    samples = [path.price(eth, clock.now_ms() - n * 3_600_000) for n in range(24)]
    assert Decimal(event["l"]) <= min(samples[:-1])
    assert max(samples[:-1]) <= Decimal(event["h"])


@pytest.mark.parametrize("name", ["btcusdt@forceOrder", "!forceOrder@arr"])
def test_liquidations_are_public(venue, name):
    feed = open_feed(venue, name)
    account = venue.account_of(DEFAULT_KEY_PAIR[0])
    venue.set_leverage(account, venue.instruments["BTCUSDT"], 100)
    place(venue, type="MARKET", quantity="1")
    assert feed(venue.now_ms()) == []
    venue.move_price(venue.instruments["BTCUSDT"], Decimal("60200"))
    (event,) = feed(venue.now_ms())
    body = event["o"]
    assert (event["e"], body["s"], body["S"], body["f"], body["X"]) == (
        *("forceOrder", "BTCUSDT", "SELL", "IOC"),
        "FILLED",
    )
    assert body["z"] == body["q"] == "1"
    assert Decimal(body["ap"]) < 60200
    assert feed(venue.now_ms()) == []
    assert Decimal(0) < FEE < 1
