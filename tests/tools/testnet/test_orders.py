"""Orders through REST: what is accepted, refused, filled, and what the bodies look like."""

import json
from decimal import Decimal

import pytest

PLACE_KEYS = {
    *("orderId", "symbol", "status", "clientOrderId", "price", "origQty", "executedQty", "cumQty"),
    *("timeInForce", "type", "reduceOnly", "closePosition", "side", "positionSide", "stopPrice"),
    *("workingType", "priceProtect", "origType", "priceMatch", "selfTradePreventionMode"),
    *("goodTillDate", "updateTime"),
}


async def test_a_market_order_fills_and_moves_wallet_and_position(trader):
    placed = await trader.order("BUY", "0.01")
    assert (placed["status"], placed["executedQty"], placed["origQty"]) == ("FILLED", "0.0100", "0.0100")
    assert set(placed) == PLACE_KEYS
    queried = await trader.get("v1/order", symbol="BTCUSDT", orderId=placed["orderId"])
    assert queried["avgPrice"] == "65000.10000"
    assert set(queried) == PLACE_KEYS - {"cumQty"} | {"avgPrice", "cumQuote", "time"}
    (balance,) = await trader.get("v3/balance")
    assert Decimal(balance["balance"]) == 5000 - Decimal("0.32500050")
    (position,) = await trader.get("v3/positionRisk")
    assert (position["positionAmt"], position["entryPrice"]) == ("0.0100", "65000.1")
    (fill,) = await trader.get("v1/userTrades", symbol="BTCUSDT")
    assert (fill["commission"], fill["maker"], fill["orderId"]) == ("0.32500050", False, placed["orderId"])


async def test_ack_answers_new_although_it_filled(trader):
    placed = await trader.order("BUY", "0.01", newOrderRespType="ACK")
    assert (placed["status"], placed["executedQty"]) == ("NEW", "0.0000")
    assert (await trader.get("v1/order", symbol="BTCUSDT", orderId=placed["orderId"]))["status"] == "FILLED"


async def test_ten_thousand_usdt_fill_within_a_basis_point(trader):
    await trader.order("BUY", "0.1538")
    (position,) = await trader.get("v3/positionRisk")
    assert Decimal(65000) < Decimal(position["entryPrice"]) < Decimal("65006.5")


async def test_a_resting_order_fills_as_maker_when_the_price_comes(trader):
    placed = await trader.order("BUY", "0.01", "64000")
    assert placed["status"] == "NEW"
    await trader.move("63990")
    queried = await trader.get("v1/order", symbol="BTCUSDT", orderId=placed["orderId"])
    assert (queried["status"], queried["avgPrice"]) == ("FILLED", "64000.00000")
    (fill,) = await trader.get("v1/userTrades", symbol="BTCUSDT")
    assert (fill["maker"], fill["commission"]) == (True, "0.12800000")


async def test_realised_profit_of_a_round_trip(trader):
    await trader.order("BUY", "0.01")
    await trader.move("66000")
    await trader.order("SELL", "0.01", reduceOnly="true")
    closed = (await trader.get("v1/userTrades", symbol="BTCUSDT"))[-1]
    assert Decimal(closed["realizedPnl"]) == (Decimal("65999.9") - Decimal("65000.1")) * Decimal("0.01")
    assert await trader.get("v3/positionRisk") == []
    kinds = [row["incomeType"] for row in await trader.get("v1/income", symbol="BTCUSDT")]
    assert kinds == ["COMMISSION", "REALIZED_PNL", "COMMISSION"]


async def test_cancel_and_cancel_all(trader):
    first = await trader.order("BUY", "0.01", "64000", newClientOrderId="one")
    await trader.order("BUY", "0.01", "63000")
    cancelled = (await trader.send("DELETE", "v1/order", symbol="BTCUSDT", origClientOrderId="one")).json()
    assert set(cancelled) == PLACE_KEYS
    assert (cancelled["status"], cancelled["orderId"]) == ("CANCELED", first["orderId"])
    again = await trader.send("DELETE", "v1/order", symbol="BTCUSDT", origClientOrderId="one")
    assert (again.status_code, again.json()["code"]) == (400, -2011)
    everything = (await trader.send("DELETE", "v1/allOpenOrders", symbol="BTCUSDT")).json()
    assert everything == {"code": 200, "msg": "The operation of cancel all open order is done."}
    assert await trader.get("v1/openOrders") == []


async def test_a_client_order_id_is_unique_only_while_open(trader):
    await trader.order("BUY", "0.01", "64000", newClientOrderId="same")
    assert (await trader.order("BUY", "0.01", newClientOrderId="same"))["code"] == -4116
    await trader.send("DELETE", "v1/order", symbol="BTCUSDT", origClientOrderId="same")
    again = await trader.order("BUY", "0.01", newClientOrderId="same")
    assert again["status"] == "FILLED"
    found = await trader.get("v1/order", symbol="BTCUSDT", origClientOrderId="same")
    assert found["orderId"] == again["orderId"]


REFUSALS = [
    ({"symbol": "NOPEUSDT"}, -1121),
    ({"symbol": ""}, -1102),
    ({"side": "HOLD"}, -1117),
    ({"type": "ICEBERG"}, -1116),
    ({"type": "STOP_MARKET", "stopPrice": "60000"}, -4120),
    ({"type": "TRAILING_STOP_MARKET", "callbackRate": "1"}, -4120),
    ({"quantity": "0"}, -4003),
    ({"quantity": "-1"}, -4003),
    ({"quantity": "NaN"}, -1100),
    ({"quantity": "0.00015"}, -1111),
    ({"quantity": "121"}, -4005),
    ({"quantity": "0.0007"}, -4164),
    ({"quantity": "5"}, -2019),
    ({"reduceOnly": "true"}, -2022),
    ({"positionSide": "LONG"}, -4061),
    ({"newClientOrderId": "x" * 37}, -4015),
    ({"newClientOrderId": "a b"}, -1100),
    ({"newOrderRespType": "FULL"}, -1136),
    ({"type": "LIMIT", "price": "65000"}, -1102),
    ({"type": "LIMIT", "price": "65000", "timeInForce": "GTT"}, -1115),
    ({"type": "LIMIT", "price": "65000.05", "timeInForce": "GTC"}, -4014),
    ({"type": "LIMIT", "price": "65000.001", "timeInForce": "GTC"}, -1111),
    ({"type": "LIMIT", "price": "100", "timeInForce": "GTC"}, -4013),
    ({"type": "LIMIT", "price": "5000000", "timeInForce": "GTC"}, -4002),
    ({"type": "LIMIT", "price": "68300", "timeInForce": "GTC"}, -4016),
    ({"type": "LIMIT", "price": "61000", "timeInForce": "GTC", "side": "SELL"}, -4024),
    ({"type": "LIMIT", "price": "65010", "timeInForce": "GTX"}, -5022),
    ({"type": "LIMIT", "price": "64990", "timeInForce": "FOK"}, -5021),
]


@pytest.mark.parametrize(("change", "code"), REFUSALS)
async def test_refusals_change_nothing(trader, change, code):
    given = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    response = await trader.send("POST", "v1/order", **(given | change))
    assert (response.status_code, response.json()["code"]) == (400, code)
    assert response.json()["msg"]
    assert (await trader.http.get("/testnet/ledger")).json() == {"orders": [], "algoOrders": [], "fills": []}


async def test_dynamic_texts(trader):
    small = await trader.order("BUY", "0.0007")
    assert small["msg"] == "Order's notional must be no smaller than 50 (unless you choose reduce only)."
    high = await trader.order("BUY", "0.01", "68300")
    assert high["msg"] == "Limit price can't be higher than 68250."


async def test_immediate_or_cancel_expires_its_rest(trader):
    placed = await trader.order("BUY", "5", "65000.1", timeInForce="IOC", symbol="BTCUSDT")
    assert placed["code"] == -2019
    await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=100)
    placed = await trader.order("BUY", "5", "65000.1", timeInForce="IOC")
    assert placed["status"] == "EXPIRED"
    assert Decimal(0) < Decimal(placed["executedQty"]) < 5


async def test_reduce_only_is_trimmed_and_dies_with_the_position(trader):
    await trader.order("BUY", "0.01")
    resting = await trader.order("SELL", "0.05", "66000", reduceOnly="true")
    assert resting["origQty"] == "0.0100"
    await trader.order("SELL", "0.004")
    shrunk = await trader.get("v1/order", symbol="BTCUSDT", orderId=resting["orderId"])
    assert (shrunk["origQty"], shrunk["status"]) == ("0.0060", "NEW")
    await trader.order("SELL", "0.006")
    gone = await trader.get("v1/order", symbol="BTCUSDT", orderId=resting["orderId"])
    assert gone["status"] == "EXPIRED"


async def test_meeting_oneself_expires_the_maker(trader):
    mine = await trader.order("SELL", "0.01", "65000.1")
    taker = await trader.order("BUY", "0.9", "65000.1", symbol="BTCUSDT")
    queried = await trader.get("v1/order", symbol="BTCUSDT", orderId=mine["orderId"])
    assert queried["status"] == "EXPIRED_IN_MATCH"
    assert Decimal(taker["executedQty"]) > 0


async def test_order_test_places_nothing(trader):
    body = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    assert (await trader.send("POST", "v1/order/test", **body)).json() == {}
    refused = (await trader.send("POST", "v1/order/test", **(body | {"quantity": "50"}))).json()
    assert refused["code"] == -2019
    assert await trader.get("v1/allOrders", symbol="BTCUSDT") == []


async def test_the_ledger_keeps_every_client_order_and_no_quote_of_the_provider(trader):
    await trader.order("BUY", "0.01", newClientOrderId="first")
    await trader.order("BUY", "0.01", "64000", newClientOrderId="second")
    ledger = (await trader.http.get("/testnet/ledger")).json()
    rows = [(row["clientOrderId"], row["status"], row["executedQty"]) for row in ledger["orders"]]
    assert rows == [("first", "FILLED", "0.0100"), ("second", "NEW", "0.0000")]
    assert [fill["clientOrderId"] for fill in ledger["fills"]] == ["first"]
    assert json.dumps(ledger).count("liquidity-provider") == 0


async def test_leverage_and_margin_type(trader):
    changed = (await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=21)).json()
    assert changed == {"leverage": 21, "maxNotionalValue": "3000000", "symbol": "BTCUSDT"}
    assert (await trader.send("POST", "v1/leverage", symbol="BTCUSDT", leverage=126)).json()["code"] == -4028
    isolated = {"symbol": "BTCUSDT", "marginType": "ISOLATED"}
    assert (await trader.send("POST", "v1/marginType", **isolated)).json() == {"code": 200, "msg": "success"}
    assert (await trader.send("POST", "v1/marginType", **isolated)).json()["code"] == -4046
    (config,) = await trader.get("v1/symbolConfig", symbol="BTCUSDT")
    assert (config["marginType"], config["leverage"]) == ("ISOLATED", 21)
    await trader.order("BUY", "0.01")
    (position,) = await trader.get("v2/positionRisk", symbol="BTCUSDT")
    assert position["marginType"] == "isolated"
    assert Decimal(position["isolatedWallet"]) == (Decimal("650.001") / 21).quantize(Decimal("1e-8"))
    assert 60000 < Decimal(position["liquidationPrice"]) < 65000
