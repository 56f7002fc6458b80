"""Endpoints about what stands behind the contracts: index, insurance fund, schedules, agreements.

The venue's index is its own price path and it lists crypto perpetuals only, so much of this is empty.
"""

from tools.testnet.endpoint import Call, Endpoint, Json, Pool, Routes, one_or_all, pooled, public
from tools.testnet.instrument import Instrument
from tools.testnet.liquidation import INSURANCE
from tools.testnet.numbers import money_text
from tools.testnet.order_request import read_instrument
from tools.testnet.path import HOUR_MS
from tools.testnet.problem import missing, problem

_ASSET_INDEX = "USDTUSD"


def constituents(call: Call) -> Json:
    """No market makes up the index: it is the price path."""
    symbol = read_instrument(call.params, call.venue.instruments).symbol
    return {"symbol": symbol, "time": call.venue.now_ms(), "constituents": []}


def composite_indexes(call: Call) -> Json:
    """The venue lists no contract on a composite index."""
    if call.params.get("symbol"):
        read_instrument(call.params, call.venue.instruments)
    return []


def delivery_prices(call: Call) -> Json:
    """Nothing was ever delivered: all contracts are perpetual."""
    if not call.params.get("pair"):
        raise missing("pair")
    read_instrument({"symbol": call.params["pair"]}, call.venue.instruments)
    return []


def asset_index(call: Call) -> Json:
    """USDT is the only asset, so it is worth itself, without a haircut."""
    wanted = call.params.get("symbol")
    if wanted not in (None, "", _ASSET_INDEX):
        raise problem(-1121)
    row = {"symbol": _ASSET_INDEX, "time": call.venue.now_ms()}
    row |= dict.fromkeys(("index", "bidRate", "askRate", "autoExchangeBidRate", "autoExchangeAskRate"), _ONE)
    row |= dict.fromkeys(("bidBuffer", "askBuffer", "autoExchangeBidBuffer", "autoExchangeAskBuffer"), _NONE)
    return row if wanted else [row]


_ONE, _NONE = "1.00000000", "0.00000000"


def insurance_balance(call: Call) -> Json:
    """One fund stands behind all symbols."""
    fund = call.venue.records.accounts[INSURANCE]
    call.venue.tick()
    row = {
        "symbols": sorted(call.venue.instruments),
        "assets": [
            {"asset": "USDT", "marginBalance": money_text(fund.wallet), "updateTime": fund.updated_ms},
        ],
    }
    if not call.params.get("symbol"):
        return [row]
    read_instrument(call.params, call.venue.instruments)
    return row


def adl_risk(call: Call) -> Json:
    """Low for everybody: the venue deleverages nobody unless a fault asks for it."""
    if call.params.get("symbol"):
        return _risk_row(call, read_instrument(call.params, call.venue.instruments))
    return [_risk_row(call, instrument) for instrument in call.venue.instruments.values()]


def _risk_row(call: Call, instrument: Instrument) -> Json:
    half_hour = HOUR_MS // 2
    updated_ms = call.venue.now_ms() // half_hour * half_hour
    return {"symbol": instrument.symbol, "adlRisk": "low", "updateTime": updated_ms}


def trading_schedule(call: Call) -> Json:
    """Crypto trades round the clock, and the venue lists nothing else."""
    return {"updateTime": call.venue.now_ms(), "marketSchedules": {}}


def sign_contract(_: Call) -> Json:
    """The agreement for contracts on stocks, of which the venue has none, can be signed."""
    return {"code": 200, "msg": "success"}


INDEX_ROUTES: Routes = {
    ("GET", "/fapi/v1/constituents"): public(constituents, 2),
    ("GET", "/fapi/v1/indexInfo"): public(composite_indexes),
    ("GET", "/fapi/v1/assetIndex"): public(asset_index, one_or_all(1, 10)),
    ("GET", "/fapi/v1/insuranceBalance"): public(insurance_balance),
    ("GET", "/fapi/v1/symbolAdlRisk"): public(adl_risk),
    ("GET", "/fapi/v1/tradingSchedule"): public(trading_schedule, 5),
    ("POST", "/fapi/v1/stock/contract"): Endpoint(sign_contract, 50),
    ("GET", "/futures/data/delivery-price"): pooled(delivery_prices, Pool.STATISTICS),
}
