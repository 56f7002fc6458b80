"""Turkish casing, look-alikes and invisible characters."""

import pytest

from agent.planner.grammar.fold import alien, clean, fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("SATIŞ", "satis"),
        ("satış", "satis"),
        ("satis", "satis"),
        ("İPTAL", "iptal"),
        ("IPTAL", "iptal"),
        ("iptal", "iptal"),
        ("ıptal", "iptal"),
        ("ONAYLIYORUM", "onayliyorum"),
        ("onaylıyorum", "onayliyorum"),
        ("BİTCOİN", "bitcoin"),
        ("BITCOIN", "bitcoin"),
        ("KÂR ZARAR", "kar zarar"),
        ("ÇĞÖŞÜ", "cgosu"),
    ],
)
def test_one_spelling(typed, folded):
    assert fold(clean(typed)) == folded


def test_decomposed_letters_compose():
    assert fold(clean("i\u0307ptal")) != ""
    assert fold(clean("s\u0327at")) == "sat"
    assert fold(clean("SATI\u015e")) == "satis"


@pytest.mark.parametrize("text", ["ВТС", "ＢＴＣ", "b\u200btc", "\u202ebtc", "٣", "１", "ſol", "β"])
def test_look_alikes_are_alien(text):
    assert alien(clean(f"buy 1 {text}")) is not None


@pytest.mark.parametrize("text", ["şu BTC’den 100₺ al – lütfen…", "buy 🚀 btc", "🏳️‍🌈 hello", "“x” €5"])
def test_ordinary_marks_are_not(text):
    assert alien(clean(text)) is None


@pytest.mark.parametrize("text", ["buy 0.01 ВТС", "buy ＢＴＣ 1", "buy 1\u200b btc", "٣ btc al"])
def test_look_alikes_in_an_order_are_asked_about(text, plan):
    assert plan(text).content.kind == "clarify"
