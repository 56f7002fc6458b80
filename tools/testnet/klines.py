"""Candles: sampled from the price path, plus the trades of the venue's own orders."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal

from tools.testnet.instrument import Instrument
from tools.testnet.path import HOUR_MS, PricePath, chance
from tools.testnet.tape import Trade

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


class Chart:
    """Bars of the price path, with what the venue's own orders traded on top."""

    def __init__(self, path: PricePath, prints: dict[str, list[Trade]]) -> None:
        self._path = path
        self._prints = prints

    def kline(self, instrument: Instrument, open_ms: int, length_ms: int, now_ms: int) -> Kline:
        """The bar that opens at `open_ms`, as far as it has come at `now_ms`."""
        upto = min(open_ms + length_ms - 1, now_ms)
        bar = self._of_path(instrument, open_ms, length_ms, upto)
        return _with_prints(bar, self._printed(instrument.symbol, open_ms, upto), upto)

    def klines(
        self,
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
        return [self.kline(instrument, at, length, now_ms) for at in range(first, last + 1, length)]

    def _of_path(self, instrument: Instrument, open_ms: int, length_ms: int, upto: int) -> Kline:
        path = self._path
        times = [open_ms + length_ms * n // _SAMPLES for n in range(_SAMPLES)]
        prices = [path.price(instrument, time) for time in times if time <= upto]
        prices.append(path.price(instrument, upto))
        volume = path.volume(instrument, open_ms, upto - open_ms + 1)
        share = 450 + chance(0, instrument.symbol, open_ms) % 100
        return Kline(
            open_ms=open_ms,
            close_ms=open_ms + length_ms - 1,
            open=prices[0],
            high=max(prices),
            low=min(prices),
            close=prices[-1],
            volume=volume,
            trades=1 + (upto - open_ms) // 1000,
            taker_volume=(volume * share / 1000).quantize(instrument.step),
        )

    def _printed(self, symbol: str, start_ms: int, end_ms: int) -> list[Trade]:
        prints = self._prints.get(symbol, [])
        first = bisect_left(prints, start_ms, key=lambda trade: trade.time_ms)
        last = bisect_right(prints, end_ms, key=lambda trade: trade.time_ms)
        return prints[first:last]


def _with_prints(bar: Kline, prints: list[Trade], upto: int) -> Kline:
    """A bar and the trades within it; the provider prints one of its own every second, which then is last."""
    if not prints:
        return bar
    prices = [trade.price for trade in prints]
    is_last = prints[-1].time_ms // 1000 == upto // 1000
    return replace(
        bar,
        high=max(bar.high, *prices),
        low=min(bar.low, *prices),
        close=prices[-1] if is_last else bar.close,
        volume=bar.volume + sum(trade.quantity for trade in prints),
        trades=bar.trades + len(prints),
        taker_volume=bar.taker_volume + sum(trade.quantity for trade in prints if not trade.buyer_maker),
    )
