"""Candles sampled from the price path."""

from dataclasses import dataclass
from decimal import Decimal

from tools.testnet.instrument import Instrument
from tools.testnet.path import HOUR_MS, PricePath, chance

_MINUTE = 60_000
INTERVALS = {
    "1m": _MINUTE,
    "3m": 3 * _MINUTE,
    "5m": 5 * _MINUTE,
    "15m": 15 * _MINUTE,
    "30m": 30 * _MINUTE,
    "1h": HOUR_MS,
    "2h": 2 * HOUR_MS,
    "4h": 4 * HOUR_MS,
    "6h": 6 * HOUR_MS,
    "8h": 8 * HOUR_MS,
    "12h": 12 * HOUR_MS,
    "1d": 24 * HOUR_MS,
    "3d": 72 * HOUR_MS,
    "1w": 168 * HOUR_MS,
    "1M": 720 * HOUR_MS,
}
"""Length in milliseconds; a month is 30 days from the epoch here."""

_SAMPLES = 6


@dataclass(frozen=True, slots=True)
class Kline:
    """One bar; `volume` in the base asset."""

    open_ms: int
    close_ms: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    trades: int
    taker_volume: Decimal

    @property
    def quote_volume(self) -> Decimal:
        """Traded value in USDT, at the middle of the bar."""
        return self.volume * (self.high + self.low) / 2


def kline(path: PricePath, instrument: Instrument, open_ms: int, length_ms: int, now_ms: int) -> Kline:
    """The bar that opens at `open_ms`, as far as it has come at `now_ms`."""
    end = open_ms + length_ms
    upto = min(end - 1, now_ms)
    times = [open_ms + length_ms * n // _SAMPLES for n in range(_SAMPLES)]
    prices = [path.price(instrument, time) for time in times if time <= upto]
    prices.append(path.price(instrument, upto))
    volume = path.volume(instrument, open_ms, upto - open_ms + 1)
    trades = 1 + (upto - open_ms) // 1000
    share = 450 + chance(0, instrument.symbol, open_ms) % 100
    taker = (volume * share / 1000).quantize(instrument.step)
    return Kline(open_ms, end - 1, prices[0], max(prices), min(prices), prices[-1], volume, trades, taker)


def klines(
    path: PricePath,
    instrument: Instrument,
    interval: str,
    window: tuple[int | None, int],
    limit: int,
    now_ms: int,
) -> list[Kline]:
    """Bars that open within (start or None, end); the newest ones, or from the start on when given."""
    length = INTERVALS[interval]
    start, end = window
    last = min(end, now_ms) // length * length
    first = last - (limit - 1) * length
    if start is not None:
        first = -(-start // length) * length
        last = min(last, first + (limit - 1) * length)
    return [kline(path, instrument, at, length, now_ms) for at in range(first, last + 1, length)]
