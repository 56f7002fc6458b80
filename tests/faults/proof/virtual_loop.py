"""VirtualLoop: an event loop whose time is a number, and processes that can be killed or frozen at any await.

Everything runs in one thread: work the ledger gives to its threads runs here, between two moments of
virtual time, so that one seeded generator decides the order of everything.
"""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from itertools import count
from random import Random
from typing import Any

from tools.clock import Clock
from tools.errors import LedgerError
from tools.ledger.stored import StoredLedger

EPOCH_MS = 1_750_000_000_000
DISK_FAILS = 0.004
SLOW_DISK = 0.02

PROCESS: ContextVar["Process | None"] = ContextVar("PROCESS", default=None)


class Deadlock(RuntimeError):
    """Nothing is scheduled, yet somebody waits."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Jumps to the next moment at which something is scheduled; starts at 0, where a float is precise."""

    def __init__(self) -> None:
        super().__init__()
        self._seconds = 0.0
        self._selector = self

    def time(self) -> float:
        return self._seconds

    @property
    def now_ms(self) -> int:
        return int(self._seconds * 1000 + 1e-6)

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise Deadlock("nothing is scheduled")
        self._seconds += timeout
        return []

    def _process_events(self, event_list: list[object]) -> None:
        """There is no input but what is scheduled."""

    def _write_to_self(self) -> None:
        """Nobody else's thread wakes this loop."""

    def run_in_executor(self, executor, func, *args):
        process = PROCESS.get()
        if process is not None:
            writes = "write" in getattr(executor, "_thread_name_prefix", "write")
            return process.disk(lambda: func(*args), writes=writes)
        done = self.create_future()
        done.set_result(func(*args))
        return done

    def create_task(self, coro, *, name=None, context=None):
        process = PROCESS.get() if context is None else context.get(PROCESS)
        task = super().create_task(coro, name=name, context=context)
        if process is not None:
            process.tasks.append(task)
        return task


class Process:
    """One process of the product. Each await on disk, network or time is a step at which it can die."""

    def __init__(self, loop: VirtualLoop, name: str, chance: Random, trace: Callable[[str], None]) -> None:
        self.loop = loop
        self.name = name
        self.alive = True
        self.steps = 0
        self.dies_at = 0
        """The step at which it is killed; 0 for never."""
        self.freezes_at = 0
        """The step from which it stands still for `freezes_ms`."""
        self.freezes_ms = 0
        self.frozen = False
        self.dies_at_point = 0
        """The named checkpoint, counted from 1, at which it is killed."""
        self.skew_ms = chance.randint(-900, 900)
        self.healthy = False
        """True once the disk does as it is told."""
        self._thaws_ms = 0
        self.tasks: list[asyncio.Task[object]] = []
        self.on_kill: list[Callable[[], None]] = []
        self._chance = chance
        self._trace = trace
        self._points = count(1)

    def spawn(self, coro) -> asyncio.Task[object]:
        """A task of this process."""
        context = copy_context()
        context.run(PROCESS.set, self)
        return self.loop.create_task(coro, context=context)

    def kill(self) -> None:
        """kill -9: nothing of it runs any more, and the system takes back its locks."""
        if not self.alive:
            return
        self.alive = False
        self._trace(f"{self.name} killed at step {self.steps}")
        for task in self.tasks:
            task.cancel()
        for release in self.on_kill:
            release()

    def checkpoint(self, point: str) -> None:
        """The executor's own checkpoint."""
        if self.alive and next(self._points) == self.dies_at_point:
            self._trace(f"{self.name} dies at {point}")
            self.kill()

    def later(self, delay_ms: float, do: Callable[[], None]) -> None:
        """Do something in this process after a while, unless it is dead by then."""
        self.loop.call_later(delay_ms / 1000, self._awake, do)

    def disk(self, work: Callable[[], object], *, writes: bool) -> "asyncio.Future[object]":
        """Run a transaction; the process can die before it, and a write also after it."""
        done = self.loop.create_future()

        def run() -> None:
            if done.cancelled():
                return
            value = self._transact(work, writes)
            if writes:
                self.later(self._disk_ms(), lambda: _answer(done, value))
            else:
                _answer(done, value)

        self.later(self._disk_ms(), run)
        return done

    def _transact(self, work: Callable[[], object], writes: bool) -> object:
        """What it returns or raises; a disk may refuse it, or do it and lose the answer."""
        fails = writes and not self.healthy and self._chance.random() < DISK_FAILS
        if fails and self._chance.random() < 0.5:
            return LedgerError("the disk is full")
        try:
            value = work()
        except Exception as error:
            return error
        return LedgerError("the answer of the database is lost") if fails else value

    def _disk_ms(self) -> float:
        slow = not self.healthy and self._chance.random() < SLOW_DISK
        return self._chance.uniform(20, 400) if slow else self._chance.uniform(0, 2)

    def _awake(self, do: Callable[[], None]) -> None:
        if not self.alive:
            return
        self.steps += 1
        if self.steps == self.dies_at:
            self.kill()
            return
        if self.steps == self.freezes_at and not self.frozen:
            self._freeze()
        if self.frozen:
            self._held.append(do)
            return
        do()

    @property
    def freeze_left_ms(self) -> int:
        """How long it still stands still."""
        return max(0, self._thaws_ms - self.loop.now_ms) if self.frozen else 0

    def _freeze(self) -> None:
        self.frozen = True
        self._thaws_ms = self.loop.now_ms + self.freezes_ms
        self._held: list[Callable[[], None]] = []
        self._trace(f"{self.name} freezes at step {self.steps} for {self.freezes_ms} ms")
        self.loop.call_later(self.freezes_ms / 1000, self._thaw)

    def _thaw(self) -> None:
        self.frozen = False
        if self.alive:
            self._trace(f"{self.name} thaws")
            held, self._held = self._held, []
            for do in held:
                do()


def _answer(done: "asyncio.Future[object]", value: object) -> None:
    if done.done():
        return
    if isinstance(value, Exception):
        done.set_exception(value)
    else:
        done.set_result(value)


class OnVirtualDisk:
    """A ledger's database whose writes are steps of a process, as its reads are by the loop.

    Each write is a group of its own: which of them a real thread would have written together is chance.
    """

    def __init__(self, database: Any) -> None:
        self._database = database

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    async def write(self, work: Callable[[Any], object]) -> object:
        process = PROCESS.get()
        if process is None:
            return self._database.write_first(work)
        return await process.disk(lambda: self._database.write_first(work), writes=True)


def on_virtual_disk(ledger: StoredLedger) -> StoredLedger:
    """The same ledger, its writes steps of whoever makes them."""
    return StoredLedger(OnVirtualDisk(ledger._database), ledger._clock)


class ProcessClock(Clock):
    """The clock of one process: virtual, and a little off."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def now_ms(self) -> int:
        return EPOCH_MS + self._process.loop.now_ms + self._process.skew_ms

    def monotonic_ms(self) -> int:
        return self._process.loop.now_ms

    async def sleep_ms(self, duration_ms: int) -> None:
        woken = self._process.loop.create_future()
        self._process.later(max(duration_ms, 0), lambda: woken.done() or woken.set_result(None))
        await woken


class TrueClock(Clock):
    """The venue's clock, and that of whoever looks from outside."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now_ms(self) -> int:
        return EPOCH_MS + self._loop.now_ms

    def monotonic_ms(self) -> int:
        return self._loop.now_ms

    async def sleep_ms(self, duration_ms: int) -> None:
        await asyncio.sleep(duration_ms / 1000)
