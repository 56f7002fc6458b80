"""Spot orders from the request to the balances."""

from decimal import Decimal

import pytest

FEE = Decimal("0.001")
BTC = {"symbol": "BTCUSDT"}


async def test_a_market_buy_is_paid_in_quote_and_charged_in_base(spot):
    placed = await spot.order("BUY", "0.01")
    assert (placed["status"], placed["executedQty"], placed["type"]) == ("FILLED", "0.01000000", "MARKET")
    (fill,) = placed["fills"]
    assert (fill["price"], fill["commission"], fill["commissionAsset"]) == (
        "65000.01000000",
        "0.00001000",
        "BTC",
    )
    assert await spot.balance("BTC") == (Decimal("1.00999"), 0)
    assert await spot.balance("USDT") == (100_000 - Decimal("650.0001"), 0)


async def test_a_market_sell_is_charged_in_quote(spot):
    placed = await spot.order("SELL", "0.5")
    value = Decimal(placed["cummulativeQuoteQty"])
    assert placed["fills"][0]["commissionAsset"] == "USDT"
    assert await spot.balance("BTC") == (Decimal("0.5"), 0)
    paid = sum(Decimal(fill["commission"]) for fill in placed["fills"])
    assert abs(paid - value * FEE) < Decimal("0.00000010")
    assert await spot.balance("USDT") == (100_000 + value - paid, 0)


@pytest.mark.parametrize(("side", "asset"), [("BUY", "USDT"), ("SELL", "BTC")])
async def test_a_limit_order_locks_what_it_needs_and_a_cancel_releases_it(spot, side, asset):
    price, needed = ("60000", Decimal(6000)) if side == "BUY" else ("70000", Decimal("0.1"))
    free, _ = await spot.balance(asset)
    placed = await spot.order(side, "0.1", price, newClientOrderId="mine")
    assert (placed["status"], placed["workingTime"]) == ("NEW", spot.venue.now_ms())
    assert await spot.balance(asset) == (free - needed, needed)
    cancelled = (await spot.send("DELETE", "order", **BTC, origClientOrderId="mine")).json()
    assert (cancelled["status"], cancelled["origClientOrderId"]) == ("CANCELED", "mine")
    assert cancelled["clientOrderId"] != "mine"
    assert await spot.balance(asset) == (free, 0)


async def test_a_resting_order_fills_as_maker_at_its_price(spot):
    await spot.order("BUY", "0.1", "64000", newClientOrderId="rests")
    await spot.move("63000")
    found = await spot.get("order", **BTC, origClientOrderId="rests")
    assert (found["status"], found["cummulativeQuoteQty"]) == ("FILLED", "6400.00000000")
    (trade,) = await spot.get("myTrades", **BTC)
    assert (trade["isMaker"], trade["isBuyer"], trade["commission"]) == (True, True, "0.00010000")
    assert await spot.balance("USDT") == (Decimal(93_600), 0)


async def test_a_better_price_gives_the_rest_back(spot):
    await spot.order("BUY", "0.1", "66000")
    free, locked = await spot.balance("USDT")
    assert locked == 0
    assert free > 100_000 - Decimal(6510)


@pytest.mark.parametrize("side", ["BUY", "SELL"])
async def test_a_market_order_by_value(spot, side):
    placed = (await spot.send("POST", "order", **BTC, side=side, type="MARKET", quoteOrderQty="1000")).json()
    spent = Decimal(placed["cummulativeQuoteQty"])
    assert placed["status"] == "FILLED"
    assert placed["origQuoteOrderQty"] == "1000.00000000"
    assert 0 <= 1000 - spent < Decimal("0.7")


@pytest.mark.parametrize(
    ("time_in_force", "price", "status", "reason"),
    [
        ("IOC", "64000", "EXPIRED", "UNFILLED_IOC_QUANTITY_EXPIRED"),
        ("FOK", "64000", "EXPIRED", "UNFILLED_FOK_ORDER_EXPIRED"),
        ("IOC", "65100", "FILLED", None),
        ("FOK", "65100", "FILLED", None),
    ],
)
async def test_orders_that_do_not_wait(spot, time_in_force, price, status, reason):
    placed = await spot.order("BUY", "0.01", price, timeInForce=time_in_force)
    assert (placed["status"], placed.get("expiryReason")) == (status, reason)
    assert (await spot.balance("USDT"))[1] == 0


async def test_what_an_answer_shows(spot):
    ack = await spot.order("BUY", "0.01", newOrderRespType="ACK")
    assert set(ack) == {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"}
    result = await spot.order("BUY", "0.01", newOrderRespType="RESULT")
    assert ("fills" in result, result["status"]) == (False, "FILLED")
    maker = (
        await spot.send(
            "POST", "order", **BTC, side="BUY", type="LIMIT_MAKER", quantity="0.01", price="64000"
        )
    ).json()
    assert "status" not in maker


async def test_a_stop_waits_off_the_book_and_trades_when_the_price_comes(spot):
    stop = {"type": "STOP_LOSS", "stopPrice": "64000", "newClientOrderId": "stop"}
    placed = await spot.order("SELL", "0.1", **stop)
    assert set(placed) == {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"}
    waiting = await spot.get("order", **BTC, origClientOrderId="stop")
    assert (waiting["status"], waiting["isWorking"], waiting["stopPrice"]) == ("NEW", False, "64000.00000000")
    assert await spot.balance("BTC") == (Decimal("0.9"), Decimal("0.1"))
    await spot.move("64500")
    assert (await spot.get("order", **BTC, origClientOrderId="stop"))["status"] == "NEW"
    await spot.move("63990")
    done = await spot.get("order", **BTC, origClientOrderId="stop")
    assert (done["status"], done["isWorking"]) == ("FILLED", True)
    assert await spot.balance("BTC") == (Decimal("0.9"), 0)


async def test_prices_from_before_a_stop_do_not_trigger_it(spot):
    stop = {"type": "STOP_LOSS", "stopPrice": "64000", "newClientOrderId": "stop"}
    await spot.order("SELL", "0.1", **stop)
    await spot.send("DELETE", "openOrders", **BTC)
    await spot.move("63000")
    await spot.move("65000")
    await spot.order("SELL", "0.1", **stop)
    await spot.move("64900")
    assert (await spot.get("order", **BTC, origClientOrderId="stop"))["status"] == "NEW"


async def test_a_stop_limit_rests_where_the_market_has_gone_past(spot):
    await spot.order(
        "SELL", "0.1", "64500", type="STOP_LOSS_LIMIT", stopPrice="64800", newClientOrderId="stop"
    )
    await spot.move("64000")
    found = await spot.get("order", **BTC, origClientOrderId="stop")
    assert (found["status"], found["isWorking"]) == ("NEW", True)
    await spot.move("64600")
    assert (await spot.get("order", **BTC, origClientOrderId="stop"))["status"] == "FILLED"


async def test_a_take_profit_buy_waits_below(spot):
    await spot.order("BUY", "0.1", type="TAKE_PROFIT", stopPrice="64000", newClientOrderId="take")
    assert (await spot.balance("USDT"))[1] == 6400
    await spot.move("63900")
    assert (await spot.get("order", **BTC, origClientOrderId="take"))["status"] == "FILLED"
    assert (await spot.balance("USDT"))[1] == 0


async def test_a_stop_that_can_no_longer_be_paid_expires(spot):
    await spot.order("BUY", "1.5", type="STOP_LOSS", stopPrice="66000", newClientOrderId="stop")
    assert await spot.balance("USDT") == (1000, 99_000)
    await spot.move("68000")
    found = await spot.get("order", **BTC, origClientOrderId="stop")
    assert (found["status"], found["expiryReason"]) == ("EXPIRED", "REJECTED")
    assert await spot.balance("USDT") == (100_000, 0)


async def test_a_trailing_stop_follows_the_highest_price(spot):
    await spot.order("SELL", "0.1", type="STOP_LOSS", trailingDelta="100", newClientOrderId="trail")
    first = await spot.get("order", **BTC, origClientOrderId="trail")
    assert (first["trailingDelta"], first["trailingTime"]) == (100, spot.venue.now_ms())
    for price, status in (("66000", "NEW"), ("67000", "NEW"), ("66400", "NEW"), ("66300", "FILLED")):
        await spot.move(price)
        assert (await spot.get("order", **BTC, origClientOrderId="trail"))["status"] == status


async def test_a_trailing_stop_with_a_stop_price_starts_there(spot):
    params = {"type": "STOP_LOSS", "trailingDelta": "100", "stopPrice": "64000"}
    await spot.order("SELL", "0.1", **params, newClientOrderId="trail")
    for price, status in (("64700", "NEW"), ("64000", "NEW"), ("63500", "NEW"), ("63300", "FILLED")):
        await spot.move(price)
        assert (await spot.get("order", **BTC, origClientOrderId="trail"))["status"] == status


async def test_cancelling_all_gives_the_orders(spot):
    await spot.order("BUY", "0.1", "60000", newClientOrderId="one")
    await spot.order("SELL", "0.1", "70000", newClientOrderId="two")
    rows = (await spot.send("DELETE", "openOrders", **BTC)).json()
    assert [(row["origClientOrderId"], row["status"]) for row in rows] == [
        ("one", "CANCELED"),
        ("two", "CANCELED"),
    ]
    assert await spot.get("openOrders") == []
    refused = await spot.send("DELETE", "openOrders", **BTC)
    assert (refused.status_code, refused.json()) == (400, {"code": -2011, "msg": "Unknown order sent."})


async def test_a_test_order_changes_nothing(spot):
    params = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "price": "60000"}
    assert (await spot.send("POST", "order/test", **params, quantity="0.1")).json() == {}
    rated = await spot.send("POST", "order/test", **params, quantity="0.1", computeCommissionRates="true")
    assert rated.json()["standardCommissionForOrder"] == {"maker": "0.00100000", "taker": "0.00100000"}
    beyond = await spot.send("POST", "order/test", **params, quantity="0.000001")
    assert beyond.json() == {"code": -1013, "msg": "Filter failure: LOT_SIZE"}
    assert (await spot.send("POST", "order/test", **params, quantity="100")).json() == {}
    assert await spot.get("openOrders") == []


async def test_lowering_a_quantity_keeps_the_order(spot):
    placed = await spot.order("BUY", "0.1", "60000", newClientOrderId="old")
    known = BTC | {"orderId": placed["orderId"]}
    amended = (
        await spot.send("PUT", "order/amend/keepPriority", **known, newQty="0.04", newClientOrderId="new")
    ).json()
    assert (amended["amendedOrder"]["qty"], amended["amendedOrder"]["clientOrderId"]) == ("0.04000000", "new")
    assert await spot.balance("USDT") == (97_600, 2_400)
    (row,) = await spot.get("order/amendments", **known)
    assert (row["origQty"], row["newQty"], row["executionId"]) == (
        "0.10000000",
        "0.04000000",
        amended["executionId"],
    )
    assert (await spot.get("order", **BTC, origClientOrderId="new"))["origQty"] == "0.04000000"
    for quantity, message in (
        ("0.05", "Order amend (quantity increase) is not supported."),
        ("0.04", "The requested action would change no state; rejecting."),
    ):
        refused = await spot.send("PUT", "order/amend/keepPriority", **known, newQty=quantity)
        assert refused.json() == {"code": -2038, "msg": message}


@pytest.mark.parametrize(
    ("mode", "resting", "incoming"),
    [
        ("EXPIRE_MAKER", "EXPIRED_IN_MATCH", "NEW"),
        ("EXPIRE_TAKER", "NEW", "EXPIRED_IN_MATCH"),
        ("EXPIRE_BOTH", "EXPIRED_IN_MATCH", "EXPIRED_IN_MATCH"),
        ("NONE", "FILLED", "FILLED"),
    ],
)
async def test_who_leaves_when_an_account_meets_itself(spot, mode, resting, incoming):
    await spot.order("SELL", "0.1", "65000", newClientOrderId="first")
    placed = await spot.order("BUY", "0.1", "65000", selfTradePreventionMode=mode)
    first = await spot.get("order", **BTC, origClientOrderId="first")
    assert (first["status"], placed["status"]) == (resting, incoming)
    locked = (await spot.balance("BTC"))[1], (await spot.balance("USDT"))[1]
    taker, maker = (order["status"] == "EXPIRED_IN_MATCH" for order in (placed, first))
    rows = await spot.get("myPreventedMatches", **BTC, orderId=placed["orderId"])
    assert rows == await spot.get("myPreventedMatches", **BTC, orderId=first["orderId"])
    left = {"takerPreventedQuantity": taker, "makerPreventedQuantity": maker}
    if mode == "NONE":
        assert rows == []
    else:
        (row,) = rows
        assert (row["preventedMatchId"], row["takerOrderId"], row["makerOrderId"]) == (
            *(0, placed["orderId"]),
            first["orderId"],
        )
        assert (row["selfTradePreventionMode"], row["price"]) == (mode, "65000.00000000")
        assert {name: row[name] for name in left if name in row} == {
            name: "0.10000000" for name, gone in left.items() if gone
        }
        assert [order.get("preventedMatchId") for order in (placed, first)] == [
            0 if gone else None for gone in (taker, maker)
        ]
    assert locked == (0 if resting != "NEW" else Decimal("0.1"), 6500 if incoming == "NEW" else 0)


async def test_prevented_matches_are_numbered_by_symbol_and_asked_for_in_the_documented_ways(spot):
    for number in range(2):
        await spot.order("SELL", "0.1", "65000", newClientOrderId=f"first-{number}")
        placed = await spot.order("BUY", "0.1", "65000", selfTradePreventionMode="EXPIRE_BOTH")
        (row,) = await spot.get("myPreventedMatches", **BTC, preventedMatchId=number)
        assert row["takerOrderId"] == placed["orderId"]
    later = {"orderId": placed["orderId"], "fromPreventedMatchId": 1}
    assert [row["preventedMatchId"] for row in await spot.get("myPreventedMatches", **BTC, **later)] == [1]
    assert await spot.get("myPreventedMatches", **BTC, **(later | {"fromPreventedMatchId": 2})) == []
    for asked in (
        {},
        {"orderId": 1, "preventedMatchId": 0},
        {"preventedMatchId": 0, "fromPreventedMatchId": 0},
    ):
        refused = await spot.send("GET", "myPreventedMatches", **BTC, **asked)
        assert refused.json()["code"] == -1128


@pytest.mark.parametrize(
    ("params", "code", "text"),
    [
        ({"pegPriceType": "PRIMARY_PEG"}, -2010, "Pegged orders are not supported for this symbol."),
        ({"pegPriceType": "BEST"}, -1210, "Invalid pegPriceType."),
        (
            {"pegPriceType": "MARKET_PEG", "pegOffsetType": "TICKS", "pegOffsetValue": "1"},
            -1211,
            "Invalid pegOffsetType.",
        ),
    ],
)
async def test_pegged_orders_are_refused_as_where_they_are_not_enabled(spot, params, code, text):
    assert await spot.order("BUY", "0.1", "64000", **params) == {"code": code, "msg": text}
    legs = {f"above{name[0].upper()}{name[1:]}": value for name, value in params.items()}
    assert (await spot.oco(**legs))["code"] == code
    assert (await spot.get("exchangeInfo", **BTC))["symbols"][0]["pegInstructionsAllowed"] is False


@pytest.mark.parametrize(
    ("path", "code", "text"),
    [
        ("orderList/oto", -2010, "OTO orders are not supported for this symbol."),
        ("orderList/otoco", -2010, "OTO orders are not supported for this symbol."),
        ("orderList/opo", -2010, "OPO orders are not supported for this symbol."),
        ("orderList/opoco", -2010, "OPO orders are not supported for this symbol."),
        ("sor/order", -1013, "This symbol has no SOR."),
        ("sor/order/test", -1013, "This symbol has no SOR."),
    ],
)
async def test_what_no_symbol_allows_is_refused_and_places_nothing(spot, path, code, text):
    order = {"side": "BUY", "type": "LIMIT", "quantity": "0.1", "price": "64000", "timeInForce": "GTC"}
    answer = await spot.send("POST", path, **BTC, **order)
    assert (answer.status_code, answer.json()) == (400, {"code": code, "msg": text})
    assert (await spot.send("POST", path, symbol="NOSUCHUSDT", **order)).json()["code"] == -1121
    assert await spot.get("openOrders", **BTC) == []
    assert await spot.get("myAllocations", **BTC) == []
