"""Answers that are the same on every Binance market, as the product's frozen values."""

from tools.terms import OrderStatus
from tools.venues.binance.bodies import DayTickerBody, TimeBody
from tools.venues.binance.border import Number, at_border, read
from tools.venues.market import Candle, DayTicker

STATUS = {
    "PENDING_NEW": OrderStatus.PENDING,
    "NEW": OrderStatus.SUBMITTED,
    "PARTIALLY_FILLED": OrderStatus.PARTIALLY_FILLED,
    "FILLED": OrderStatus.FILLED,
    "CANCELED": OrderStatus.CANCELLED,
    "REJECTED": OrderStatus.REJECTED,
    "EXPIRED": OrderStatus.EXPIRED,
    "EXPIRED_IN_MATCH": OrderStatus.EXPIRED,
}
"""The venue's order states in ours; PENDING_NEW is a leg of an order list (spot) that waits for another."""


def server_time(body: object) -> int:
    """Server time in milliseconds."""
    return read(TimeBody, body).server_time


@at_border
def candles(body: object) -> tuple[Candle, ...]:
    """Bars, oldest first; each row has at least the six first fields."""
    rows = read(tuple[tuple[object, ...], ...], body)
    return tuple(_candle(row[:6]) for row in rows)


@at_border
def day_tickers(body: object) -> tuple[DayTicker, ...]:
    """The last 24 hours of every symbol."""
    return tuple(
        DayTicker(
            symbol=row.symbol,
            last=row.last_price,
            change_percent=row.price_change_percent,
            volume=row.volume,
            quote_volume=row.quote_volume,
            time_ms=row.close_time,
        )
        for row in read(tuple[DayTickerBody, ...], body)
    )


def _candle(row: tuple[object, ...]) -> Candle:
    time_ms, first, high, low, last, volume = read(tuple[int, Number, Number, Number, Number, Number], row)
    return Candle(open_ms=time_ms, open=first, high=high, low=low, close=last, volume=volume)
