"""The eval runner: finds the suites, judges them, writes the report, exits non-zero on any harm or miss."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import yaml

from evals import gate, hostile, overtrigger, robustness, understanding
from evals.report import render, summary, write
from evals.result import CaseResult

SUITES = Path(__file__).parent / "suites"
REPORT = Path(__file__).parent / "report"

Judge = Callable[[Path], Awaitable[list[CaseResult]]]
JUDGES: dict[str, Judge] = {
    "robustness": robustness.judge,
    "overtrigger": overtrigger.judge,
    "understanding": understanding.judge,
    "gate": gate.judge,
    "hostile": hostile.judge,
}


def main(args: list[str], suites: Path = SUITES, report: Path = REPORT) -> int:
    """`run [SUITE…]` or `report`; 0 when every case passed, 2 on bad use, 7 when a gate failed."""
    command, *names = args or ["run"]
    if command == "report":
        path = report / "report.md"
        sys.stdout.write(path.read_text(encoding="utf-8") if path.exists() else "no run yet: evals run\n")
        return 0 if path.exists() else 2
    folders = [suites / name for name in names] or sorted(p.parent for p in suites.glob("*/suite.yaml"))
    missing = [folder.name for folder in folders if not (folder / "suite.yaml").exists()]
    if command != "run" or missing:
        sys.stderr.write(f"usage: evals run [SUITE…] | report; no suite named {', '.join(missing)}\n")
        return 2
    results = asyncio.run(run(folders))
    write(report, results)
    sys.stdout.write(render(results))
    return 0 if summary(results)["ok"] else 7


async def run(folders: list[Path]) -> list[CaseResult]:
    """Judge the suites one after the other."""
    results: list[CaseResult] = []
    for folder in folders:
        suite = yaml.safe_load((folder / "suite.yaml").read_text(encoding="utf-8"))
        sys.stderr.write(f"{folder.name}: {suite['about']}\n")
        results += await JUDGES[suite["judge"]](folder)
    return results
