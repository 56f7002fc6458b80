"""Freshness: the age of data by the venue's event time, never by the time it was received."""

from tools.clock import Clock
from tools.venues.streams import Level

PRIME_MS = 30_000
DEGRADED_MS = 120_000


class VenueTime:
    """The venue's clock as last measured."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.offset_ms = 0
        """Venue time minus local time."""

    def now_ms(self) -> int:
        """Venue time now."""
        return self._clock.now_ms() + self.offset_ms


class Freshness:
    """The newest moment the venue is known to have spoken of."""

    def __init__(self, venue_time: VenueTime) -> None:
        self._time = venue_time
        self.newest_ms: int | None = None

    def prove(self, time_ms: int) -> None:
        """The venue spoke of this moment. One in the future counts as now, else it would hide a silence."""
        time_ms = min(time_ms, self._time.now_ms())
        self.newest_ms = time_ms if self.newest_ms is None else max(self.newest_ms, time_ms)

    def age_ms(self) -> int | None:
        """How old the newest moment is; None when there is none."""
        return None if self.newest_ms is None else self._time.now_ms() - self.newest_ms

    def level(self) -> Level:
        """How far the data can be trusted."""
        age_ms = self.age_ms()
        if age_ms is None or age_ms >= DEGRADED_MS:
            return Level.DOWN
        return Level.PRIME if age_ms < PRIME_MS else Level.DEGRADED
