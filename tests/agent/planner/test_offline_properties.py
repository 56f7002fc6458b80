"""Properties of the offline planner over any text."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.planner.grammar.fold import alien, clean, fold
from agent.planner.grammar.numbers import readings
from agent.planner.grammar.word_list import words
from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Calls, Surroundings, Utterance
from tools.call import Source
from tools.money import plain

pytestmark = pytest.mark.slow

SUITE = Path(__file__).parents[3] / "evals" / "suites" / "understanding"
AROUND = Surroundings.model_validate(json.loads((SUITE / "surroundings.json").read_text(encoding="utf-8")))
WORDS = st.sampled_from(
    sorted(
        words(
            """
            buy sell al sat long short btc eth sol bitcoin 0.01 100 1.000 64000 64.500'den 100$ %2 2% 5x limit
            stop tp sl at @ live testnette canlı not degil cancel iptal close kapat all tüm orders emirleri
            position pozisyon yarısını half if düşerse kill switch backtest sma 10/30 2023-01-01 1h /buy " '
            , . ? : ; and ve then sonra şu signal usdt dolarlık bin k the my withdraw 12345 spk-a1 leverage
            kaldıraç canary onayla 1e9 -1 NaN % $ 0
            """
        )
    )
)
SOUP = st.lists(WORDS, max_size=12).map(" ".join)


def proposal(text: str):
    return asyncio.run(OfflinePlanner().plan(Utterance(text=text), AROUND))


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=200), SOUP))
def test_no_text_raises(text):
    assert proposal(text).content.kind in ("calls", "clarify", "refuse", "answer")


@settings(max_examples=300)
@given(SOUP)
def test_side_size_symbol_and_price_come_from_the_words(text):
    content = proposal(text).content
    if not isinstance(content, Calls):
        return
    folded = fold(clean(text))
    for made in content.calls:
        if made.tool != "place_order":
            continue
        for origin in made.origins:
            if origin.path in ("side", "symbol", "quantity", "notional", "price", "stop_price", "dry_run"):
                assert origin.source is Source.USER
                assert origin.words
                assert fold(origin.words) in folded or origin.note


@settings(max_examples=200)
@given(SOUP)
def test_same_words_same_plan(text):
    assert proposal(text) == proposal(text)


@given(st.text())
def test_folding_twice_changes_nothing_and_keeps_the_length(text):
    cleaned = clean(text)
    once = fold(cleaned)
    assert fold(once) == once
    assert len(once) == len(cleaned)


@given(st.decimals(min_value="0.000001", max_value="99999999", places=6))
def test_a_number_written_either_way_has_its_value_among_the_readings(value):
    value = Decimal(plain(value))
    whole, _, part = plain(value).partition(".")
    english = f"{int(whole):,}" + (f".{part}" if part else "")
    turkish = english.translate(str.maketrans(",.", ".,"))
    assert value in readings(english)
    assert value in readings(turkish)


@given(st.from_regex(r"[0-9.,]{1,12}", fullmatch=True))
def test_any_run_of_digits_and_marks_reads_at_most_two_ways(literal):
    trimmed = literal.strip(".,")
    if trimmed and ".." not in trimmed:
        try:
            assert len(readings(trimmed)) <= 2
        except ArithmeticError:
            raise AssertionError(literal) from None


@given(st.characters(categories=("Nd",)).filter(lambda c: not c.isascii()))
def test_digits_of_other_scripts_are_alien(char):
    assert alien(clean(f"buy {char} btc")) == char
