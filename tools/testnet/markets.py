"""All markets of one venue, brought up to a time with the quotes of the liquidity provider."""

from collections.abc import Callable, Mapping

from tools.terms import Side
from tools.testnet.instrument import Instrument
from tools.testnet.market import Market
from tools.testnet.path import PricePath

Execute = Callable[[Market, Side, int, int, int], int]
"""Trades (market, side, steps, worst price in ticks, time) for the provider; the steps left over."""


class Markets:
    """Markets by symbol; what the provider's quotes cross is given to `execute`."""

    def __init__(
        self, instruments: Mapping[str, Instrument], path: PricePath, seed: int, execute: Execute
    ) -> None:
        self.moved: list[Callable[[Market, int], None]] = []
        """Called after every step of a market and after every order that traded."""
        self._instruments = instruments
        self._path = path
        self._seed = seed
        self._execute = execute
        self._markets: dict[str, Market] = {}

    def get(self, symbol: str) -> Market:
        """A symbol's market as it last stood."""
        if symbol not in self._markets:
            self._markets[symbol] = Market(self._instruments[symbol], self._path, self._seed)
        return self._markets[symbol]

    def bring_to(self, symbol: str, time_ms: int, watched: bool) -> bool:
        """Take a market up to a time, through the times between when it is watched; whether it moved."""
        market = self.get(symbol)
        moments = list(market.moments(time_ms, watched))
        for moment in moments:
            self.step(market, moment)
        return bool(moments)

    def step(self, market: Market, moment: int) -> None:
        """Move mark and quotes to a time; what the new quotes cross is traded."""
        market.withdraw_quotes()
        market.move_to(moment)
        for side, price, steps in market.ladder():
            if market.book.crosses(side, price):
                steps = self._execute(market, side, steps, price, moment)
            if steps:
                market.quote(side, price, steps)
        self.announce(market, moment)

    def announce(self, market: Market, time_ms: int) -> None:
        """Let whoever waits for prices look at the new ones."""
        for look in self.moved:
            look(market, time_ms)
