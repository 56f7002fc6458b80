"""BinanceStreams: the Streams protocol over the streams of one Binance market."""

import asyncio
from collections.abc import AsyncIterator
from random import Random  # noqa: TID251

from tools.clock import Clock
from tools.errors import VenueRejected
from tools.venues.binance.streams.dialect import AccountDialect, MarketDialect
from tools.venues.binance.streams.hub import Hub
from tools.venues.binance.streams.run import Run
from tools.venues.binance.streams.socket import Dial
from tools.venues.binance.streams.timing import Timing
from tools.venues.stream_events import MarketEvent, UserEvent
from tools.venues.streams import NOT_RUNNING, AccountPicture, Listener, StreamStatus
from tools.venues.venue import Venue

USUAL = "BTCUSDT"
"""Listened to when nobody names a symbol and the account has nothing open."""
MOST = 100
"""Symbols at once; the venue takes 1024 streams on a connection."""


class BinanceStreams:
    """Market and account streams, started and stopped as a whole."""

    def __init__(
        self,
        base_url: str,
        venue: Venue,
        market: MarketDialect,
        account: AccountDialect,
        clock: Clock,
        chance: Random,
        timing: Timing,
        dial: Dial,
    ) -> None:
        self._base_url = base_url
        self._venue = venue
        self._market = market
        self._account = account
        self._clock = clock
        self._chance = chance
        self._timing = timing
        self._dial = dial
        self._hub = Hub()
        self._run: Run | None = None
        self._turn = asyncio.Lock()

    async def start(self, symbols: tuple[str, ...]) -> StreamStatus:
        """Listen to these besides those already heard; without any, to what the account has open.

        Raises:
            VenueRejected: `no-symbol`, `too-many-symbols`, or `no-stream` when nothing could be opened.
            VenueError: the venue did not answer.
        """
        async with self._turn:
            heard = self._run.symbols if self._run else ()
            wanted = tuple(dict.fromkeys((*heard, *(symbols or await self._open_symbols()))))
            await self._check(wanted)
            if self._run is None:
                await self._begin(wanted)
            else:
                await self._run.listen(wanted)
            return self.status()

    async def leave(self, symbols: tuple[str, ...]) -> StreamStatus:
        """Stop listening to these; the account is heard until `stop`."""
        async with self._turn:
            if self._run is not None:
                await self._run.listen(tuple(s for s in self._run.symbols if s not in symbols))
            return self.status()

    async def stop(self) -> StreamStatus:
        """End everything; what mailboxes hold can still be taken."""
        async with self._turn:
            run, self._run = self._run, None
            if run is not None:
                await run.stop()
                self._hub.close()
            return self.status()

    def status(self) -> StreamStatus:
        """State now; nothing is asked."""
        return NOT_RUNNING if self._run is None else self._run.status()

    def account(self) -> AccountPicture:
        """What stream and REST together say; empty when nothing runs."""
        if self._run is None:
            return AccountPicture(orders=(), positions=(), wallet=None)
        return self._run.mirror.picture()

    def listen(self, listener: Listener) -> None:
        """Call `listener` with every event of this and every later run."""
        self._hub.listen(listener)

    def market_events(self, limit: int = 1000) -> AsyncIterator[MarketEvent]:
        """Market events until `stop`; when `limit` wait, the oldest make room."""
        return aiter(self._hub.market(limit))

    def user_events(self, limit: int = 1000) -> AsyncIterator[UserEvent]:
        """Account events until `stop`, every one; when `limit` wait, reading the socket waits."""
        return aiter(self._hub.user(limit))

    async def _begin(self, symbols: tuple[str, ...]) -> None:
        offset_ms = await self._venue.clock_offset_ms()
        run = Run(
            self._base_url,
            self._venue,
            self._market,
            self._account,
            self._hub,
            self._clock,
            self._chance,
            self._timing,
            self._dial,
            offset_ms,
        )
        await run.listen(symbols)
        try:
            stands = await run.start()
        except BaseException:
            await run.stop()
            raise
        if not stands:
            why = {line.problem for line in run.status().connections if line.problem}
            await run.stop()
            raise VenueRejected("no-stream", f"no stream could be opened ({', '.join(sorted(why))})")
        self._run = run

    async def _open_symbols(self) -> tuple[str, ...]:
        account, orders = await asyncio.gather(self._venue.account(), self._venue.open_orders())
        names = {position.symbol for position in account.positions} | {order.symbol for order in orders}
        return tuple(sorted(names)) or (USUAL,)

    async def _check(self, symbols: tuple[str, ...]) -> None:
        if len(symbols) > MOST:
            raise VenueRejected("too-many-symbols", f"at most {MOST} symbols at once, not {len(symbols)}")
        for symbol in symbols:
            if await self._venue.rules(symbol) is None:
                raise VenueRejected("no-symbol", f"{self._venue.name} does not have {symbol}")
