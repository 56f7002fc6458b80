"""MarketFeeds: the market streams of the symbols listened to."""

from collections.abc import Iterable

from tools.errors import VenueUnavailable
from tools.venues.binance.streams.dialect import Data, MarketDialect, MarketRoute
from tools.venues.binance.streams.feed import Feed
from tools.venues.binance.streams.freshness import Freshness, VenueTime
from tools.venues.binance.streams.hub import Hub
from tools.venues.streams import FeedStatus

SPACING_MS = 5_000
"""A symbol is asked about at most this often: its streams are snapshots and heal by themselves."""


class MarketFeeds:
    """Reads market frames, passes news on and notes for which symbols something was missed."""

    def __init__(self, venue_time: VenueTime, hub: Hub, dialect: MarketDialect) -> None:
        self._time = venue_time
        self._hub = hub
        self._dialect = dialect
        self._feeds: dict[MarketRoute, dict[str, Feed]] = {route: {} for route in dialect.kinds}
        self.freshness: dict[MarketRoute, Freshness] = {
            route: Freshness(venue_time) for route in dialect.kinds
        }
        self.missed: set[str] = set()
        """Symbols to ask about by REST."""
        self._asked_ms: dict[str, int] = {}

    def listen(self, symbols: Iterable[str]) -> None:
        """Have exactly these symbols."""
        for route, kinds in self._dialect.kinds.items():
            wanted = {f"{symbol.lower()}@{kind}": kind for symbol in symbols for kind in kinds}
            feeds = self._feeds[route]
            for name in feeds.keys() - wanted.keys():
                del feeds[name]
            for name, kind in wanted.items():
                if name not in feeds:
                    steady = kind == self._dialect.steady
                    feeds[name] = Feed(name, self._time, self.freshness[route], steady=steady)

    def names(self, route: MarketRoute) -> tuple[str, ...]:
        """Stream names of a route."""
        return tuple(self._feeds[route])

    def connected(self, route: MarketRoute) -> None:
        """A route has a new connection."""
        for feed in self._feeds[route].values():
            feed.reconnected()

    def hear(self, route: MarketRoute, name: str, data: Data) -> None:
        """Take one event of a stream; streams no longer wanted are ignored."""
        feed = self._feeds[route].get(name)
        if feed is None:
            return
        try:
            heard = self._dialect.read(feed.symbol, data)
        except VenueUnavailable:
            feed.refused += 1
            return
        if heard.event.symbol != feed.symbol:
            feed.refused += 1
            return
        gaps = feed.gaps
        if feed.hear(heard):
            self._hub.publish(heard.event)
        if feed.gaps > gaps and heard.event_ms - self._asked_ms.get(feed.symbol, 0) >= SPACING_MS:
            self._asked_ms[feed.symbol] = heard.event_ms
            self.missed.add(feed.symbol)

    def statuses(self) -> tuple[FeedStatus, ...]:
        """All streams, by route and name."""
        return tuple(feed.status() for feeds in self._feeds.values() for feed in feeds.values())
