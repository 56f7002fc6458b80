"""Run: everything that lives between start and stop of the streams."""

import asyncio
import logging
from collections.abc import Callable
from random import Random  # noqa: TID251

from tools.clock import Clock
from tools.errors import VenueUnavailable
from tools.venues.binance.streams.frames import Frame, Messages, unpack
from tools.venues.binance.streams.freshness import VenueTime
from tools.venues.binance.streams.hub import Hub
from tools.venues.binance.streams.line import Duty, Line
from tools.venues.binance.streams.mirror import Mirror
from tools.venues.binance.streams.socket import BROKEN, Dial, Socket
from tools.venues.binance.streams.timing import Backoff, Timing
from tools.venues.binance_futures.streams.listen_key import ListenKey
from tools.venues.binance_futures.streams.market_feeds import KINDS, MarketFeeds, MarketRoute
from tools.venues.binance_futures.streams.resync import Resync
from tools.venues.binance_futures.streams.user_feed import UserFeed
from tools.venues.binance_futures.venue import BinanceFutures
from tools.venues.streams import Level, StreamStatus

logger = logging.getLogger(__name__)

EXPIRED = "listenKeyExpired"


class Run:
    """Two market connections, one for the account, and the tasks that keep them whole."""

    def __init__(
        self,
        base_url: str,
        venue: BinanceFutures,
        hub: Hub,
        clock: Clock,
        chance: Random,
        timing: Timing,
        dial: Dial,
        offset_ms: int,
    ) -> None:
        self._base_url = base_url
        self._hub = hub
        self._timing = timing
        self._time = VenueTime(clock)
        self._time.offset_ms = offset_ms
        self._messages = Messages()
        self._tasks: list[asyncio.Task[None]] = []
        self.symbols: tuple[str, ...] = ()
        self.mirror = Mirror()
        self._markets = MarketFeeds(self._time, hub)
        self._key = ListenKey(venue, clock, timing)
        self._resync = Resync(
            venue, clock, self._time, self.mirror, hub, self._markets, Backoff(timing, chance)
        )
        self._user = UserFeed(self._time, self.mirror, hub, self._ask)
        self._lines: dict[MarketRoute, Line] = {
            route: Line(self._market_duty(route), dial, clock, Backoff(timing, chance), timing)
            for route in KINDS
        }
        self._private = Line(self._user_duty(), dial, clock, Backoff(timing, chance), timing)

    async def start(self) -> bool:
        """Dial everything; whether any connection stands after its first attempt."""
        self._tasks = [
            asyncio.create_task(self._resync.run(self._user, lambda: self.symbols)),
            asyncio.create_task(self._key.keep(self._key_died)),
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
            return f"{self._base_url}/{route}/stream"

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
            return f"{self._base_url}/private/ws?listenKey={await self._key.open()}"

        async def greet(socket: Socket) -> None:
            """Nothing: the address says it all."""

        return Duty(
            route="private",
            address=address,
            greet=greet,
            hear=self._hear_user,
            up=lambda: self._ask("connected"),
            down=self._user_down,
            alive=self._user_alive,
            frozen=lambda: False,
        )

    async def _hear_user(self, text: str | bytes) -> None:
        try:
            frame: Frame | None = unpack(text)
        except VenueUnavailable:
            self._ask("a frame could not be read")
            return
        if frame is None:
            return
        if frame.data.get("e") == EXPIRED:
            self._key_died()
        else:
            await self._user.hear(frame.data)

    def _ask(self, reason: str) -> None:
        self._user.broken()
        self._resync.ask(reason)

    def _user_down(self) -> None:
        self._user.broken()
        self._resync.lost()

    def _user_alive(self) -> Callable[[], None]:
        asked_ms = self._time.now_ms()
        return lambda: self._user.prove(asked_ms)

    def _key_died(self) -> None:
        self._user.gaps += 1
        self._user.broken()
        self._private.renew()


def _nothing() -> None:
    """Nothing to do."""
