"""Confusion: what understanding took for what, by language and tool, and how well it knows when to ask."""

from collections import Counter, defaultdict
from typing import Any

from evals.result import CaseResult

SUITE = "understanding"


def tables(results: list[CaseResult]) -> list[str]:
    """Lines of Markdown about the understanding suite; none when it was not run."""
    judged = [result for result in results if result.suite == SUITE]
    return [*_by_tool(judged), *_questions(judged), *_confused(judged)] if judged else []


def kind(plan: Any) -> str:
    """The first tool of a plan, or its status where it has none."""
    calls = plan["calls"]
    return str(calls[0]["tool"] if calls else plan["status"])


def _by_tool(judged: list[CaseResult]) -> list[str]:
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: {"en": [0, 0], "tr": [0, 0]})
    for result in judged:
        cell = counts[kind(result.expected)][result.family]
        cell[0] += result.passed
        cell[1] += 1
    rows = [
        f"| {name} | {en[0]} of {en[1]} | {tr[0]} of {tr[1]} |"
        for name, (en, tr) in ((name, by.values()) for name, by in sorted(counts.items()))
    ]
    return ["", "## Understanding by tool", "", "| expected | en exact | tr exact |", "|---|---|---|", *rows]


def _questions(judged: list[CaseResult]) -> list[str]:
    lines = ["", "| asking | precision | recall |", "|---|---|---|"]
    for language in ("en", "tr"):
        pairs = [(kind(r.expected), kind(r.actual)) for r in judged if r.family == language]
        right = sum(pair == ("clarify", "clarify") for pair in pairs)
        asked, due = (sum(pair[side] == "clarify" for pair in pairs) for side in (1, 0))
        lines.append(f"| {language} | {right} of {asked} | {right} of {due} |")
    return lines


def _confused(judged: list[CaseResult]) -> list[str]:
    pairs = Counter((kind(r.expected), kind(r.actual)) for r in judged if not r.passed)
    rows = [f"| {meant} | {taken} | {count} |" for (meant, taken), count in sorted(pairs.items())]
    return ["", "| meant | taken for | times |", "|---|---|---|", *rows, ""] if rows else [""]
