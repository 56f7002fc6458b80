"""Every conversation is said again and must come out word for word; a change is regenerated and read."""

from pathlib import Path

import pytest

SCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_a_conversation_comes_out_word_for_word(played, script):
    text = script.read_text(encoding="utf-8")

    assert await played(text) == text


def test_there_are_eight_of_each_language_with_six_to_twelve_turns():
    assert [path.stem.partition("_")[0] for path in SCRIPTS] == ["en"] * 8 + ["tr"] * 8
    for path in SCRIPTS:
        said = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("> ")]
        assert 6 <= len(said) <= 12, path.name
