"""Run: everything that lives between start and stop of the streams."""

import asyncio
import logging
from collections.abc import Callable
from random import Random  # noqa: TID251

from tools.clock import Clock
from tools.errors import VenueUnavailable
from tools.venues.binance.streams.dialect import AccountDialect, MarketDialect, MarketRoute, Signal
from tools.venues.binance.streams.frames import Frame, Messages, unpack
from tools.venues.binance.streams.freshness import VenueTime
from tools.venues.binance.streams.hub import Hub
from tools.venues.binance.streams.line import Duty, Line
from tools.venues.binance.streams.market_feeds import MarketFeeds
from tools.venues.binance.streams.mirror import Mirror
from tools.venues.binance.streams.resync import Resync
from tools.venues.binance.streams.socket import BROKEN, Dial, Socket
from tools.venues.binance.streams.timing import Backoff, Timing
from tools.venues.binance.streams.user_feed import UserFeed
from tools.venues.streams import Level, StreamStatus
from tools.venues.venue import Venue

logger = logging.getLogger(__name__)


class Run:
    """The market connections, one for the account, and the tasks that keep them whole."""

    def __init__(
        self,
        base_url: str,
        venue: Venue,
        market: MarketDialect,
        account: AccountDialect,
        hub: Hub,
        clock: Clock,
        chance: Random,
        timing: Timing,
        dial: Dial,
        offset_ms: int,
    ) -> None:
        self._base_url = base_url
        self._market = market
        self._account = account
        self._hub = hub
        self._timing = timing
        self._time = VenueTime(clock)
        self._time.offset_ms = offset_ms
        self._messages = Messages()
        self._tasks: list[asyncio.Task[None]] = []
        self.symbols: tuple[str, ...] = ()
        self.mirror = Mirror()
        self._markets = MarketFeeds(self._time, hub, market)
        self._resync = Resync(
            venue, clock, self._time, self.mirror, hub, self._markets, Backoff(timing, chance)
        )
        self._user = UserFeed(self._time, self.mirror, hub, account, self._ask)
        self._lines: dict[MarketRoute, Line] = {
            route: Line(self._market_duty(route), dial, clock, Backoff(timing, chance), timing)
            for route in market.kinds
        }
        self._private = Line(self._user_duty(), dial, clock, Backoff(timing, chance), timing)

    async def start(self) -> bool:
        """Dial everything; whether any connection stands after its first attempt."""
        self._tasks = [
            asyncio.create_task(self._resync.run(self._user, lambda: self.symbols)),
            asyncio.create_task(self._account.keep(self._over)),
        ]
        lines = (*self._lines.values(), self._private)
        for line in lines:
            line.start()
        for line in lines:
            await line.attempted.wait()
        return any(line.status().state == "connected" for line in lines)

    async def listen(self, symbols: tuple[str, ...]) -> None:
        """Have exactly these symbols, on standing connections by SUBSCRIBE and UNSUBSCRIBE."""
        before = {route: self._markets.names(route) for route in self._lines}
        self.symbols = symbols
        self._markets.listen(symbols)
        for route, line in self._lines.items():
            now = self._markets.names(route)
            more = tuple(name for name in now if name not in before[route])
            less = tuple(name for name in before[route] if name not in now)
            if line.socket is None:
                continue
            try:
                if more:
                    await line.socket.send(self._messages.subscribe(more))
                if less:
                    await line.socket.send(self._messages.unsubscribe(less))
            except BROKEN:
                line.renew()

    async def stop(self) -> None:
        """End all tasks and connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(line.stop() for line in (*self._lines.values(), self._private)))

    def status(self) -> StreamStatus:
        """State of everything now."""
        feeds = (*self._markets.statuses(), self._user.status())
        return StreamStatus(
            running=True,
            level=max((feed.level for feed in feeds), key=lambda level: level.rank, default=Level.DOWN),
            symbols=self.symbols,
            connections=tuple(line.status() for line in (*self._lines.values(), self._private)),
            feeds=feeds,
            dropped=self._hub.dropped,
            resyncs=self._resync.count,
            agreed_ms=self._resync.agreed_ms,
        )

    def _market_duty(self, route: MarketRoute) -> Duty:
        async def address() -> str:
            return self._market.address(self._base_url, route)

        async def greet(socket: Socket) -> None:
            await socket.send(self._messages.subscribe(self._markets.names(route)))

        async def hear(text: str | bytes) -> None:
            frame = unpack(text)
            if frame is not None:
                self._markets.hear(route, *frame)
            if self._markets.missed:
                self._resync.ask_markets()

        freshness = self._markets.freshness[route]
        return Duty(
            route=route,
            address=address,
            greet=greet,
            hear=hear,
            up=lambda: self._markets.connected(route),
            down=_nothing,
            alive=lambda: _nothing,
            frozen=lambda: (freshness.age_ms() or 0) >= self._timing.frozen_ms,
        )

    def _user_duty(self) -> Duty:
        async def address() -> str:
            return await self._account.address(self._base_url)

        return Duty(
            route="private",
            address=address,
            greet=self._account.greet,
            hear=self._hear_user,
            up=self._user_up,
            down=self._user_down,
            alive=self._user_alive,
            frozen=lambda: False,
        )

    async def _hear_user(self, text: str | bytes) -> None:
        try:
            heard = self._account.hear(text)
        except VenueUnavailable:
            self._ask("a frame could not be read")
            return
        match heard:
            case Signal.READY:
                self._ask("connected")
            case Signal.OVER:
                self._over()
            case Frame():
                await self._user.hear(heard.data)

    def _user_up(self) -> None:
        if self._account.ready_at_once:
            self._ask("connected")

    def _ask(self, reason: str) -> None:
        self._user.broken()
        self._resync.ask(reason)

    def _user_down(self) -> None:
        self._user.broken()
        self._resync.lost()

    def _user_alive(self) -> Callable[[], None]:
        asked_ms = self._time.now_ms()
        return lambda: self._user.prove(asked_ms)

    def _over(self) -> None:
        self._user.gaps += 1
        self._user.broken()
        self._private.renew()


def _nothing() -> None:
    """Nothing to do."""
