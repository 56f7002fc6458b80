"""Market streams of the spot market; names without a route are its own."""

import re
from collections.abc import Callable
from typing import Any

from tools.terms import Side
from tools.testnet.book_streams import BookTicker, DepthChanges, PartialDepth
from tools.testnet.feed import Feed, Gathered, Periodic
from tools.testnet.instrument import Instrument
from tools.testnet.klines import INTERVALS
from tools.testnet.market import Market
from tools.testnet.numbers import money_text
from tools.testnet.spot.acceptance import AVERAGE_MINUTES
from tools.testnet.spot.instrument import SpotInstrument
from tools.testnet.spot.rest_tickers import statistics
from tools.testnet.spot.venue import SpotVenue
from tools.testnet.tape import Aggregate, Trade
from tools.testnet.ticker_streams import Klines
from tools.testnet.trade_streams import AggregateTrades, Trades
from tools.testnet.user_events import Event

_DEPTH = re.compile(r"depth(5|10|20)?(?:@(100|1000)ms)?")
_SECOND_MS = 1000
_TICKER = {
    "p": "priceChange",
    "P": "priceChangePercent",
    "w": "weightedAvgPrice",
    "x": "prevClosePrice",
    "c": "lastPrice",
    "Q": "lastQty",
    "b": "bidPrice",
    "B": "bidQty",
    "a": "askPrice",
    "A": "askQty",
    "o": "openPrice",
    "h": "highPrice",
    "l": "lowPrice",
    "v": "volume",
    "q": "quoteVolume",
    "O": "openTime",
    "C": "closeTime",
    "F": "firstId",
    "L": "lastId",
    "n": "count",
}
"""Field of GET ticker/24hr by field of the stream."""
_MINI = ("c", "o", "h", "l", "v", "q")


def single(instrument: Instrument, trade: Trade, now_ms: int) -> Event:
    """The `trade` stream."""
    return {
        "e": "trade",
        "E": now_ms,
        "s": instrument.symbol,
        "t": trade.trade_id,
        "p": money_text(trade.price),
        "q": money_text(trade.quantity),
        "T": trade.time_ms,
        "m": trade.buyer_maker,
        "M": True,
    }


def aggregate(instrument: Instrument, one: Aggregate, now_ms: int) -> Event:
    """The `aggTrade` stream."""
    return {
        "e": "aggTrade",
        "E": now_ms,
        "s": instrument.symbol,
        "a": one.aggregate_id,
        "p": money_text(one.price),
        "q": money_text(one.quantity),
        "f": one.first_id,
        "l": one.last_id,
        "T": one.time_ms,
        "m": one.buyer_maker,
        "M": True,
    }


class SpotBookTicker(BookTicker):
    """Best bid and ask; the event has no name of its own."""

    def event(self, market: Market, now_ms: int, bid: tuple[int, int], ask: tuple[int, int]) -> Event:
        """The best (price, quantity) of both sides."""
        one = market.instrument
        return {
            "u": market.update_id,
            "s": one.symbol,
            "b": money_text(one.price(bid[0])),
            "B": money_text(one.quantity(bid[1])),
            "a": money_text(one.price(ask[0])),
            "A": money_text(one.quantity(ask[1])),
        }


class SpotDepthChanges(DepthChanges):
    """Levels that changed since the event before, chained by `U` and `u` alone."""

    def event(self, market: Market, now_ms: int, sides: dict[Side, list[tuple[int, int]]]) -> Event:
        """The changes of a period."""
        whole = super().event(market, now_ms, sides)
        return {name: whole[name] for name in ("e", "E", "s", "U", "u")} | {
            "b": _levels(market, sides[Side.BUY]),
            "a": _levels(market, sides[Side.SELL]),
        }


class SpotPartialDepth(PartialDepth):
    """The top levels of both sides, as GET depth writes them."""

    def event(self, market: Market, now_ms: int, sides: dict[Side, list[tuple[int, int]]]) -> Event:
        """The levels as they are."""
        return {
            "lastUpdateId": market.update_id,
            "bids": _levels(market, sides[Side.BUY]),
            "asks": _levels(market, sides[Side.SELL]),
        }


class SpotKlines(Klines):
    """The open bar every two seconds, and each bar once more when it is closed."""

    period_ms = 2000
    written = staticmethod(money_text)


class SpotTicker(Periodic):
    """The last 24 hours, whole or in short."""

    def __init__(self, venue: SpotVenue, instrument: SpotInstrument, short: bool) -> None:
        super().__init__(venue, instrument, _SECOND_MS)
        self._spot, self._pair, self._short = venue, instrument, short

    def events(self, now_ms: int) -> list[Any]:
        """The day up to now."""
        row = statistics(self._spot, self._pair)
        letters = _MINI if self._short else tuple(_TICKER)
        name = "24hrMiniTicker" if self._short else "24hrTicker"
        head = {"e": name, "E": now_ms, "s": self._pair.symbol}
        return [head | {letter: row[_TICKER[letter]] for letter in letters}]


class AveragePrice(Periodic):
    """The mean price of the last five minutes."""

    def __init__(self, venue: SpotVenue, instrument: SpotInstrument) -> None:
        super().__init__(venue, instrument, _SECOND_MS)
        self._spot, self._pair = venue, instrument

    def events(self, now_ms: int) -> list[Any]:
        """The mean now."""
        event = {
            "e": "avgPrice",
            "E": now_ms,
            "s": self._pair.symbol,
            "i": f"{AVERAGE_MINUTES}m",
            "w": money_text(self._spot.average(self._pair)),
            "T": self._spot.market(self._pair.symbol).last.time_ms,
        }
        return [event]


_KINDS: dict[str, Callable[[SpotVenue, SpotInstrument], Feed]] = {
    "bookTicker": SpotBookTicker,
    "aggTrade": lambda venue, one: AggregateTrades(venue, one, aggregate),
    "trade": lambda venue, one: Trades(venue, one, single),
    "miniTicker": lambda venue, one: SpotTicker(venue, one, short=True),
    "ticker": lambda venue, one: SpotTicker(venue, one, short=False),
    "avgPrice": AveragePrice,
}


def open_spot_feed(venue: SpotVenue, name: str) -> Feed | None:
    """A feed for a stream name; None for one the spot market does not have."""
    if name in ("!miniTicker@arr", "!ticker@arr"):
        short = name.startswith("!mini")
        return Gathered([SpotTicker(venue, one, short) for one in venue.instruments.values()])
    prefix, _, kind = name.partition("@")
    instrument = venue.instruments.get(prefix.upper()) if prefix == prefix.lower() else None
    return _open_one(venue, instrument, kind) if instrument else None


def _open_one(venue: SpotVenue, instrument: SpotInstrument, kind: str) -> Feed | None:
    if kind in _KINDS:
        return _KINDS[kind](venue, instrument)
    if kind.startswith("kline_") and kind[6:] in INTERVALS:
        return SpotKlines(venue, instrument, kind[6:])
    depth = _DEPTH.fullmatch(kind)
    if depth is None:
        return None
    period_ms = int(depth[2] or _SECOND_MS)
    if depth[1]:
        return SpotPartialDepth(venue, instrument, int(depth[1]), period_ms)
    return SpotDepthChanges(venue, instrument, period_ms)


def _levels(market: Market, levels: list[tuple[int, int]]) -> list[list[str]]:
    one = market.instrument
    return [[money_text(one.price(ticks)), money_text(one.quantity(steps))] for ticks, steps in levels]
