"""GET exchangeInfo: the symbols with their filters, and the limits."""

from typing import Any

from tools.testnet.endpoint import Call, Json
from tools.testnet.instrument import Instrument
from tools.testnet.numbers import trimmed
from tools.testnet.profile import Profile
from tools.testnet.rate_limit import futures_limits, limit_rows

_ORDER_TYPES = (
    "LIMIT",
    "MARKET",
    "STOP",
    "STOP_MARKET",
    "TAKE_PROFIT",
    "TAKE_PROFIT_MARKET",
    "TRAILING_STOP_MARKET",
)


def exchange_info(call: Call) -> Json:
    """Everything a client needs before it trades."""
    venue = call.venue
    return {
        "timezone": "UTC",
        "serverTime": venue.now_ms(),
        "futuresType": "U_MARGINED",
        "rateLimits": limit_rows(futures_limits(venue.profile)),
        "exchangeFilters": [],
        "assets": [{"asset": "USDT", "marginAvailable": True, "autoAssetExchange": "-10000"}],
        "symbols": [symbol_info(one, venue.profile) for one in venue.instruments.values()],
    }


def symbol_info(instrument: Instrument, profile: Profile) -> dict[str, Any]:
    """One row of `symbols`."""
    return {
        "symbol": instrument.symbol,
        "pair": instrument.symbol,
        "contractType": "PERPETUAL",
        "deliveryDate": 4133404800000,
        "onboardDate": 1569398400000,
        "status": "TRADING",
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": instrument.base,
        "quoteAsset": "USDT",
        "marginAsset": "USDT",
        "pricePrecision": instrument.price_precision,
        "quantityPrecision": instrument.quantity_precision,
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "underlyingSubType": ["PoW"] if instrument.base == "BTC" else ["Layer-1"],
        "triggerProtect": "0.0500",
        "liquidationFee": "0.012500",
        "marketTakeBound": format(profile.market_take_bound, "f"),
        "maxMoveOrderLimit": 10000,
        "filters": _filters(instrument, profile),
        "orderTypes": list(_ORDER_TYPES),
        "timeInForce": ["GTC", "IOC", "FOK", "GTX", "GTD"],
        "permissionSets": ["GRID", "COPY", "DCA"],
    }


def _filters(instrument: Instrument, profile: Profile) -> list[dict[str, Any]]:
    step = trimmed(instrument.step)
    places = instrument.price_precision
    return [
        {
            "filterType": "PRICE_FILTER",
            "tickSize": f"{instrument.tick_size:.{places}f}",
            "minPrice": f"{instrument.min_price:.{places}f}",
            "maxPrice": trimmed(instrument.max_price),
        },
        {
            "filterType": "LOT_SIZE",
            "stepSize": step,
            "minQty": step,
            "maxQty": trimmed(instrument.max_quantity),
        },
        {
            "filterType": "MARKET_LOT_SIZE",
            "stepSize": step,
            "minQty": step,
            "maxQty": trimmed(instrument.market_max_quantity),
        },
        {"filterType": "MAX_NUM_ORDERS", "limit": profile.max_open_orders},
        {"filterType": "MIN_NOTIONAL", "notional": trimmed(instrument.min_notional)},
        {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": f"{1 + instrument.band:.4f}",
            "multiplierDown": f"{1 - instrument.band:.4f}",
            "multiplierDecimal": "4",
        },
        {"filterType": "POSITION_RISK_CONTROL", "positionControlSide": "NONE"},
    ]
