"""Every row of the understanding suite, exactly."""

import json
from pathlib import Path

import pytest

from agent.planner.proposal import Calls, Surroundings
from tools.call import Effect
from tools.catalogue import TOOLS

SUITE = Path(__file__).parents[3] / "evals" / "suites" / "understanding"
EFFECTS = {tool.name: tool.effect for tool in TOOLS}
ROWS = [
    json.loads(line)
    for file in ("en", "tr", "heldout_en", "heldout_tr")
    for line in (SUITE / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()
]


def outcome(proposal):
    kind = proposal.content.kind
    if not isinstance(proposal.content, Calls):
        return {"clarify": "clarify", "refuse": "refused", "answer": "answered"}[kind], []
    calls = [{"tool": made.tool, "args": made.args()} for made in proposal.content.calls]
    reads = all(EFFECTS[made["tool"]] is Effect.READ for made in calls)
    return ("answered" if reads else "proposed"), calls


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_row_becomes_its_plan(row, plan, flat):
    around = Surroundings.model_validate(flat.model_dump() | row.get("given", {}))
    expected = row["expect"]
    missing = [made["tool"] for made in expected["calls"] if made["tool"] not in EFFECTS]
    proposal = plan(row["text"], row["lang"], around)
    if missing:
        assert outcome(proposal) == ("answered", [])
        assert missing[0] in proposal.content.message.en
    else:
        assert outcome(proposal) == (expected["status"], expected["calls"])


def test_suite_is_large_enough_and_covers_every_status_and_tag():
    for language in ("en", "tr"):
        rows = [row for row in ROWS if row["lang"] == language]
        assert len(rows) >= 130
        assert {row["expect"]["status"] for row in rows} == {"proposed", "answered", "clarify", "refused"}
        tags = {tag for row in rows for tag in row["tags"]}
        assert {"typo", "numbers", "question", "negation", "quoted", "several", "slash", "held"} <= tags


def test_ids_are_unique():
    assert len({row["id"] for row in ROWS}) == len(ROWS)


def test_questions_speak_the_language_of_the_user(plan):
    assert plan("btc al").content.question.say("tr") != plan("btc al").content.question.say("en")
    assert plan("btc al").language == "tr"
    assert plan("buy btc").language == "en"
    assert plan("buy btc", "tr").language == "tr"
