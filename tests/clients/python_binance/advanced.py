"""Conditional orders, batches, changes and the WebSocket API through python-binance."""

from connection import ID, connect, refusal
from desk import Desk, same


def conditional_order_is_rerouted_to_the_algo_service(desk: Desk) -> None:
    client = connect(desk)
    client.futures_create_order(symbol="DOTUSDT", side="BUY", type="MARKET", quantity=10)
    stop = client.futures_create_order(
        symbol="DOTUSDT", side="SELL", type="STOP_MARKET", stopPrice="5.8", closePosition=True
    )
    assert (stop["algoStatus"], stop["orderType"]) == ("NEW", "STOP_MARKET")
    same(stop["triggerPrice"], "5.8")
    (listed,) = client.futures_get_open_algo_orders(symbol="DOTUSDT")
    assert listed["algoId"] == stop["algoId"]
    assert client.futures_get_open_orders(symbol="DOTUSDT") == []
    desk.move("DOTUSDT", "5.7")
    done = client.futures_get_algo_order(algoId=stop["algoId"])
    assert done["algoStatus"] == "FINISHED"
    order = client.futures_get_order(symbol="DOTUSDT", origClientOrderId=stop["clientAlgoId"])
    assert (order["orderId"], order["status"]) == (int(done["actualOrderId"]), "FILLED")
    same(order["executedQty"], 10)
    assert client.futures_position_information(symbol="DOTUSDT") == []
    gone = refusal(lambda: client.futures_cancel_algo_order(algoId=stop["algoId"]))
    desk.refused(-2011, "Unknown order sent.", gone)


def trailing_stop_follows_the_price(desk: Desk) -> None:
    client = connect(desk)
    client.futures_create_order(symbol="UNIUSDT", side="BUY", type="MARKET", quantity=10)
    stop = client.futures_create_order(
        symbol="UNIUSDT", side="SELL", type="TRAILING_STOP_MARKET", quantity=10, callbackRate=1
    )
    for price in ("9.2", "9.15"):
        desk.move("UNIUSDT", price)
        assert client.futures_get_algo_order(algoId=stop["algoId"])["algoStatus"] == "NEW"
    desk.move("UNIUSDT", "9.1")
    assert client.futures_get_algo_order(algoId=stop["algoId"])["algoStatus"] == "FINISHED"
    assert client.futures_position_information(symbol="UNIUSDT") == []


def batch_place_and_cancel(desk: Desk) -> None:
    client = connect(desk)
    one = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01"}
    rows = client.futures_place_batch_order(
        batchOrders=[one | {"price": "63000"}, one | {"price": "1"}, one | {"price": "63100"}]
    )
    assert [row.get("price") for row in rows] == ["63000.00", None, "63100.00"]
    desk.refused(-4013, "Price less than min price.", (rows[1]["code"], rows[1]["msg"]))
    ids = [rows[0]["orderId"], rows[2]["orderId"]]
    cancelled = client.futures_cancel_orders(symbol=ID, orderidlist=ids)
    assert [row["status"] for row in cancelled] == ["CANCELED", "CANCELED"]


def modify_keeps_the_order_id(desk: Desk) -> None:
    client = connect(desk)
    order = client.futures_create_order(
        symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01", price="64000"
    )
    body = {"symbol": ID, "orderId": order["orderId"], "side": "BUY", "quantity": "0.03", "price": "63900"}
    changed = client.futures_modify_order(**body)
    assert (changed["orderId"], changed["price"], changed["origQty"]) == (
        order["orderId"],
        "63900.00",
        "0.0300",
    )
    desk.refused(-5027, "No need to modify the order.", refusal(lambda: client.futures_modify_order(**body)))


def the_dead_man_switch_is_armed_and_disarmed(desk: Desk) -> None:
    client = connect(desk)
    answer = client.futures_countdown_cancel_all(symbol=ID, countdownTime=120_000)
    assert answer == {"symbol": ID, "countdownTime": "120000"}
    assert client.futures_countdown_cancel_all(symbol=ID, countdownTime=0)["countdownTime"] == "0"


def orders_over_the_websocket_api(desk: Desk) -> None:
    client = connect(desk)
    order = client.ws_futures_create_order(
        symbol=ID, side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01", price="64000"
    )
    assert order["status"] == "NEW"
    found = client.ws_futures_get_order(symbol=ID, orderId=order["orderId"])
    assert (found["clientOrderId"], found["price"]) == (order["clientOrderId"], "64000.00")
    assert client.ws_futures_cancel_order(symbol=ID, orderId=order["orderId"])["status"] == "CANCELED"
    (balance,) = [row for row in client.ws_futures_v2_account_balance() if row["asset"] == "USDT"]
    same(balance["balance"], 5000)
