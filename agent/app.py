"""App: the running product behind every front door."""

import asyncio
import contextlib
from dataclasses import dataclass, field

from agent.execute import Execution
from agent.session import Session
from agent.threads import Threads
from tools.errors import VenueError
from tools.ledger.ledger import Ledger
from tools.policy_view import PolicyView
from tools.spec import ToolContext
from tools.venues.venue import Venue


@dataclass
class App:
    """What `agent.wiring.build` composed."""

    sessions: Session
    ledger: Ledger
    context: ToolContext
    policy: PolicyView
    execution: Execution
    threads: Threads
    venues: tuple[Venue, ...]
    _watch: "asyncio.Task[None] | None" = field(default=None, init=False)

    async def start(self, *, watch: bool = False) -> None:
        """Become the executor unless another process is it, and resolve what an earlier run left open.

        With `watch` the executor goes on looking for work other processes approve, as a server does.
        Fails closed: without a venue to ask, open intents stay open and nothing new is sent for them.
        """
        executor = await self.execution.open()
        if executor is None:
            return
        with contextlib.suppress(VenueError):
            await executor.recover()
        if watch:
            self._watch = asyncio.create_task(executor.watch())

    async def close(self) -> None:
        """Finish what is being sent, then release everything."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await self.execution.close()
        await self.threads.close()
        for venue in self.venues:
            await venue.close()
        await self.ledger.close()
