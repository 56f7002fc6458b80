"""GET exchangeInfo of the spot market: the pairs with their filters, and the limits."""

import json
from typing import Any

from tools.testnet.endpoint import Call, Json
from tools.testnet.numbers import money_text
from tools.testnet.problem import bad_data
from tools.testnet.spot.acceptance import AVERAGE_MINUTES
from tools.testnet.spot.instrument import (
    ICEBERG_PARTS,
    MAX_AMENDMENTS,
    MAX_NOTIONAL,
    MAX_ORDER_LISTS,
    MAX_ORDERS,
    MAX_STOP_ORDERS,
    MAX_TRAILING_DELTA,
    MIN_TRAILING_DELTA,
    PRECISION,
    PRICE_FACTOR_DOWN,
    PRICE_FACTOR_UP,
    QUOTE,
    SpotInstrument,
)
from tools.testnet.spot.limits import spot_limit_rows
from tools.testnet.spot.order_request import DEFAULT_PREVENTION, ORDER_TYPES, PREVENTION_MODES
from tools.testnet.spot.parameters import Fields, read_symbols
from tools.testnet.spot.refusal import refusal

_STATUSES = ("TRADING", "END_OF_DAY", "HALT", "BREAK", "CANCEL_ONLY")


def exchange_info(call: Call) -> Json:
    """Everything a client needs before it trades, of all pairs or of those asked for."""
    venue = call.venue
    return {
        "timezone": "UTC",
        "serverTime": venue.now_ms(),
        "rateLimits": spot_limit_rows(venue.profile),
        "exchangeFilters": [],
        "symbols": [symbol_info(one, _shows_permissions(call)) for one in _chosen(call)],
    }


def _chosen(call: Call) -> list[SpotInstrument]:
    listed, params = call.venue.spot.instruments, call.params
    named = read_symbols(params, listed)
    if named is None and params.get("symbol"):
        named = [Fields(params).symbol(listed)]
    narrowed = [name for name in ("permissions", "symbolStatus") if params.get(name)]
    if named is not None:
        if narrowed:
            raise refusal(-1128)
        return named
    status = Fields(params).choice("symbolStatus", _STATUSES, -1122, default="TRADING")
    everything = status == "TRADING" and "SPOT" in _permissions(call)
    return list(listed.values()) if everything else []


def _permissions(call: Call) -> list[str]:
    text = call.params.get("permissions") or "SPOT"
    if not text.startswith("["):
        return [text]
    try:
        return list(map(str, json.loads(text)))
    except ValueError:
        raise bad_data("permissions") from None


def _shows_permissions(call: Call) -> bool:
    return call.params.get("showPermissionSets", "true").lower() != "false"


def symbol_info(instrument: SpotInstrument, shows_permissions: bool = True) -> dict[str, Any]:
    """One row of `symbols`."""
    return {
        "symbol": instrument.symbol,
        "status": "TRADING",
        "baseAsset": instrument.base,
        "baseAssetPrecision": PRECISION,
        "quoteAsset": QUOTE,
        "quotePrecision": PRECISION,
        "quoteAssetPrecision": PRECISION,
        "baseCommissionPrecision": PRECISION,
        "quoteCommissionPrecision": PRECISION,
        "orderTypes": list(ORDER_TYPES),
        "icebergAllowed": True,
        "ocoAllowed": True,
        "otoAllowed": False,
        "opoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": True,
        "cancelReplaceAllowed": True,
        "amendAllowed": True,
        "pegInstructionsAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": filters(instrument),
        "permissions": [],
        "permissionSets": [["SPOT"]] if shows_permissions else [],
        "defaultSelfTradePreventionMode": DEFAULT_PREVENTION,
        "allowedSelfTradePreventionModes": list(PREVENTION_MODES),
    }


def filters(instrument: SpotInstrument) -> list[dict[str, Any]]:
    """The filters of a pair."""
    return [
        *_size_filters(instrument),
        *_price_filters(instrument),
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": MAX_ORDERS},
        {"filterType": "MAX_NUM_ORDER_LISTS", "maxNumOrderLists": MAX_ORDER_LISTS},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": MAX_STOP_ORDERS},
        {"filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": MAX_AMENDMENTS},
    ]


def _size_filters(instrument: SpotInstrument) -> list[dict[str, Any]]:
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": money_text(instrument.min_price),
            "maxPrice": money_text(instrument.max_price),
            "tickSize": money_text(instrument.tick),
        },
        {
            "filterType": "LOT_SIZE",
            "minQty": money_text(instrument.step),
            "maxQty": money_text(instrument.max_quantity),
            "stepSize": money_text(instrument.step),
        },
        {"filterType": "ICEBERG_PARTS", "limit": ICEBERG_PARTS},
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": "0.00000000",
            "maxQty": money_text(instrument.market_max_quantity),
            "stepSize": "0.00000000",
        },
    ]


def _price_filters(instrument: SpotInstrument) -> list[dict[str, Any]]:
    up, down = format(PRICE_FACTOR_UP, "f"), format(PRICE_FACTOR_DOWN, "f")
    return [
        {
            "filterType": "TRAILING_DELTA",
            "minTrailingAboveDelta": MIN_TRAILING_DELTA,
            "maxTrailingAboveDelta": MAX_TRAILING_DELTA,
            "minTrailingBelowDelta": MIN_TRAILING_DELTA,
            "maxTrailingBelowDelta": MAX_TRAILING_DELTA,
        },
        {
            "filterType": "PERCENT_PRICE_BY_SIDE",
            "bidMultiplierUp": up,
            "bidMultiplierDown": down,
            "askMultiplierUp": up,
            "askMultiplierDown": down,
            "avgPriceMins": AVERAGE_MINUTES,
        },
        {
            "filterType": "NOTIONAL",
            "minNotional": money_text(instrument.min_notional),
            "applyMinToMarket": True,
            "maxNotional": money_text(MAX_NOTIONAL),
            "applyMaxToMarket": False,
            "avgPriceMins": AVERAGE_MINUTES,
        },
    ]
