"""Stream names: which route they belong to, and the feed that says what is due, if anything."""

import re
from collections.abc import Callable

from tools.testnet.book_streams import BookTicker, DepthChanges, PartialDepth
from tools.testnet.feed import Feed, Gathered, Joined
from tools.testnet.instrument import Instrument
from tools.testnet.klines import INTERVALS
from tools.testnet.ticker_streams import ContinuousKlines, Klines, MarkPrice, MiniTicker, Ticker
from tools.testnet.trade_streams import AggregateTrades, Liquidations, Trades, aggregate, single
from tools.testnet.venue import Venue

PUBLIC, MARKET = "public", "market"

_DEPTH = re.compile(r"(?:rpiD|d)epth(5|10|20)?(?:@(100|250|500)ms)?")
_CONTINUOUS = re.compile(r"([a-z0-9]+)_perpetual")


def route_of(name: str) -> str:
    """The route a stream belongs to."""
    kind = name.partition("@")[2]
    book = name == "!bookTicker" or kind in ("bookTicker", "trade") or _DEPTH.fullmatch(kind)
    return PUBLIC if book else MARKET


def is_market_stream(name: str) -> bool:
    """Whether a name is that of a market stream rather than a listen key."""
    return "@" in name or name.startswith("!")


def open_feed(venue: Venue, name: str) -> Feed | None:
    """A feed for a stream name; None for one the venue does not have."""
    if name.startswith("!"):
        return _open_all(venue, name)
    prefix, _, kind = name.partition("@")
    if prefix != prefix.lower():
        return None
    continuous = _CONTINUOUS.fullmatch(prefix)
    if continuous:
        instrument = venue.instruments.get(continuous[1].upper())
        return _open_continuous(venue, instrument, kind) if instrument else None
    instrument = venue.instruments.get(prefix.upper())
    return _open_one(venue, instrument, kind) if instrument else None


_KINDS: dict[str, Callable[[Venue, Instrument], Feed]] = {
    "bookTicker": BookTicker,
    "aggTrade": lambda venue, one: AggregateTrades(venue, one, aggregate),
    "trade": lambda venue, one: Trades(venue, one, single),
    "markPrice": lambda venue, one: MarkPrice(venue, one, 3000),
    "markPrice@1s": lambda venue, one: MarkPrice(venue, one, 1000),
    "miniTicker": lambda venue, one: MiniTicker(venue, one, 1000),
    "ticker": lambda venue, one: Ticker(venue, one, 1000),
    "forceOrder": lambda venue, one: Liquidations(venue, one.symbol),
}

_ALL: dict[str, Callable[[Venue, list[Instrument]], Feed]] = {
    "!bookTicker": lambda venue, every: Joined([BookTicker(venue, one) for one in every]),
    "!markPrice@arr": lambda venue, every: Gathered([MarkPrice(venue, one, 3000) for one in every]),
    "!markPrice@arr@1s": lambda venue, every: Gathered([MarkPrice(venue, one, 1000) for one in every]),
    "!miniTicker@arr": lambda venue, every: Gathered([MiniTicker(venue, one, 1000) for one in every]),
    "!ticker@arr": lambda venue, every: Gathered([Ticker(venue, one, 1000) for one in every]),
    "!forceOrder@arr": lambda venue, _: Liquidations(venue, None),
}


def _open_all(venue: Venue, name: str) -> Feed | None:
    opener = _ALL.get(name)
    return opener(venue, list(venue.instruments.values())) if opener else None


def _open_one(venue: Venue, instrument: Instrument, kind: str) -> Feed | None:
    if kind in _KINDS:
        return _KINDS[kind](venue, instrument)
    if kind.startswith("kline_") and kind[6:] in INTERVALS:
        return Klines(venue, instrument, kind[6:])
    depth = _DEPTH.fullmatch(kind)
    if depth is None:
        return None
    period_ms = int(depth[2] or 250)
    if depth[1]:
        return PartialDepth(venue, instrument, int(depth[1]), period_ms)
    return DepthChanges(venue, instrument, period_ms)


def _open_continuous(venue: Venue, instrument: Instrument, kind: str) -> Feed | None:
    interval = kind.removeprefix("continuousKline_")
    if interval == kind or interval not in INTERVALS:
        return None
    return ContinuousKlines(venue, instrument, interval)
