"""Running histories: one seed, or many on all cores."""

import asyncio
import gc
import hashlib
import multiprocessing
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from proof.desk import AUDIT_KEYS
from proof.judge import Judge
from proof.mutants import MUTANTS, PRODUCT
from proof.sweep import Case, Swept, cases
from proof.virtual_loop import PROCESS, TrueClock, VirtualLoop
from proof.world import World

from tools.ledger.sqlite import open_ledger

MEMORY = Path("/dev/shm")  # noqa: S108 (a folder in memory, where there is one)


@dataclass(frozen=True)
class History:
    """What came of one seed."""

    seed: int
    violations: list[str]
    counts: Counter[str]
    virtual_ms: int
    lines: list[str] = field(repr=False)

    @property
    def digest(self) -> str:
        """Of the whole trace: the same for the same seed."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]


def history(seed: int, mutant: str | None = None) -> History:
    """Run one seed; everything about it is in memory and gone afterwards."""
    protocol = MUTANTS[mutant] if mutant else PRODUCT
    return _judged(seed, lambda loop, home: World(loop, home, seed, protocol))


def death(case: Case) -> History | None:
    """Run one case of the sweep; None when it was over before its fatal step."""
    made: list[Swept] = []

    def swept(loop: VirtualLoop, home: Path) -> World:
        made.append(Swept(loop, home, case))
        return made[0]

    found = _judged(case.step, swept)
    return found if made[0].reached or found.violations else None


def _judged(seed: int, make: Callable[[VirtualLoop, Path], World]) -> History:
    home = Path(mkdtemp(prefix="spk-proof-", dir=MEMORY if MEMORY.is_dir() else None))
    loop = VirtualLoop()
    # A task that dies with its process leaves an exception nobody asks for.
    loop.set_exception_handler(lambda *_: None)
    world = make(loop, home)
    ledger = open_ledger(home / "ledger.db", AUDIT_KEYS, TrueClock(loop))
    world.ledgers.append(ledger)
    try:
        PROCESS.set(None)
        loop.run_until_complete(world.run())
        judge = Judge(world, ledger)
        violations = loop.run_until_complete(judge.violations())
        rows = [f"audit {row.seq} {row.time_ms} {row.action} {row.subject} {row.mac}" for row in judge.rows]
        return History(seed, violations, judge.counts(), loop.now_ms, world.lines + rows)
    finally:
        _close(loop, world)
        shutil.rmtree(home)
        gc.collect()


def deaths(jobs: int, steps: int = 1) -> Iterator[tuple[Case, History]]:
    """Every case of the sweep that reaches its fatal step, taking every `steps`-th step."""
    with multiprocessing.get_context("fork").Pool(jobs, gc.freeze) as pool:
        for step in count(1, steps):
            found = zip(cases(step), pool.imap(death, cases(step)), strict=True)
            reached = [(case, history) for case, history in found if history is not None]
            yield from reached
            if not reached:
                return


def histories(seeds: Iterable[int], mutant: str | None, jobs: int) -> Iterator[History]:
    """Run many seeds, in their order."""
    with multiprocessing.get_context("fork").Pool(jobs, gc.freeze) as pool:
        yield from pool.imap(partial(_brief, mutant=mutant), seeds, chunksize=4)


def _brief(seed: int, mutant: str | None) -> History:
    try:
        found = history(seed, mutant)
    except Exception as error:
        return History(seed, [f"the simulation itself broke: {error!r}"], Counter(), 0, [])
    return History(found.seed, found.violations, found.counts, found.virtual_ms, [found.digest])


def _close(loop: VirtualLoop, world: World) -> None:
    for process in world.processes:
        process.kill()
    for _ in range(3):
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=1))
    for ledger in world.ledgers:
        for connection in (ledger._database._reader, ledger._database._writer):
            if connection is not None:
                connection.close()
    loop.close()
