"""Strategy: a name, default parameters and a pure function from bars to signals."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.research.bars import Bars
from tools.text import Text

Signals = NDArray[np.int8]
"""+1 enter, -1 leave, 0 nothing; decided on the close of the bar, filled at the open of the next."""


@dataclass(frozen=True)
class Strategy:
    """One built-in strategy."""

    name: str
    summary: Text
    defaults: dict[str, int]
    signals: Callable[[Bars, dict[str, int]], Signals]
