"""The report of a run: one JSON line per case, a summary, and a page to read."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from evals.confusion import tables
from evals.result import CaseResult


def summary(results: list[CaseResult]) -> dict[str, Any]:
    """Counts per suite and family; `ok` only without a miss and without harm."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for result in results:
        held, of = result.counted or (int(result.passed), 1)
        counts[result.suite][result.family][0] += held
        counts[result.suite][result.family][1] += of
    harms = [result.case_id for result in results if result.harm]
    passed = bool(results) and all(result.passed for result in results)
    return {"ok": passed and not harms, "harms": harms, "suites": counts}


def render(results: list[CaseResult]) -> str:
    """The page to read."""
    total = summary(results)
    lines = ["# Evals", "", "| suite | family | passed | of |", "|---|---|---|---|"]
    for suite, families in total["suites"].items():
        lines += [f"| {suite} | {family} | {ok} | {n} |" for family, (ok, n) in sorted(families.items())]
    lines += tables(results)
    misses = [result for result in results if not result.passed or result.harm]
    lines += [
        "",
        f"{len(results) - len(misses)} passed, {len(misses)} failed, harm: {len(total['harms'])}",
        "",
    ]
    for miss in misses:
        lines += [f"## {miss.suite}: {miss.case_id}", f"harm: {miss.harm or 'none'}"]
        lines += [f"expected: {json.dumps(miss.expected, ensure_ascii=False)}"]
        lines += [f"actual:   {json.dumps(miss.actual, ensure_ascii=False)}", ""]
    return "\n".join(lines) + "\n"


def write(folder: Path, results: list[CaseResult]) -> None:
    """Write results.jsonl, summary.json and report.md."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = "".join(result.model_dump_json() + "\n" for result in results)
    (folder / "results.jsonl").write_text(rows, encoding="utf-8")
    (folder / "summary.json").write_text(json.dumps(summary(results), indent=2), encoding="utf-8")
    (folder / "report.md").write_text(render(results), encoding="utf-8")
