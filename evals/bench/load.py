"""Load: proposals, approvals and orders at a steady rate, then at twice that, and whether anything is lost.

`python -m evals.bench.load --seconds 60 --rate 20 --twice` measures on SQLite; `--database` takes the address
of an empty PostgreSQL database, or `throwaway` for a server that lives as long as the measurement.
"""

import argparse
import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.wiring import build
from evals.bench.execution import execution
from evals.bench.floors import floors
from evals.bench.hearing import Ear, hearing
from evals.bench.roomy_testnet import roomy_testnet
from evals.bench.samples import Row
from evals.bench.soundness import require_sound
from evals.bench.table import machine_line, tables, wrapped
from evals.bench.throwaway_postgres import throwaway_postgres
from evals.bench.timed_ledger import TimedLedger
from evals.bench.traffic import Stretch, limits, settings, stretch
from tools.ledger.ledger import Ledger
from tools.startup_memory import set_aside

WARM_UP_RATE = 2.0
WARM_UP_SECONDS = 3.0
SHORT_SECONDS = 5.0
RATE = 20.0
BEGIN, END = "<!-- load: {} -->\n", "<!-- load: end -->\n"


@dataclass(frozen=True)
class Plan:
    """What to measure."""

    rate: float
    """Proposals a second."""
    seconds: float
    twice: bool
    """Whether the rate is doubled afterwards, for as long."""
    count: int
    """Orders of the burst and events, where they are cheap."""


async def load(plan: Plan, port: int, folder: Path, where: str, database: str = "") -> tuple[list[Row], list[str]]:
    """Rows, and a note for each stretch of traffic.

    Raises:
        SystemExit: an order was lost or doubled, or the record does not verify.
    """
    ears, ledgers = Ear(), []

    def timed(ledger: Ledger) -> Ledger:
        ledgers.append(TimedLedger(ledger))
        return ledgers[0]

    app = await build(settings(folder / "load", port, database), limits=limits(), wrap_ledger=timed)
    for streams in app.context.streams.values():
        streams.listen(ears.hear)
    await app.start(watch=True)
    (ledger,) = ledgers
    try:
        await stretch(app, ledger, WARM_UP_RATE, WARM_UP_SECONDS)
        set_aside()
        first = int(WARM_UP_RATE * WARM_UP_SECONDS)
        came = [await stretch(app, ledger, plan.rate, plan.seconds, first)]
        if plan.twice:
            first += int(plan.rate * plan.seconds)
            came.append(await stretch(app, ledger, 2 * plan.rate, plan.seconds, first))
        heard = await hearing(app, ears, ledger, port, plan.count, where)
        sound = await require_sound(app.ledger, port)
    finally:
        await app.close()
    found = (
        f"{where}: nothing lost and nothing doubled: ledger and venue agree on {sound.orders} orders and what "
        f"they executed, and the audit verifies ({sound.audit_rows} rows)."
    )
    return [row for each in came for row in _rows(each, where)] + [heard], [
        *(_note(each, where) for each in came),
        found,
    ]


def _rows(came: Stretch, where: str) -> Iterator[Row]:
    group = "Proposals, approvals and orders at a rate, in one process"
    what = f"{where}, {came.rate:g}/s"
    done = came.orders / came.seconds
    if came.cards:
        yield Row(group, f"{what}: utterance to card", came.cards, with_p99=True)
    if came.places:
        aim = "p95 < 10" if came.rate <= RATE else ""
        yield Row(group, f"{what}: place to ACK", came.places, done, aim=aim, with_p99=True)


def _note(came: Stretch, where: str) -> str:
    refused = ", ".join(f"{count} {reason}" for reason, count in came.refused.most_common()) or "none refused"
    return (
        f"{where}, {came.rate:g} proposals a second: {came.orders} orders in {came.seconds:.1f} s, {refused}; "
        f"memory {came.memory_mb[0]} MB before, {came.memory_mb[1]} MB after."
    )


async def measure(plan: Plan, where: str, database: str) -> str:
    """The tables and notes of a run with the floors of the same run."""
    with tempfile.TemporaryDirectory(prefix="spark-load-") as name:
        folder = Path(name)
        async with roomy_testnet() as port:
            rows = await floors(port, folder, plan.count)
            measured, notes = await load(plan, port, folder, where, database)
            rows += measured
        async with roomy_testnet() as port:
            with another(database) as fresh:
                rows += await execution(port, folder, plan.count, where, fresh)
    return "\n".join((machine_line(), tables(rows), *map(wrapped, notes)))


def main() -> None:
    """`python -m evals.bench.load`; prints the tables."""
    parser = argparse.ArgumentParser(prog="evals.bench.load", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help="proposals a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--twice", action="store_true", help="then twice the rate for as long")
    parser.add_argument("--database", default="", metavar="URL", help="`throwaway`, or an empty database")
    parser.add_argument("--count", type=int, default=1000, help="orders of the burst")
    parser.add_argument("--page", type=Path, metavar="FILE", help="replace this database's part of the page")
    wanted = parser.parse_args()
    plan = Plan(wanted.rate, wanted.seconds, wanted.twice, wanted.count)
    where = "PostgreSQL" if wanted.database else "SQLite"
    if wanted.database == "throwaway":
        with throwaway_postgres() as server:
            text = asyncio.run(measure(plan, where, server.new_database))
    else:
        text = asyncio.run(measure(plan, where, wanted.database))
