"""Measures speed: the copilot, the testnet, and our connector beside two others; see docs/performance.md."""

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path

from evals.bench.connectors import connectors
from evals.bench.copilot import copilot
from evals.bench.engine import engine
from evals.bench.execution import execution
from evals.bench.floors import floors
from evals.bench.load import RATE, Plan, load
from evals.bench.planner import memory_note, planner
from evals.bench.roomy_testnet import roomy_testnet
from evals.bench.samples import Row
from evals.bench.table import machine, page
from evals.bench.venue import venue

SHORT = 100
"""Proposals of the short load."""
NOTES = "\n## "
"""Where the part of a page begins that people write."""


async def measure(count: int) -> tuple[list[Row], list[str]]:
    """Every row, and notes on what could not be measured."""
    with tempfile.TemporaryDirectory(prefix="spark-bench-") as name:
        async with roomy_testnet() as port:
            rows = await floors(port, Path(name), count)
            rows += await copilot(port, Path(name), count)
            rows += await planner(Path(name), count)
            rows += [*engine(count), *await venue(port, count)]
            raced, notes = await connectors(port, count)
        measured, remarks = await _loaded(Path(name), count)
    return [*rows, *raced, *measured], [memory_note(), *notes, *remarks]


async def _loaded(folder: Path, count: int) -> tuple[list[Row], list[str]]:
    """The short form of `evals.bench.load`, on SQLite."""
    async with roomy_testnet() as port:
        plan = Plan(RATE, min(count, SHORT) / RATE, twice=False, count=count)
        rows, notes = await load(plan, port, folder, "SQLite")
        alone, remarks = await execution(port, folder, count, "SQLite")
    return [*rows, *alone], [*notes, *remarks]


def main() -> None:
    """`python -m evals.bench`; prints the tables."""
    parser = argparse.ArgumentParser(prog="evals.bench", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="samples per row, where they are cheap")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers here, too")
    parser.add_argument("--page", type=Path, metavar="FILE", help="replace the measured half of this page")
    wanted = parser.parse_args()
    rows, notes = asyncio.run(measure(wanted.count))
    text = page(rows, notes)
    sys.stdout.write(text)
    if wanted.json:
        numbers = {"machine": machine(), "rows": [row.to_json() for row in rows], "notes": notes}
        wanted.json.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    if wanted.page:
        _, mark, written = wanted.page.read_text(encoding="utf-8").partition(NOTES)
        wanted.page.write_text(text + mark + written, encoding="utf-8")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
