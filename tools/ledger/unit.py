"""Unit: one piece of work on the ledger, and the answer its caller waits for.

Units that wait at the same moment are written in one transaction, and so with one forced write to the disk.
Each of them is all or nothing by itself: one that fails takes back its own changes and nobody else's.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic, TypeVar

Tx = TypeVar("Tx")
T = TypeVar("T")

BEGIN = "SAVEPOINT unit"
UNDO = "ROLLBACK TO SAVEPOINT unit"
END = "RELEASE SAVEPOINT unit"


class Unit(Generic[Tx, T]):
    """Work for the writing thread."""

    def __init__(self, work: Callable[[Tx], T]) -> None:
        self.answer: Future[T] = Future()
        self._work = work
        self._results: list[T] = []

    def claim(self) -> bool:
        """Whether somebody still waits for it; from here on it cannot be cancelled."""
        return self.answer.set_running_or_notify_cancel()

    def run(self, transaction: Tx) -> None:
        """Do the work; its caller hears of it when it is durable."""
        self._results.append(self._work(transaction))

    def settle(self) -> None:
        """Answer what came of it."""
        self.answer.set_result(self._results[0])

    def fail(self, error: BaseException) -> None:
        """Answer that it failed; who was answered before keeps that answer."""
        if not self.answer.done():
            self.answer.set_exception(error)
