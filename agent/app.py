"""App: the running product behind every front door."""

import asyncio
import contextlib
import logging

from agent.execute import Executor
from agent.parts import Parts
from agent.queue import Queue
from agent.replay_report import Replayed
from agent.session import Session
from agent.threads import Threads
from tools.clock import Clock
from tools.errors import LedgerError, LedgerTampered, VenueError
from tools.frozen import build_models
from tools.ledger.anchoring import EVERY_MS
from tools.ledger.ledger import Ledger
from tools.spec import ToolContext
from tools.telemetry.relay import Relay
from tools.venues.streams import Streams
from tools.venues.venue import Venue

_log = logging.getLogger("spark.audit")
_executing = logging.getLogger("spark.executor")

STANDBY_MS = 1_000
"""How often a server that stands by asks for the lease."""
_ANOTHER_TRY_MS = 60_000


class App:
    """What `agent.wiring.build` composed."""

    def __init__(self, parts: Parts, threads: Threads, venues: tuple[Venue, ...], events: Relay) -> None:
        self.parts = parts
        self.events = events
        """Where what the parts count goes, once somebody listens."""
        self.sessions = Session(parts, threads)
        self.queue = Queue(parts.execution, parts.context, parts.keys)
        self.context: ToolContext = parts.context
        self.ledger: Ledger = parts.context.ledger
        self._threads = threads
        self._venues = venues
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, *, watch: bool = False) -> None:
        """Become the executor unless another process is it, and resolve what an earlier run left open.

        With `watch` the executor goes on looking for work other processes approve, as a server does, and
        listens to the accounts: what happens to an order is on the record at once, not at the next poll.
        A server that is not the executor stands by and becomes it when that process ends.
        Fails closed: without a venue to ask, open intents stay open and nothing new is sent for them.
        """
        if watch:
            build_models()
            self._tasks.append(asyncio.create_task(_anchor_now_and_then(self.ledger, self.context.clock)))
        executor = await self.parts.execution.open()
        if watch:
            await self._threads.open()
            clock = self.context.clock
            self._tasks += [asyncio.create_task(_hear(s, clock)) for s in self.context.streams.values()]
            self._tasks.append(asyncio.create_task(self._serve(executor)))
        elif executor is not None:
            await _recover(executor)

    async def require_executor(self) -> None:
        """Pass when whoever executes what is approved here answers and runs this very program.

        Raises:
            ExecutorAway: the executor apart does not answer.
            VersionMismatch: it runs another program.
        """
        await self.parts.execution.require_executor()

    async def replay(self, plan_id: str) -> Replayed:
        """Make a plan again from the record and compare.

        Raises:
            NotFound: there is no such plan.
        """
        # Imported here: few commands replay.
        from agent.replay import replay

        return await replay(plan_id, self.parts)

    async def close(self) -> None:
        """Finish what is being sent, then release everything."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.parts.execution.close()
        for streams in self.context.streams.values():
            await streams.stop()
        await self._threads.close()
        for venue in self._venues:
            await venue.close()
        await self.ledger.close()

    async def _serve(self, executor: Executor | None) -> None:
        """Execute, or stand by.

        A changed record or a mistake of ours ends that: it is no executor then, and says so to whoever asks.
        """
        try:
            await self._take_turns(executor)
        except Exception:
            _executing.critical("nothing is executed here any more; look why and start again", exc_info=True)
            await self.parts.execution.step_down()

    async def _take_turns(self, executor: Executor | None) -> None:
        while True:
            try:
                if executor is not None:
                    await _recover(executor)
                    await executor.watch()
                await self.context.clock.sleep_ms(STANDBY_MS)
                executor = await self.parts.execution.open()
            except LedgerTampered:
                raise
            except LedgerError as error:
                # Another executor took over, or the database is away: nothing is sent without the lease.
                if executor is not None:
                    _executing.error("nothing is executed here until the lease is taken again: %s", error)
                await self.parts.execution.step_down()
                executor = None


async def _anchor_now_and_then(ledger: Ledger, clock: Clock) -> None:
    """Sign what a quiet minute left unsigned; a commit after a minute signs by itself."""
    while True:
        await clock.sleep_ms(EVERY_MS)
        try:
            await ledger.anchor()
        except LedgerError as error:
            _log.error("the audit cannot be anchored: %s", error)


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
