"""Feed: one stream by name; counts its events, drops what was told before, notices what is missing."""

from tools.venues.binance.streams.dialect import Heard
from tools.venues.binance.streams.freshness import Freshness, VenueTime
from tools.venues.market import Book
from tools.venues.stream_events import MarketEvent
from tools.venues.streams import FeedStatus

QUIET_MS = 10_000
"""A steady stream silent for longer than this missed events, whatever its numbers say."""


class Feed:
    """State of one stream.

    A steady stream speaks every second, whatever the market does, and its level is its own; another one
    is as fresh as its connection, because nobody trading is not a fault.
    """

    def __init__(
        self, name: str, venue_time: VenueTime, connection: Freshness, *, steady: bool = False
    ) -> None:
        self.name = name
        self.symbol = name.partition("@")[0].upper()
        self.gaps = self.events = self.duplicates = self.late = self.refused = 0
        self._own = Freshness(venue_time)
        self._connection = connection
        self._steady = steady
        self._number: int | None = None
        self._event_ms = 0
        self._last: MarketEvent | None = None
        self._reconnected = False

    def hear(self, heard: Heard) -> bool:
        """Whether the event is news; a gap before it is counted in `gaps`."""
        self._own.prove(heard.event_ms)
        self._connection.prove(heard.event_ms)
        if self._number is not None and heard.number <= self._number and not self._restated(heard):
            self._count_old(heard)
            return False
        if self._number is not None and self._missed(heard, self._number):
            self.gaps += 1
        self._number, self._event_ms, self._last = heard.number, heard.event_ms, heard.event
        self._reconnected = False
        self.events += 1
        return True

    def reconnected(self) -> None:
        """A new connection: book events start a new chain, trade ids go on from the known ones."""
        self._reconnected = True

    def status(self) -> FeedStatus:
        """Counts, age and level."""
        return FeedStatus(
            name=self.name,
            level=(self._own if self._steady else self._connection).level(),
            age_ms=self._own.age_ms(),
            events=self.events,
            duplicates=self.duplicates,
            late=self.late,
            gaps=self.gaps,
            refused=self.refused,
        )

    def _restated(self, heard: Heard) -> bool:
        """The same update id with another content: a change of the book that got no number of its own."""
        return heard.number == self._number and heard.previous is None and heard.event != self._last

    def _count_old(self, heard: Heard) -> None:
        if heard.number == self._number:
            self.duplicates += 1
        else:
            self.late += 1

    def _missed(self, heard: Heard, number: int) -> bool:
        chained = heard.previous is not None and not (self._reconnected and isinstance(heard.event, Book))
        if chained and heard.previous != number:
            return True
        return self._steady and heard.event_ms - self._event_ms > QUIET_MS
