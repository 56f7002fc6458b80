"""Market data and account through the SDK's models, which must know every field they are sent."""

from decimal import Decimal
from typing import Any

from connection import known, rows_of
from desk import Desk, same
from spot_connection import rest_of
from spot_desk import ID, best


def spot_every_field_is_known_to_the_sdk(desk: Desk) -> None:
    rest = rest_of(desk)
    rest.new_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    order = rest.new_order(
        symbol=ID, side="BUY", type="LIMIT", time_in_force="GTC", quantity=0.01, price=64000
    )
    known(order.data())
    for call in (
        rest.exchange_info,
        rest.get_account,
        rest.get_open_orders,
        rest.rate_limit_order,
        lambda: rest.depth(symbol=ID, limit=5),
        lambda: rest.get_trades(symbol=ID, limit=5),
        lambda: rest.agg_trades(symbol=ID, limit=5),
        lambda: rest.avg_price(symbol=ID),
        lambda: rest.ticker24hr(symbol=ID),
        lambda: rest.ticker_price(symbol=ID),
        lambda: rest.ticker_book_ticker(symbol=ID),
        lambda: rest.account_commission(symbol=ID),
        lambda: rest.all_orders(symbol=ID),
        lambda: rest.my_trades(symbol=ID),
        lambda: rest.get_order(symbol=ID, order_id=order.data().order_id),
        lambda: rest.order_amend_keep_priority(symbol=ID, order_id=order.data().order_id, new_qty=0.005),
        lambda: rest.order_amendments(symbol=ID, order_id=order.data().order_id),
        lambda: rest.delete_open_orders(symbol=ID),
    ):
        known(rows_of(call()))


def spot_exchange_information_parses(desk: Desk) -> None:
    (row,) = rest_of(desk).exchange_info(symbol=ID).data().symbols
    assert (row.base_asset, row.quote_asset, row.oco_allowed, row.cancel_replace_allowed) == (
        "BTC",
        "USDT",
        True,
        True,
    )
    assert "STOP_LOSS_LIMIT" in row.order_types
    filters = {one.actual_instance.filter_type: one.actual_instance for one in row.filters}
    assert (filters["PRICE_FILTER"].tick_size, filters["LOT_SIZE"].step_size) == ("0.01000000", "0.00001000")
    assert (filters["NOTIONAL"].min_notional, filters["MAX_NUM_ALGO_ORDERS"].max_num_algo_orders) == (
        "5.00000000",
        5,
    )


def spot_prices_agree(desk: Desk) -> None:
    rest = rest_of(desk)
    book = rest.depth(symbol=ID, limit=5).data()
    ticker = rows_of(rest.ticker_book_ticker(symbol=ID))
    assert (ticker.bid_price, ticker.ask_price) == (book.bids[0][0], book.asks[0][0])
    same(ticker.ask_price, best(desk, "BUY"))
    day = rows_of(rest.ticker24hr(symbol=ID))
    assert rows_of(rest.ticker_price(symbol=ID)).price == day.last_price
    bars = rest.klines(symbol=ID, interval="1h", limit=24).data()
    assert [bar[0] - bars[0][0] for bar in bars] == [n * 3_600_000 for n in range(24)]
    assert all(Decimal(bar[3]) <= Decimal(bar[4]) <= Decimal(bar[2]) for bar in bars)
    assert len(bars[0]) == 12


def spot_rate_limits_come_in_the_headers(desk: Desk) -> None:
    rest = rest_of(desk)
    order = {"symbol": ID, "side": "BUY", "quantity": 0.01}
    resting = rest.new_order(**order, type="LIMIT", time_in_force="GTC", price=64000)
    assert _order_counts(resting) == {("SECOND", 10): 1, ("DAY", 1): 1}
    filled = rest.new_order(**order, type="MARKET")
    assert _order_counts(filled) == {("SECOND", 10): 1, ("DAY", 1): 1}


def _order_counts(answer: Any) -> dict[tuple[str, int], int]:
    rows = [row for row in answer.rate_limits if row.rateLimitType == "ORDERS"]
    return {(row.interval, row.intervalNum): row.count for row in rows}
