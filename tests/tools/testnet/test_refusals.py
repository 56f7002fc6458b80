"""Every refusal a client meets in practice, provoked over HTTP: code, Binance's text and HTTP status."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tools.testnet.server import DEFAULT_KEY_PAIR
from tools.testnet.signature import sign

KEY, SECRET = DEFAULT_KEY_PAIR
ABSENT = -5000
LIMIT = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
GOOD = LIMIT | {"quantity": "0.01", "price": "64000"}
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
STOP = {
    "algoType": "CONDITIONAL",
    "symbol": "BTCUSDT",
    "side": "SELL",
    "type": "STOP_MARKET",
    "quantity": "0.01",
}
MISSING = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."
ILLEGAL = "Illegal characters found in parameter '{}'; legal range is '{}'."
BAD = "Data sent for parameter '{}' is not valid."
NUMBER, CLIENT_ID = r"^([0-9]{1,20})(\.[0-9]{1,20})?$", r"^[\.A-Z\:/a-z0-9_-]{1,36}$"
DAY_MS = 86_400_000

ORDERS: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (-1100, ILLEGAL.format("quantity", NUMBER), GOOD | {"quantity": "much"}),
    (-1100, ILLEGAL.format("newClientOrderId", CLIENT_ID), GOOD | {"newClientOrderId": "a b"}),
    (-1102, MISSING.format("symbol"), {"side": "BUY"}),
    (-1102, MISSING.format("side"), {"symbol": "BTCUSDT"}),
    (-1102, MISSING.format("type"), {"symbol": "BTCUSDT", "side": "BUY"}),
    (-1102, MISSING.format("timeInForce"), {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT"}),
    (-1102, MISSING.format("quantity"), LIMIT | {"price": "64000"}),
    (-1102, MISSING.format("price"), LIMIT | {"quantity": "0.01"}),
    (-1111, "Precision is over the maximum defined for this asset.", GOOD | {"quantity": "0.00001"}),
    (-1111, "Precision is over the maximum defined for this asset.", GOOD | {"price": "64000.001"}),
    (-1115, "Invalid timeInForce.", GOOD | {"timeInForce": "DAY"}),
    (-1116, "Invalid orderType.", GOOD | {"type": "PEG"}),
    (-1117, "Invalid side.", GOOD | {"side": "LONG"}),
    (-1121, "Invalid symbol.", GOOD | {"symbol": "NOPE"}),
    (-1130, BAD.format("reduceOnly"), GOOD | {"reduceOnly": "maybe"}),
    (-1136, "Invalid newOrderRespType.", GOOD | {"newOrderRespType": "FULL"}),
    (-2019, "Margin is insufficient.", GOOD | {"quantity": "900"}),
    (-2022, "ReduceOnly Order is rejected.", GOOD | {"reduceOnly": "true"}),
    (-4001, "Price less than 0.", GOOD | {"price": "-1"}),
    (-4002, "Price greater than max price.", GOOD | {"price": "3900000.1"}),
    (-4003, "Quantity less than or equal to zero.", GOOD | {"quantity": "0"}),
    (-4003, "Quantity less than or equal to zero.", GOOD | {"quantity": "-0.01"}),
    (-4005, "Quantity greater than max quantity.", GOOD | {"quantity": "1000.1"}),
    (-4005, "Quantity greater than max quantity.", MARKET | {"quantity": "120.1"}),
    (-4013, "Price less than min price.", GOOD | {"price": "649.9"}),
    (-4014, "Price not increased by tick size.", GOOD | {"price": "64000.05"}),
    (-4015, "Client order id length should be less than 36 chars.", GOOD | {"newClientOrderId": "x" * 37}),
    (-4016, "Limit price can't be higher than 68250.", GOOD | {"price": "68250.1"}),
    (-4024, "Limit price can't be lower than 61750.", GOOD | {"side": "SELL", "price": "61749.9"}),
    (-4060, "Invalid position side.", GOOD | {"positionSide": "UP"}),
    (-4061, "Order's position side does not match user's setting.", GOOD | {"positionSide": "SHORT"}),
    (
        -4164,
        "Order's notional must be no smaller than 50 (unless you choose reduce only).",
        GOOD | {"quantity": "0.0007"},
    ),
    *(
        (
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
            GOOD | {"type": kind, "stopPrice": "60000"},
        )
        for kind in ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
    ),
    (
        -5021,
        "Due to the order could not be filled immediately, the FOK order has been rejected.",
        GOOD | {"timeInForce": "FOK"},
    ),
    (
        -5022,
        "Due to the order could not be executed as maker, the Post Only order will be rejected.",
        GOOD | {"timeInForce": "GTX", "price": "65500"},
    ),
)

OTHERS: tuple[tuple[int, str, str, str, dict[str, Any]], ...] = (
    (-1102, MISSING.format("interval"), "GET", "v1/klines", {"symbol": "BTCUSDT"}),
    (-1102, MISSING.format("origClientOrderId"), "GET", "v1/order", {"symbol": "BTCUSDT"}),
    (-1120, "Invalid interval.", "GET", "v1/klines", {"symbol": "BTCUSDT", "interval": "1s"}),
    (-1125, "This listenKey does not exist.", "PUT", "v1/listenKey", {}),
    (-1130, BAD.format("limit"), "GET", "v1/depth", {"symbol": "BTCUSDT", "limit": 7}),
    (-1130, BAD.format("limit"), "GET", "v1/klines", {"symbol": "BTCUSDT", "interval": "1m", "limit": 1501}),
    (-1130, BAD.format("recvWindow"), "GET", "v3/account", {"recvWindow": 60001}),
    (-2011, "Unknown order sent.", "DELETE", "v1/order", {"symbol": "BTCUSDT", "orderId": 7}),
    (-2013, "Order does not exist.", "GET", "v1/order", {"symbol": "BTCUSDT", "orderId": 7}),
    (-2013, "Order does not exist.", "GET", "v1/openOrder", {"symbol": "BTCUSDT", "orderId": 7}),
    (-4028, "Leverage 126 is not valid.", "POST", "v1/leverage", {"symbol": "BTCUSDT", "leverage": 126}),
    (-4028, "Leverage 0 is not valid.", "POST", "v1/leverage", {"symbol": "BTCUSDT", "leverage": 0}),
    (
        -4046,
        "No need to change margin type.",
        "POST",
        "v1/marginType",
        {"symbol": "BTCUSDT", "marginType": "CROSSED"},
    ),
    (
        -4059,
        "No need to change position side.",
        "POST",
        "v1/positionSide/dual",
        {"dualSidePosition": "false"},
    ),
    (
        -4165,
        "Invalid time interval.",
        "GET",
        "v1/userTrades",
        {"symbol": "BTCUSDT", "startTime": 1, "endTime": 8 * DAY_MS},
    ),
    (-5000, "Path /fapi/v1/nothing, Method GET is invalid", "GET", "v1/nothing", {}),
    # from here on: endpoints a smaller testnet may not have
    (-4171, "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.", "POST",
     "v1/multiAssetsMargin", {"multiAssetsMargin": "false"}),
    (-4049, "Add margin only support for isolated position.", "POST", "v1/positionMargin",
     {"symbol": "BTCUSDT", "amount": "1", "type": 1}),
    (-4055, "Amount must be positive.", "POST", "v1/positionMargin",
     {"symbol": "BTCUSDT", "amount": "0", "type": 1}),
    (-4082, "Invalid number of batch place orders.", "POST", "v1/batchOrders", {"batchOrders": "[]"}),
    (-2013, "Order does not exist.", "PUT", "v1/order",
     {"symbol": "BTCUSDT", "orderId": 7, "side": "BUY", "quantity": "0.01", "price": "64000"}),
    (-2011, "Unknown order sent.", "DELETE", "v1/algoOrder", {"algoId": 7}),
    (-2021, "Order would immediately trigger.", "POST", "v1/algoOrder", STOP | {"triggerPrice": "66000"}),
    (-4137, "Quantity must be zero with closePosition equals true.", "POST", "v1/algoOrder",
     STOP | {"triggerPrice": "60000", "closePosition": "true"}),
    (-2007, "Invalid callBack rate.", "POST", "v1/algoOrder",
     STOP | {"type": "TRAILING_STOP_MARKET", "callbackRate": "50"}),
)  # fmt: skip

NEWER: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (-5037, "Invalid price match.", LIMIT | {"quantity": "0.01", "priceMatch": "BEST"}),
    (-5039, "Invalid self trade prevention mode.", GOOD | {"selfTradePreventionMode": "SOME"}),
    (
        -5040,
        "The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller "
        "than 253402300799000.",
        GOOD | {"timeInForce": "GTD", "goodTillDate": 1},
    ),
)


def body_of(response: httpx.Response) -> tuple[int, int, str]:
    answer = response.json()
    return response.status_code, answer["code"], answer["msg"]


@pytest.mark.parametrize(("code", "text", "order"), ORDERS, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("path", ["v1/order", "v1/order/test"])
async def test_order_is_refused(trader, path, code, text, order):
    assert body_of(await trader.send("POST", path, **order)) == (400, code, text)
    assert await trader.get("v1/allOrders", symbol="BTCUSDT") == []


@pytest.mark.parametrize(("code", "text", "order"), NEWER, ids=lambda value: str(value)[:40])
async def test_newer_parameter_is_refused(trader, code, text, order):
    if (await trader.send("POST", "v1/algoOrder")).json()["code"] == ABSENT:
        pytest.skip("the testnet has no order types beyond LIMIT and MARKET yet")
    assert body_of(await trader.send("POST", "v1/order", **order)) == (400, code, text)


@pytest.mark.parametrize(
    ("code", "text", "method", "path", "params"), OTHERS, ids=lambda value: str(value)[:40]
)
async def test_call_is_refused(trader, code, text, method, path, params):
    status, got, message = body_of(await trader.send(method, path, **params))
    if got == ABSENT != code:
        pytest.skip(f"the testnet has no {method} {path} yet")
    assert (status, got, message) == (404 if code == ABSENT else 400, code, text)


async def no_key(trader):
    return await trader.http.get("/fapi/v3/account?timestamp=1")


async def unknown_key(trader):
    return await trader.http.get("/fapi/v3/account?timestamp=1", headers={"X-MBX-APIKEY": "f" * 64})


async def forged(trader):
    return await signed(trader, timestamp=trader.venue.clock.now_ms(), secret="f" * 64)


async def late(trader):
    return await signed(trader, timestamp=trader.venue.clock.now_ms() - 5001)


async def early(trader):
    return await signed(trader, timestamp=trader.venue.clock.now_ms() + 1000)


async def unsigned(trader):
    query = f"timestamp={trader.venue.clock.now_ms()}"
    return await trader.http.get(f"/fapi/v3/account?{query}", headers={"X-MBX-APIKEY": KEY})


async def without_timestamp(trader):
    return await trader.http.get("/fapi/v3/account", headers={"X-MBX-APIKEY": KEY})


async def too_large(trader):
    return await trader.http.post("/fapi/v1/order", content=b"x" * 100_001)


async def taken_client_id(trader):
    await trader.order("BUY", "0.01", "64000", newClientOrderId="mine")
    return await trader.send("POST", "v1/order", **(GOOD | {"newClientOrderId": "mine"}))


async def margin_type_with_orders(trader):
    await trader.order("BUY", "0.01", "64000")
    return await trader.send("POST", "v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")


async def margin_type_with_position(trader):
    await trader.order("BUY", "0.01")
    return await trader.send("POST", "v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")


async def lower_leverage_of_an_isolated_position(trader):
    await trader.send("POST", "v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    await trader.order("BUY", "0.01")
    return await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=5)


async def leverage_that_needs_more_margin_than_there_is(trader):
    await trader.order("BUY", "0.3")
    return await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=1)


async def position_beyond_its_bracket(trader):
    await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=125)
    return await trader.send("POST", "v1/order", **(GOOD | {"quantity": "6"}))


async def cancelled_twice(trader):
    order = await trader.order("BUY", "0.01", "64000")
    await trader.send("DELETE", "v1/order", symbol="BTCUSDT", orderId=order["orderId"])
    return await trader.send("DELETE", "v1/order", symbol="BTCUSDT", orderId=order["orderId"])


async def reduce_only_on_the_wrong_side(trader):
    await trader.order("BUY", "0.01")
    return await trader.send("POST", "v1/order", **(MARKET | {"reduceOnly": "true"}))


async def throttled(trader):
    await trader.http.post(
        "/testnet/faults",
        json={"fault": "status", "status": 503, "code": -1008, "msg": "Request throttled."},
    )
    return await trader.send("POST", "v1/order", **GOOD)


async def timed_out(trader):
    await trader.http.post("/testnet/faults", json={"fault": "timeout_after_accept"})
    return await trader.send("POST", "v1/order", **GOOD)


async def signed(trader, timestamp: int, secret: str = SECRET):
    query = urlencode({"timestamp": timestamp})
    query += "&signature=" + sign(secret, query.encode())
    return await trader.http.get(f"/fapi/v3/account?{query}", headers={"X-MBX-APIKEY": KEY})


Provoke = Callable[[Any], Awaitable[httpx.Response]]
OUTSIDE = "Timestamp for this request is outside of the recvWindow."
AHEAD = "Timestamp for this request was 1000ms ahead of the server's time."
BACKEND = "Timeout waiting for response from backend server. Send status unknown; execution status unknown."
SITUATIONS: tuple[tuple[Provoke, int, int, str], ...] = (
    (no_key, 401, -2014, "API-key format invalid."),
    (unknown_key, 401, -2015, "Invalid API-key, IP, or permissions for action."),
    (forged, 400, -1022, "Signature for this request is not valid."),
    (late, 400, -1021, OUTSIDE),
    (early, 400, -1021, AHEAD),
    (unsigned, 400, -1102, MISSING.format("signature")),
    (without_timestamp, 400, -1102, MISSING.format("timestamp")),
    (too_large, 413, -1101, "Too many parameters; the body is too large."),
    (taken_client_id, 400, -4116, "ClientOrderId is duplicated."),
    (margin_type_with_orders, 400, -4047, "Margin type cannot be changed if there exists open orders."),
    (margin_type_with_position, 400, -4048, "Margin type cannot be changed if there exists position."),
    (
        lower_leverage_of_an_isolated_position,
        400,
        -4161,
        "Leverage reduction is not supported in Isolated Margin Mode with open positions.",
    ),
    (
        leverage_that_needs_more_margin_than_there_is,
        400,
        -2028,
        "Leverage is smaller than permitted: insufficient margin balance.",
    ),
    (
        position_beyond_its_bracket,
        400,
        -2027,
        "Exceeded the maximum allowable position at current leverage.",
    ),
    (cancelled_twice, 400, -2011, "Unknown order sent."),
    (reduce_only_on_the_wrong_side, 400, -2022, "ReduceOnly Order is rejected."),
    (throttled, 503, -1008, "Request throttled."),
    (timed_out, 408, -1007, BACKEND),
)


@pytest.mark.parametrize(
    ("provoke", "status", "code", "text"), SITUATIONS, ids=[row[0].__name__ for row in SITUATIONS]
)
async def test_situation_is_refused(trader, provoke, status, code, text):
    assert body_of(await provoke(trader)) == (status, code, text)


async def test_too_many_orders_are_refused_until_the_window_passes(trader, clock):
    for _ in range(300):
        await trader.send("POST", "v1/order", **(GOOD | {"side": "HOLD"}))
    status, code, text = body_of(await trader.send("POST", "v1/order", **GOOD))
    assert (status, code) == (429, -1015)
    assert text.startswith("Too many new orders; current limit is 300 orders per 10 S")
    clock.advance_ms(10_000)
    assert (await trader.send("POST", "v1/order", **GOOD)).status_code == 200


async def test_too_much_weight_is_refused_then_banned(trader, clock):
    while (response := await trader.http.get("/fapi/v1/ticker/24hr")).status_code == 200:
        pass
    assert body_of(response)[:2] == (429, -1003)
    assert 0 < int(response.headers["Retry-After"]) <= 60
    while response.status_code == 429:
        response = await trader.http.get("/fapi/v1/ping")
    status, code, text = body_of(response)
    assert (status, code) == (418, -1003)
    assert "banned until" in text
    clock.advance_ms(int(response.headers["Retry-After"]) * 1000)
    assert (await trader.http.get("/fapi/v1/ping")).status_code == 200


def test_at_least_forty_codes_are_provoked():
    codes = {row[0] for row in (*ORDERS, *OTHERS[:16])} | {row[2] for row in SITUATIONS} | {-1015, -1003}
    assert len(codes) >= 40, sorted(codes)
