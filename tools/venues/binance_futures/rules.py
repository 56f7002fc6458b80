"""Trading rules of futures symbols from the exchange information."""

from decimal import Decimal

from pydantic import ValidationError

from tools.errors import VenueUnavailable
from tools.terms import OrderType
from tools.venues.binance.bodies import ExchangeInfoBody
from tools.venues.binance.border import read
from tools.venues.binance_futures.bodies import SymbolBody
from tools.venues.market import SymbolRules

ORDER_TYPES = {kind.value: kind for kind in OrderType}


def symbol_rules(body: object, fetched_ms: int) -> dict[str, SymbolRules]:
    """Rules by symbol; a symbol that lacks a filter is left out, for nobody could check its orders."""
    found: dict[str, SymbolRules] = {}
    for row in read(ExchangeInfoBody, body).symbols:
        try:
            rules = _rules(read(SymbolBody, row), fetched_ms)
        except (VenueUnavailable, ValidationError, KeyError):
            continue
        found[rules.symbol] = rules
    return found


def _rules(row: SymbolBody, fetched_ms: int) -> SymbolRules:
    filters = {one.filter_type: one for one in row.filters}
    price, lot, percent = filters["PRICE_FILTER"], filters["LOT_SIZE"], filters["PERCENT_PRICE"]
    market = filters.get("MARKET_LOT_SIZE", lot)
    known = {
        "tick_size": price.tick_size,
        "min_price": price.min_price,
        "max_price": price.max_price,
        "step_size": lot.step_size,
        "min_quantity": lot.min_qty,
        "max_quantity": lot.max_qty,
        "market_step_size": market.step_size,
        "market_max_quantity": market.max_qty,
        "min_notional": filters["MIN_NOTIONAL"].notional,
        "price_multiplier_up": percent.multiplier_up,
        "price_multiplier_down": percent.multiplier_down,
        "max_open_orders": filters["MAX_NUM_ORDERS"].limit,
    }
    described = {
        "symbol": row.symbol,
        "status": row.status,
        "base_asset": row.base_asset,
        "quote_asset": row.quote_asset,
        "order_types": [ORDER_TYPES[name] for name in row.order_types if name in ORDER_TYPES],
        "maintenance_margin_rate": row.maint_margin_percent / Decimal(100),
        "fetched_ms": fetched_ms,
    }
    return SymbolRules.model_validate({**described, **known})
