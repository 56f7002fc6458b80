"""What is shipped to the browser: both languages complete, nothing fetched from elsewhere."""

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import ui

UI = Path(ui.__file__).parent
PUBLIC = UI / "public"
LOCALES = UI / "locales"


def card_texts() -> dict[str, dict[str, str]]:
    """The texts object of the card's script."""
    script = (PUBLIC / "spark_card_texts.js").read_text(encoding="utf-8")
    found = re.search(r"const SPARK_CARD_TEXTS = (\{.*?\n\});?\n", script, re.DOTALL)
    assert found
    texts: dict[str, dict[str, str]] = json.loads(found.group(1))
    return texts


def leaves(data: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}/{key}")
        else:
            yield f"{path}/{key}", value


def shipped_english() -> dict[str, Any]:
    """The chat server's own English, without importing the server."""
    spec = find_spec("chainlit")
    assert spec
    assert spec.origin
    path = Path(spec.origin).parent / "translations" / "en-US.json"
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def test_card_speaks_both_languages_completely() -> None:
    texts = card_texts()
    assert texts["en"].keys() == texts["tr"].keys()
    for key, english in texts["en"].items():
        turkish = texts["tr"][key]
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", turkish)), key


def test_every_text_the_card_asks_for_exists() -> None:
    source = (PUBLIC / "elements" / "ApprovalCard.jsx").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bt\('([a-z_]+)'", source))
    assert len(asked) > 30
    assert asked <= card_texts()["en"].keys()


DECIDED = ["pending", "approved", "rejected", "edited", "expired", "superseded"]
NOT_DECIDED = ["simulated", "denied", "ask", "done"]


@pytest.mark.parametrize("status", [*DECIDED, *NOT_DECIDED])
def test_every_status_has_its_words(status: str) -> None:
    for texts in card_texts().values():
        assert texts[f"status_{status}"]
        assert texts[f"parameters_{status}"]


@pytest.mark.parametrize("name", ["tr-TR.json", "en-US.json"])
def test_translation_is_complete(name: str) -> None:
    ours = dict(leaves(json.loads((LOCALES / name).read_text(encoding="utf-8"))))
    theirs = dict(leaves(shipped_english()))
    assert ours.keys() == theirs.keys()
    for path, text in theirs.items():
        assert re.findall(r"\{\{\w+\}\}", text) == re.findall(r"\{\{\w+\}\}", ours[path]), path


def test_turkish_translates() -> None:
    turkish = dict(leaves(json.loads((LOCALES / "tr-TR.json").read_text(encoding="utf-8"))))
    english = dict(leaves(shipped_english()))
    same = {path for path, text in turkish.items() if text == english[path]}
    assert same <= {"/alerts/beta", "/navigation/user/menu/settingsKey"}


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*PUBLIC.rglob("*"), *LOCALES.iterdir()]:
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?://|//cdn|@import", text), path.name


def test_theme_brings_no_fonts() -> None:
    theme = json.loads((PUBLIC / "theme.json").read_text(encoding="utf-8"))
    assert theme["custom_fonts"] == []
    assert theme["variables"]["light"].keys() == theme["variables"]["dark"].keys()


def test_after_a_canary_the_next_step_is_to_confirm_it() -> None:
    texts = card_texts()
    assert "confirm the canary" in texts["en"]["run_canary_note"]
    assert "kanaryayı onayla" in texts["tr"]["run_canary_note"]


def test_every_rule_has_a_name_in_both_languages() -> None:
    rules = {path.stem for path in (UI.parent / "policies" / "rules").glob("[a-z]*.py")}
    assert rules
    for texts in card_texts().values():
        assert {f"limit_{rule}" for rule in rules} <= texts.keys()
