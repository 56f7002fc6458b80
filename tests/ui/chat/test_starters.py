"""Starters, slash commands and the language they tell."""

import pytest

from ui.starters import COMMANDS, STARTERS, as_text, language_of, slash_language

WANTED = (
    "positions orders risk canary buy sell al sat close cancel iptal portfolio pnl kill backtest policy "
    "health help"
)


def test_every_command_of_the_contract_is_in_the_menu() -> None:
    assert {command.name for command in COMMANDS} == set(WANTED.split())


def test_texts_exist_in_both_languages() -> None:
    for starter in STARTERS:
        assert starter.label.en != starter.label.tr
        assert starter.message.en != starter.message.tr


@pytest.mark.parametrize(
    ("content", "command", "text"),
    [
        ("BTCUSDT", "risk", "/risk BTCUSDT"),
        ("", "positions", "/positions"),
        (" /risk BTCUSDT ", None, "/risk BTCUSDT"),
        ("buy 1 BTC", None, "buy 1 BTC"),
    ],
)
def test_menu_and_typed_commands_are_the_same_text(content: str, command: str | None, text: str) -> None:
    assert as_text(content, command) == text


@pytest.mark.parametrize(
    ("text", "fallback", "language"),
    [
        ("/al 0.01 BTC", "en", "tr"),
        ("/iptal 12", "en", "tr"),
        ("/positions", "tr", "tr"),
        ("/buy 0.01 BTC", "en", "en"),
        ("/", "en", "en"),
        ("60 dolarlık BTC al", "en", None),
    ],
)
def test_language_of_a_slash_command(text: str, fallback: str, language: str | None) -> None:
    assert slash_language(text, fallback) == language  # type: ignore[arg-type]


def test_language_of_a_browser() -> None:
    assert language_of("tr-TR") == "tr"
    assert language_of("de-DE") == "en"
    assert language_of(None) == "en"
