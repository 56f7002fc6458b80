"""The shipped suites: large enough, without a case that is two, and green."""

from collections import Counter

import pytest
import yaml

from evals import gate, hostile, understanding
from evals.runner import SUITES
from policies import RULES


def cases(suite, file):
    return yaml.safe_load((SUITES / suite / file).read_text(encoding="utf-8"))


def misses(results):
    return [
        (result.case_id, result.harm, result.expected, result.actual)
        for result in results
        if result.harm or not result.passed
    ]


@pytest.mark.parametrize(
    ("suite", "file", "least"), [("gate", "cases.yaml", 60), ("hostile-planner", "attacks.yaml", 45)]
)
def test_cases_are_many_and_named_once(suite, file, least):
    names = Counter(case["id"] for case in cases(suite, file))

    assert len(names) >= least
    assert [name for name, count in names.items() if count > 1] == []


def test_both_languages_have_enough_utterances():
    _, rows = understanding.read(SUITES / "understanding")
    languages = Counter(row["lang"] for row in rows)

    assert min(languages["en"], languages["tr"]) >= 120


def test_the_gate_suite_speaks_about_every_rule_and_both_profiles():
    shipped = cases("gate", "cases.yaml")
    spoken = {rule for case in shipped for rule in case["expect"]}

    assert {rule.name for rule in RULES} - spoken == set()
    assert {case.get("profile", "canary") for case in shipped} == {"canary", "testnet"}


def test_the_gate_suite_has_cases_that_must_pass():
    outcomes = Counter(case["expect"].get("outcome") for case in cases("gate", "cases.yaml"))

    assert outcomes["allow"] >= 25
    assert outcomes["deny"] >= 25
    assert outcomes["ask"] >= 4


def test_the_hostile_suite_lets_the_honest_through():
    honest = [a for a in cases("hostile-planner", "attacks.yaml") if a["family"] == "control-case"]

    assert len(honest) >= 3
    assert all(attack["orders"] >= 1 for attack in honest)


@pytest.mark.slow
async def test_the_gate_suite_is_green():
    assert misses(await gate.judge(SUITES / "gate")) == []


@pytest.mark.fault("F26", "F93")
@pytest.mark.slow
async def test_the_hostile_suite_is_green():
    assert misses(await hostile.judge(SUITES / "hostile-planner")) == []


@pytest.mark.slow
async def test_the_understanding_suite_is_green():
    assert misses(await understanding.judge(SUITES / "understanding")) == []
