"""Bars: candles as arrays, cut to a period and resampled to an interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.errors import InvalidCall
from tools.venues.market import Candle

INTERVAL_MS = {
    "1m": 60_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "4h": 14_400_000,
    "1d": 86_400_000,
}
_YEAR_MS = 365 * 86_400_000

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bars:
    """Bars of one symbol, oldest first."""

    interval_ms: int
    open_ms: NDArray[np.int64]
    open: Floats
    high: Floats
    low: Floats
    close: Floats

    def __len__(self) -> int:
        return len(self.open_ms)

    @property
    def per_year(self) -> float:
        """Bars in a year of 365 days."""
        return _YEAR_MS / self.interval_ms


def from_candles(candles: Sequence[Candle], interval: str, start_ms: int | None, end_ms: int | None) -> Bars:
    """Bars of `interval` with `start_ms <= open < end_ms`.

    Raises:
        InvalidCall: no bar is left, or the candles are coarser than `interval`.
    """
    times = np.array([candle.open_ms for candle in candles], dtype=np.int64)
    native = int(np.diff(times).min()) if len(times) > 1 else INTERVAL_MS[interval]
    if INTERVAL_MS[interval] < native:
        raise InvalidCall(
            f"the data has bars of {native // 60_000} minutes; {interval} is finer than that",
            f"veride {native // 60_000} dakikalık mumlar var; {interval} bundan daha ince",
            fields=("interval",),
        )
    keep = np.ones(len(times), dtype=bool)
    if start_ms is not None:
        keep &= times >= start_ms
    if end_ms is not None:
        keep &= times < end_ms
    if not keep.any():
        raise InvalidCall("there is no bar in this period", "bu dönemde hiç mum yok", fields=("start", "end"))
    prices = np.array(
        [(c.open, c.high, c.low, c.close) for c, kept in zip(candles, keep, strict=True) if kept],
        dtype=np.float64,
    )
    return _resample(times[keep], prices, INTERVAL_MS[interval])


def _resample(times: NDArray[np.int64], prices: Floats, interval_ms: int) -> Bars:
    buckets = times // interval_ms * interval_ms
    starts = np.flatnonzero(np.diff(buckets, prepend=-1))
    ends = np.append(starts[1:], len(times)) - 1
    return Bars(
        interval_ms=interval_ms,
        open_ms=buckets[starts],
        open=prices[starts, 0],
        high=np.maximum.reduceat(prices[:, 1], starts),
        low=np.minimum.reduceat(prices[:, 2], starts),
        close=prices[ends, 3],
    )
