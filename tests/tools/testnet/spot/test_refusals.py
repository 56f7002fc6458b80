"""Every filter and every refusal of the spot market, each provoked by a value."""

from typing import Any

import pytest

BTC = {"symbol": "BTCUSDT"}
MARKET = BTC | {"side": "BUY", "type": "MARKET", "quantity": "0.01"}
LIMIT = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "60000"}
STOP = BTC | {"side": "SELL", "type": "STOP_LOSS", "quantity": "0.01", "stopPrice": "60000"}
NONE: dict[str, Any] = {}


def less(params, *names):
    return {name: value for name, value in params.items() if name not in names}


def mandatory(name):
    return f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."


def unwanted(name):
    return f"Parameter '{name}' sent when not required."


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("PRICE_FILTER", LIMIT | {"price": "60000.001"}),
        ("PRICE_FILTER", LIMIT | {"price": "2000000"}),
        ("PRICE_FILTER", STOP | {"stopPrice": "60000.005"}),
        ("PERCENT_PRICE_BY_SIDE", LIMIT | {"price": "12999"}),
        ("PERCENT_PRICE_BY_SIDE", LIMIT | {"side": "SELL", "price": "325100"}),
        ("LOT_SIZE", LIMIT | {"quantity": "0.010001"}),
        ("LOT_SIZE", LIMIT | {"quantity": "9001"}),
        ("LOT_SIZE", MARKET | {"quantity": "0.000001"}),
        ("MARKET_LOT_SIZE", MARKET | {"quantity": "121"}),
        ("NOTIONAL", LIMIT | {"quantity": "0.00008"}),
        ("NOTIONAL", LIMIT | {"quantity": "151"}),
        ("NOTIONAL", MARKET | {"quantity": "0.00007"}),
        ("NOTIONAL", less(MARKET, "quantity") | {"quoteOrderQty": "4.99"}),
        ("ICEBERG_PARTS", LIMIT | {"quantity": "0.0101", "icebergQty": "0.0001"}),
        ("TRAILING_DELTA", less(STOP, "stopPrice") | {"trailingDelta": "9"}),
        ("TRAILING_DELTA", less(STOP, "stopPrice") | {"trailingDelta": "2001"}),
    ],
)
async def test_filters(spot, name, params):
    response = await spot.send("POST", "order", **params)
    assert (response.status_code, response.json()) == (400, {"code": -1013, "msg": f"Filter failure: {name}"})
    tested = await spot.send("POST", "order/test", **params)
    assert tested.json() == response.json()


async def test_filters_that_count_orders(spot):
    for _ in range(5):
        await spot.send("POST", "order", **STOP)
    sixth = await spot.send("POST", "order", **STOP)
    assert sixth.json()["msg"] == "Filter failure: MAX_NUM_ALGO_ORDERS"
    for n in range(195):
        if n % 40 == 0:
            spot.venue.clock.advance_ms(10_000)
        placed = await spot.send("POST", "order", **LIMIT | {"quantity": "0.001"})
        assert placed.status_code == 200, placed.text
    refused = await spot.send("POST", "order", **LIMIT)
    assert refused.json()["msg"] == "Filter failure: MAX_NUM_ORDERS"


async def test_the_filter_that_counts_lists(spot):
    stop = {"belowType": "STOP_LOSS_LIMIT", "belowPrice": "65900", "belowTimeInForce": "GTC"}
    for _ in range(20):
        placed = await spot.oco(quantity="0.01", **stop)
        assert placed["listOrderStatus"] == "EXECUTING"
        await spot.move("63900")
        await spot.move("65000")
        spot.venue.clock.advance_ms(10_000)
    assert len(await spot.get("openOrderList")) == 20
    refused = await spot.oco(quantity="0.01", **stop)
    assert refused == {"code": -1013, "msg": "Filter failure: MAX_NUM_ORDER_LISTS"}


async def test_the_filter_that_counts_amendments(spot):
    order_id = (await spot.order("BUY", "0.1", "60000"))["orderId"]
    for n in range(11):
        amended = await spot.send(
            "PUT", "order/amend/keepPriority", **BTC, orderId=order_id, newQty=f"0.0{90 - n}"
        )
        assert (amended.status_code == 200) == (n < 10)
    assert amended.json() == {"code": -2038, "msg": "Filter failure: MAX_NUM_ORDER_AMENDS"}


@pytest.mark.parametrize(
    ("params", "code", "message"),
    [
        (less(LIMIT, "symbol"), -1102, mandatory("symbol")),
        (LIMIT | {"symbol": "NOPEUSDT"}, -1121, "Invalid symbol."),
        (LIMIT | {"symbol": ""}, -1105, "Parameter 'symbol' was empty."),
        (LIMIT | {"side": "LONG"}, -1117, "Invalid side."),
        (LIMIT | {"type": "STOP_MARKET"}, -1116, "Invalid orderType."),
        (LIMIT | {"timeInForce": "GTX"}, -1115, "Invalid timeInForce."),
        (less(LIMIT, "timeInForce"), -1102, mandatory("timeInForce")),
        (less(LIMIT, "price"), -1102, mandatory("price")),
        (less(LIMIT, "quantity"), -1102, mandatory("quantity")),
        (MARKET | {"timeInForce": "GTC"}, -1106, unwanted("timeInForce")),
        (MARKET | {"price": "60000"}, -1106, unwanted("price")),
        (LIMIT | {"stopPrice": "60000"}, -1106, unwanted("stopPrice")),
        (LIMIT | {"quoteOrderQty": "60"}, -1106, unwanted("quoteOrderQty")),
        (LIMIT | {"type": "LIMIT_MAKER"}, -1106, unwanted("timeInForce")),
        (MARKET | {"quoteOrderQty": "60"}, -1128, "Combination of optional parameters invalid."),
        (
            less(MARKET, "quantity"),
            -1102,
            "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
        ),
        (
            less(STOP, "stopPrice"),
            -1102,
            "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!",
        ),
        (LIMIT | {"quantity": "0.010000001"}, -1111, "Parameter 'quantity' has too much precision."),
        (LIMIT | {"quantity": "0"}, -1013, "Invalid quantity."),
        (LIMIT | {"price": "0"}, -1013, "Invalid price."),
        (LIMIT | {"strategyType": "999999"}, -1134, "`strategyType` was less than 1000000."),
        (
            LIMIT | {"selfTradePreventionMode": "SOME"},
            -1130,
            "Data sent for parameter 'selfTradePreventionMode' is not valid.",
        ),
        (
            LIMIT | {"newOrderRespType": "ALL"},
            -1130,
            "Data sent for parameter 'newOrderRespType' is not valid.",
        ),
        (
            LIMIT | {"timeInForce": "IOC", "icebergQty": "0.001"},
            -1160,
            "Parameter 'icebergQty' is not supported if `timeInForce` is not GTC.",
        ),
        (LIMIT | {"icebergQty": "0.02"}, -2010, "IcebergQty exceeds QTY."),
        (
            LIMIT | {"reduceOnly": "true"},
            -1104,
            "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.",
        ),
        (
            LIMIT | {"quantity": "2"},
            -2010,
            "Account has insufficient balance for requested action.",
        ),
        (
            MARKET | {"side": "SELL", "quantity": "1.5"},
            -2010,
            "Account has insufficient balance for requested action.",
        ),
        (MARKET | {"quantity": "2"}, -2010, "Account has insufficient balance for requested action."),
        (STOP | {"stopPrice": "65100"}, -2010, "Order would trigger immediately."),
        (STOP | {"side": "BUY"}, -2010, "Order would trigger immediately."),
        (STOP | {"type": "TAKE_PROFIT"}, -2010, "Order would trigger immediately."),
        (
            less(LIMIT, "timeInForce") | {"type": "LIMIT_MAKER", "price": "65100"},
            -2010,
            "Order would immediately match and take.",
        ),
    ],
)
async def test_orders_that_are_refused(spot, params, code, message):
    response = await spot.send("POST", "order", **params)
    assert (response.status_code, response.json()) == (400, {"code": code, "msg": message})
    assert (await spot.http.get("/testnet/ledger")).json()["orders"] == []


@pytest.mark.parametrize(
    ("params", "parameter"),
    [
        (LIMIT | {"quantity": "-1"}, "quantity"),
        (LIMIT | {"price": "abc"}, "price"),
        (LIMIT | {"price": "NaN"}, "price"),
        (LIMIT | {"newClientOrderId": "x" * 37}, "newClientOrderId"),
        (LIMIT | {"newClientOrderId": "a b"}, "newClientOrderId"),
        (LIMIT | {"symbol": "btcusdt"}, "symbol"),
        (less(STOP, "stopPrice") | {"trailingDelta": "1.5"}, "trailingDelta"),
    ],
)
async def test_illegal_characters(spot, params, parameter):
    answer = (await spot.send("POST", "order", **params)).json()
    assert answer["code"] == -1100
    assert answer["msg"].startswith(f"Illegal characters found in parameter '{parameter}'; legal range is '^")


@pytest.mark.parametrize(
    ("method", "path", "params", "code"),
    [
        ("GET", "order", BTC | {"orderId": "7"}, -2013),
        ("GET", "order", BTC | {"origClientOrderId": "none"}, -2013),
        ("GET", "order", BTC, -1102),
        ("DELETE", "order", BTC | {"orderId": "7"}, -2011),
        ("DELETE", "order", BTC, -1102),
        ("DELETE", "order", BTC | {"origClientOrderId": "open", "cancelRestrictions": "ALL"}, -1145),
        ("DELETE", "openOrders", NONE, -1102),
        ("DELETE", "openOrders", {"symbol": "ETHUSDT"}, -2011),
        ("GET", "orderList", {"orderListId": "7"}, -2013),
        ("GET", "orderList", NONE, -1102),
        ("DELETE", "orderList", BTC | {"orderListId": "7"}, -2011),
        ("GET", "allOrders", BTC | {"startTime": "0", "endTime": "86400001"}, -1127),
        ("GET", "myTrades", BTC | {"startTime": "0", "endTime": "86400001"}, -1127),
        ("GET", "myTrades", BTC | {"fromId": "0", "startTime": "1"}, -1128),
        ("GET", "allOrderList", {"fromId": "0", "startTime": "1"}, -1128),
        ("PUT", "order/amend/keepPriority", BTC | {"orderId": "7", "newQty": "0.1"}, -2013),
        ("PUT", "order/amend/keepPriority", BTC | {"origClientOrderId": "open"}, -1102),
        ("GET", "order/amendments", BTC | {"orderId": "7"}, -2013),
        ("POST", "order/cancelReplace", LIMIT | {"cancelReplaceMode": "MAYBE"}, -1130),
        ("POST", "order/cancelReplace", LIMIT | {"cancelReplaceMode": "ALLOW_FAILURE"}, -1102),
        ("GET", "account", {"omitZeroBalances": "maybe"}, -1130),
    ],
)
async def test_signed_requests_that_are_refused(spot, method, path, params, code):
    await spot.send("POST", "order", **LIMIT, newClientOrderId="open")
    assert (await spot.send(method, path, **params)).json()["code"] == code


async def test_ids_must_belong_together_and_restrictions_hold(spot):
    placed = await spot.order("BUY", "0.01", "60000", newClientOrderId="mine")
    both = BTC | {"orderId": placed["orderId"], "origClientOrderId": "other"}
    assert (await spot.send("DELETE", "order", **both)).json() == {
        "code": -2039,
        "msg": "Client order ID is not correct for this order ID.",
    }
    restricted = {"origClientOrderId": "mine", "cancelRestrictions": "ONLY_PARTIALLY_FILLED"}
    assert (await spot.send("DELETE", "order", **BTC, **restricted)).json() == {
        "code": -2011,
        "msg": "Order was not canceled due to cancel restrictions.",
    }
    again = await spot.order("BUY", "0.01", "60000", newClientOrderId="mine")
    assert again == {"code": -2010, "msg": "Duplicate order sent."}
    await spot.send("DELETE", "order", **BTC, origClientOrderId="mine")
    assert (await spot.order("BUY", "0.01", "60000", newClientOrderId="mine"))["status"] == "NEW"


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("depth", NONE, -1102),
        ("depth", {"symbol": "NOPE"}, -1121),
        ("depth", BTC | {"limit": "0"}, -1130),
        ("klines", BTC | {"interval": "2m"}, -1120),
        ("klines", BTC, -1102),
        ("exchangeInfo", {"symbols": '["BTCUSDT","NOPE"]'}, -1121),
        ("exchangeInfo", {"symbols": "BTCUSDT"}, -1130),
        ("exchangeInfo", BTC | {"symbols": '["BTCUSDT"]'}, -1128),
        ("exchangeInfo", BTC | {"permissions": "SPOT"}, -1128),
        ("exchangeInfo", {"symbolStatus": "SLEEPING"}, -1122),
        ("ticker/price", {"symbols": '["BTCUSDT","BTCUSDT"]'}, -1151),
        ("ticker/24hr", BTC | {"type": "TINY"}, -1139),
        ("ticker", NONE, -1102),
        ("nothing", NONE, -5000),
    ],
)
async def test_public_requests_that_are_refused(spot, path, params, code):
    assert (await spot.http.get(f"/api/v3/{path}", params=params)).json()["code"] == code


async def test_a_value_too_small_for_one_step(spot):
    await spot.move("900000")
    params = less(MARKET, "quantity") | {"quoteOrderQty": "8"}
    answer = (await spot.send("POST", "order", **params)).json()
    assert answer == {
        "code": -2010,
        "msg": "Order book liquidity is less than LOT_SIZE filter minimum quantity.",
    }
