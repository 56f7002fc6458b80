"""Hedge mode, isolated margin, assets mode."""

from decimal import Decimal

import pytest


async def set_mode(trader, dual):
    return (await trader.send("POST", "v1/positionSide/dual", dualSidePosition=dual)).json()


async def test_position_mode_changes_only_when_flat_and_idle(trader):
    assert (await set_mode(trader, "false"))["code"] == -4059
    placed = await trader.order("BUY", "0.01", "64000")
    assert (await set_mode(trader, "true"))["code"] == -4067
    await trader.send("DELETE", "v1/order", symbol="BTCUSDT", orderId=placed["orderId"])
    await trader.order("BUY", "0.01")
    assert (await set_mode(trader, "true"))["code"] == -4068
    await trader.order("SELL", "0.01")
    assert await set_mode(trader, "true") == {"code": 200, "msg": "success"}
    assert await trader.get("v1/positionSide/dual") == {"dualSidePosition": True}
    assert (await trader.get("v1/accountConfig"))["dualSidePosition"] is True


async def test_both_sides_are_held_apart_in_hedge_mode(trader):
    await set_mode(trader, "true")
    assert (await trader.order("BUY", "0.01"))["code"] == -4061
    placed = await trader.order("BUY", "0.03", positionSide="LONG")
    assert placed["positionSide"] == "LONG"
    await trader.order("SELL", "0.01", positionSide="SHORT")
    long, short = await trader.get("v3/positionRisk")
    assert (long["positionSide"], long["positionAmt"]) == ("LONG", "0.0300")
    assert (short["positionSide"], short["positionAmt"]) == ("SHORT", "-0.0100")
    assert Decimal(long["positionInitialMargin"]) > Decimal(short["positionInitialMargin"]) > 0
    both = await trader.get("v2/positionRisk", symbol="BTCUSDT")
    assert [row["positionSide"] for row in both] == ["LONG", "SHORT"]
    reducing = await trader.order("SELL", "0.01", positionSide="LONG", reduceOnly="true")
    assert reducing == {"code": -1106, "msg": "Parameter 'reduceonly' sent when not required."}
    closed = await trader.order("SELL", "0.05", positionSide="LONG")
    assert (closed["status"], closed["executedQty"]) == ("FILLED", "0.0300")
    assert (await trader.order("SELL", "0.01", positionSide="LONG"))["code"] == -2022
    (short,) = await trader.get("v3/positionRisk")
    assert short["positionSide"] == "SHORT"


async def test_orders_that_close_tie_up_no_margin_in_hedge_mode(trader):
    await set_mode(trader, "true")
    await trader.order("BUY", "0.02", positionSide="LONG")
    before = (await trader.get("v3/account"))["totalOpenOrderInitialMargin"]
    await trader.order("SELL", "0.02", "66000", positionSide="LONG")
    assert (await trader.get("v3/account"))["totalOpenOrderInitialMargin"] == before == "0.00000000"
    await trader.order("SELL", "0.02", "66000", positionSide="SHORT")
    assert Decimal((await trader.get("v3/account"))["totalOpenOrderInitialMargin"]) == Decimal("66")


async def test_a_stop_closes_one_side_of_a_hedge(trader):
    await set_mode(trader, "true")
    await trader.order("BUY", "0.02", positionSide="LONG")
    await trader.order("SELL", "0.02", positionSide="SHORT")
    stop = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET"}
    params = stop | {"positionSide": "LONG", "triggerPrice": "64000", "closePosition": "true"}
    assert (await trader.send("POST", "v1/algoOrder", **params)).json()["algoStatus"] == "NEW"
    await trader.move("63990")
    (left,) = await trader.get("v3/positionRisk")
    assert left["positionSide"] == "SHORT"


async def test_isolated_margin_can_be_added_and_taken_away(trader):
    async def move(amount, kind, **params):
        given = {"symbol": "BTCUSDT", "amount": amount, "type": kind}
        return (await trader.send("POST", "v1/positionMargin", **given, **params)).json()

    assert (await move("10", 1))["code"] == -4049
    await trader.send("POST", "v1/marginType", symbol="BTCUSDT", marginType="ISOLATED")
    assert (await move("10", 1))["code"] == -4054
    await trader.order("BUY", "0.01")
    (before,) = await trader.get("v3/positionRisk")
    assert await move("10", 1) == {
        **{"amount": 10, "code": 200, "type": 1},
        "msg": "Successfully modify position margin.",
    }
    (after,) = await trader.get("v3/positionRisk")
    assert Decimal(after["isolatedWallet"]) - Decimal(before["isolatedWallet"]) == 10
    assert Decimal(after["liquidationPrice"]) < Decimal(before["liquidationPrice"])
    assert (await move("11", 2))["code"] == -4051
    assert (await move("9000", 1))["code"] == -4050
    assert (await move("0", 1))["code"] == -4055
    assert (await move("1", 3))["code"] == -1130
    assert (await move("5", 2))["type"] == 2


async def test_multi_assets_mode_and_isolated_margin_exclude_each_other(trader):
    async def set_assets(value):
        return (await trader.send("POST", "v1/multiAssetsMargin", multiAssetsMargin=value)).json()

    assert (await set_assets("false"))["code"] == -4171
    isolated = {"symbol": "BTCUSDT", "marginType": "ISOLATED"}
    await trader.send("POST", "v1/marginType", **isolated)
    assert (await set_assets("true"))["code"] == -4167
    await trader.send("POST", "v1/marginType", symbol="BTCUSDT", marginType="CROSSED")
    assert (await set_assets("true"))["code"] == 200
    assert (await trader.send("POST", "v1/marginType", **isolated)).json()["code"] == -4168
    assert await trader.get("v1/multiAssetsMargin") == {"multiAssetsMargin": True}


@pytest.mark.parametrize("path", ["positionSide/dual", "multiAssetsMargin"])
async def test_modes_must_be_named(trader, path):
    assert (await trader.send("POST", f"v1/{path}")).json()["code"] == -1102


async def test_a_fresh_account_has_an_update_time(trader, clock):
    """CCXT leaves out balances whose update time is 0."""
    (asset,) = (await trader.get("v3/account"))["assets"]
    assert asset["updateTime"] == clock.now_ms()


async def test_many_closing_orders_of_one_side_tie_up_nothing_and_shrink_with_it(trader):
    await set_mode(trader, "true")
    await trader.order("BUY", "0.02", positionSide="LONG")
    closing = [await trader.order("SELL", "0.02", "66000", positionSide="LONG") for _ in range(3)]
    assert (await trader.get("v3/account"))["totalOpenOrderInitialMargin"] == "0.00000000"
    await trader.order("SELL", "0.015", positionSide="LONG")
    rows = await trader.get("v1/openOrders", symbol="BTCUSDT")
    assert [row["origQty"] for row in rows] == ["0.0050"] * 3
    await trader.order("SELL", "0.005", positionSide="LONG")
    gone = await trader.get("v1/allOrders", symbol="BTCUSDT", orderId=closing[0]["orderId"])
    assert [row["status"] for row in gone[:3]] == ["EXPIRED"] * 3
