"""Spot orders through python-binance, held against the venue's ledger and wallets."""

from decimal import Decimal
from typing import Any

from connection import refusal
from desk import Desk, same
from spot_connection import balance, connect, totals
from spot_desk import GOOD, ID, LIMIT, adds_up, best, commission_of, fill_rows, order_row

QUANTITY = Decimal("0.01")


def spot_market_orders_pay_in_what_they_receive(desk: Desk) -> None:
    client = connect(desk)
    before = totals(client.get_account())
    for side, place in (("BUY", client.order_market_buy), ("SELL", client.order_market_sell)):
        price = best(desk, side)
        order = place(symbol=ID, quantity=0.01)
        fee, asset = commission_of(side, price, QUANTITY)
        (part,), (fill,) = order["fills"], fill_rows(desk, order["orderId"])
        assert (order["status"], Decimal(order["executedQty"])) == ("FILLED", QUANTITY)
        same(order["cummulativeQuoteQty"], price * QUANTITY)
        for told in (part, fill):
            assert (Decimal(told["price"]), Decimal(told["qty"])) == (price, QUANTITY)
            assert (Decimal(told["commission"]), told["commissionAsset"]) == (fee, asset)
        (trade,) = client.get_my_trades(symbol=ID, orderId=order["orderId"])
        assert trade["id"] == part["tradeId"] == fill["id"]
        assert (trade["commission"], trade["isBuyer"], trade["isMaker"]) == (
            part["commission"],
            side == "BUY",
            False,
        )
    adds_up(desk, order["orderId"], before, totals(client.get_account()))


def spot_market_orders_by_value(desk: Desk) -> None:
    client = connect(desk)
    before, step = totals(client.get_account()), Decimal("0.00001")
    for side, place in (("BUY", client.order_market_buy), ("SELL", client.order_market_sell)):
        price = best(desk, side)
        order = place(symbol=ID, quoteOrderQty=500)
        same(order["executedQty"], Decimal(500) / price // step * step)
        same(order["cummulativeQuoteQty"], Decimal(order["executedQty"]) * price)
        assert Decimal(order["origQuoteOrderQty"]) == 500
    adds_up(desk, order["orderId"], before, totals(client.get_account()))


def spot_limit_order_locks_and_returns(desk: Desk) -> None:
    client = connect(desk)
    order = client.order_limit_buy(symbol=ID, quantity=0.01, price="64000")
    assert (order["status"], order["fills"]) == ("NEW", [])
    assert balance(client, "USDT") == (99_360, 640)
    found = client.get_order(symbol=ID, origClientOrderId=order["clientOrderId"])
    assert (found["orderId"], found["isWorking"]) == (order["orderId"], True)
    gone = client.cancel_order(symbol=ID, orderId=order["orderId"])
    assert (gone["status"], gone["origClientOrderId"]) == ("CANCELED", order["clientOrderId"])
    assert balance(client, "USDT") == (100_000, 0)


def spot_maker_orders(desk: Desk) -> None:
    client = connect(desk)
    before = totals(client.get_account())
    maker = {"symbol": "SOLUSDT", "side": "SELL", "type": "LIMIT_MAKER", "quantity": 2}
    order = client.create_order(**maker, price="152")
    assert (order["orderId"], balance(client, "SOL")) == (
        order_row(desk, order["orderId"])["orderId"],
        (98, 2),
    )
    taking = refusal(lambda: client.create_order(**maker, price="140"))
    desk.refused(-2010, "Order would immediately match and take.", taking)
    desk.move("SOLUSDT", "153")
    trades = client.get_my_trades(symbol="SOLUSDT")
    assert {(trade["price"], trade["isMaker"], trade["commissionAsset"]) for trade in trades} == {
        ("152.00000000", True, "USDT")
    }
    same(sum(Decimal(trade["commission"]) for trade in trades), "0.304")
    adds_up(desk, order["orderId"], before, totals(client.get_account()))


def spot_times_in_force(desk: Desk) -> None:
    client = connect(desk)
    ioc = client.create_order(**(GOOD | {"timeInForce": "IOC"}))
    fok = client.create_order(**(GOOD | {"timeInForce": "FOK", "price": "65100"}))
    assert [(row["status"], Decimal(row["executedQty"])) for row in (ioc, fok)] == [
        ("EXPIRED", 0),
        ("FILLED", QUANTITY),
    ]
    same(fok["fills"][0]["price"], best(desk, "BUY"))
    assert balance(client, "USDT")[1] == 0


def spot_stop_loss_limit_triggers(desk: Desk) -> None:
    client = connect(desk)
    before = totals(client.get_account())
    stop = {"symbol": "LTCUSDT", "side": "SELL", "type": "STOP_LOSS_LIMIT", "timeInForce": "GTC"}
    order = client.create_order(**stop, quantity=1, stopPrice="79", price="78")
    assert "status" not in order
    waiting = client.get_order(symbol="LTCUSDT", orderId=order["orderId"])
    assert (waiting["status"], waiting["isWorking"], waiting["stopPrice"]) == ("NEW", False, "79.00000000")
    assert balance(client, "LTC") == (99, 1)
    desk.move("LTCUSDT", "78.5")
    filled = client.get_order(symbol="LTCUSDT", orderId=order["orderId"])
    assert (filled["status"], filled["isWorking"]) == ("FILLED", True)
    adds_up(desk, order["orderId"], before, totals(client.get_account()))


def spot_oco_new_and_old(desk: Desk) -> None:
    client = connect(desk)
    new = client.create_oco_order(
        symbol="BCHUSDT",
        side="SELL",
        quantity=1,
        aboveType="LIMIT_MAKER",
        abovePrice="440",
        belowType="STOP_LOSS_LIMIT",
        belowStopPrice="360",
        belowPrice="359",
        belowTimeInForce="GTC",
    )
    assert (new["contingencyType"], new["listOrderStatus"], balance(client, "BCH")) == (
        "OCO",
        "EXECUTING",
        (19, 1),
    )
    assert [row["orderListId"] for row in client.get_open_oco_orders()] == [new["orderListId"]]
    desk.move("BCHUSDT", "359.5")
    assert _legs(desk, new) == {"LIMIT_MAKER": "EXPIRED", "STOP_LOSS_LIMIT": "FILLED"}
    assert client.get_open_oco_orders() == []
    desk.move("BCHUSDT", "400")
    old = client._post(
        "order/oco",
        True,
        data={"symbol": "BCHUSDT", "side": "SELL", "quantity": 1, "price": "420", "stopPrice": "360"},
    )
    assert balance(client, "BCH") == (18, 1)
    desk.move("BCHUSDT", "425")
    assert _legs(desk, old) == {"LIMIT_MAKER": "FILLED", "STOP_LOSS": "EXPIRED"}
    assert balance(client, "BCH") == (18, 0)


def _legs(desk: Desk, orders: dict[str, Any]) -> dict[str, str]:
    rows = [order_row(desk, row["orderId"]) for row in orders["orders"]]
    return {row["type"]: row["status"] for row in rows}


def spot_cancel_replace_and_its_error_pair(desk: Desk) -> None:
    client = connect(desk)
    held = client.create_order(**GOOD)
    change = GOOD | {"cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrderId": held["orderId"]}
    answer = client.cancel_replace_order(**(change | {"price": "63000"}))
    assert (answer["cancelResult"], answer["newOrderResult"]) == ("SUCCESS", "SUCCESS")
    assert answer["cancelResponse"]["orderId"] == held["orderId"]
    new = answer["newOrderResponse"]["orderId"]
    assert [order_row(desk, one)["status"] for one in (held["orderId"], new)] == ["CANCELED", "NEW"]
    both = refusal(lambda: client.cancel_replace_order(**change))
    desk.refused(-2022, "Order cancel-replace failed.", both)
    assert client.response.json()["data"]["newOrderResult"] == "NOT_ATTEMPTED"
    onward = change | {"cancelReplaceMode": "ALLOW_FAILURE"}
    one = refusal(lambda: client.cancel_replace_order(**onward))
    desk.refused(-2021, "Order cancel-replace partially failed.", one)
    data = client.response.json()["data"]
    assert (client.response.status_code, data["cancelResult"], data["newOrderResult"]) == (
        409,
        "FAILURE",
        "SUCCESS",
    )
    assert data["cancelResponse"] == {"code": -2011, "msg": "Unknown order sent."}
    assert len(client.get_open_orders(symbol=ID)) == 2


def spot_cancel_all_answers_what_it_cancelled(desk: Desk) -> None:
    client = connect(desk)
    ids = [client.create_order(**(GOOD | {"price": price}))["orderId"] for price in ("63000", "63500")]
    other = client.create_order(**(LIMIT | {"symbol": "ETHUSDT", "quantity": "0.1", "price": "3000"}))
    gone = client.cancel_all_open_orders(symbol=ID)
    assert [(row["orderId"], row["status"]) for row in gone] == [(one, "CANCELED") for one in ids]
    assert [row["orderId"] for row in client.get_open_orders()] == [other["orderId"]]
    nothing = refusal(lambda: client.cancel_all_open_orders(symbol=ID))
    desk.refused(-2011, "Unknown order sent.", nothing)


def spot_a_test_order_changes_nothing(desk: Desk) -> None:
    client = connect(desk)
    assert client.create_test_order(**GOOD) == {}
    assert client.get_all_orders(symbol=ID) == []


def spot_history_by_id_and_window(desk: Desk) -> None:
    client = connect(desk)
    made = [client.order_market_buy(symbol=ID, quantity=0.01) for _ in range(3)]
    ids = [order["orderId"] for order in made]
    orders = client.get_all_orders(symbol=ID)
    assert [row["orderId"] for row in orders] == ids
    assert [row["orderId"] for row in client.get_all_orders(symbol=ID, orderId=ids[1])] == ids[1:]
    trades = client.get_my_trades(symbol=ID)
    assert [row["orderId"] for row in trades] == ids
    assert client.get_my_trades(symbol=ID, fromId=trades[2]["id"]) == trades[2:]
    assert client.get_my_trades(symbol=ID, startTime=trades[0]["time"], limit=1) == trades[:1]
