"""Load: proposals, approvals and orders at a steady rate, then at twice that, and whether anything is lost.

`python -m evals.bench.load --rate 10 --twice` measures on SQLite, a minute at each rate; `--database` takes
the address of a PostgreSQL server, or `throwaway` for a server that lives as long as the measurement.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.wiring import build
from evals.bench.execution import execution
from evals.bench.floors import floors
from evals.bench.hearing import Ear, hearing
from evals.bench.roomy_testnet import roomy_testnet
from evals.bench.samples import Row
from evals.bench.soundness import require_sound
from evals.bench.table import machine_line, tables, wrapped
from evals.bench.throwaway_postgres import (
    NOT_INSTALLED,
    new_database,
    postgres_programs,
    throwaway_postgres,
)
from evals.bench.timed_ledger import TimedLedger
from evals.bench.traffic import Stretch, limits, settings, stretch
from tools.ledger.ledger import Ledger
from tools.startup_memory import set_aside

EVENTS = 120
MINUTE = 60.0
WARM_UP_RATE = 2.0
WARM_UP_SECONDS = 3.0
RATE = 20.0
THROWAWAY = "throwaway"
BEGIN, END = "<!-- load on {}: begin -->\n", "<!-- load on {}: end -->\n"


@dataclass(frozen=True)
class Plan:
    """What to measure."""

    rate: float
    """Proposals a second."""
    seconds: float
    twice: bool
    """Whether the rate is doubled afterwards, for a minute."""
    count: int
    """Orders of the burst and events, where they are cheap."""


async def load(
    plan: Plan, port: int, folder: Path, where: str, database: str = ""
) -> tuple[list[Row], list[str]]:
    """Rows, and a note for each stretch of traffic.

    Raises:
        SystemExit: an order was lost or doubled, or the record does not verify.
    """
    ear = Ear()
    ledgers: list[TimedLedger] = []

    def timed(ledger: Ledger) -> Ledger:
        ledgers.append(TimedLedger(ledger))
        return ledgers[0].as_ledger()

    app = await build(settings(folder / "load", port, database), limits=limits(), wrap_ledger=timed)
    for streams in app.context.streams.values():
        streams.listen(ear.hear)
    await app.start(watch=True)
    (ledger,) = ledgers
    try:
        await stretch(app, ledger, WARM_UP_RATE, WARM_UP_SECONDS)
        set_aside()
        first = int(WARM_UP_RATE * WARM_UP_SECONDS)
        came = [await stretch(app, ledger, plan.rate, plan.seconds, first)]
        if plan.twice:
            first += int(plan.rate * plan.seconds)
            came.append(await stretch(app, ledger, 2 * plan.rate, MINUTE, first))
        heard = await hearing(app, ear, ledger, port, min(plan.count, EVENTS), where)
        sound = await require_sound(app.ledger, port)
    finally:
        await app.close()
    found = (
        f"{where}: nothing lost and nothing doubled: ledger and venue agree on {sound.orders} orders "
        f"and what they executed, and the audit verifies ({sound.audit_rows} rows)."
    )
    return [row for each in came for row in _rows(each, where)] + [heard], [
        *(_note(each, where) for each in came),
        found,
    ]


def _rows(came: Stretch, where: str) -> Iterator[Row]:
    group = f"From proposal to order: {where}, {came.rate:g} a second"
    done = came.orders / came.seconds
    if came.cards:
        yield Row(group, "utterance to approval card", came.cards, with_p99=True)
    if came.places:
        aim = "p95 < 10" if came.rate <= RATE else ""
        yield Row(group, "place to ACK, durable", came.places, done, aim=aim, with_p99=True)


def _note(came: Stretch, where: str) -> str:
    refused = ", ".join(f"{count} {reason}" for reason, count in came.refused.most_common())
    return (
        f"{where}, {came.rate:g} proposals a second: {came.orders} orders in {came.seconds:.1f} s, "
        f"refused: {refused or 'none'}; memory {came.memory_mb[0]} MB before, {came.memory_mb[1]} MB after."
    )


async def measure(plan: Plan, where: str, fresh: Callable[[str], str]) -> str:
    """The tables and notes of a run with the floors of the same run; `fresh` gives an empty database."""
    with tempfile.TemporaryDirectory(prefix="spark-load-") as name:
        folder = Path(name)
        async with roomy_testnet() as port:
            rows = await floors(port, folder, plan.count)
            measured, notes = await load(plan, port, folder, where, fresh("load"))
            rows += measured
        async with roomy_testnet() as port:
            alone, remarks = await execution(port, folder, plan.count, where, fresh("burst"))
    rows, notes = rows + alone, notes + remarks
    return "\n".join((machine_line(), tables(rows), *map(wrapped, notes)))


def put(page: Path, where: str, text: str) -> None:
    """Replace one database's part of the page, between its two comments.

    Raises:
        SystemExit: the page has no such part.
    """
    begin, end = BEGIN.format(where), END.format(where)
    before, found, rest = page.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise SystemExit(f"{page} has no part for {where}")
    page.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main() -> None:
    """`python -m evals.bench.load`; prints the tables."""
    parser = argparse.ArgumentParser(prog="evals.bench.load", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help="proposals a second")
    parser.add_argument("--seconds", type=float, default=MINUTE)
    parser.add_argument("--twice", action="store_true", help="then twice the rate for a minute")
    parser.add_argument(
        "--database", default="", metavar="URL", help="of a PostgreSQL server, or `throwaway`"
    )
    parser.add_argument("--count", type=int, default=1000, help="orders of the burst")
    parser.add_argument("--page", type=Path, metavar="FILE", help="replace this database's part of the page")
    wanted = parser.parse_args()
    plan = Plan(wanted.rate, wanted.seconds, wanted.twice, wanted.count)
    with databases(wanted.database) as (where, fresh):
        text = asyncio.run(measure(plan, where, fresh))
    sys.stdout.write(text)
    if wanted.page:
        put(wanted.page, where, text)


@contextmanager
def databases(wanted: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Name of the database, and what gives the address of an empty one.

    Raises:
        SystemExit: PostgreSQL is not installed.
    """
    if not wanted:
        yield "SQLite", lambda name: ""
    elif wanted != THROWAWAY:
        yield "PostgreSQL", partial(new_database, wanted)
    else:
        programs = postgres_programs()
        if programs is None:
            raise SystemExit(NOT_INSTALLED)
        with throwaway_postgres(programs, fsync=True) as server:
            yield "PostgreSQL", partial(new_database, server.url)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
