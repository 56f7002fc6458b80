"""Market stream payloads: what a stream name like `btcusdt@bookTicker` sends now, if anything new."""

from collections.abc import Callable
from typing import Any

from tools.terms import Side
from tools.testnet.instrument import Instrument
from tools.testnet.klines import INTERVALS, kline
from tools.testnet.market import Market, Trade
from tools.testnet.numbers import money_text, trimmed
from tools.testnet.rest_market import FUNDING_MS, FUNDING_RATE
from tools.testnet.user_events import Event
from tools.testnet.venue import Venue

Feed = Callable[[int], list[Event]]
"""Events due at a time in milliseconds; remembers what it has sent."""

PUBLIC, MARKET = "public", "market"


def route_of(name: str) -> str:
    """The route a stream belongs to."""
    kind = name.partition("@")[2]
    return PUBLIC if kind == "bookTicker" or kind.startswith("depth") or kind == "trade" else MARKET


def open_feed(venue: Venue, name: str) -> Feed | None:
    """A feed for a stream name; None for one the venue does not have."""
    symbol, _, kind = name.partition("@")
    instrument = venue.instruments.get(symbol.upper())
    if instrument is None or name != name.lower().replace("bookticker", "bookTicker").replace(
        "aggtrade", "aggTrade"
    ).replace("markprice", "markPrice"):
        return None
    if kind == "bookTicker":
        return _BookTicker(venue, instrument)
    if kind in ("aggTrade", "trade"):
        return _Trades(venue, instrument, _aggregate if kind == "aggTrade" else _single)
    if kind in ("markPrice", "markPrice@1s"):
        return _MarkPrice(venue, instrument, 1000 if kind.endswith("1s") else 3000)
    if kind.startswith("kline_") and kind[6:] in INTERVALS:
        return _Kline(venue, instrument, kind[6:])
    return _open_depth(venue, instrument, kind)


_DEPTHS = {"depth5": 5, "depth10": 10, "depth20": 20}
_SPEEDS = {"": 250, "100ms": 100, "250ms": 250, "500ms": 500}


def _open_depth(venue: Venue, instrument: Instrument, kind: str) -> Feed | None:
    size, _, speed = kind.partition("@")
    if size not in _DEPTHS or speed not in _SPEEDS:
        return None
    return _Depth(venue, instrument, _DEPTHS[size], _SPEEDS[speed])


class _BookTicker:
    def __init__(self, venue: Venue, instrument: Instrument) -> None:
        self._venue, self._instrument = venue, instrument
        self._sent: tuple[Any, ...] = ()

    def __call__(self, now_ms: int) -> list[Event]:
        market, instrument = self._venue.market(self._instrument.symbol), self._instrument
        bids, asks = market.book.depth(Side.BUY, 1), market.book.depth(Side.SELL, 1)
        if (bids, asks) == self._sent or not bids or not asks:
            return []
        self._sent = (bids, asks)
        (bid, bid_size), (ask, ask_size) = bids[0], asks[0]
        event = {
            "e": "bookTicker",
            "u": market.update_id,
            "E": now_ms,
            "T": market.time_ms,
            "s": instrument.symbol,
            "ps": instrument.symbol,
            "b": trimmed(instrument.price(bid)),
            "B": trimmed(instrument.quantity(bid_size)),
            "a": trimmed(instrument.price(ask)),
            "A": trimmed(instrument.quantity(ask_size)),
            "st": 1,
        }
        return [event]


class _Trades:
    def __init__(
        self, venue: Venue, instrument: Instrument, row: Callable[[Instrument, Trade, int], Event]
    ) -> None:
        self._venue, self._instrument, self._row = venue, instrument, row
        self._sent = venue.market(instrument.symbol).last.trade_id

    def __call__(self, now_ms: int) -> list[Event]:
        market = self._venue.market(self._instrument.symbol)
        if market.last.trade_id == self._sent:
            return []
        fresh = [trade for trade in market.trades if trade.trade_id > self._sent]
        self._sent = market.last.trade_id
        return [self._row(self._instrument, trade, now_ms) for trade in fresh]


def _aggregate(instrument: Instrument, trade: Trade, now_ms: int) -> Event:
    quantity = trimmed(trade.quantity)
    return {
        "e": "aggTrade",
        "E": now_ms,
        "s": instrument.symbol,
        "a": trade.trade_id,
        "p": trimmed(trade.price),
        "q": quantity,
        "nq": quantity,
        "f": trade.trade_id,
        "l": trade.trade_id,
        "T": trade.time_ms,
        "m": trade.buyer_maker,
        "st": 1,
    }


def _single(instrument: Instrument, trade: Trade, now_ms: int) -> Event:
    return {
        "e": "trade",
        "E": now_ms,
        "T": trade.time_ms,
        "s": instrument.symbol,
        "t": trade.trade_id,
        "p": trimmed(trade.price),
        "q": trimmed(trade.quantity),
        "X": "MARKET",
        "m": trade.buyer_maker,
    }


class _Periodic:
    """Sends once per period of the venue's clock."""

    def __init__(self, venue: Venue, instrument: Instrument, period_ms: int) -> None:
        self._venue, self._instrument, self._period_ms = venue, instrument, period_ms
        self._period = 0

    def __call__(self, now_ms: int) -> list[Event]:
        if now_ms // self._period_ms == self._period:
            return []
        self._period = now_ms // self._period_ms
        return self._events(now_ms)

    def _events(self, now_ms: int) -> list[Event]:
        raise NotImplementedError


class _Depth(_Periodic):
    def __init__(self, venue: Venue, instrument: Instrument, size: int, period_ms: int) -> None:
        super().__init__(venue, instrument, period_ms)
        self._size = size
        self._previous = 0

    def _events(self, now_ms: int) -> list[Event]:
        market = self._venue.market(self._instrument.symbol)
        event = {
            "e": "depthUpdate",
            "E": now_ms,
            "T": market.time_ms,
            "s": self._instrument.symbol,
            "U": self._previous + 1,
            "u": market.update_id,
            "pu": self._previous,
            "b": self._side(market, Side.BUY),
            "a": self._side(market, Side.SELL),
            "ps": self._instrument.symbol,
            "st": 1,
        }
        self._previous = market.update_id
        return [event]

    def _side(self, market: Market, side: Side) -> list[list[str]]:
        one = self._instrument
        return [
            [trimmed(one.price(ticks)), trimmed(one.quantity(steps))]
            for ticks, steps in market.book.depth(side, self._size)
        ]


class _MarkPrice(_Periodic):
    def _events(self, now_ms: int) -> list[Event]:
        mark = money_text(self._venue.mark(self._instrument.symbol))
        event = {
            "e": "markPriceUpdate",
            "E": now_ms,
            "s": self._instrument.symbol,
            "p": mark,
            "ap": mark,
            "i": mark,
            "P": mark,
            "r": money_text(FUNDING_RATE),
            "T": (now_ms // FUNDING_MS + 1) * FUNDING_MS,
            "st": 1,
        }
        return [event]


class _Kline(_Periodic):
    def __init__(self, venue: Venue, instrument: Instrument, interval: str) -> None:
        super().__init__(venue, instrument, 250)
        self._interval = interval
        self._open_ms = 0

    def _events(self, now_ms: int) -> list[Event]:
        length = INTERVALS[self._interval]
        current = now_ms // length * length
        bars = [current]
        if self._open_ms and self._open_ms != current:
            bars.insert(0, self._open_ms)
        self._open_ms = current
        return [self._event(open_ms, length, now_ms) for open_ms in bars]

    def _event(self, open_ms: int, length: int, now_ms: int) -> Event:
        bar = kline(self._venue.path, self._instrument, open_ms, length, now_ms)
        body = {
            "t": open_ms,
            "T": bar.close_ms,
            "s": self._instrument.symbol,
            "i": self._interval,
            "f": open_ms // 100,
            "L": open_ms // 100 + bar.trades,
            "o": trimmed(bar.open),
            "c": trimmed(bar.close),
            "h": trimmed(bar.high),
            "l": trimmed(bar.low),
            "v": trimmed(bar.volume),
            "n": bar.trades,
            "x": bar.close_ms < now_ms,
            "q": trimmed(bar.quote_volume),
            "V": trimmed(bar.taker_volume),
            "Q": trimmed(bar.taker_volume * bar.close),
            "B": "0",
        }
        return {"e": "kline", "E": now_ms, "s": self._instrument.symbol, "k": body}
