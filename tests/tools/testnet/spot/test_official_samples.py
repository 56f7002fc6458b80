"""The sample bodies of the official spot SDK: an endpoint the testnet serves answers their fields and types.

The SDK's samples leave out some price fields, so what an answer has beside them is listed too: a
misspelt field is seen.
"""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[3] / "data"
SAMPLES = json.loads((DATA / "official-sdk-spot-sample-responses.json").read_text(encoding="utf-8"))
BTC = {"symbol": "BTCUSDT"}
LIMIT = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "63000"}
OCO = BTC | {"side": "SELL", "quantity": "0.01", "aboveType": "LIMIT_MAKER", "abovePrice": "66000"}
OCO |= {"belowType": "STOP_LOSS_LIMIT", "belowStopPrice": "64000", "belowPrice": "63900"}
OCO |= {"belowTimeInForce": "GTC", "newOrderRespType": "RESULT", "listClientOrderId": "list"}
OLD = BTC | {"side": "SELL", "quantity": "0.01", "price": "66000", "stopPrice": "64000"}
REPLACE = LIMIT | {"cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrigClientOrderId": "resting"}

REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "exchange_info": ("GET", "exchangeInfo", BTC),
    "execution_rules": ("GET", "executionRules", BTC),
    "time": ("GET", "time", {}),
    "agg_trades": ("GET", "aggTrades", BTC),
    "avg_price": ("GET", "avgPrice", BTC),
    "depth": ("GET", "depth", BTC),
    "get_trades": ("GET", "trades", BTC),
    "historical_block_trades": ("GET", "historicalBlockTrades", BTC | {"fromId": 0}),
    "historical_trades": ("GET", "historicalTrades", BTC),
    "klines": ("GET", "klines", BTC | {"interval": "1m"}),
    "reference_price": ("GET", "referencePrice", BTC),
    "reference_price_calculation": ("GET", "referencePrice/calculation", BTC),
    "ticker": ("GET", "ticker", BTC),
    "ticker24hr": ("GET", "ticker/24hr", BTC),
    "ticker_book_ticker": ("GET", "ticker/bookTicker", BTC),
    "ticker_price": ("GET", "ticker/price", BTC),
    "ticker_trading_day": ("GET", "ticker/tradingDay", BTC),
    "ui_klines": ("GET", "uiKlines", BTC | {"interval": "1m"}),
    "delete_open_orders": ("DELETE", "openOrders", BTC),
    "delete_order": ("DELETE", "order", BTC | {"origClientOrderId": "resting"}),
    "delete_order_list": ("DELETE", "orderList", BTC | {"listClientOrderId": "list"}),
    "new_order": ("POST", "order", LIMIT | {"price": "66000"}),
    "order_amend_keep_priority": (
        "PUT",
        "order/amend/keepPriority",
        BTC | {"origClientOrderId": "resting", "newQty": "0.005"},
    ),
    "order_cancel_replace": ("POST", "order/cancelReplace", REPLACE),
    "order_list_oco": ("POST", "orderList/oco", OCO | {"listClientOrderId": "other"}),
    "order_list_opo": ("POST", "orderList/opo", BTC),
    "order_list_opoco": ("POST", "orderList/opoco", BTC),
    "order_list_oto": ("POST", "orderList/oto", BTC),
    "order_list_otoco": ("POST", "orderList/otoco", BTC),
    "order_oco": ("POST", "order/oco", OLD | {"newOrderRespType": "RESULT"}),
    "order_test": ("POST", "order/test", LIMIT | {"computeCommissionRates": "true"}),
    "sor_order": ("POST", "sor/order", LIMIT),
    "sor_order_test": ("POST", "sor/order/test", LIMIT),
    "account_commission": ("GET", "account/commission", BTC),
    "all_order_list": ("GET", "allOrderList", {}),
    "all_orders": ("GET", "allOrders", BTC),
    "get_account": ("GET", "account", {}),
    "get_open_orders": ("GET", "openOrders", BTC),
    "get_order": ("GET", "order", BTC | {"origClientOrderId": "resting"}),
    "get_order_list": ("GET", "orderList", {"origClientOrderId": "list"}),
    "my_allocations": ("GET", "myAllocations", BTC),
    "my_filters": ("GET", "myFilters", BTC),
    "my_prevented_matches": ("GET", "myPreventedMatches", BTC | {"preventedMatchId": 0}),
    "my_trades": ("GET", "myTrades", BTC),
    "open_order_list": ("GET", "openOrderList", {}),
    "order_amendments": ("GET", "order/amendments", BTC),
    "rate_limit_order": ("GET", "rateLimit/order", {}),
}
NOT_BUILT = -5000
REFUSED = {
    "order_list_opo": -2010, "order_list_opoco": -2010, "order_list_oto": -2010, "order_list_otoco": -2010,
    "sor_order": -1013, "sor_order_test": -1013,
}  # fmt: skip
"""What exchangeInfo says no symbol allows."""
EMPTY = {"my_allocations"}
"""Answers without a row: nothing here makes one."""
PUBLIC = set(SAMPLES) & {name for name, (_, path, _) in REQUESTS.items() if path.startswith("ticker")}
PUBLIC |= {"exchange_info", "time", "agg_trades", "avg_price", "depth", "get_trades", "klines", "ui_klines"}
PUBLIC |= {"historical_trades"}

CONDITIONAL = {
    # only on orders that have them
    *("icebergQty", "preventedMatchId", "preventedQuantity", "stopPrice", "strategyId", "strategyType"),
    *("trailingDelta", "trailingTime", "usedSor", "workingFloor", "pegPriceType", "pegOffsetType"),
    *("pegOffsetValue", "peggedPrice", "expiryReason"),
    # exchangeInfo: only with smart order routing; a limit has its count in the WebSocket API only
    *("sors", "count"),
    # shown by deprecated listings of a combined list and order answer
    *("contingencyType", "listStatusType", "listOrderStatus", "listClientOrderId", "transactionTime"),
    *("orders", "orderReports"),
    # a single order has no list
    "listStatus",
}
PRICES = {"price", "qty", "quoteQty", "commission"}
SUMS = {"origQty", "executedQty", "origQuoteOrderQty", "cummulativeQuoteQty"}
DAY = {"openPrice", "highPrice", "lowPrice", "lastPrice", "volume", "quoteVolume"}
CHANGE = {"priceChange", "priceChangePercent", "weightedAvgPrice"}
BEST = {"bidPrice", "bidQty", "askPrice", "askQty"}
BESIDE = CONDITIONAL | PRICES | SUMS | DAY | CHANGE | BEST
BESIDE |= {"selfTradePreventionMode", "specialCommissionForOrder", "taxCommissionForOrder"}
BESIDE |= {
    "standardCommissionForOrder",
    "prevClosePrice",
    "lastQty",
    "p",
    "q",
    "workingTime",
    "origClientOrderId",
}
BESIDE |= {"maker", "taker", "buyer", "seller", "discount", "enabledForAccount", "enabledForSymbol"}
BESIDE |= {"discountAsset", "free", "locked", "newQty", "preventedQty", "quoteOrderQty", "cumulativeQuoteQty"}


def differences(sample: Any, answer: Any, where: str = "") -> list[str]:
    if isinstance(sample, list) and isinstance(answer, list):
        if where.endswith((".filters", ".exchangeFilters", ".permissionSets")):
            return []
        return differences(sample[0], answer[0], f"{where}[]") if sample and answer else []
    if isinstance(sample, dict) and isinstance(answer, dict):
        found = [f"{where}.{name} missing" for name in sample.keys() - answer.keys() - CONDITIONAL]
        found += [f"{where}.{name} beside" for name in answer.keys() - sample.keys() - BESIDE]
        for name in sample.keys() & answer.keys():
            found += differences(sample[name], answer[name], f"{where}.{name}")
        return found
    return [] if type(sample) is type(answer) else [f"{where}: {type(sample).__name__} is {answer!r}"]


@pytest.fixture
async def busy(spot):
    """An account with fills, an amended open order and a list."""
    await spot.order("BUY", "0.01")
    placed = await spot.order("BUY", "0.02", "63000", newClientOrderId="first")
    known = BTC | {"orderId": placed["orderId"]}
    await spot.send("PUT", "order/amend/keepPriority", **known, newQty="0.01", newClientOrderId="resting")
    await spot.send("POST", "orderList/oco", **OCO)
    await spot.order("SELL", "0.01", "65000")
    await spot.order("BUY", "0.01", "65000", selfTradePreventionMode="EXPIRE_MAKER", timeInForce="IOC")
    return spot, placed["orderId"]


def test_every_sample_has_a_request():
    assert set(REQUESTS) == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
async def test_answer_has_the_fields_of_the_sample(busy, name):
    spot, order_id = busy
    method, path, params = REQUESTS[name]
    if name in PUBLIC:
        response = await spot.http.request(method, f"/api/v3/{path}", params=params)
    else:
        number = {"orderId": order_id} if name == "order_amendments" else {}
        response = await spot.send(method, path, **params, **number)
    answer = response.json()
    if isinstance(answer, dict) and answer.get("code") == NOT_BUILT:
        pytest.skip(f"the testnet has no {method} {path}")
    if name in REFUSED:
        assert (response.status_code, answer["code"]) == (400, REFUSED[name])
        return
    assert response.status_code == 200, answer
    assert answer or name in EMPTY
    assert differences(SAMPLES[name], answer) == []


def test_a_wrong_field_or_type_is_seen():
    sample = {"orderId": 1, "status": "NEW"}
    assert differences(sample, {"orderId": 7, "status": "FILLED"}) == []
    assert differences(sample, {"orderId": "7", "status": "FILLED"}) != []
    assert differences(sample, {"orderId": 7}) != []
    assert differences(sample, {"orderId": 7, "status": "NEW", "cumulativeqty": "0"}) != []
