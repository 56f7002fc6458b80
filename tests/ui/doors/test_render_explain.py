"""Explanations for people: 80 columns, both languages, nothing that repaints the screen."""

import io

import pytest
from rich.console import Console

from agent.exemplars import Near
from agent.explain import Explanation, Reading
from ui.render import WIDTH
from ui.render_explain import show_explanation

ROWS = (
    Reading(words="a very long stretch of words that goes on and on", rule="number (quote)"),
    Reading(
        words="60 dolarlık",
        rule="number (quote)",
        parameter="place_order.notional",
        value="60",
        source="user",
        note="read as 60, not 60000, because only that is within the limits of the venue",
    ),
    Reading(words="blue\x1b[2J", rule="unread"),
    Reading(
        words="", rule="", parameter="place_order.leverage", value=3, source="memory", note="your preference"
    ),
    Reading(words="", rule="inferred", parameter="place_order.type", value="MARKET", source="user"),
)
NEAR = (Near(text="x" * 200, tool="set_position_mode", distance=0.125),)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "not understood",
                "memory",
                "follows",
                "0.125",
                "0.250",
                "of another tool",
                "Read as: buy BTC, 60",
            ),
        ),
        (
            "tr",
            (
                "anlaşılmadı",
                "hafıza",
                "sonuç",
                "0.125",
                "0.250",
                "başka bir aracın",
                "Şöyle okundu: buy BTC, 60",
            ),
        ),
    ],
)
def test_it_says_everything_on_80_columns(language, words):
    screen = Console(file=io.StringIO(), width=WIDTH, highlight=False, color_system=None)
    made = Explanation(text="buy BTC, 60", readings=ROWS, nearest=NEAR, margin=0.25, agrees=False)

    show_explanation(screen, made, language, "60")

    text = screen.file.getvalue()
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert all(word in text for word in words)
    assert "\x1b" not in text
