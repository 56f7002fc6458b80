"""Spot market streams: every name, its fields, and a book that can be followed."""

from decimal import Decimal

import pytest

from tools.testnet.spot.market_streams import open_spot_feed

SECOND_MS = 1000
KLINE = {"t", "T", "s", "i", "f", "L", "o", "c", "h", "l", "v", "n", "x", "q", "V", "Q", "B"}
MINI = {"e", "E", "s", "c", "o", "h", "l", "v", "q"}
FIELDS = {
    "btcusdt@trade": {"e", "E", "s", "t", "p", "q", "T", "m", "M"},
    "btcusdt@aggTrade": {"e", "E", "s", "a", "p", "q", "f", "l", "T", "m", "M"},
    "btcusdt@kline_1m": {"e", "E", "s", "k"},
    "btcusdt@miniTicker": MINI,
    "btcusdt@ticker": MINI | set("pPwxQbBaAOCFLn"),
    "btcusdt@bookTicker": {"u", "s", "b", "B", "a", "A"},
    "btcusdt@avgPrice": {"e", "E", "s", "i", "w", "T"},
    "btcusdt@depth5": {"lastUpdateId", "bids", "asks"},
    "btcusdt@depth@100ms": {"e", "E", "s", "U", "u", "b", "a"},
}


def next_events(venue, feed):
    for _ in range(10):
        venue.clock.advance_ms(SECOND_MS)
        events = feed(venue.now_ms())
        if events:
            return events
    raise AssertionError("the stream is silent")


@pytest.mark.parametrize("name", FIELDS)
async def test_the_fields_of_a_stream(venue, name):
    feed = open_spot_feed(venue.spot, name)
    event = next_events(venue, feed)[-1]
    assert set(event) == FIELDS[name]
    if "kline" in name:
        assert set(event["k"]) == KLINE


@pytest.mark.parametrize("name", ["!miniTicker@arr", "!ticker@arr"])
async def test_all_pairs_in_one_array(venue, name):
    (rows,) = next_events(venue, open_spot_feed(venue.spot, name))
    assert len(rows) == len(venue.spot.instruments)


@pytest.mark.parametrize(
    "name", ["btcusdt@markPrice", "BTCUSDT@trade", "nope@trade", "btcusdt@depth7", "btcusdt@kline_2m", "1"]
)
async def test_names_that_spot_does_not_have(venue, name):
    assert open_spot_feed(venue.spot, name) is None


async def test_a_book_followed_by_its_changes_is_the_book(spot, venue, clock):
    feed = open_spot_feed(venue.spot, "btcusdt@depth@100ms")
    snapshot = (await spot.http.get("/api/v3/depth?symbol=BTCUSDT&limit=1000")).json()
    book = {side: dict(snapshot[side]) for side in ("bids", "asks")}
    last = snapshot["lastUpdateId"]
    for n in range(20):
        if n == 10:
            await spot.order("BUY", "0.01", "64990")
        clock.advance_ms(250)
        for event in feed(venue.now_ms()):
            assert event["U"] <= last + 1 <= event["u"] + 1
            last = event["u"]
            for side, changes in (("bids", event["b"]), ("asks", event["a"])):
                book[side] |= dict(changes)
                book[side] = {price: left for price, left in book[side].items() if Decimal(left)}
    now = (await spot.http.get("/api/v3/depth?symbol=BTCUSDT&limit=1000")).json()
    assert book == {side: dict(now[side]) for side in ("bids", "asks")}
