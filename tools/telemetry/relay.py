"""Relay: a sink for parts that are built before anybody knows who counts."""

from tools.telemetry.event import Event, Sink
from tools.telemetry.readings import Meters, Reading


class Relay:
    """Drops events until it has a sink to pass them to."""

    def __init__(self) -> None:
        self.sink: Sink | None = None

    def emit(self, event: Event) -> None:
        """Pass one event on."""
        if self.sink is not None:
            self.sink.emit(event)

    def readings(self) -> tuple[Reading, ...]:
        """What its sink has counted; nothing without one that can be read."""
        return self.sink.readings() if isinstance(self.sink, Meters) else ()
