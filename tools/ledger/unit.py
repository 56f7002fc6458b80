"""Unit: one piece of work on the ledger, and the answer its caller waits for.

Units that wait at the same moment are written in one transaction, and so with one forced write to the disk.
When one of them fails, all of that is undone and each is written by itself: nobody's failure is another's.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Generic, TypeVar

Tx = TypeVar("Tx")
T = TypeVar("T")


class Unit(Generic[Tx, T]):
    """Work for the writing thread.

    Args:
        work: may be run again, after what it did was undone.
        waits: whoever waits in an event loop; None when the caller holds its own thread up.
    """

    def __init__(self, work: Callable[[Tx], T], waits: asyncio.Future[T] | None = None) -> None:
        self.waits = waits
        self._work = work
        self._results: list[T] = []
        self._error: BaseException | None = None

    @property
    def wanted(self) -> bool:
        """Whether somebody still waits for it."""
        return self.waits is None or not self.waits.cancelled()

    def run(self, transaction: Tx) -> None:
        """Do the work; its caller hears of it when it is durable."""
        self._results = [self._work(transaction)]

    def fail(self, error: BaseException) -> None:
        """Keep why it failed; the first reason stands."""
        self._error = self._error or error

    def result(self) -> T:
        """What came of it.

        Raises:
            BaseException: it failed.
        """
        if self._error is not None:
            raise self._error
        return self._results[0]

    def tell(self) -> None:
        """Answer whoever waits, in their event loop."""
        if self.waits is None or self.waits.done():
            return
        if self._error is not None:
            self.waits.set_exception(self._error)
        else:
            self.waits.set_result(self._results[0])


def tell(units: Iterable[Unit[Any, Any]]) -> None:
    """Answer all who wait; waking an event loop costs a system call, so each is woken once."""
    loops: dict[asyncio.AbstractEventLoop, list[Unit[Any, Any]]] = {}
    for unit in units:
        if unit.waits is not None:
            loops.setdefault(unit.waits.get_loop(), []).append(unit)
    for loop, theirs in loops.items():
        # In a loop that was closed nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_tell_all, theirs)


def _tell_all(units: list[Unit[Any, Any]]) -> None:
    for unit in units:
        unit.tell()
