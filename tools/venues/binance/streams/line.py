"""Line: one connection that is kept up: dialled, greeted, watched, ended in time and dialled again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from websockets.exceptions import ConnectionClosed

from tools.clock import Clock
from tools.errors import VenueError
from tools.venues.binance.streams.socket import BROKEN, Dial, Socket
from tools.venues.binance.streams.timing import Backoff, Timing
from tools.venues.streams import ConnectionStatus

logger = logging.getLogger(__name__)

Route = Literal["public", "market", "private"]
State = Literal["connecting", "connected", "waiting", "closed"]


@dataclass(frozen=True)
class Duty:
    """What a line is for."""

    route: Route
    address: Callable[[], Awaitable[str]]
    """Where to dial; asked anew before every attempt."""
    greet: Callable[[Socket], Awaitable[None]]
    """Runs right after dialling, e.g. subscribes."""
    hear: Callable[[str | bytes], Awaitable[None]]
    """Takes one frame; while it waits, nothing more is read."""
    up: Callable[[], None]
    down: Callable[[], None]
    alive: Callable[[], Callable[[], None]]
    """Called when a ping is sent; what it gives is called when the venue has answered."""
    frozen: Callable[[], bool]
    """Whether the newest event is too old, although the connection stands."""


class Line:
    """Keeps one connection up until stopped."""

    def __init__(self, duty: Duty, dial: Dial, clock: Clock, backoff: Backoff, timing: Timing) -> None:
        self._duty = duty
        self._dial = dial
        self._clock = clock
        self._backoff = backoff
        self._timing = timing
        self._state: State = "connecting"
        self._connects = 0
        self._problem: str | None = None
        self._renewal = asyncio.Event()
        self._hearing = False
        self._task: asyncio.Task[None] | None = None
        self.attempted = asyncio.Event()
        """Set after the first attempt, however it went."""
        self.socket: Socket | None = None
        """The open connection; None while there is none."""

    def start(self) -> None:
        """Begin to dial."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End for good."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._state = "closed"

    def renew(self) -> None:
        """End this connection and dial again at once."""
        self._renewal.set()

    def status(self) -> ConnectionStatus:
        """State, number of connections and the last problem."""
        return ConnectionStatus(
            route=self._duty.route, state=self._state, connects=self._connects, problem=self._problem
        )

    async def _keep(self) -> None:
        while True:
            planned = await self._once()
            self.attempted.set()
            if not planned:
                self._state = "waiting"
                await self._clock.sleep_ms(self._backoff.next_ms())

    async def _once(self) -> bool:
        """One connection from dialling to its end; whether the end was wanted."""
        self._state = "connecting"
        self._renewal.clear()
        try:
            socket = await self._dial(await self._duty.address())
        except (*BROKEN, VenueError) as error:
            self._problem = _words(error)
            return False
        try:
            await self._duty.greet(socket)
            return await self._live(socket)
        except (*BROKEN, VenueError) as error:
            self._problem = _words(error)
            return False
        except Exception as error:  # a bug must not silence the stream for good
            logger.exception("the %s stream failed", self._duty.route)
            self._problem = type(error).__name__
            return False
        finally:
            await self._end(socket)

    async def _live(self, socket: Socket) -> bool:
        self.socket, self._state = socket, "connected"
        self._connects += 1
        self._duty.up()
        self.attempted.set()
        planned = [self._clock.sleep_ms(self._timing.life_ms), self._renewal.wait()]
        return await _first(self._read(socket), self._beat(socket), *planned) >= 2

    async def _end(self, socket: Socket) -> None:
        was_up, self.socket = self.socket is not None, None
        if was_up:
            self._duty.down()
        with suppress(*BROKEN):
            await socket.close()

    async def _read(self, socket: Socket) -> None:
        while True:
            frame = await socket.recv()
            self._backoff.reset()
            self._hearing = True
            try:
                await self._duty.hear(frame)
            finally:
                self._hearing = False

    async def _beat(self, socket: Socket) -> None:
        while True:
            await self._clock.sleep_ms(self._timing.beat_ms)
            if self._hearing:
                continue  # a slow consumer holds the reader; the connection is not to blame
            answered = self._duty.alive()
            if await _first(socket.ping(), self._clock.sleep_ms(self._timing.pong_ms)) == 1:
                raise TimeoutError("no answer to a ping")
            answered()
            if self._duty.frozen():
                raise TimeoutError("connected, but no news")


async def _first(*waits: Coroutine[None, None, object]) -> int:
    """Index of the wait that ended first; the others are cancelled, and its exception is raised."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        index = next(n for n, task in enumerate(tasks) if task.done())
        await tasks[index]
        return index
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _words(error: Exception) -> str:
    """What went wrong, without the address: it holds the listen key."""
    told = isinstance(error, TimeoutError | ConnectionClosed | VenueError) and str(error)
    return f"{type(error).__name__}: {error}"[:160] if told else type(error).__name__
