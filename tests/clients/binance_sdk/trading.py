"""Orders and account through Binance's SDK, held against the numbers they must give."""

from decimal import Decimal

from connection import ID, TAKER, known, rest_of
from desk import Desk, cents, same


def limit_order_rests_and_is_cancelled(desk: Desk) -> None:
    rest = rest_of(desk)
    order = rest.new_order(
        symbol=ID, side="SELL", type="LIMIT", time_in_force="GTC", quantity=0.01, price=66000
    ).data()
    known(order)
    assert (order.status, order.price, order.orig_qty) == ("NEW", "66000.00", "0.0100")
    (listed,) = rest.current_all_open_orders(symbol=ID).data()
    assert listed.order_id == order.order_id
    assert rest.query_current_open_order(symbol=ID, order_id=order.order_id).data().status == "NEW"
    cancelled = rest.cancel_order(symbol=ID, order_id=order.order_id).data()
    known(cancelled)
    assert cancelled.status == "CANCELED"
    assert rest.query_order(symbol=ID, order_id=order.order_id).data().status == "CANCELED"
    assert rest.current_all_open_orders(symbol=ID).data() == []


def market_order_and_wallet_add_up(desk: Desk) -> None:
    rest = rest_of(desk)
    price, size = desk.best("ETHUSDT", "SELL"), Decimal("0.3")
    placed = rest.new_order(
        symbol="ETHUSDT", side="SELL", type="MARKET", quantity=0.3, new_order_resp_type="RESULT"
    ).data()
    assert (placed.status, placed.executed_qty) == ("FILLED", "0.300")
    same(rest.query_order(symbol="ETHUSDT", order_id=placed.order_id).data().avg_price, price)
    (trade,) = rest.account_trade_list(symbol="ETHUSDT").data()
    fee = cents(price * size * TAKER)
    same(trade.commission, fee)
    (position,) = rest.position_information_v3(symbol="ETHUSDT").data()
    same(position.position_amt, -size)
    same(position.notional, -3200 * size)
    same(position.un_realized_profit, (price - 3200) * size)
    account = rest.account_information_v3().data()
    same(account.total_wallet_balance, 5000 - fee)
    same(account.total_margin_balance, Decimal(account.total_wallet_balance) + (price - 3200) * size)
    same(account.total_initial_margin, cents(3200 * size / 20))
    same(
        account.available_balance,
        Decimal(account.total_margin_balance) - Decimal(account.total_initial_margin),
    )


def leverage_and_margin_type(desk: Desk) -> None:
    rest = rest_of(desk)
    changed = rest.change_initial_leverage(symbol=ID, leverage=33).data()
    assert (changed.leverage, changed.symbol) == (33, ID)
    assert rest.change_margin_type(symbol=ID, margin_type="ISOLATED").data().code == 200
    (row,) = rest.symbol_configuration(symbol=ID).data()
    assert (row.leverage, row.margin_type, row.max_notional_value) == (
        33,
        "ISOLATED",
        changed.max_notional_value,
    )


def cancel_all_is_one_symbol(desk: Desk) -> None:
    rest = rest_of(desk)
    for symbol, price in ((ID, 63000), (ID, 63500), ("ETHUSDT", 3100)):
        quantity = 0.01 if symbol == ID else 0.1
        rest.new_order(
            symbol=symbol, side="BUY", type="LIMIT", time_in_force="GTC", quantity=quantity, price=price
        )
    assert rest.cancel_all_open_orders(symbol=ID).data().code == 200
    assert [order.symbol for order in rest.current_all_open_orders().data()] == ["ETHUSDT"]
