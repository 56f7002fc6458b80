"""Streams of the order book: best prices, the top levels, changes."""

from typing import Any

from tools.terms import Side
from tools.testnet.feed import Periodic, Source
from tools.testnet.instrument import Instrument
from tools.testnet.market import Market
from tools.testnet.numbers import trimmed
from tools.testnet.user_events import Event


class BookTicker:
    """Best bid and ask whenever one of them changed."""

    def __init__(self, venue: Source, instrument: Instrument) -> None:
        self._venue, self._instrument = venue, instrument
        self._sent: tuple[Any, ...] = ()

    def __call__(self, now_ms: int) -> list[Event]:
        market = self._venue.market(self._instrument.symbol)
        bids, asks = market.book.depth(Side.BUY, 1), market.book.depth(Side.SELL, 1)
        if (bids, asks) == self._sent or not bids or not asks:
            return []
        self._sent = (bids, asks)
        return [self.event(market, now_ms, bids[0], asks[0])]

    def event(self, market: Market, now_ms: int, bid: tuple[int, int], ask: tuple[int, int]) -> Event:
        """The best (price, quantity) of both sides."""
        instrument = self._instrument
        return {
            "e": "bookTicker",
            "u": market.update_id,
            "E": now_ms,
            "T": market.time_ms,
            "s": instrument.symbol,
            "ps": instrument.symbol,
            "b": trimmed(instrument.price(bid[0])),
            "B": trimmed(instrument.quantity(bid[1])),
            "a": trimmed(instrument.price(ask[0])),
            "A": trimmed(instrument.quantity(ask[1])),
            "st": 1,
        }


class _Depth(Periodic):
    """Depth events chained by `pu`, the `u` of the event before."""

    def __init__(self, venue: Source, instrument: Instrument, period_ms: int) -> None:
        super().__init__(venue, instrument, period_ms)
        self._previous = venue.market(instrument.symbol).update_id

    def event(self, market: Market, now_ms: int, sides: dict[Side, list[tuple[int, int]]]) -> Event:
        """Levels of both sides, as one event of the chain."""
        first = min(self._previous + 1, market.update_id)
        event = {
            "e": "depthUpdate",
            "E": now_ms,
            "T": market.time_ms,
            "s": self._instrument.symbol,
            "U": first,
            "u": market.update_id,
            "pu": self._previous,
            "b": self._levels(sides[Side.BUY]),
            "a": self._levels(sides[Side.SELL]),
            "ps": self._instrument.symbol,
            "st": 1,
        }
        self._previous = market.update_id
        return event

    def _levels(self, levels: list[tuple[int, int]]) -> list[list[str]]:
        one = self._instrument
        return [[trimmed(one.price(ticks)), trimmed(one.quantity(steps))] for ticks, steps in levels]


class PartialDepth(_Depth):
    """The top levels of both sides."""

    def __init__(self, venue: Source, instrument: Instrument, size: int, period_ms: int) -> None:
        super().__init__(venue, instrument, period_ms)
        self._size = size

    def events(self, now_ms: int) -> list[Event]:
        """The levels as they are."""
        market = self._venue.market(self._instrument.symbol)
        return [self.event(market, now_ms, {side: market.book.depth(side, self._size) for side in Side})]


class DepthChanges(_Depth):
    """Levels that changed since the event before; a quantity of 0 is a level that is gone.

    The first event says nothing but where the chain begins, so that a snapshot taken at any time after
    subscribing lies within an event: `U` <= lastUpdateId <= `u`.
    """

    def __init__(self, venue: Source, instrument: Instrument, period_ms: int) -> None:
        super().__init__(venue, instrument, period_ms)
        market = venue.market(instrument.symbol)
        self._known = {side: dict(market.book.depth(side)) for side in Side}
        self._begun = False

    def events(self, now_ms: int) -> list[Event]:
        """The changes of this period, if any."""
        market = self._venue.market(self._instrument.symbol)
        if market.update_id == self._previous and self._begun:
            return []
        self._begun = True
        return [self.event(market, now_ms, {side: self._changes(market, side) for side in Side})]

    def _changes(self, market: Market, side: Side) -> list[tuple[int, int]]:
        levels = dict(market.book.depth(side))
        known, self._known[side] = self._known[side], levels
        changed = [level for level in levels.items() if known.get(level[0]) != level[1]]
        return changed + [(price, 0) for price in known if price not in levels]
