"""Bodies that are the same on every Binance market; unknown fields are ignored."""

from dataclasses import dataclass

from tools.venues.binance.border import Body, Number


@dataclass(frozen=True, kw_only=True)
class TimeBody(Body):
    """GET …/time."""

    server_time: int


@dataclass(frozen=True, kw_only=True)
class RateLimitBody(Body):
    """One row of `rateLimits`."""

    rate_limit_type: str
    interval: str
    interval_num: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class DayTickerBody(Body):
    """One row of GET …/ticker/24hr."""

    symbol: str
    last_price: Number
    price_change_percent: Number
    volume: Number
    quote_volume: Number
    close_time: int


@dataclass(frozen=True, kw_only=True)
class ExchangeInfoBody(Body):
    """GET …/exchangeInfo; symbols are validated one by one, so one odd one spoils no other."""

    server_time: int
    rate_limits: tuple[RateLimitBody, ...]
    symbols: tuple[dict[str, object], ...]
