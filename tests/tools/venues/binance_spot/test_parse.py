"""Every sample body the parser claims to read, and the misfits it must refuse."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import OrderStatus, OrderType, Side, VenueName
from tools.venues.binance import parse as shared
from tools.venues.binance_spot import parse


def test_server_time_is_read_as_on_every_market(samples):
    assert shared.server_time(samples["time"]) == 1_499_827_319_559


def test_a_book_carries_the_time_it_was_asked_at(samples):
    book = parse.book("BTCUSDT", samples["depth"], 5)
    assert (book.symbol, book.time_ms) == ("BTCUSDT", 5)
    assert book.best(Side.SELL) == 4
    assert book.best(Side.BUY) == Decimal("4.000002")


def test_the_middle_price():
    row = {"symbol": "LTCBTC", "bidPrice": "4.0", "bidQty": "1", "askPrice": "4.2", "askQty": "2"}
    empty = {**row, "symbol": "NEWBTC", "askPrice": "0.00000000"}
    assert parse.middle("LTCBTC", row) == Decimal("4.1")
    assert parse.middles([row, empty]) == {"LTCBTC": Decimal("4.1"), "NEWBTC": None}
    assert parse.last_price("LTCBTC", {"symbol": "LTCBTC", "price": "4.00000200"}) == Decimal("4.000002")


def test_an_order_that_was_asked_for(samples):
    order = parse.order("LTCBTC", samples["get_order"])
    assert (order.venue, order.order_id, order.client_order_id) == (VenueName.BINANCE_SPOT, "1", "myOrder1")
    assert (order.side, order.type, order.status) == (Side.BUY, OrderType.LIMIT, OrderStatus.SUBMITTED)
    assert (order.quantity, order.price, order.time_ms) == (1, Decimal("0.1"), 1_499_827_319_559)
    assert (order.stop_price, order.conditional, order.list_id) == (None, False, None)


@pytest.mark.parametrize("name", ["get_open_orders", "all_orders"])
def test_lists_of_orders(samples, name):
    (order,) = parse.orders(None, samples[name])
    assert order.symbol == "LTCBTC"


def test_a_cancelled_order_keeps_its_own_id(samples):
    (order,) = parse.cancelled("LTCBTC", samples["delete_order"])
    assert (order.client_order_id, order.status) == ("myOrder1", OrderStatus.CANCELLED)
    assert order.time_ms == 1_684_804_350_068
    assert parse.orders("BTCUSDT", samples["delete_open_orders"])[0].client_order_id.startswith("E6AP")


def test_a_cancelled_pair_is_both_orders(samples):
    (order,) = parse.cancelled("LTCBTC", samples["delete_order_list"])
    assert (order.client_order_id, order.list_id) == ("pO9ufTiFGg3nw2fOdgeOXa", "0")
    assert (order.type, order.status, order.conditional) == (OrderType.STOP, OrderStatus.CANCELLED, False)


def test_a_pair_that_was_placed(samples):
    (stop,) = parse.listed("LTCBTC", samples["order_list_oco"])
    assert (stop.type, stop.stop_price, stop.conditional) == (OrderType.STOP, 1, True)
    assert (stop.client_order_id, stop.list_id) == ("44nZvqpemY7sVYgPYbvPih", "1")


def test_a_replacement_is_its_new_order(samples):
    order = parse.replacement("BTCUSDT", samples["order_cancel_replace"])
    assert (order.order_id, order.client_order_id) == ("10", "wOceeeOzNORyLiQfw7jd8S")


def test_fills(samples):
    (fill,) = parse.fills("BNBBTC", samples["my_trades"])
    assert (fill.trade_id, fill.order_id, fill.side, fill.maker) == ("28457", "100234", Side.BUY, False)
    assert (fill.price, fill.quantity) == (Decimal("4.000001"), 12)
    assert (fill.commission, fill.commission_asset, fill.realized_pnl) == (Decimal("10.1"), "BNB", 0)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("MARKET", "MARKET"),
        ("LIMIT", "LIMIT"),
        ("LIMIT_MAKER", "LIMIT_MAKER"),
        ("STOP_LOSS", "STOP_MARKET"),
        ("STOP_LOSS_LIMIT", "STOP"),
        ("TAKE_PROFIT", "TAKE_PROFIT_MARKET"),
        ("TAKE_PROFIT_LIMIT", "TAKE_PROFIT"),
    ],
)
def test_types(order_body, theirs, ours):
    assert parse.order("BTCUSDT", order_body(type=theirs)).type == ours


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("PENDING_NEW", "PENDING"),
        ("NEW", "SUBMITTED"),
        ("PARTIALLY_FILLED", "PARTIALLY_FILLED"),
        ("FILLED", "FILLED"),
        ("CANCELED", "CANCELLED"),
        ("REJECTED", "REJECTED"),
        ("EXPIRED", "EXPIRED"),
        ("EXPIRED_IN_MATCH", "EXPIRED"),
    ],
)
def test_states(order_body, theirs, ours):
    assert parse.order("BTCUSDT", order_body(status=theirs)).status == ours


@pytest.mark.parametrize(
    ("changes", "waits"),
    [
        ({"workingTime": -1}, True),
        ({"workingTime": 5}, False),
        ({"isWorking": False}, True),
        ({"isWorking": True}, False),
        ({"workingTime": -1, "status": "CANCELED"}, False),
        ({"workingTime": -1, "type": "LIMIT"}, False),
    ],
)
def test_conditional_is_what_waits_for_its_trigger(order_body, changes, waits):
    body = order_body(**{"type": "STOP_LOSS", "stopPrice": "49000", "workingTime": 5, **changes})
    assert parse.order("BTCUSDT", body).conditional is waits


@pytest.mark.parametrize(
    ("executed", "value", "average"),
    [("0", "0", "0"), ("2", "7", "3.5"), ("3", "1", "0.333333333333"), ("2", "-1", "0")],
)
def test_the_average_price_is_value_by_quantity_where_the_venue_knows_it(
    order_body, executed, value, average
):
    order = parse.order("BTCUSDT", order_body(origQty="3", executedQty=executed, cummulativeQuoteQty=value))
    assert order.average_price == Decimal(average)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "SUSPENDED"},
        {"type": "PEGGED"},
        {"transactTime": None},
        {"origQty": "0"},
        {"origQty": "NaN"},
        {"orderId": None},
    ],
)
def test_orders_that_are_none(order_body, changes):
    with pytest.raises(VenueUnavailable):
        parse.order("BTCUSDT", order_body(**changes))


@pytest.mark.parametrize(
    "read",
    [
        lambda s: parse.order("ETHUSDT", s["get_order"]),
        lambda s: parse.orders("ETHUSDT", s["get_open_orders"]),
        lambda s: parse.cancelled("ETHUSDT", s["delete_order_list"]),
        lambda s: parse.listed("ETHUSDT", s["order_list_oco"]),
        lambda s: parse.replacement("ETHUSDT", s["order_cancel_replace"]),
        lambda s: parse.fills("ETHUSDT", s["my_trades"]),
        lambda s: parse.middle("ETHUSDT", {"symbol": "LTCBTC", "bidPrice": "1", "askPrice": "2"}),
        lambda s: parse.last_price("ETHUSDT", {"symbol": "LTCBTC", "price": "1"}),
    ],
)
def test_answers_about_another_instrument_are_refused(samples, read):
    with pytest.raises(VenueRejected) as caught:
        read(samples)
    assert caught.value.code == "wrong_instrument"


@pytest.mark.parametrize("body", [None, [], "text", {"bids": [["0", "1"]], "asks": []}])
def test_books_that_are_none(body):
    with pytest.raises(VenueUnavailable):
        parse.book("BTCUSDT", body, 1)
