"""The public tape: single trades, aggregates of a taker order, and that REST and streams agree on them."""

from decimal import Decimal

import pytest

from tools.testnet.market_streams import open_feed
from tools.testnet.order_request import read_order
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.tape import Tape

KEY = DEFAULT_KEY_PAIR[0]
OTHER = ("b" * 64, "s" * 64)
BEST_BID = Decimal("64999.9")
"""The provider's, one tick below the start price."""


def order(venue, key, side, quantity, price=None):
    params = {"symbol": "BTCUSDT", "side": side, "quantity": quantity, "type": "MARKET"}
    if price:
        params |= {"type": "LIMIT", "timeInForce": "GTC", "price": price}
    return venue.place(venue.account_of(key), read_order(params, venue.instruments, venue.now_ms()))


@pytest.fixture
def venue(clock):
    venue = build_venue(clock=clock, keys=(DEFAULT_KEY_PAIR, OTHER))
    for key in (KEY, OTHER[0]):
        venue.account_of(key).wallet = Decimal(10**6)
    return venue


def sweep(venue):
    """One taker order over three makers at two prices; returns the tape's feed opened before."""
    venue.market("BTCUSDT")
    feed = open_feed(venue, "btcusdt@aggTrade")
    order(venue, KEY, "BUY", "0.01", "65000")
    order(venue, KEY, "BUY", "0.02", "65000")
    order(venue, OTHER[0], "SELL", "0.05")
    return feed


def test_a_taker_order_is_one_aggregate_per_price(venue, trader):
    feed = sweep(venue)
    first, second = feed(venue.now_ms())
    assert (first["p"], first["q"], first["l"] - first["f"]) == ("65000", "0.03", 1)
    assert (second["p"], second["q"], second["f"], second["l"]) == (
        *("64999.9", "0.02"),
        *[first["l"] + 1] * 2,
    )
    assert second["a"] == first["a"] + 1
    assert feed(venue.now_ms()) == []


async def test_rest_and_stream_tell_the_same_aggregates(venue, trader):
    feed = sweep(venue)
    order(venue, OTHER[0], "BUY", "0.01")
    order(venue, OTHER[0], "BUY", "0.01")
    told = feed(venue.now_ms())
    path = "/fapi/v1/aggTrades?symbol=BTCUSDT"
    rows = (await trader.http.get(f"{path}&limit=4")).json()
    assert len(told) == len(rows) == 4
    for event, row in zip(told, rows, strict=True):
        for name in "aflTm":
            assert event[name] == row[name]
        assert (Decimal(event["p"]), Decimal(event["q"])) == (Decimal(row["p"]), Decimal(row["q"]))
    from_second = (await trader.http.get(f"{path}&fromId={rows[1]['a']}&limit=2")).json()
    assert from_second == rows[1:3]
    later = (await trader.http.get(f"{path}&startTime={venue.now_ms() + 1}")).json()
    assert later == []


async def test_aggregates_and_trades_add_up(venue, trader, clock):
    for _ in range(5):
        sweep(venue)
        clock.advance_ms(1_700)
    trades = (await trader.http.get("/fapi/v1/trades?symbol=BTCUSDT&limit=1000")).json()
    by_id = {trade["id"]: trade for trade in trades}
    rows = (await trader.http.get("/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1000")).json()
    assert [row["a"] for row in rows] == list(range(rows[0]["a"], rows[-1]["a"] + 1))
    for row in rows:
        parts = [by_id[number] for number in range(row["f"], row["l"] + 1)]
        assert {part["price"] for part in parts} == {row["p"]}
        assert sum(Decimal(part["qty"]) for part in parts) == Decimal(row["q"])
    assert len(rows) < len(trades)


def test_two_orders_at_one_price_are_two_aggregates():
    tape = Tape()
    for _ in range(2):
        tape.start_order()
        tape.print(Decimal(5), Decimal(1), 1000, buyer_maker=True)
    assert [(one.first_id, one.last_id) for one in tape.aggregates] == [(10, 10), (11, 11)]
