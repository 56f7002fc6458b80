"""sma_crossover: enter where the fast average crosses above the slow one, leave where it crosses below."""

import numpy as np
from numpy.typing import NDArray

from tools.errors import InvalidCall
from tools.research.bars import Bars
from tools.research.strategy import Signals, Strategy
from tools.text import Text

_UNITS = 1e8
"""Prices count in whole 1e-8 units: window sums are exact, so equal averages compare as equal."""


def signals(bars: Bars, params: dict[str, int]) -> Signals:
    """+1 on a close that crosses above, -1 on one that crosses below, else 0.

    Raises:
        InvalidCall: `fast` is not below `slow`, or one of them is below 1.
    """
    fast, slow = params["fast"], params["slow"]
    if not 1 <= fast < slow:
        raise InvalidCall(
            "fast must be at least 1 and below slow",
            "fast en az 1 olmalı ve slow'dan küçük olmalı",
            fields=("params",),
        )
    signal = np.zeros(len(bars), dtype=np.int8)
    if len(bars) <= slow:
        return signal
    units = np.rint(bars.close * _UNITS).astype(np.int64)
    above = np.sign(_window_sums(units, fast)[slow - fast :] * slow - _window_sums(units, slow) * fast)
    before, now = above[:-1], above[1:]
    signal[slow:] = ((before <= 0) & (now > 0)).astype(np.int8) - ((before >= 0) & (now < 0)).astype(np.int8)
    return signal


def _window_sums(units: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(units)))
    return total[length:] - total[:-length]


STRATEGY = Strategy(
    name="sma_crossover",
    summary=Text(
        en="Long from a crossing above to the next crossing below of two moving averages",
        tr="İki ortalamanın yukarı kesişiminden aşağı kesişimine kadar uzun pozisyon",
    ),
    defaults={"fast": 10, "slow": 30},
    signals=signals,
)
