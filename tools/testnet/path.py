"""The price path: real hourly BTC candles replayed from the start level, the other symbols following.

BTC moves inside an hour from the open over its first and second extreme to the close. Every other
symbol moves by BTC's relative price to the power of its beta, times its own slow noise. All noise is
a hash of (seed, symbol, time), so a price depends on nothing but those three and the shifts.
"""

import hashlib
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache, lru_cache

from tools.data.candle_file import BTC_HOURLY, LazyCandles
from tools.testnet.instrument import Instrument
from tools.venues.market import Candle

SLOT_MS = 250
"""Prices are constant within a slot."""
HOUR_MS = 3_600_000

_CONTEXT = Context(prec=16)
_SPAN = 1_000_000
_ONE = Decimal(1)
_FAST_NOISE = ((5_000, 60), (60_000, 120))
_OWN_NOISE = ((HOUR_MS, 2_500), (24 * HOUR_MS, 15_000))
"""(period in ms, size in millionths of the price)."""


class PricePath:
    """Prices of every instrument at any time, before and after the start of the venue."""

    def __init__(self, seed: int, genesis_ms: int, speed: int = 1) -> None:
        self._seed = seed
        self._genesis_ms = genesis_ms
        self._speed = speed
        self._candles = btc_candles()
        first = _noise(seed, "start", 0) % len(self._candles)
        self._growth = self._candles[-1].close / self._candles[0].open
        self._start_noises: dict[str, int] = {}
        self._offset = first - genesis_ms // HOUR_MS
        self._shifts: dict[str, list[tuple[int, Decimal]]] = {}
        self._btc = lru_cache(maxsize=10_000)(self._btc_at)
        self._btc_start = self._btc(genesis_ms)
        self._cached = lru_cache(maxsize=50_000)(self._compute)

    @property
    def genesis_ms(self) -> int:
        """The time at which every symbol stands at its start level."""
        return self._genesis_ms

    def slot(self, time_ms: int) -> int:
        """The start of the slot a time falls into."""
        return time_ms - (time_ms - self._genesis_ms) % SLOT_MS

    def ticks(self, instrument: Instrument, time_ms: int) -> int:
        """Mark price in ticks."""
        price = self._cached(instrument, self.slot(time_ms))
        for since, factor in reversed(self._shifts.get(instrument.symbol, ())):
            if time_ms >= since:
                price *= factor
                break
        return max(1, int((price / instrument.tick).to_integral_value(ROUND_HALF_EVEN)))

    def price(self, instrument: Instrument, time_ms: int) -> Decimal:
        """Mark price in USDT, on the tick."""
        return instrument.price(self.ticks(instrument, time_ms))

    def move(self, instrument: Instrument, time_ms: int, price: Decimal) -> Decimal:
        """Put the path at `price` from `time_ms` on; the factor that does it."""
        factor = price / self._cached(instrument, self.slot(time_ms))
        self.shift(instrument.symbol, time_ms, factor)
        return factor

    def shift(self, symbol: str, since_ms: int, factor: Decimal) -> None:
        """Scale the path of a symbol from a time on."""
        self._shifts.setdefault(symbol, []).append((since_ms, factor))

    def volume(self, instrument: Instrument, open_ms: int, duration_ms: int) -> Decimal:
        """Base volume of a bar: BTC's real hourly volume, spread evenly, in value for the others."""
        candle, _ = self._candle(self._path_time(open_ms))
        value = candle.volume * self._btc_start * duration_ms / HOUR_MS
        return (value / (instrument.start * 4)).quantize(instrument.step)

    def _path_time(self, time_ms: int) -> int:
        return self._genesis_ms + (time_ms - self._genesis_ms) * self._speed

    def _compute(self, instrument: Instrument, slot_ms: int) -> Decimal:
        moved_ms = self._path_time(slot_ms)
        ratio = self._btc(moved_ms) / self._btc_start
        if instrument.base != "BTC":
            ratio = _CONTEXT.power(ratio, instrument.beta)
        return instrument.start * ratio * self._noise_factor(instrument, moved_ms)

    def _noise_factor(self, instrument: Instrument, time_ms: int) -> Decimal:
        octaves = _FAST_NOISE if instrument.base == "BTC" else _FAST_NOISE + _OWN_NOISE
        total = 0
        for period, size in octaves:
            total += size * self._smooth(instrument.symbol, period, time_ms)
        total -= self._start_noise(instrument, octaves)
        return 1 + Decimal(total) / (_SPAN * _SPAN)

    def _start_noise(self, instrument: Instrument, octaves: tuple[tuple[int, int], ...]) -> int:
        """The noise of the start, taken off so that every path begins at its start level."""
        if instrument.symbol not in self._start_noises:
            self._start_noises[instrument.symbol] = sum(
                size * self._smooth(instrument.symbol, period, self._genesis_ms) for period, size in octaves
            )
        return self._start_noises[instrument.symbol]

    def _smooth(self, symbol: str, period: int, time_ms: int) -> int:
        index, within = divmod(time_ms, period)
        name = f"{symbol}/{period}"
        left, right = _wave(self._seed, name, index), _wave(self._seed, name, index + 1)
        return (left * (period - within) + right * within) // period

    def _candle(self, time_ms: int) -> tuple[Candle, Decimal]:
        laps, index = divmod(time_ms // HOUR_MS + self._offset, len(self._candles))
        return self._candles[index], self._growth**laps if laps else _ONE

    def _btc_at(self, time_ms: int) -> Decimal:
        # Cached as `_btc`: every symbol asks for the same times.
        candle, growth = self._candle(time_ms)
        low_first = candle.close >= candle.open
        turns = (candle.low, candle.high) if low_first else (candle.high, candle.low)
        points = (candle.open, *turns, candle.close)
        third = HOUR_MS // 3
        leg, within = divmod(time_ms % HOUR_MS, third)
        left, right = points[leg], points[leg + 1]
        return (left + (right - left) * within / third) * growth


@cache
def btc_candles() -> LazyCandles:
    """The real candles, read once per process."""
    return LazyCandles(BTC_HOURLY)


@lru_cache(maxsize=100_000)
def _noise(seed: int, name: str, index: int) -> int:
    digest = hashlib.blake2b(f"{seed}/{name}/{index}".encode(), digest_size=8).digest()
    return int.from_bytes(digest)


def _wave(seed: int, name: str, index: int) -> int:
    """Between minus and plus a million."""
    return _noise(seed, name, index) % (2 * _SPAN + 1) - _SPAN


def chance(seed: int, name: str, index: int) -> int:
    """A number from 0 to 999 999 that looks random and is always the same for the same arguments."""
    return _noise(seed, name, index) % _SPAN
