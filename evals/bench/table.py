"""The tables of a run: Markdown that is also a page of plain text 80 columns wide."""

import os
import platform
from itertools import groupby
from textwrap import fill
from typing import Any

from evals.bench.samples import Row

WIDTH = 80

HEAD = """\
# Performance

Written by `make bench`: one run, milliseconds unless said otherwise. Offline
planner, SQLite with `synchronous=FULL`, the testnet and every client in a
process of its own, all on loopback. Floors are of the same run: a slow disk
or a busy machine shows there first. Compare rows of one run with each other.
"""


def machine() -> dict[str, Any]:
    """What the run ran on."""
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
    }


def page(rows: list[Row], notes: list[str]) -> str:
    """The measured half of docs/performance.md."""
    return "\n".join([HEAD, machine_line(), tables(rows), *map(wrapped, notes)])


def machine_line() -> str:
    """What the run ran on, as a sentence."""
    facts = machine()
    return f"Machine: {facts['cores']} cores, {facts['architecture']}, Python {facts['python']}.\n"


def wrapped(note: str) -> str:
    """A note as a paragraph."""
    return f"{fill(note, WIDTH, break_on_hyphens=False)}\n"


def tables(rows: list[Row]) -> str:
    """A table for each group."""
    return "\n".join(
        f"### {group}\n\n{_table(list(members))}"
        for group, members in groupby(rows, key=lambda row: row.group)
    )


def _table(rows: list[Row]) -> str:
    columns = [
        ("what", [row.what for row in rows]),
        ("p50", [f"{row.p50:.2f}" for row in rows]),
        ("p95", [f"{row.p95:.2f}" for row in rows]),
        ("p99", [f"{row.p99:.2f}" if row.with_p99 else "" for row in rows]),
        ("orders/s", [f"{row.per_second:.0f}" if row.per_second else "" for row in rows]),
        ("CPU/order", [f"{row.cpu_ms:.2f}" if row.cpu_ms else "" for row in rows]),
        ("aim", [row.aim for row in rows]),
    ]
    kept = [(name, cells) for name, cells in columns if any(cells)]
    widths = [max(len(cell) for cell in (name, *cells)) for name, cells in kept]
    lines = [
        _line([name for name, _ in kept], widths),
        "|" + "|".join(_rule(width, number) for number, width in enumerate(widths)) + "|",
        *(_line(list(cells), widths) for cells in zip(*(cells for _, cells in kept), strict=True)),
    ]
    return "\n".join(lines) + "\n"


def _line(cells: list[str], widths: list[int]) -> str:
    first, *others = (
        cell.rjust(width) if number else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "| " + " | ".join((first, *others)) + " |"


def _rule(width: int, number: int) -> str:
    return "-" * (width + 1) + ":" if number else "-" * (width + 2)
