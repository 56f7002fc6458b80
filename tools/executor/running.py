"""Running: what may not be broken off halfway; a stop waits for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Running:
    """Work that goes on to its end, whoever waits for it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self.stopping = False
        """True from the moment `stop` was called: new risk is not begun any more."""

    async def to_the_end(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`; cancelling this wait does not cancel the work."""
        return await asyncio.shield(self.begin(work))

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start `work`; nobody has to wait for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def stop(self) -> None:
        """Wait until nothing runs any more; how each work ended is told to whoever waits for it."""
        self.stopping = True
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Asked for, so that an error nobody waits for any more is not told as forgotten.
            task.exception()
