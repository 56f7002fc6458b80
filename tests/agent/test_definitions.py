"""Definitions: a term that is asked for is explained, in the language of the question; nothing else is."""

import pytest

from agent.definitions import definition
from agent.planner.grammar.fold import fold
from agent.planner.talk.wishes import bare


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("what is reduce only?", "smaller or close it", "en"),
        ("what does KILL do?", "without a card", "en"),
        ("fonlama nedir?", "long ve short", "tr"),
        ("Reduce-only ne demek?", "küçültür ya da kapatır", "tr"),
        ("kill switch ne işe yarar", "hemen çalışır", "tr"),
        ("what are trailing stops?", "follows the price", "en"),
        ("explain slippage please", "mid price", "en"),
    ],
)
def test_a_term_is_explained_in_the_language_of_the_question(text, words, language):
    meaning, spoken = definition(bare(fold(text)))

    assert spoken == language
    assert words in meaning.say(language)


@pytest.mark.parametrize(
    "text",
    [
        "what is the funding of btc",
        "what's the spread on eth",
        "what is bitcoin",
        "kaldıracım ne",
        "kill switch",
        "reduce only",
        "what is the margin",
        "BTC fonlaması nedir",
    ],
)
def test_anything_else_is_not(text):
    assert definition(bare(fold(text))) is None
