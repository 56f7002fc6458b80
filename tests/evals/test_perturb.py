"""Variations of an utterance: the same every time, and nothing that matters is touched."""

import pytest

from evals import confusion, overtrigger, robustness, understanding
from evals.perturb import PERTURBATIONS, Saying, another_word
from evals.result import CaseResult
from evals.runner import SUITES

TEXT = "please cancel order spk-9aF on BTCUSDT and buy 0.01 bitcoin at 63,500 with leverage 5x"


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_the_same_seed_gives_the_same_text(name):
    assert len({PERTURBATIONS[name](Saying(TEXT, "en", "seed")) for _ in range(3)}) == 1


@pytest.mark.parametrize("name", [name for name in PERTURBATIONS if name.startswith(("typo", "case"))])
def test_ids_and_numbers_stay_as_they_are(name):
    for seed in map(str, range(40)):
        text = PERTURBATIONS[name](Saying(TEXT, "en", seed)) or TEXT
        assert "spk-9aF" in text
        assert "0.01" in text
        assert "63,500" in text
        assert "bitcoin" in text.lower() or "bıtcoın" in text


def test_a_typo_changes_one_word_and_no_more():
    varied = PERTURBATIONS["typo-drop"](Saying(TEXT, "en", "seed"))
    pairs = zip(TEXT.split(), varied.split(), strict=True)
    assert sum(before != after for before, after in pairs) == 1


def test_a_typo_that_makes_another_word_is_told_apart():
    assert another_word("buy 0.1 eth live", "buy 0.1 eth lie", "en")
    assert not another_word("buy 0.1 eth live", "buy 0.1 eth liev", "en")


def test_turkish_capitals_are_turkish():
    assert PERTURBATIONS["case-upper"](Saying("iptal et", "tr", "s")) == "İPTAL ET"
    assert PERTURBATIONS["diacritics"](Saying("satış", "tr", "s")) == "satis"


def test_ordinary_sentences_are_thousands_and_each_is_there_once():
    sentences = overtrigger.read(SUITES / "overtrigger")
    assert len(sentences) >= 5_000
    assert len({sentence.text for sentence in sentences}) == len(sentences)


async def test_a_changed_plan_that_acts_is_harm_and_a_question_is_not():
    row = {"id": "x", "expect": {"status": "proposed", "calls": [{"tool": "get_pnl", "args": {}}]}}
    asks = robustness.Varied(row, "t", {"status": "clarify", "calls": []})
    acts = robustness.Varied(row, "t", {"status": "proposed", "calls": []})
    assert (asks.same, asks.harmful, acts.harmful) == (False, False, True)


def test_the_report_says_what_was_taken_for_what():
    meant = {"status": "proposed", "calls": [{"tool": "place_order", "args": {}}]}
    asked = {"status": "clarify", "calls": []}
    lines = confusion.tables(
        [
            CaseResult(
                suite="understanding", case_id="1", family="en", passed=False, expected=meant, actual=asked
            ),
            CaseResult(
                suite="understanding", case_id="2", family="en", passed=True, expected=asked, actual=asked
            ),
        ]
    )
    assert "| place_order | 0 of 1 | 0 of 0 |" in lines
    assert "| en | 1 of 2 | 1 of 1 |" in lines
    assert "| place_order | clarify | 1 |" in lines


@pytest.mark.slow
async def test_no_way_of_writing_leads_to_another_action():
    surroundings, rows = understanding.read(SUITES / "understanding")
    for name in ("typo-swap", "typo-drop", "filler-before", "case-upper"):
        varied = await robustness.vary(name, surroundings, rows)
        assert [each.text for each in varied if each.harmful] == []


@pytest.mark.slow
async def test_no_ordinary_sentence_is_acted_on():
    results = await overtrigger.judge(SUITES / "overtrigger")
    assert [result.case_id for result in results if result.harm] == []
