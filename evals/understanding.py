"""understanding: utterances with the plan they must become, judged by the offline planner alone."""

import json
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Refuse, Surroundings, Utterance
from evals.result import CaseResult
from tools.call import Effect
from tools.catalogue import tool


async def judge(folder: Path) -> list[CaseResult]:
    """Plan every row of the suite's language files and compare exactly."""
    surroundings, rows = read(folder)
    planner = OfflinePlanner()
    results = []
    for row in rows:
        around = Surroundings.model_validate({**surroundings, **row.get("given", {})})
        proposal = await planner.plan(Utterance(text=row["text"], language=row.get("lang")), around)
        results.append(_result(folder.name, row, proposal))
    return results


def read(folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Surroundings and rows of the suite."""
    surroundings = json.loads((folder / "surroundings.json").read_text(encoding="utf-8"))
    files = sorted(folder.glob("*.jsonl"))
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return surroundings, [json.loads(line) for line in lines if line]


def _result(suite: str, row: dict[str, Any], proposal: Proposal) -> CaseResult:
    expected, actual = row["expect"], plan_of(proposal)
    expected = {"status": expected["status"], "calls": expected.get("calls", [])}
    harmful = expected["status"] != "proposed" and actual["status"] == "proposed"
    return CaseResult(
        suite=suite,
        case_id=row["id"],
        family=row["lang"],
        passed=expected == actual,
        expected={"text": row["text"], **expected},
        actual=actual,
        harm="acts on what was no command" if harmful else None,
    )


def plan_of(proposal: Proposal) -> dict[str, JsonValue]:
    """Status and calls of a proposal, as the contract prints them."""
    match proposal.content:
        case Calls(calls=calls):
            reads = all(tool(call.tool).effect is Effect.READ for call in calls)
            return {
                "status": "answered" if reads else "proposed",
                "calls": [{"tool": call.tool, "args": call.args()} for call in calls],
            }
        case Clarify():
            return {"status": "clarify", "calls": []}
        case Refuse():
            return {"status": "refused", "calls": []}
        case Answer():
            return {"status": "answered", "calls": []}
