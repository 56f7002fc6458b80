"""What a stream is made of: feeds that say which events are due."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from tools.clock import Clock
from tools.testnet.day import DayStatistics
from tools.testnet.instrument import Instrument
from tools.testnet.klines import Chart
from tools.testnet.market import Market
from tools.testnet.path import PricePath

Feed = Callable[[int], list[Any]]
"""Payloads due at a time in milliseconds; remembers what it has sent."""


class Source(Protocol):
    """The market data of a venue, futures or spot."""

    clock: Clock
    path: PricePath
    chart: Chart
    days: DayStatistics

    def market(self, symbol: str) -> Market:
        """A symbol's market, brought up to now."""
        ...


class Periodic:
    """Sends once per period of the venue's clock."""

    def __init__(self, venue: Source, instrument: Instrument, period_ms: int) -> None:
        self._venue, self._instrument, self._period_ms = venue, instrument, period_ms
        self._period = 0

    def __call__(self, now_ms: int) -> list[Any]:
        if now_ms // self._period_ms == self._period:
            return []
        self._period = now_ms // self._period_ms
        return self.events(now_ms)

    def events(self, now_ms: int) -> list[Any]:
        """The payloads of this period."""
        raise NotImplementedError


class Joined:
    """Several feeds as one stream."""

    def __init__(self, feeds: Sequence[Feed]) -> None:
        self._feeds = feeds

    def __call__(self, now_ms: int) -> list[Any]:
        return [event for feed in self._feeds for event in feed(now_ms)]


class Gathered(Joined):
    """Several feeds as one stream of arrays."""

    def __call__(self, now_ms: int) -> list[Any]:
        events = super().__call__(now_ms)
        return [events] if events else []
