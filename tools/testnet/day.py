"""Statistics of the last 24 hours, from hourly bars that are computed once."""

from dataclasses import dataclass
from decimal import Decimal

from tools.testnet.instrument import Instrument
from tools.testnet.klines import Chart, Kline
from tools.testnet.path import HOUR_MS, PricePath

_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Day:
    """The last 24 hours of a symbol; `volume` in the base asset, `value` in USDT."""

    opened_ms: int
    open: Decimal
    high: Decimal
    low: Decimal
    volume: Decimal
    value: Decimal
    count: int


class DayStatistics:
    """Days of all symbols; closed hours never change, so they are kept."""

    def __init__(self, path: PricePath, chart: Chart) -> None:
        self._path = path
        self._chart = chart
        self._closed: dict[tuple[str, int], Kline] = {}

    def of(self, instrument: Instrument, now_ms: int) -> Day:
        """The 23 closed hours before this one, and this one so far."""
        hour = now_ms // HOUR_MS * HOUR_MS
        bars = [self._bar(instrument, hour - n * HOUR_MS) for n in range(23, 0, -1)]
        bars.append(self._chart.kline(instrument, hour, HOUR_MS, now_ms))
        return Day(
            opened_ms=now_ms - 24 * HOUR_MS,
            open=self._path.price(instrument, now_ms - 24 * HOUR_MS),
            high=max(bar.high for bar in bars),
            low=min(bar.low for bar in bars),
            volume=sum((bar.volume for bar in bars), Decimal(0)),
            value=sum((bar.quote_volume for bar in bars), Decimal(0)),
            count=sum(bar.trades for bar in bars),
        )

    def _bar(self, instrument: Instrument, open_ms: int) -> Kline:
        key = (instrument.symbol, open_ms)
        if key not in self._closed:
            if len(self._closed) > _KEPT:
                self._closed.clear()
            self._closed[key] = self._chart.kline(instrument, open_ms, HOUR_MS, open_ms + HOUR_MS)
        return self._closed[key]
