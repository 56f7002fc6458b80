"""robustness: the utterances of the understanding suite, varied; a changed plan is a question or nothing."""

from pathlib import Path
from typing import Any, NamedTuple

from pydantic import JsonValue

from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Surroundings, Utterance
from evals import understanding
from evals.perturb import PERTURBATIONS, Saying, another_word
from evals.result import CaseResult
from evals.understanding import plan_of

SAME_ENOUGH = 0.98
"""Share of the variations of one kind that must leave the plan exactly as it was."""
ANOTHER_WORD = "typo-word"
"""Typos that made another word: they must not act otherwise; how many stay the same is only told."""
LEAST = {ANOTHER_WORD: 0.0}
"""Where less is enough."""
_SHOWN = 40
_FREE_TEXT = ("reason", "query", "description")
"""Kept as typed, so a variation of the text is a variation of them."""


class Varied(NamedTuple):
    """One variation of one utterance, and what became of its plan."""

    row: dict[str, Any]
    text: str
    plan: dict[str, JsonValue]

    @property
    def same(self) -> bool:
        """Whether it means what the original means."""
        return _bare(self.plan) == _bare(self.row["expect"])

    @property
    def another_word(self) -> bool:
        """Whether it has another word in place of one of the original's."""
        return another_word(self.row["text"], self.text, self.row["lang"])

    @property
    def harmful(self) -> bool:
        """Whether it would do something else, instead of asking."""
        return not self.same and self.plan["status"] == "proposed"


async def judge(folder: Path) -> list[CaseResult]:
    """One case for each kind of variation, in each language, and one for each plan that turned harmful."""
    surroundings, rows = understanding.read(folder.parent / "understanding")
    results: list[CaseResult] = []
    for language in ("en", "tr"):
        spoken, words = [row for row in rows if row["lang"] == language], list[Varied]()
        for name in PERTURBATIONS:
            varied = await vary(name, surroundings, spoken)
            if name.startswith("typo"):
                words += [each for each in varied if each.another_word]
                varied = [each for each in varied if not each.another_word]
            results += _judged(folder.name, name, language, varied)
        results += _judged(folder.name, ANOTHER_WORD, language, words)
    return results


async def vary(name: str, surroundings: dict[str, Any], rows: list[dict[str, Any]]) -> list[Varied]:
    """Every row this variation applies to, varied and planned."""
    planner, varied = OfflinePlanner(), []
    for row in rows:
        if name.startswith("typo") and "typo" in row.get("tags", ()):
            continue
        text = PERTURBATIONS[name](Saying(row["text"], row["lang"], f"{name} {row['id']}"))
        if text is None:
            continue
        around = Surroundings.model_validate({**surroundings, **row.get("given", {})})
        proposal = await planner.plan(Utterance(text=text, language=row["lang"]), around)
        varied.append(Varied(row, text, plan_of(proposal)))
    return varied


def _judged(suite: str, kind: str, language: str, varied: list[Varied]) -> list[CaseResult]:
    if not varied:
        return []
    changed = [each for each in varied if not each.same]
    least, name = LEAST.get(kind, SAME_ENOUGH), f"{kind}-{language}"
    same = len(varied) - len(changed)
    rate = CaseResult(
        suite=suite,
        case_id=name,
        family=name,
        counted=(same, len(varied)),
        passed=same >= least * len(varied),
        expected=f"{least:.0%} the same",
        actual=[f"{each.text} -> {each.plan['status']}" for each in changed[:_SHOWN]],
    )
    return [rate, *(_harm(suite, each) for each in changed if each.harmful)]


def _harm(suite: str, each: Varied) -> CaseResult:
    return CaseResult(
        suite=suite,
        case_id=f"{each.row['id']}: {each.text}",
        family="another plan",
        passed=False,
        expected=each.row["expect"],
        actual=each.plan,
        harm="another action or other values than the original",
    )


def _bare(plan: dict[str, Any]) -> tuple[object, ...]:
    calls = [
        (call["tool"], {name: value for name, value in call["args"].items() if name not in _FREE_TEXT})
        for call in plan.get("calls", [])
    ]
    return plan["status"], calls
