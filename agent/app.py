"""App: the running product behind every front door."""

import asyncio
import contextlib

from agent.execute import Executor
from agent.parts import Parts
from agent.session import Session
from agent.threads import Threads
from tools.clock import Clock
from tools.errors import VenueError
from tools.ledger.ledger import Ledger
from tools.spec import ToolContext
from tools.venues.streams import Streams
from tools.venues.venue import Venue

_ANOTHER_TRY_MS = 60_000


class App:
    """What `agent.wiring.build` composed."""

    def __init__(self, parts: Parts, threads: Threads, venues: tuple[Venue, ...]) -> None:
        self.parts = parts
        self.sessions = Session(parts, threads)
        self.context: ToolContext = parts.context
        self.ledger: Ledger = parts.context.ledger
        self._threads = threads
        self._venues = venues
        self._watch: asyncio.Task[None] | None = None
        self._hear: asyncio.Task[None] | None = None

    async def start(self, *, watch: bool = False) -> None:
        """Become the executor unless another process is it, and resolve what an earlier run left open.

        With `watch` the executor goes on looking for work other processes approve, as a server does, and
        listens to the account: what happens to an order is on the record at once, not at the next poll.
        Fails closed: without a venue to ask, open intents stay open and nothing new is sent for them.
        """
        executor = await self.parts.execution.open()
        if executor is None:
            return
        if not watch:
            await _recover(executor)
            return
        await self._threads.open()
        self._watch = asyncio.create_task(_recover_and_watch(executor))
        if self.context.streams is not None:
            self._hear = asyncio.create_task(_hear(self.context.streams, self.context.clock))

    async def close(self) -> None:
        """Finish what is being sent, then release everything."""
        for task in (self._hear, self._watch):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        await self.parts.execution.close()
        if self.context.streams is not None:
            await self.context.streams.stop()
        await self._threads.close()
        for venue in self._venues:
            await venue.close()
        await self.ledger.close()


async def _hear(streams: Streams, clock: Clock) -> None:
    """Start the streams, trying again while that fails; whoever stops them afterwards has them stopped."""
    while True:
        try:
            await streams.start(())
        except VenueError:
            await clock.sleep_ms(_ANOTHER_TRY_MS)
        else:
            return


async def _recover(executor: Executor) -> None:
    with contextlib.suppress(VenueError):
        await executor.recover()


async def _recover_and_watch(executor: Executor) -> None:
    await _recover(executor)
    await executor.watch()
