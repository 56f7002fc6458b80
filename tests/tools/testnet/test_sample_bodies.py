"""Every answer has the fields and the types of the official SDK's sample bodies."""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "data"
SAMPLES = json.loads((DATA / "official-sdk-usdm-sample-responses.json").read_text(encoding="utf-8"))
BTC = {"symbol": "BTCUSDT"}
DEAD = {
    # conditional orders left the ordinary endpoints
    *("activatePrice", "priceRate"),
    # a filter's fields are those of its kind, the sample shows all kinds as one
    *("maxPrice", "minPrice", "tickSize", "maxQty", "minQty", "stepSize", "limit", "notional"),
    *("multiplierUp", "multiplierDown", "multiplierDecimal"),
    # gone from exchangeInfo and from premium rows
    "settlePlan",
}

READS = {
    "account_information_v2": ("v2/account", {}),
    "account_information_v3": ("v3/account", {}),
    "futures_account_balance_v2": ("v2/balance", {}),
    "futures_account_balance_v3": ("v3/balance", {}),
    "futures_account_configuration": ("v1/accountConfig", {}),
    "get_bnb_burn_status": ("v1/feeBurn", {}),
    "get_current_multi_assets_mode": ("v1/multiAssetsMargin", {}),
    "get_current_position_mode": ("v1/positionSide/dual", {}),
    "get_income_history": ("v1/income", {}),
    "query_user_rate_limit": ("v1/rateLimit/order", {}),
    "symbol_configuration": ("v1/symbolConfig", BTC),
    "user_commission_rate": ("v1/commissionRate", BTC),
    "check_server_time": ("v1/time", {}),
    "compressed_aggregate_trades_list": ("v1/aggTrades", BTC),
    "exchange_information": ("v1/exchangeInfo", {}),
    "get_funding_rate_history": ("v1/fundingRate", BTC),
    "get_funding_rate_info": ("v1/fundingInfo", {}),
    "mark_price": ("v1/premiumIndex", BTC),
    "old_trades_lookup": ("v1/historicalTrades", BTC),
    "open_interest": ("v1/openInterest", BTC),
    "order_book": ("v1/depth", BTC),
    "recent_trades_list": ("v1/trades", BTC),
    "symbol_order_book_ticker": ("v1/ticker/bookTicker", BTC),
    "symbol_price_ticker": ("v1/ticker/price", BTC),
    "symbol_price_ticker_v2": ("v2/ticker/price", BTC),
    "ticker24hr_price_change_statistics": ("v1/ticker/24hr", BTC),
    "account_trade_list": ("v1/userTrades", BTC),
    "all_orders": ("v1/allOrders", BTC),
    "current_all_open_orders": ("v1/openOrders", BTC),
    "current_all_algo_open_orders": ("v1/openAlgoOrders", BTC),
    "query_all_algo_orders": ("v1/allAlgoOrders", BTC),
    "position_adl_quantile_estimation": ("v1/adlQuantile", {}),
    "position_information_v2": ("v2/positionRisk", BTC),
    "position_information_v3": ("v3/positionRisk", BTC),
}
LIMIT = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "63000"}
STOP = BTC | {"algoType": "CONDITIONAL", "side": "SELL", "type": "STOP_MARKET", "quantity": "0.01"}


def misfits(sample: Any, answer: Any, where: str = "") -> list[str]:
    """Fields of the sample the answer lacks, or has with another type."""
    if isinstance(sample, dict) and isinstance(answer, dict):
        missing = [f"{where}.{name} missing" for name in sample if name not in answer and name not in DEAD]
        shared = [name for name in sample if name in answer]
        return missing + [
            one for name in shared for one in misfits(sample[name], answer[name], f"{where}.{name}")
        ]
    if isinstance(sample, list) and isinstance(answer, list):
        return misfits(sample[0], answer[0], f"{where}[]") if sample and sample != [""] and answer else []
    if sample == "None" and answer is None:
        return []
    return [] if type(sample) is type(answer) else [f"{where}: {type(sample).__name__} is {answer!r}"]


@pytest.fixture
async def busy(trader):
    """An account with a position, a fill, an open order and a conditional order."""
    await trader.order("BUY", "0.01")
    await trader.order("BUY", "0.01", "64000")
    await trader.send("POST", "v1/algoOrder", **STOP, triggerPrice="60000")
    return trader


@pytest.mark.parametrize("name", READS)
async def test_reads(busy, name):
    path, params = READS[name]
    answer = await busy.get(path, **params)
    assert answer != []
    assert misfits(SAMPLES[name], answer) == []


async def test_orders_from_place_to_cancel(busy):
    found = {}
    placed = (await busy.send("POST", "v1/order", **LIMIT)).json()
    known = BTC | {"orderId": placed["orderId"]}
    found["new_order"] = placed
    found["query_order"] = await busy.get("v1/order", **known)
    found["query_current_open_order"] = await busy.get("v1/openOrder", **known)
    change = known | {"side": "BUY", "quantity": "0.02", "price": "62000"}
    found["modify_order"] = (await busy.send("PUT", "v1/order", **change)).json()
    found["cancel_order"] = (await busy.send("DELETE", "v1/order", **known)).json()
    found["place_multiple_orders"] = (
        await busy.send("POST", "v1/batchOrders", batchOrders=json.dumps([LIMIT]))
    ).json()
    order_id = found["place_multiple_orders"][0]["orderId"]
    change["orderId"] = order_id
    found["modify_multiple_orders"] = (
        await busy.send("PUT", "v1/batchOrders", batchOrders=json.dumps([change]))
    ).json()
    found["cancel_multiple_orders"] = (
        await busy.send("DELETE", "v1/batchOrders", **BTC, orderIdList=f"[{order_id},7]")
    ).json()
    found["cancel_all_open_orders"] = (await busy.send("DELETE", "v1/allOpenOrders", **BTC)).json()
    found["auto_cancel_all_open_orders"] = (
        await busy.send("POST", "v1/countdownCancelAll", **BTC, countdownTime=9000)
    ).json()
    assert misfits({"code": -1, "msg": ""}, found["cancel_multiple_orders"].pop()) == []
    for name in found:
        if name.endswith("multiple_orders"):
            # the sample shows a row that succeeded and one that failed as one
            found[name] = [row | {"code": -1, "msg": ""} for row in found[name]]
    # the sample still shows a value that left the answer on 2026-06-30
    found["order"] = placed | {"cumQuote": "0", "avgPrice": "0"}
    assert {name: misfits(SAMPLES[name], one) for name, one in found.items()} == {name: [] for name in found}


async def test_conditional_orders(busy):
    placed = (await busy.send("POST", "v1/algoOrder", **STOP, triggerPrice="61000")).json()
    assert misfits(SAMPLES["new_algo_order"], placed) == []
    queried = await busy.get("v1/algoOrder", algoId=placed["algoId"])
    assert misfits(SAMPLES["query_algo_order"], queried) == []
    cancelled = (await busy.send("DELETE", "v1/algoOrder", algoId=placed["algoId"])).json()
    assert misfits(SAMPLES["cancel_algo_order"], cancelled) == []
    everything = (await busy.send("DELETE", "v1/algoOpenOrders", **BTC)).json()
    assert misfits(SAMPLES["cancel_all_algo_open_orders"], everything) == []


async def test_settings(trader):
    answers = {
        "change_initial_leverage": ("v1/leverage", BTC | {"leverage": 100}),
        "change_margin_type": ("v1/marginType", {"symbol": "ETHUSDT", "marginType": "ISOLATED"}),
        "change_position_mode": ("v1/positionSide/dual", {"dualSidePosition": "true"}),
    }
    for name, (path, params) in answers.items():
        answer = (await trader.send("POST", path, **params)).json()
        assert misfits(SAMPLES[name], answer) == []


async def test_a_liquidation(trader):
    await trader.send("POST", "v1/leverage", **BTC, leverage=100)
    await trader.order("BUY", "1")
    await trader.move("60000")
    assert misfits(SAMPLES["users_force_orders"], await trader.get("v1/forceOrders")) == []


@pytest.mark.parametrize("name", ["start_user_data_stream", "keepalive_user_data_stream"])
async def test_listen_keys(trader, name):
    await trader.send("POST", "v1/listenKey")
    answer = (await trader.send("PUT" if "keep" in name else "POST", "v1/listenKey")).json()
    assert misfits(SAMPLES[name], answer) == []
    assert len(answer["listenKey"]) == len(SAMPLES[name]["listenKey"]) == 64
