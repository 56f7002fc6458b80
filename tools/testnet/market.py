"""One symbol's market: its book, its last trades, and where on the price path it stands."""

from collections import deque
from collections.abc import Iterator
from decimal import Decimal

from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.book import Book, Resting
from tools.testnet.instrument import Instrument
from tools.testnet.path import PricePath, chance
from tools.testnet.tape import Tape, Trade

_BACKFILL_S = 30
_CATCH_UP_STEPS = 60


class Market:
    """Book, tape and mark of one symbol, brought up to a time when somebody looks."""

    def __init__(self, instrument: Instrument, path: PricePath, seed: int) -> None:
        self.instrument = instrument
        self.book = Book()
        self.tape = Tape()
        self.mark_ticks = path.ticks(instrument, path.genesis_ms)
        self.time_ms = 0
        """Time of the quotes; 0 before the first."""
        self.update_id = 0
        """Grows with every change of the book."""
        self._path = path
        self._seed = seed
        self._quotes: list[int] = []
        self._quote_id = 0

    @property
    def mark(self) -> Decimal:
        """Mark price in USDT."""
        return self.instrument.price(self.mark_ticks)

    @property
    def trades(self) -> deque[Trade]:
        """The last public trades, oldest first."""
        return self.tape.trades

    @property
    def last(self) -> Trade:
        """The last trade."""
        return self.trades[-1]

    def moments(self, now_ms: int, watched: bool) -> Iterator[int]:
        """The times to step through up to now: when somebody's order waits, not just the last one."""
        slot = self._path.slot(now_ms)
        if slot <= self.time_ms:
            return
        elapsed = slot - self.time_ms
        if watched and self.time_ms:
            steps = min(_CATCH_UP_STEPS, elapsed // 1000)
            yield from (
                self._path.slot(self.time_ms + elapsed * n // (steps + 1)) for n in range(1, steps + 1)
            )
        yield slot

    def withdraw_quotes(self) -> None:
        """Take the provider's quotes out of the book."""
        for order_id in self._quotes:
            self.book.cancel(order_id)
        self._quotes.clear()

    def move_to(self, time_ms: int) -> None:
        """Set mark and tape to a time; the caller then quotes."""
        self.mark_ticks = self._path.ticks(self.instrument, time_ms)
        self._background_trades(time_ms)
        self.time_ms = time_ms
        self.update_id = max(self.update_id + 1, time_ms)

    def touch(self) -> None:
        """The book was changed by an order."""
        self.update_id += 1

    def ladder(self) -> list[tuple[Side, int, int]]:
        """The provider's quotes for now."""
        return liquidity.ladder(self.instrument, self.mark_ticks, self._seed, self.time_ms)

    def quote(self, side: Side, price: int, quantity: int) -> None:
        """Rest one quote of the provider."""
        self._quote_id -= 1
        self.book.add(Resting(self._quote_id, liquidity.OWNER, side, price, quantity))
        self._quotes.append(self._quote_id)

    def trade(self, price: Decimal, quantity: Decimal, time_ms: int, buyer_maker: bool) -> Trade:
        """Print a trade on the tape."""
        self.update_id += 1
        return self.tape.print(price, quantity, time_ms, buyer_maker)

    def _background_trades(self, now_ms: int) -> None:
        """The provider's trades with the rest of the world: one a second, tape only."""
        since = max(self.time_ms, now_ms - _BACKFILL_S * 1000)
        for second in range(since // 1000 + 1, now_ms // 1000 + 1):
            luck = chance(self._seed, self.instrument.symbol, second)
            buyer_maker = luck % 2 == 0
            ticks = self._path.ticks(self.instrument, second * 1000) + (-1 if buyer_maker else 1)
            steps = max(1, int((100 + luck // 100) / (self.mark * self.instrument.step)))
            self.tape.start_order()
            self.trade(
                self.instrument.price(max(1, ticks)),
                self.instrument.quantity(steps),
                second * 1000,
                buyer_maker,
            )
        if not self.trades:
            self.trade(self.mark, self.instrument.step, now_ms, False)
