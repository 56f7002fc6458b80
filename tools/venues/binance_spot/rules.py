"""Trading rules of spot symbols from the exchange information."""

from decimal import Decimal

from pydantic import ValidationError

from tools.errors import VenueUnavailable
from tools.venues.binance.bodies import ExchangeInfoBody
from tools.venues.binance.border import read
from tools.venues.binance_spot.bodies import FilterBody, SymbolBody
from tools.venues.binance_spot.order_types import OURS
from tools.venues.market import SymbolRules


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
    described = {
        "symbol": row.symbol,
        "status": row.status,
        "base_asset": row.base_asset,
        "quote_asset": row.quote_asset,
        "order_types": [OURS[name] for name in row.order_types if name in OURS],
        "max_open_orders": filters["MAX_NUM_ORDERS"].max_num_orders,
        "maintenance_margin_rate": Decimal(0),
        "fetched_ms": fetched_ms,
    }
    return SymbolRules.model_validate({**described, **_prices(filters), **_sizes(filters)})


def _prices(filters: dict[str, FilterBody]) -> dict[str, Decimal | None]:
    price, percent = filters["PRICE_FILTER"], filters["PERCENT_PRICE_BY_SIDE"]
    return {
        "tick_size": price.tick_size,
        "min_price": price.min_price,
        "max_price": price.max_price,
        "price_multiplier_up": percent.bid_multiplier_up,
        "price_multiplier_down": percent.ask_multiplier_down,
        "buy_multiplier_down": percent.bid_multiplier_down,
        "sell_multiplier_up": percent.ask_multiplier_up,
    }


def _sizes(filters: dict[str, FilterBody]) -> dict[str, Decimal | None]:
    """Real symbols state a market step of zero: only the step of LOT_SIZE binds then."""
    lot, notional = filters["LOT_SIZE"], filters["NOTIONAL"]
    market = filters.get("MARKET_LOT_SIZE", lot)
    return {
        "step_size": lot.step_size,
        "min_quantity": lot.min_qty,
        "max_quantity": lot.max_qty,
        "market_step_size": market.step_size or lot.step_size,
        "market_max_quantity": market.max_qty or lot.max_qty,
        "min_notional": notional.min_notional,
        "max_notional": notional.max_notional,
    }
