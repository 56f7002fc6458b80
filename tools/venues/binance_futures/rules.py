"""Trading rules from the exchange information, kept for ten minutes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from decimal import Decimal

from pydantic import ValidationError

from tools.clock import Clock
from tools.errors import VenueUnavailable
from tools.terms import OrderType
from tools.venues.binance.budget import Limit
from tools.venues.binance_futures.bodies import (
    ExchangeInfoBody,
    RateLimitBody,
    SymbolBody,
    read,
)
from tools.venues.market import SymbolRules

KEEP_MS = 600_000
INTERVAL_MS = {"SECOND": 1_000, "MINUTE": 60_000, "HOUR": 3_600_000, "DAY": 86_400_000}
ORDER_TYPES = {kind.value: kind for kind in OrderType}


class RulesCache:
    """Rules by symbol, fetched together; a failed refresh is an error, never yesterday's rules."""

    def __init__(self, clock: Clock, ask: Callable[[], Awaitable[object]]) -> None:
        self._clock = clock
        self._ask = ask
        self._lock = asyncio.Lock()
        self._rules: dict[str, SymbolRules] = {}
        self._fetched_ms: int | None = None

    async def all(self) -> dict[str, SymbolRules]:
        """Rules of every symbol that states them completely."""
        async with self._lock:
            now_ms = self._clock.monotonic_ms()
            if self._fetched_ms is None or now_ms - self._fetched_ms >= KEEP_MS:
                self._rules = symbol_rules(await self._ask(), self._clock.now_ms())
                self._fetched_ms = now_ms
            return self._rules


def rate_limits(body: object) -> tuple[Limit, ...]:
    """The venue's request limits; kinds of interval nobody knows are left out."""
    return tuple(_limits(read(ExchangeInfoBody, body).rate_limits))


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


def _limits(rows: Iterable[RateLimitBody]) -> Iterable[Limit]:
    for row in rows:
        interval_ms = INTERVAL_MS.get(row.interval)
        if interval_ms is not None and row.interval_num > 0 and row.limit > 0:
            yield Limit(row.rate_limit_type, row.interval_num * interval_ms, row.limit)
