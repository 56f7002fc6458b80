"""OCO: two orders, one of which may trade; and cancelReplace, whose two parts fail apart."""

from decimal import Decimal

import pytest

BTC = {"symbol": "BTCUSDT"}


async def states(spot, oco):
    legs = [await spot.get("order", **BTC, orderId=leg["orderId"]) for leg in oco["orders"]]
    return {leg["type"]: leg["status"] for leg in legs}


@pytest.mark.parametrize(
    ("side", "asset", "needed"), [("SELL", "BTC", Decimal("0.1")), ("BUY", "USDT", Decimal(6600))]
)
async def test_an_oco_sets_its_need_aside_once(spot, side, asset, needed):
    free, _ = await spot.balance(asset)
    placed = await spot.oco(side)
    assert (placed["contingencyType"], placed["listStatusType"], placed["listOrderStatus"]) == (
        "OCO",
        "EXEC_STARTED",
        "EXECUTING",
    )
    assert [report["type"] for report in placed["orderReports"]] == ["STOP_LOSS", "LIMIT_MAKER"]
    assert await spot.balance(asset) == (free - needed, needed)
    known = {"symbol": "BTCUSDT", "orderListId": placed["orderListId"]}
    ended = (await spot.send("DELETE", "orderList", **known)).json()
    assert ended["listOrderStatus"] == "ALL_DONE"
    assert {report["status"] for report in ended["orderReports"]} == {"CANCELED"}
    assert await spot.balance(asset) == (free, 0)


@pytest.mark.parametrize("side", ["BUY", "SELL"])
@pytest.mark.parametrize(
    ("leg", "done"),
    [
        ("limit", {"LIMIT_MAKER": "FILLED", "STOP_LOSS": "EXPIRED"}),
        ("stop", {"LIMIT_MAKER": "EXPIRED", "STOP_LOSS": "FILLED"}),
    ],
)
async def test_only_one_order_of_a_list_trades(spot, side, leg, done):
    placed = await spot.oco(side)
    upwards = (side == "SELL") == (leg == "limit")
    await spot.move("66500" if upwards else "63500")
    assert await states(spot, placed) == done
    found = await spot.get("orderList", orderListId=placed["orderListId"])
    assert (found["listStatusType"], found["listOrderStatus"]) == ("ALL_DONE", "ALL_DONE")
    assert await spot.get("openOrderList") == []
    locked = (await spot.balance("BTC"))[1], (await spot.balance("USDT"))[1]
    assert locked == (0, 0)
    assert len(await spot.get("myTrades", **BTC)) >= 1
    expired = [
        one
        for one in await spot.get("allOrders", **BTC)
        if one.get("expiryReason") == "OCO_TRIGGER" and one["executedQty"] == "0.00000000"
    ]
    assert len(expired) == 1


@pytest.mark.parametrize("side", ["BUY", "SELL"])
async def test_a_list_that_traded_in_part_is_one_order(spot, other, side):
    placed = await spot.oco(side, "0.9")
    await spot.move("65999.99" if side == "SELL" else "64000.01")
    taker, price = ("BUY", "66000") if side == "SELL" else ("SELL", "64000")
    await other.order(taker, "0.1", price, timeInForce="IOC")
    assert await states(spot, placed) == {"LIMIT_MAKER": "PARTIALLY_FILLED", "STOP_LOSS": "EXPIRED"}
    asset, locked = ("BTC", Decimal("0.8")) if side == "SELL" else ("USDT", Decimal(51_200))
    assert (await spot.balance(asset))[1] == locked
    (found,) = await spot.get("openOrderList")
    assert found["listOrderStatus"] == "EXECUTING"
    await spot.move("63000" if side == "SELL" else "66500")
    assert await states(spot, placed) == {"LIMIT_MAKER": "PARTIALLY_FILLED", "STOP_LOSS": "EXPIRED"}
    await spot.send("DELETE", "orderList", **BTC, orderListId=placed["orderListId"])
    assert await states(spot, placed) == {"LIMIT_MAKER": "CANCELED", "STOP_LOSS": "EXPIRED"}
    assert (await spot.balance(asset))[1] == 0


async def test_cancelling_one_order_of_a_list_cancels_the_list(spot):
    placed = await spot.oco(listClientOrderId="pair")
    one = placed["orders"][0]["orderId"]
    ended = (await spot.send("DELETE", "order", **BTC, orderId=one, newClientOrderId="why")).json()
    assert (ended["listClientOrderId"], len(ended["orderReports"])) == ("pair", 2)
    assert {report["clientOrderId"] for report in ended["orderReports"]} == {"why"}
    refused = await spot.send("DELETE", "orderList", **BTC, listClientOrderId="pair")
    assert refused.json() == {"code": -2011, "msg": "Unknown order sent."}


async def test_cancelling_all_gives_lists_as_lists(spot):
    await spot.oco()
    await spot.order("BUY", "0.1", "60000")
    rows = (await spot.send("DELETE", "openOrders", **BTC)).json()
    assert ["orderReports" in row for row in rows] == [True, False]


async def test_the_old_form(spot):
    params = BTC | {"side": "SELL", "quantity": "0.1", "price": "66000", "stopPrice": "64000"}
    limited = {"stopLimitPrice": "63900", "stopLimitTimeInForce": "GTC", "limitClientOrderId": "up"}
    placed = (await spot.send("POST", "order/oco", **params, **limited)).json()
    assert [report["type"] for report in placed["orderReports"]] == ["STOP_LOSS_LIMIT", "LIMIT_MAKER"]
    assert placed["orders"][1]["clientOrderId"] == "up"
    plain = (await spot.send("POST", "order/oco", **params)).json()
    assert plain["orderReports"][0]["type"] == "STOP_LOSS"
    assert [one["orderListId"] for one in await spot.get("allOrderList")] == [
        plain["orderListId"],
        placed["orderListId"],
    ]


TAKE = {"aboveType": "TAKE_PROFIT", "aboveStopPrice": "66000"}
STOP = {"belowType": "STOP_LOSS", "belowStopPrice": "64000"}


@pytest.mark.parametrize(
    ("side", "legs", "code"),
    [
        ("SELL", {"aboveType": "LIMIT_MAKER", "belowType": "LIMIT_MAKER"}, -1168),
        ("BUY", {"aboveType": "LIMIT_MAKER", "belowType": "STOP_LOSS"}, -1165),
        ("SELL", {"aboveType": "TAKE_PROFIT", "belowType": "LIMIT_MAKER"}, -1166),
        ("BUY", {"aboveType": "STOP_LOSS", "belowType": "STOP_LOSS"}, -1196),
        ("SELL", {"aboveType": "STOP_LOSS", "belowType": "STOP_LOSS"}, -1197),
        ("BUY", {"aboveType": "TAKE_PROFIT", "belowType": "TAKE_PROFIT"}, -1198),
        ("SELL", {"aboveType": "TAKE_PROFIT", "belowType": "TAKE_PROFIT"}, -1199),
        ("SELL", {"aboveType": "LIMIT", "belowType": "STOP_LOSS"}, -1158),
        ("SELL", TAKE | STOP | {"aboveStopPrice": "64500"}, -2010),
        ("SELL", TAKE | STOP | {"belowStopPrice": "65500"}, -2010),
        ("SELL", TAKE | STOP | {"belowTimeInForce": "GTC"}, -1106),
        ("SELL", TAKE | {"belowType": "STOP_LOSS"}, -1102),
        ("SELL", TAKE | STOP | {"quantity": "2"}, -2010),
        ("SELL", TAKE | STOP | {"aboveClientOrderId": "a", "belowClientOrderId": "a"}, -2010),
        ("SELL", TAKE | STOP | {"workingType": "MARK_PRICE"}, -1104),
        ("SELL", TAKE | STOP | {"price": "66000"}, -1104),
    ],
)
async def test_lists_that_are_refused(spot, side, legs, code):
    params = BTC | {"side": side, "quantity": "0.1"} | legs
    assert (await spot.send("POST", "orderList/oco", **params)).json()["code"] == code
    assert await spot.get("openOrders") == []
    assert (await spot.balance("BTC"))[1] == 0


REPLACE = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "price": "61000", "quantity": "0.1"}


async def replace(spot, mode, **params):
    response = await spot.send("POST", "order/cancelReplace", **(REPLACE | params), cancelReplaceMode=mode)
    return response.status_code, response.json()


@pytest.mark.parametrize("mode", ["STOP_ON_FAILURE", "ALLOW_FAILURE"])
async def test_a_replacement(spot, mode):
    await spot.order("BUY", "0.1", "60000", newClientOrderId="old")
    status, body = await replace(spot, mode, cancelOrigClientOrderId="old", newClientOrderId="old")
    assert (status, body["cancelResult"], body["newOrderResult"]) == (200, "SUCCESS", "SUCCESS")
    assert (body["cancelResponse"]["status"], body["newOrderResponse"]["status"]) == ("CANCELED", "NEW")
    (left,) = await spot.get("openOrders", **BTC)
    assert (left["price"], left["clientOrderId"]) == ("61000.00000000", "old")


@pytest.mark.parametrize(
    ("mode", "known", "quantity", "status", "code", "results"),
    [
        ("STOP_ON_FAILURE", "none", "0.1", 400, -2022, ("FAILURE", "NOT_ATTEMPTED")),
        ("ALLOW_FAILURE", "none", "0.1", 409, -2021, ("FAILURE", "SUCCESS")),
        ("ALLOW_FAILURE", "none", "100", 400, -2022, ("FAILURE", "FAILURE")),
        ("STOP_ON_FAILURE", "old", "100", 409, -2021, ("SUCCESS", "FAILURE")),
        ("ALLOW_FAILURE", "old", "100", 409, -2021, ("SUCCESS", "FAILURE")),
    ],
)
async def test_a_replacement_that_fails_in_part(spot, mode, known, quantity, status, code, results):
    await spot.order("BUY", "0.1", "60000", newClientOrderId="old")
    answered, body = await replace(spot, mode, cancelOrigClientOrderId=known, quantity=quantity)
    data = body["data"]
    assert (answered, body["code"]) == (status, code)
    assert (data["cancelResult"], data["newOrderResult"]) == results
    for result, response in zip(results, (data["cancelResponse"], data["newOrderResponse"]), strict=True):
        expected = {"SUCCESS": lambda one: "orderId" in one, "FAILURE": lambda one: one["code"] < 0}
        assert expected.get(result, lambda one: one is None)(response)


async def test_a_filter_refuses_a_replacement_before_anything_is_cancelled(spot):
    await spot.order("BUY", "0.1", "60000", newClientOrderId="old")
    status, body = await replace(spot, "STOP_ON_FAILURE", cancelOrigClientOrderId="old", quantity="0.00002")
    assert (status, body["msg"]) == (400, "Filter failure: NOTIONAL")
    assert len(await spot.get("openOrders", **BTC)) == 1
