"""Orders, fills and settings through python-binance, held against the numbers they must give."""

from decimal import Decimal

from connection import ID, TAKER, connect
from desk import Desk, cents, same


def limit_order_rests_and_is_cancelled(desk: Desk) -> None:
    client = connect(desk)
    order = client.futures_create_order(
        symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity=0.01, price=64000
    )
    assert (order["status"], order["price"], order["origQty"]) == ("NEW", "64000.00", "0.0100")
    assert "avgPrice" not in order
    (listed,) = client.futures_get_open_orders(symbol=ID)
    assert (listed["orderId"], listed["avgPrice"]) == (order["orderId"], "0.00000")
    cancelled = client.futures_cancel_order(symbol=ID, orderId=order["orderId"])
    assert cancelled["status"] == "CANCELED"
    assert client.futures_get_open_orders(symbol=ID) == []
    assert client.futures_get_order(symbol=ID, orderId=order["orderId"])["status"] == "CANCELED"


def ack_and_result_differ(desk: Desk) -> None:
    client = connect(desk)
    ack = client.futures_create_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    assert (ack["status"], ack["executedQty"]) == ("NEW", "0.0000")
    assert client.futures_get_order(symbol=ID, orderId=ack["orderId"])["status"] == "FILLED"
    result = client.futures_create_order(
        symbol=ID, side="BUY", type="MARKET", quantity=0.01, newOrderRespType="RESULT"
    )
    assert (result["status"], result["executedQty"]) == ("FILLED", "0.0100")


def market_order_position_and_income_add_up(desk: Desk) -> None:
    client = connect(desk)
    ask, bid, size = desk.best("ETHUSDT", "BUY"), desk.best("ETHUSDT", "SELL"), Decimal("0.5")
    order = client.futures_create_order(symbol="ETHUSDT", side="BUY", type="MARKET", quantity=0.5)
    filled = client.futures_get_order(symbol="ETHUSDT", orderId=order["orderId"])
    same(filled["avgPrice"], ask)
    same(filled["cumQuote"], ask * size)
    (position,) = client.futures_position_information(symbol="ETHUSDT")
    same(position["positionAmt"], size)
    same(position["entryPrice"], ask)
    same(position["notional"], 3200 * size)
    client.futures_create_order(symbol="ETHUSDT", side="SELL", type="MARKET", quantity=0.5, reduceOnly=True)
    bought, sold = client.futures_account_trades(symbol="ETHUSDT")
    same(sold["realizedPnl"], (bid - ask) * size)
    same(bought["commission"], cents(ask * size * TAKER))
    assert (bought["buyer"], sold["buyer"], bought["maker"]) == (True, False, False)
    income = client.futures_income_history(symbol="ETHUSDT")
    total = sum(Decimal(row["income"]) for row in income)
    same(client.futures_account()["totalWalletBalance"], 5000 + total)
    fees = Decimal(bought["commission"]) + Decimal(sold["commission"])
    same(total, (bid - ask) * size - fees)


def leverage_and_margin_type(desk: Desk) -> None:
    client = connect(desk)
    answer = client.futures_change_leverage(symbol=ID, leverage=12)
    assert (answer["leverage"], answer["symbol"]) == (12, ID)
    assert client.futures_change_margin_type(symbol=ID, marginType="ISOLATED")["code"] == 200
    (row,) = client.futures_symbol_config(symbol=ID)
    assert (row["leverage"], row["marginType"]) == (12, "ISOLATED")
    client.futures_create_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    (held,) = client.futures_position_information(symbol=ID)
    same(held["isolatedWallet"], cents(desk.best(ID, "BUY") * Decimal("0.01") / 12))
    brackets = client.futures_leverage_bracket(symbol=ID)[0]["brackets"]
    assert brackets[0]["initialLeverage"] == 125
    assert [row["notionalFloor"] for row in brackets[1:]] == [row["notionalCap"] for row in brackets[:-1]]


def history_by_id_and_window(desk: Desk) -> None:
    client = connect(desk)
    ids = []
    for price in (63000, 63100, 63200):
        order = client.futures_create_order(
            symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity=0.01, price=price
        )
        ids.append(order["orderId"])
    client.futures_cancel_all_open_orders(symbol=ID)
    rows = client.futures_get_all_orders(symbol=ID)
    assert [row["orderId"] for row in rows] == ids
    assert {row["status"] for row in rows} == {"CANCELED"}
    assert [row["orderId"] for row in client.futures_get_all_orders(symbol=ID, orderId=ids[1])] == ids[1:]
    assert [row["orderId"] for row in client.futures_get_all_orders(symbol=ID, limit=1)] == ids[-1:]


def a_test_order_changes_nothing(desk: Desk) -> None:
    client = connect(desk)
    client.futures_create_test_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    assert client.futures_get_all_orders(symbol=ID) == []
