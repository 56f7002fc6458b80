"""What a measurement is: a row of samples, and how samples are taken."""

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

Samples = list[float]
"""Milliseconds."""

WARM_UP = 3
"""Runs that do not count."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    group: str
    what: str
    samples: Samples
    per_second: float | None = None
    """Orders a second, where orders were placed one after the other as fast as it goes."""
    cpu_ms: float | None = None
    """Processor time per order of the process that placed it."""
    aim: str = ""
    with_p99: bool = False
    """Whether the table shows the slowest hundredth, too."""

    @property
    def p50(self) -> float:
        """Median in milliseconds."""
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """The milliseconds below which 95 % of the samples lie."""
        return self._below(0.95)

    @property
    def p99(self) -> float:
        """The milliseconds below which 99 % of the samples lie."""
        return self._below(0.99)

    def _below(self, share: float) -> float:
        return sorted(self.samples)[min(len(self.samples) - 1, int(len(self.samples) * share))]

    def to_json(self) -> dict[str, Any]:
        """Plain values; what was not measured is left out."""
        values = {
            "group": self.group,
            "what": self.what,
            "count": len(self.samples),
            "p50_ms": self.p50,
            "p95_ms": self.p95,
            "p99_ms": self.p99 if self.with_p99 else None,
            "orders_per_second": self.per_second,
            "cpu_ms_per_order": self.cpu_ms,
        }
        return {name: value for name, value in values.items() if value is not None}


async def timed(count: int, work: Callable[[int], Awaitable[object]]) -> Samples:
    """Milliseconds of each of `count` runs; `work` gets the run's number, negative while warming up."""
    samples: Samples = []
    for number in range(-WARM_UP, count):
        start = time.perf_counter()
        await work(number)
        if number >= 0:
            samples.append(since(start))
    return samples


def since(start: float) -> float:
    """Milliseconds since a reading of `time.perf_counter`."""
    return (time.perf_counter() - start) * 1000
