"""Payloads as the venue documents them (user-data-stream.md, web-socket-streams.md), and misfits."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import OrderStatus, OrderType
from tools.venues.binance.streams.dialect import Signal
from tools.venues.binance_spot.streams import parse
from tools.venues.binance_spot.streams.account import SpotAccount
from tools.venues.binance_spot.streams.market import SpotMarket

REPORT = {
    "e": "executionReport",
    "E": 1499405658658,
    "s": "ETHBTC",
    "c": "mUvoqJxFIILMdfAW5iGSOW",
    "S": "BUY",
    "o": "LIMIT",
    "f": "GTC",
    "q": "1.00000000",
    "p": "0.10264410",
    "P": "0.00000000",
    "F": "0.00000000",
    "g": -1,
    "C": "",
    "x": "NEW",
    "X": "NEW",
    "r": "NONE",
    "i": 4293153,
    "l": "0.00000000",
    "z": "0.00000000",
    "L": "0.00000000",
    "n": "0",
    "N": None,
    "T": 1499405658657,
    "t": -1,
    "I": 8641984,
    "w": True,
    "m": False,
    "M": False,
    "O": 1499405658657,
    "Z": "0.00000000",
    "Y": "0.00000000",
    "Q": "0.00000000",
}
TRADED = {
    "x": "TRADE",
    "X": "FILLED",
    "l": "1.00000000",
    "z": "1.00000000",
    "L": "0.10000000",
    "n": "0.00100000",
    "N": "ETH",
    "t": 17,
    "I": 8641985,
    "Z": "0.10000000",
}
TRADE = {
    "e": "aggTrade",
    "E": 1672515782136,
    "s": "BNBBTC",
    "a": 12345,
    "p": "0.001",
    "q": "100",
    "f": 100,
    "l": 105,
    "T": 1672515782135,
    "m": True,
    "M": True,
}
TICKER = {
    "e": "24hrTicker",
    "E": 1672515782136,
    "s": "BNBBTC",
    "c": "0.0025",
    "b": "0.0024",
    "B": "10",
    "a": "0.0026",
    "A": "100",
}
ACCOUNT = SpotAccount(None, "ws://127.0.0.1")


def test_a_new_order():
    update, fill = parse.report(REPORT)
    order = update.order
    assert (order.order_id, order.client_order_id, order.status) == (
        "4293153",
        "mUvoqJxFIILMdfAW5iGSOW",
        OrderStatus.SUBMITTED,
    )
    assert (order.price, order.time_ms, order.list_id) == (Decimal("0.1026441"), 1499405658657, None)
    assert (update.execution, fill) == ("NEW", None)


def test_a_trade_is_a_fill_and_the_average_price():
    update, fill = parse.report(REPORT | TRADED)
    assert (update.order.status, update.order.average_price) == (OrderStatus.FILLED, Decimal("0.1"))
    assert (fill.fill.trade_id, fill.fill.price, fill.fill.quantity) == ("17", Decimal("0.1"), 1)
    assert (fill.fill.commission, fill.fill.commission_asset) == (Decimal("0.001"), "ETH")
    assert fill.client_order_id == "mUvoqJxFIILMdfAW5iGSOW"


def test_a_cancel_names_the_order_it_ends():
    update, _ = parse.report(REPORT | {"C": "spk-1", "x": "CANCELED", "X": "CANCELED"})
    assert (update.order.client_order_id, update.order.status) == ("spk-1", OrderStatus.CANCELLED)


def test_a_stop_waits_until_it_works():
    stop = {"o": "STOP_LOSS", "P": "0.09", "p": "0.0", "w": False, "g": 3}
    update, _ = parse.report(REPORT | stop)
    assert (update.order.type, update.order.conditional) == (OrderType.STOP_MARKET, True)
    assert (update.order.stop_price, update.order.list_id) == (Decimal("0.09"), "3")
    assert not parse.report(REPORT | stop | {"w": True})[0].order.conditional


def test_balances_are_holdings_where_there_is_a_market():
    rows = [{"a": "ETH", "f": "1.5", "l": "0.5"}, {"a": "TRY", "f": "7", "l": "0"}]
    data = {"e": "outboundAccountPosition", "E": 2, "u": 1, "B": rows}
    update = parse.position(data, {"ETHUSDT"})
    assert [(b.asset, b.wallet) for b in update.balances] == [("ETH", 2), ("TRY", 7)]
    assert [(p.symbol, p.quantity) for p in update.positions] == [("ETHUSDT", 2)]
    assert update.time_ms == 1


def test_market_events():
    trade = SpotMarket().read("BNBBTC", TRADE)
    assert (trade.number, trade.previous, trade.event_ms) == (12345, 12344, 1672515782136)
    top = SpotMarket().read("BNBBTC", TICKER)
    assert (top.event.bid, top.event.ask, top.number) == (
        Decimal("0.0024"),
        Decimal("0.0026"),
        1672515782136,
    )


@pytest.mark.parametrize(
    "data",
    [
        TICKER | {"b": "0.0026"},
        TICKER | {"b": "0"},
        TRADE | {"q": "0"},
        TRADE | {"p": "NaN"},
        {"u": 400900217, "s": "BNBUSDT", "b": "1", "B": "1", "a": "2", "A": "1"},
        TRADE | {"e": "trade"},
    ],
)
def test_market_events_that_cannot_be_are_refused(data):
    with pytest.raises(VenueUnavailable):
        SpotMarket().read("BNBBTC", data)


@pytest.mark.parametrize("changes", [{"X": "ODD"}, {"o": "ODD"}, {"q": "0"}, {"i": None}, {"z": "-"}])
def test_reports_that_are_none(changes):
    with pytest.raises(VenueUnavailable):
        parse.report(REPORT | changes)


def test_the_same_execution_is_the_same_event_and_another_is_not():
    again = ACCOUNT.head(REPORT | {"E": 1499405659000})
    assert ACCOUNT.head(REPORT).key == again.key
    assert ACCOUNT.head(REPORT | TRADED).key != again.key


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ('{"id": "user", "status": 200, "result": {"subscriptionId": 0}}', Signal.READY),
        ('{"subscriptionId": 0, "event": {"e": "eventStreamTerminated", "E": 1}}', Signal.OVER),
        ('{"subscriptionId": null, "event": {"e": "serverShutdown", "E": 1}}', Signal.OVER),
        ('{"subscriptionId": 0, "event": {"e": "x", "E": 1}}', ("", {"e": "x", "E": 1})),
    ],
)
def test_frames_of_the_account(text, heard):
    assert ACCOUNT.hear(text) == heard


def test_a_refusal_ends_the_connection():
    with pytest.raises(VenueRejected) as caught:
        ACCOUNT.hear('{"id": "user", "status": 401, "error": {"code": -2015, "msg": "Invalid API-key."}}')
    assert caught.value.code == "-2015"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"event": 3}', '{"p": NaN}'])
def test_frames_that_are_no_events(text):
    with pytest.raises(VenueUnavailable):
        ACCOUNT.hear(text)
