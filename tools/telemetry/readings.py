"""Readings: what a process has counted, as values a tool can show."""

from typing import Protocol, runtime_checkable

from tools.frozen import Frozen
from tools.money import Amount
from tools.telemetry.event import Event, Sink


class Reading(Frozen):
    """One series at this moment."""

    name: str
    """As in the scrape; of a histogram only `_count` and `_sum`."""
    labels: dict[str, str] = {}
    value: Amount
    """Rounded to six decimals."""


@runtime_checkable
class Meters(Sink, Protocol):
    """A sink that can be read."""

    def readings(self) -> tuple[Reading, ...]:
        """Every series, in the order of the scrape; empty where nothing is counted."""
        ...


class NoMeters:
    """Nothing is counted here."""

    def emit(self, event: Event) -> None:
        """Drop the event."""

    def readings(self) -> tuple[Reading, ...]:
        return ()
