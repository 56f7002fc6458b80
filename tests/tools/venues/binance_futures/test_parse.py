"""Every sample body the parser claims to read, and the misfits it must refuse."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import MarginType, OrderStatus, OrderType, PositionSide, Side
from tools.venues.binance_futures import parse


def test_book_carries_the_venue_time(samples):
    book = parse.book("BTCUSDT", samples["order_book"])
    assert book.time_ms == samples["order_book"]["T"]
    assert book.best(Side.BUY) == Decimal("4.000002")
    assert book.best(Side.SELL) == Decimal("4")


def test_mark(samples):
    mark = parse.mark("BTCUSDT", samples["mark_price"])
    assert (mark.mark, mark.index) == (Decimal("11793.63104562"), Decimal("11781.80495970"))
    assert (mark.funding_rate, mark.next_funding_ms) == (Decimal("0.00038246"), 1_597_392_000_000)


def test_marks_leave_out_what_has_no_price(samples):
    flat = {**samples["mark_price"], "symbol": "NEWUSDT", "markPrice": "0.00000000"}
    assert [mark.symbol for mark in parse.marks([samples["mark_price"], flat])] == ["BTCUSDT"]


def test_account_and_positions(samples):
    account = parse.account(samples["account_information_v3"], samples["position_information_v3"], 5)
    assert account.equity == account.wallet == Decimal("126.72469206")
    assert account.available == Decimal("126.72469206")
    assert account.balances[0].asset == "USDT"
    position = account.positions[0]
    assert (position.symbol, position.quantity, position.entry_price) == (
        "ADAUSDT",
        Decimal(30),
        Decimal("0.385"),
    )
    assert position.unrealized_pnl == Decimal("0.764277")
    assert position.maintenance_margin == Decimal("0.0800428")
    assert account.time_ms == 5


def test_flat_positions_are_left_out(samples):
    flat = [{**samples["position_information_v3"][0], "positionAmt": "0.000"}]
    assert parse.account(samples["account_information_v3"], flat, 5).positions == ()


def test_symbol_config(samples):
    config = parse.symbol_config("BTCUSDT", samples["symbol_configuration"])
    assert (config.leverage, config.margin_type) == (21, MarginType.CROSSED)


def test_leverage(samples):
    assert parse.leverage("BTCUSDT", samples["change_initial_leverage"]) == 21


@pytest.mark.parametrize(
    ("sample", "order_id", "kind", "status"),
    [
        ("new_order", "22542179", OrderType.LIMIT, OrderStatus.SUBMITTED),
        ("query_order", "1573346959", OrderType.TRAILING_STOP_MARKET, OrderStatus.SUBMITTED),
        ("query_current_open_order", "1917641", OrderType.TRAILING_STOP_MARKET, OrderStatus.SUBMITTED),
        ("cancel_order", "283194212", OrderType.TRAILING_STOP_MARKET, OrderStatus.CANCELLED),
    ],
)
def test_orders_of_each_endpoint(samples, sample, order_id, kind, status):
    order = parse.order(samples[sample]["symbol"], samples[sample])
    assert (order.order_id, order.type, order.status) == (order_id, kind, status)
    assert order.quantity == Decimal(samples[sample]["origQty"])
    assert order.position_side is PositionSide(samples[sample]["positionSide"])
    assert order.time_ms == samples[sample]["updateTime"]


def test_open_orders(samples):
    assert [order.client_order_id for order in parse.orders(None, samples["current_all_open_orders"])] == [
        "abc"
    ]


def test_fills(samples):
    fill = parse.fills("BTCUSDT", samples["account_trade_list"])[0]
    assert (fill.trade_id, fill.order_id, fill.side) == ("698759", "25851813", Side.SELL)
    assert (fill.price, fill.quantity, fill.commission) == (
        Decimal("7819.01"),
        Decimal("0.002"),
        Decimal("0.0781901"),
    )
    assert (fill.realized_pnl, fill.maker, fill.time_ms) == (Decimal("-0.91539999"), False, 1_569_514_978_020)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("NEW", "SUBMITTED"),
        ("PARTIALLY_FILLED", "PARTIALLY_FILLED"),
        ("FILLED", "FILLED"),
        ("CANCELED", "CANCELLED"),
        ("REJECTED", "REJECTED"),
        ("EXPIRED", "EXPIRED"),
        ("EXPIRED_IN_MATCH", "EXPIRED"),
    ],
)
def test_order_states(order_body, theirs, ours):
    assert parse.order("BTCUSDT", order_body(status=theirs)).status == ours


def test_answers_about_another_symbol_are_refused(samples, order_body):
    readers = [
        lambda: parse.mark("ETHUSDT", samples["mark_price"]),
        lambda: parse.order("ETHUSDT", order_body()),
        lambda: parse.orders("ETHUSDT", [order_body()]),
        lambda: parse.fills("ETHUSDT", samples["account_trade_list"]),
        lambda: parse.leverage("ETHUSDT", samples["change_initial_leverage"]),
        lambda: parse.symbol_config("ETHUSDT", samples["symbol_configuration"]),
    ]
    for reader in readers:
        with pytest.raises(VenueRejected) as caught:
            reader()
        assert caught.value.code == "wrong_instrument"


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "ODD"},
        {"type": "LIQUIDATION"},
        {"origQty": "0"},
        {"origQty": "1e"},
        {"origQty": "NaN"},
        {"origQty": "Infinity"},
        {"executedQty": True},
        {"price": "١٢"},
        {"orderId": None},
        {"side": "buy"},
    ],
)
def test_orders_that_cannot_be_trusted_are_unusable(order_body, changes):
    with pytest.raises(VenueUnavailable):
        parse.order("BTCUSDT", order_body(**changes))


def test_a_misfit_is_named_without_its_data(order_body):
    with pytest.raises(VenueUnavailable, match="origQty") as caught:
        parse.order("BTCUSDT", order_body(origQty="secret-value"))
    assert "secret-value" not in str(caught.value)


@pytest.mark.parametrize("body", [None, [], "text", 7, {"T": 1, "bids": [["0", "1"]], "asks": []}])
def test_books_that_are_none(body):
    with pytest.raises(VenueUnavailable):
        parse.book("BTCUSDT", body)


def test_exponents_of_the_venue_are_read(samples):
    body = {**samples["mark_price"], "lastFundingRate": "7.0E-4"}
    assert parse.mark("BTCUSDT", body).funding_rate == Decimal("0.0007")
