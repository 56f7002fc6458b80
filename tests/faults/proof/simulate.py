"""Running histories: one seed, or many on all cores."""

import asyncio
import gc
import hashlib
import multiprocessing
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from proof.desk import AUDIT_KEYS
from proof.judge import Judge
from proof.mutants import MUTANTS, PRODUCT
from proof.virtual_loop import PROCESS, TrueClock, VirtualLoop
from proof.world import World
from tools.ledger.sqlite import open_ledger

MEMORY = Path("/dev/shm")


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
    home = Path(mkdtemp(prefix="spk-proof-", dir=MEMORY if MEMORY.is_dir() else None))
    loop = VirtualLoop()
    # A task that dies with its process leaves an exception nobody asks for.
    loop.set_exception_handler(lambda *_: None)
    world = World(loop, home, seed, MUTANTS[mutant] if mutant else PRODUCT)
    ledger = open_ledger(home / "ledger.db", AUDIT_KEYS, TrueClock(loop))
    world.ledgers.append(ledger)
    try:
        PROCESS.set(None)
        loop.run_until_complete(world.run())
        judge = Judge(world, ledger)
        violations = loop.run_until_complete(judge.violations())
        world.lines += [f"audit {row.seq} {row.time_ms} {row.action} {row.subject} {row.mac}" for row in judge.rows]
        return History(seed, violations, judge.counts(), loop.now_ms, world.lines)
    finally:
        _close(loop, world)
        shutil.rmtree(home)


def histories(seeds: Iterable[int], mutant: str | None, jobs: int) -> Iterator[History]:
    """Run many seeds, in their order."""
    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=200) as pool:
        yield from pool.imap(partial(_brief, mutant=mutant), seeds, chunksize=4)


def _brief(seed: int, mutant: str | None) -> History:
    try:
        found = history(seed, mutant)
    except Exception as error:
        return History(seed, [f"the simulation itself broke: {error!r}"], Counter(), 0, [])
    gc.collect()
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
