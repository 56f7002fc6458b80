"""The shipped exemplars are valid calls, and near utterances find them."""

import json

import pytest

from agent.exemplars import FILE, read, suggest
from tools.catalogue import RUNNABLE, call

ROWS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def test_there_are_enough_in_each_language_and_none_twice() -> None:
    for language in ("en", "tr"):
        assert sum(row["language"] == language for row in ROWS) >= 60
    assert len({row["text"] for row in ROWS}) == len(ROWS)


def test_every_exemplar_of_a_known_tool_is_a_valid_call() -> None:
    items = read()
    assert items
    for item in items:
        args = item.payload["args"]
        assert isinstance(args, dict)
        assert call(str(item.payload["tool"]), args).args() == args


def test_every_order_tool_has_exemplars_in_both_languages() -> None:
    told = {(row["tool"], row["language"]) for row in ROWS}
    assert {(tool.name, language) for tool in RUNNABLE for language in ("en", "tr")} - told == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i wanna purchase a little bit of btc", "buy"),
        ("bring the leverage on btc down", "leverage"),
        ("kanarya denesek", "kanarya"),
        ("emirlerimin hepsini siliver", "emir"),
        ("PANİK! HER ŞEYİ DURDUR", "panik"),
    ],
)
def test_an_unknown_wording_gets_suggestions_in_its_language(text: str, expected: str) -> None:
    assert any(expected in each.lower() for each in suggest(text))


@pytest.mark.parametrize("text", ["tell me a joke", "hava nasıl", "asdf", "", "🙂"])
def test_small_talk_gets_none(text: str) -> None:
    assert suggest(text) == ()


def test_suggestions_can_be_had_in_the_other_language() -> None:
    assert all(row["language"] == "tr" for row in ROWS if row["text"] in suggest("cancel my orders", "tr"))


@pytest.mark.parametrize(
    "text",
    ["0.01 btc gazla", "fade eth with 50 usdt", "2 eth'yi patlat gitsin", "yarısını realize et btc"],
)
def test_no_side_is_suggested_that_nobody_named(text: str) -> None:
    assert suggest(text) == ()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("buy 0.01 btc blorp", "SELL"),
        ("sell my eth quickly foo bar", "BUY"),
        ("0.05 eth shortla bakem", "BUY"),
        ("100 dolarlık solana alıp koyak", "SELL"),
    ],
)
def test_the_opposite_side_is_never_suggested_and_nothing_live(text: str, side: str) -> None:
    suggested = [row for row in ROWS if row["text"] in suggest(text)]
    assert all(row["args"].get("side") != side for row in suggested)
    assert all(row["args"].get("dry_run") is not False for row in suggested)
    assert all(row["tool"] != "close_position" or side == "BUY" for row in suggested)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_at_most_two_and_in_one_language(row: dict[str, object]) -> None:
    suggested = suggest(str(row["text"]) + " zzz", "tr")
    assert len(suggested) <= 2
    assert all(each["language"] == "tr" for each in ROWS if each["text"] in suggested)
