"""Prices to value with: spot has no mark price, the middle of bid and ask takes its place."""

from collections.abc import Mapping
from decimal import Decimal

from tools.venues.binance.border import at_border
from tools.venues.market import MarkPrice


@at_border
def mark_price(symbol: str, price: Decimal, time_ms: int) -> MarkPrice:
    """A price without index or funding of its own."""
    return MarkPrice(
        symbol=symbol,
        mark=price,
        index=price,
        funding_rate=Decimal(0),
        next_funding_ms=0,
        time_ms=time_ms,
    )


def mark_prices(middles: Mapping[str, Decimal | None], time_ms: int) -> tuple[MarkPrice, ...]:
    """The prices of the symbols that have one."""
    return tuple(mark_price(symbol, price, time_ms) for symbol, price in middles.items() if price is not None)
