"""All 88 sample bodies of the official SDK: an endpoint the testnet serves answers exactly their fields.

Both ways round: a field too few breaks a client, a field too many hides a misspelt one. Where the
live venue is known to differ from its samples, the difference is listed below with the reason.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel

from tools.testnet.order_request import read_order
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue

SAMPLES = json.loads(
    (Path(__file__).parents[2] / "data/official-sdk-usdm-sample-responses.json").read_text(encoding="utf-8")
)
OTHER = ("b" * 64, "s" * 64)
"""Holds the other side, so that there are longs and shorts to count."""
BTC = {"symbol": "BTCUSDT"}
PAIR = {"pair": "BTCUSDT", "contractType": "PERPETUAL"}
PERIOD = BTC | {"period": "5m"}
BAR = BTC | {"interval": "1m", "limit": 2}
DOWNLOAD = {"startTime": 1, "endTime": 2}
LIMIT = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "63000"}
STOP = BTC | {"algoType": "CONDITIONAL", "side": "SELL", "type": "STOP_MARKET", "quantity": "0.01"}
STOP |= {"triggerPrice": "60000"}
CHANGE = BTC | {"side": "BUY", "quantity": "0.02", "price": "62000", "origClientOrderId": "resting"}

REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "account_information_v2": ("GET", "/fapi/v2/account", {}),
    "account_information_v3": ("GET", "/fapi/v3/account", {}),
    "futures_account_balance_v2": ("GET", "/fapi/v2/balance", {}),
    "futures_account_balance_v3": ("GET", "/fapi/v3/balance", {}),
    "futures_account_configuration": ("GET", "/fapi/v1/accountConfig", {}),
    "futures_trading_quantitative_rules_indicators": ("GET", "/fapi/v1/apiTradingStatus", {}),
    "get_bnb_burn_status": ("GET", "/fapi/v1/feeBurn", {}),
    "get_current_multi_assets_mode": ("GET", "/fapi/v1/multiAssetsMargin", {}),
    "get_current_position_mode": ("GET", "/fapi/v1/positionSide/dual", {}),
    "get_download_id_for_futures_order_history": ("GET", "/fapi/v1/order/asyn", DOWNLOAD),
    "get_download_id_for_futures_trade_history": ("GET", "/fapi/v1/trade/asyn", DOWNLOAD),
    "get_download_id_for_futures_transaction_history": ("GET", "/fapi/v1/income/asyn", DOWNLOAD),
    "get_futures_order_history_download_link_by_id": ("GET", "/fapi/v1/order/asyn/id", {"downloadId": "1"}),
    "get_futures_trade_download_link_by_id": ("GET", "/fapi/v1/trade/asyn/id", {"downloadId": "1"}),
    "get_futures_transaction_history_download_link_by_id": (
        "GET",
        "/fapi/v1/income/asyn/id",
        {"downloadId": "1"},
    ),
    "get_income_history": ("GET", "/fapi/v1/income", {}),
    "notional_and_leverage_brackets": ("GET", "/fapi/v1/leverageBracket", BTC),
    "query_user_rate_limit": ("GET", "/fapi/v1/rateLimit/order", {}),
    "symbol_configuration": ("GET", "/fapi/v1/symbolConfig", BTC),
    "toggle_bnb_burn_on_futures_trade": ("POST", "/fapi/v1/feeBurn", {"feeBurn": "true"}),
    "user_commission_rate": ("GET", "/fapi/v1/commissionRate", BTC),
    "adl_risk": ("GET", "/fapi/v1/symbolAdlRisk", BTC),
    "asset_index": ("GET", "/fapi/v1/assetIndex", {"symbol": "USDTUSD"}),
    "basis": ("GET", "/futures/data/basis", PAIR | {"period": "5m"}),
    "check_server_time": ("GET", "/fapi/v1/time", {}),
    "composite_index_symbol_information": ("GET", "/fapi/v1/indexInfo", {}),
    "compressed_aggregate_trades_list": ("GET", "/fapi/v1/aggTrades", BTC),
    "continuous_contract_kline_candlestick_data": (
        "GET",
        "/fapi/v1/continuousKlines",
        PAIR | {"interval": "1m"},
    ),
    "exchange_information": ("GET", "/fapi/v1/exchangeInfo", {}),
    "get_funding_rate_history": ("GET", "/fapi/v1/fundingRate", BTC),
    "get_funding_rate_info": ("GET", "/fapi/v1/fundingInfo", {}),
    "index_price_kline_candlestick_data": ("GET", "/fapi/v1/indexPriceKlines", BAR | {"pair": "BTCUSDT"}),
    "kline_candlestick_data": ("GET", "/fapi/v1/klines", BAR),
    "long_short_ratio": ("GET", "/futures/data/globalLongShortAccountRatio", PERIOD),
    "mark_price": ("GET", "/fapi/v1/premiumIndex", BTC),
    "mark_price_kline_candlestick_data": ("GET", "/fapi/v1/markPriceKlines", BAR),
    "old_trades_lookup": ("GET", "/fapi/v1/historicalTrades", BTC),
    "open_interest": ("GET", "/fapi/v1/openInterest", BTC),
    "open_interest_statistics": ("GET", "/futures/data/openInterestHist", PERIOD),
    "order_book": ("GET", "/fapi/v1/depth", BTC),
    "premium_index_kline_data": ("GET", "/fapi/v1/premiumIndexKlines", BAR),
    "quarterly_contract_settlement_price": ("GET", "/futures/data/delivery-price", {"pair": "BTCUSDT"}),
    "query_index_price_constituents": ("GET", "/fapi/v1/constituents", BTC),
    "query_insurance_fund_balance_snapshot": ("GET", "/fapi/v1/insuranceBalance", BTC),
    "recent_trades_list": ("GET", "/fapi/v1/trades", BTC),
    "rpi_order_book": ("GET", "/fapi/v1/rpiDepth", BTC),
    "symbol_order_book_ticker": ("GET", "/fapi/v1/ticker/bookTicker", BTC),
    "symbol_price_ticker": ("GET", "/fapi/v1/ticker/price", BTC),
    "symbol_price_ticker_v2": ("GET", "/fapi/v2/ticker/price", BTC),
    "taker_buy_sell_volume": ("GET", "/futures/data/takerlongshortRatio", PERIOD),
    "ticker24hr_price_change_statistics": ("GET", "/fapi/v1/ticker/24hr", BTC),
    "top_trader_long_short_ratio_accounts": ("GET", "/futures/data/topLongShortAccountRatio", PERIOD),
    "top_trader_long_short_ratio_positions": ("GET", "/futures/data/topLongShortPositionRatio", PERIOD),
    "trading_schedule": ("GET", "/fapi/v1/tradingSchedule", {}),
    "account_trade_list": ("GET", "/fapi/v1/userTrades", BTC),
    "all_orders": ("GET", "/fapi/v1/allOrders", BTC),
    "auto_cancel_all_open_orders": ("POST", "/fapi/v1/countdownCancelAll", BTC | {"countdownTime": 100000}),
    "cancel_algo_order": ("DELETE", "/fapi/v1/algoOrder", {"clientAlgoId": "waiting"}),
    "cancel_all_algo_open_orders": ("DELETE", "/fapi/v1/algoOpenOrders", BTC),
    "cancel_all_open_orders": ("DELETE", "/fapi/v1/allOpenOrders", BTC),
    "cancel_multiple_orders": (
        "DELETE",
        "/fapi/v1/batchOrders",
        BTC | {"origClientOrderIdList": '["resting"]'},
    ),
    "cancel_order": ("DELETE", "/fapi/v1/order", BTC | {"origClientOrderId": "resting"}),
    "change_initial_leverage": ("POST", "/fapi/v1/leverage", BTC | {"leverage": 21}),
    "change_margin_type": (
        "POST",
        "/fapi/v1/marginType",
        {"symbol": "LTCUSDT", "marginType": "ISOLATED"},
    ),
    "change_multi_assets_mode": ("POST", "/fapi/v1/multiAssetsMargin", {"multiAssetsMargin": "true"}),
    "change_position_mode": ("POST", "/fapi/v1/positionSide/dual", {"dualSidePosition": "true"}),
    "current_all_algo_open_orders": ("GET", "/fapi/v1/openAlgoOrders", BTC),
    "current_all_open_orders": ("GET", "/fapi/v1/openOrders", BTC),
    "futures_tradfi_perps_contract": ("POST", "/fapi/v1/stock/contract", {}),
    "get_order_modify_history": ("GET", "/fapi/v1/orderAmendment", BTC | {"origClientOrderId": "resting"}),
    "get_position_margin_change_history": (
        "GET",
        "/fapi/v1/positionMargin/history",
        {"symbol": "ETHUSDT"},
    ),
    "modify_isolated_position_margin": (
        "POST",
        "/fapi/v1/positionMargin",
        {"symbol": "ETHUSDT", "amount": "10", "type": 1},
    ),
    "modify_multiple_orders": ("PUT", "/fapi/v1/batchOrders", {"batchOrders": json.dumps([CHANGE])}),
    "modify_order": ("PUT", "/fapi/v1/order", CHANGE),
    "new_algo_order": ("POST", "/fapi/v1/algoOrder", STOP),
    "new_order": ("POST", "/fapi/v1/order", LIMIT),
    "place_multiple_orders": ("POST", "/fapi/v1/batchOrders", {"batchOrders": json.dumps([LIMIT])}),
    "position_adl_quantile_estimation": ("GET", "/fapi/v1/adlQuantile", BTC),
    "position_information_v2": ("GET", "/fapi/v2/positionRisk", BTC),
    "position_information_v3": ("GET", "/fapi/v3/positionRisk", BTC),
    "query_algo_order": ("GET", "/fapi/v1/algoOrder", {"clientAlgoId": "waiting"}),
    "query_all_algo_orders": ("GET", "/fapi/v1/allAlgoOrders", BTC),
    "query_current_open_order": ("GET", "/fapi/v1/openOrder", BTC | {"origClientOrderId": "resting"}),
    "query_order": ("GET", "/fapi/v1/order", BTC | {"origClientOrderId": "resting"}),
    "order": ("POST", "/fapi/v1/order/test", LIMIT),
    "users_force_orders": ("GET", "/fapi/v1/forceOrders", {}),
    "keepalive_user_data_stream": ("PUT", "/fapi/v1/listenKey", {}),
    "start_user_data_stream": ("POST", "/fapi/v1/listenKey", {}),
}

GONE = {
    # conditional orders left these bodies with the Algo service on 2025-12-09
    "activatePrice": ("order", "all_orders", "open_order", "query_order", "cancel"),
    "priceRate": ("order", "all_orders", "open_order", "query_order", "cancel"),
    # rows of a batch carry either an order or a refusal, the samples show both in one
    "code": ("multiple_orders",),
    "msg": ("multiple_orders",),
    # present only on symbols of another kind
    "settlePlan": ("exchange_information",),
}
ALGO_ROW = {"activatePrice", "callbackRate", "actualType", "actualQty", "isActivated"}
BESIDE = {
    # sent by the live venue, not in the samples
    "account_information_v2": {"isolatedMargin", "notional", "isolatedWallet", "breakEvenPrice"},
    "query_algo_order": {"activatePrice", "callbackRate"},
    "current_all_algo_open_orders": ALGO_ROW,
    "query_all_algo_orders": ALGO_ROW,
    "symbol_order_book_ticker": {"lastUpdateId"},
    "exchange_information": {"marketTakeBound", "maxMoveOrderLimit", "permissionSets", "futuresType"},
}


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, alias_generator=to_camel)


class Component(Body):
    base_asset: str
    quote_asset: str
    weight_in_quantity: str
    weight_in_percentage: str


class CompositeIndex(Body):
    symbol: str
    time: int
    component: str
    base_asset_list: list[Component]


class Delivery(Body):
    delivery_time: int
    delivery_price: float


NOTHING_THERE = {
    # the venue lists no composite index and no contract that is delivered: the sample fits this model
    "composite_index_symbol_information": TypeAdapter(list[CompositeIndex]),
    "quarterly_contract_settlement_price": TypeAdapter(list[Delivery]),
}


def json_type(value: Any) -> str:
    kinds = {bool: "boolean", int: "number", float: "number", str: "string", dict: "object", list: "array"}
    return kinds.get(type(value), "null")


def differences(name: str, sample: Any, answer: Any, where: str = "") -> list[str]:
    if json_type(sample) != json_type(answer):
        both_nothing = {json_type(answer)} == {"null"} and sample == "None"
        return [] if both_nothing else [f"{where}: {json_type(sample)} in the sample, got {answer!r}"]
    if isinstance(sample, list):
        if not sample or not answer:
            return []
        if "filterType" in (sample[0] if isinstance(sample[0], dict) else {}):
            return _filters(sample, answer, where)
        return differences(name, sample[0], answer[0], f"{where}[0]")
    if not isinstance(sample, dict) or not sample:
        return []
    gone = {field for field, names in GONE.items() if any(one in name for one in names)}
    found = [f"{where}.{field}: missing" for field in sample.keys() - answer.keys() - gone]
    found += [
        f"{where}.{field}: not in the sample" for field in answer.keys() - sample.keys() - _beside(name)
    ]
    for field in sample.keys() & answer.keys():
        found += differences(name, sample[field], answer[field], f"{where}.{field}")
    return found


def _beside(name: str) -> set[str]:
    return BESIDE.get(name, set())


def _filters(sample: list[dict[str, Any]], answer: list[dict[str, Any]], where: str) -> list[str]:
    """The sample shows one filter with the fields of all kinds."""
    fields = {field for row in sample for field in row} | {"positionControlSide"}
    return [f"{where}: {row}" for row in answer if row.keys() - fields]


@pytest.fixture
def venue(clock):
    venue = build_venue(clock=clock, keys=(DEFAULT_KEY_PAIR, OTHER))
    yield venue
    venue.close()


def sell_elsewhere(venue: Any) -> None:
    given = BTC | {"side": "SELL", "type": "MARKET", "quantity": "0.02"}
    venue.place(venue.account_of(OTHER[0]), read_order(given, venue.instruments, venue.now_ms()))


@pytest.fixture
async def busy(trader):
    """An account with a position, fills, an open order, a changed one, a conditional one and a listenKey."""
    sell_elsewhere(trader.venue)
    await trader.order("BUY", "0.01")
    await trader.order("BUY", "0.01", "63000", newClientOrderId="resting")
    await trader.send("PUT", "v1/order", **(CHANGE | {"price": "62500"}))
    await trader.send("POST", "v1/algoOrder", **(STOP | {"clientAlgoId": "waiting"}))
    await trader.send("POST", "v1/listenKey")
    await trader.send("POST", "v1/marginType", symbol="ETHUSDT", marginType="ISOLATED")
    await trader.order("BUY", "0.1", symbol="ETHUSDT")
    await trader.send("POST", "v1/positionMargin", symbol="ETHUSDT", amount="5", type=1)
    return trader


async def answer_of(trader: Any, method: str, path: str, params: dict[str, Any]) -> Any:
    if not path.startswith("/fapi/"):
        return (await trader.http.request(method, path, params=params)).json()
    return (await trader.send(method, path.removeprefix("/fapi/"), **params)).json()


async def liquidate(trader: Any) -> None:
    """Lose the isolated position."""
    await trader.move("2500", "ETHUSDT")


async def flatten(trader: Any) -> None:
    for symbol, quantity in (("BTCUSDT", "0.01"), ("ETHUSDT", "0.1")):
        await trader.send("DELETE", "v1/allOpenOrders", symbol=symbol)
        await trader.send("DELETE", "v1/algoOpenOrders", symbol=symbol)
        await trader.order("SELL", quantity, symbol=symbol, reduceOnly="true")
    await trader.send("POST", "v1/marginType", symbol="ETHUSDT", marginType="CROSSED")


def test_every_sample_has_a_request():
    assert len(SAMPLES) == 88
    assert set(REQUESTS) == set(SAMPLES)


BEFORE = {
    "change_position_mode": flatten,
    "change_multi_assets_mode": flatten,
    "users_force_orders": liquidate,
}


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in {"order", *NOTHING_THERE}])
async def test_answer_has_the_fields_of_the_sample(busy, name):
    if name in BEFORE:
        await BEFORE[name](busy)
    answer = await answer_of(busy, *REQUESTS[name])
    assert answer
    assert differences(name, SAMPLES[name], answer) == []


@pytest.mark.parametrize("name", NOTHING_THERE)
async def test_what_the_venue_has_not_got_is_an_empty_list(busy, name):
    assert await answer_of(busy, *REQUESTS[name]) == []
    NOTHING_THERE[name].validate_python(SAMPLES[name])


async def test_a_tested_order_answers_nothing_and_the_sample_is_a_query(busy):
    """order/test answers `{}`; its sample still shows what a placed order looked like in 2025."""
    assert await answer_of(busy, *REQUESTS["order"]) == {}
    placed = await answer_of(busy, *REQUESTS["new_order"])
    assert differences("order", SAMPLES["order"], placed | {"cumQuote": "0", "avgPrice": "0"}) == []


def test_a_wrong_field_or_type_is_seen():
    sample = SAMPLES["query_order"]
    right = {name: value for name, value in sample.items() if name not in GONE}
    assert differences("query_order", sample, right) == []
    assert differences("query_order", sample, right | {"orderId": "7"}) != []
    assert differences("query_order", sample, right | {"avgprice": "0"}) != []
    del right["avgPrice"]
    assert differences("query_order", sample, right) == [".avgPrice: missing"]
