"""What market streams say, without a socket: feeds asked at given times."""

from decimal import Decimal

import pytest

from tools.terms import Side
from tools.testnet.liquidation import FEE
from tools.testnet.market_streams import open_feed, route_of
from tools.testnet.order_request import read_order
from tools.testnet.server import DEFAULT_KEY_PAIR

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
