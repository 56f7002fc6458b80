"""Streams of prices over time: mark price, klines, 24-hour tickers."""

from tools.testnet.feed import Periodic, Source
from tools.testnet.funding import funding_rate, next_funding
from tools.testnet.instrument import Instrument
from tools.testnet.klines import INTERVALS
from tools.testnet.numbers import money_text, padded, trimmed
from tools.testnet.user_events import Event
from tools.testnet.venue import Venue


class MarkPrice(Periodic):
    """Mark price and the next funding."""

    def __init__(self, venue: Venue, instrument: Instrument, period_ms: int) -> None:
        super().__init__(venue, instrument, period_ms)
        self._perpetuals = venue

    def events(self, now_ms: int) -> list[Event]:
        """The mark now."""
        mark = money_text(self._perpetuals.mark(self._instrument.symbol))
        following = next_funding(now_ms)
        rate = funding_rate(self._perpetuals.seed, self._instrument.symbol, following)
        event = {
            "e": "markPriceUpdate",
            "E": now_ms,
            "s": self._instrument.symbol,
            "p": mark,
            "ap": mark,
            "i": mark,
            "P": mark,
            "r": money_text(rate),
            "T": following,
            "st": 1,
        }
        return [event]


class MiniTicker(Periodic):
    """The last 24 hours in short."""

    def events(self, now_ms: int) -> list[Event]:
        """The day up to now."""
        symbol = self._instrument.symbol
        last = self._venue.market(symbol).last
        day = self._venue.days.of(self._instrument, self._venue.clock.now_ms())
        event = {
            "e": "24hrMiniTicker",
            "E": now_ms,
            "s": symbol,
            "c": trimmed(last.price),
            "o": trimmed(day.open),
            "h": trimmed(max(last.price, day.high)),
            "l": trimmed(min(last.price, day.low)),
            "v": trimmed(day.volume),
            "q": padded(day.value, 2),
            "ps": symbol,
            "st": 1,
        }
        return [event]


class Ticker(Periodic):
    """The last 24 hours."""

    def events(self, now_ms: int) -> list[Event]:
        """The day up to now."""
        one = self._instrument
        last = self._venue.market(one.symbol).last
        day = self._venue.days.of(one, self._venue.clock.now_ms())
        change = last.price - day.open
        average = day.value / day.volume if day.volume else last.price
        event = {
            "e": "24hrTicker",
            "E": now_ms,
            "s": one.symbol,
            "p": trimmed(change),
            "P": padded(change * 100 / day.open, 3),
            "w": padded(average, one.price_precision),
            "c": trimmed(last.price),
            "Q": trimmed(last.quantity),
            "o": trimmed(day.open),
            "h": trimmed(max(last.price, day.high)),
            "l": trimmed(min(last.price, day.low)),
            "v": trimmed(day.volume),
            "q": padded(day.value, 2),
            "O": day.opened_ms,
            "C": now_ms,
            "F": day.opened_ms // 100,
            "L": last.trade_id,
            "n": day.count,
            "ps": one.symbol,
            "st": 1,
        }
        return [event]


class Klines(Periodic):
    """The open bar four times a second, and each bar once more when it is closed."""

    period_ms = 250
    written = staticmethod(trimmed)

    def __init__(self, venue: Source, instrument: Instrument, interval: str) -> None:
        super().__init__(venue, instrument, self.period_ms)
        self._interval = interval
        self._open_ms = 0

    def events(self, now_ms: int) -> list[Event]:
        """The bar now, after those that closed."""
        length = INTERVALS[self._interval]
        current = now_ms // length * length
        bars = range(self._open_ms or current, current + 1, length)
        self._open_ms = current
        return [self._event(self._body(open_ms, length, now_ms), now_ms) for open_ms in bars]

    def _event(self, body: Event, now_ms: int) -> Event:
        symbol = self._instrument.symbol
        return {"e": "kline", "E": now_ms, "s": symbol, "k": body | {"s": symbol}}

    def _body(self, open_ms: int, length: int, now_ms: int) -> Event:
        bar = self._venue.chart.kline(self._instrument, open_ms, length, now_ms)
        return {
            "t": open_ms,
            "T": bar.close_ms,
            "i": self._interval,
            "f": open_ms // 100,
            "L": open_ms // 100 + bar.trades - 1,
            "o": self.written(bar.open),
            "c": self.written(bar.close),
            "h": self.written(bar.high),
            "l": self.written(bar.low),
            "v": self.written(bar.volume),
            "n": bar.trades,
            "x": bar.close_ms < now_ms,
            "q": self.written(bar.quote_volume),
            "V": self.written(bar.taker_volume),
            "Q": self.written(bar.taker_volume * bar.close),
            "B": "0",
        }


class ContinuousKlines(Klines):
    """Klines of a pair's perpetual."""

    def _event(self, body: Event, now_ms: int) -> Event:
        pair = self._instrument.symbol
        return {"e": "continuous_kline", "E": now_ms, "ps": pair, "ct": "PERPETUAL", "k": body}
