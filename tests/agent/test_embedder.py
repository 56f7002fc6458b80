"""The embedder: deterministic, unit length, and at home in two languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.concepts import CONCEPTS
from agent.embedder import DIMENSIONS, Embedder, dot, terms

EMBEDDER = Embedder()


def similarity(left: str, right: str) -> float:
    one, two = EMBEDDER.embed(left), EMBEDDER.embed(right)
    assert one is not None
    assert two is not None
    return dot(one, two)


@given(st.text(max_size=80))
def test_a_vector_is_of_unit_length_or_there_is_none(text: str) -> None:
    vector = EMBEDDER.embed(text)
    assert vector is None or (len(vector) == DIMENSIONS and dot(vector, vector) == pytest.approx(1, abs=1e-4))


def test_a_text_without_a_word_has_no_vector() -> None:
    assert EMBEDDER.embed(" …!? 😀") is None


@pytest.mark.parametrize(
    ("english", "turkish"),
    [
        ("show my positions", "pozisyonlarımı göster"),
        ("cancel all orders", "tüm emirleri iptal et"),
        ("what is my balance", "bakiyem ne kadar"),
        ("set the leverage", "kaldıracı ayarla"),
        ("buy bitcoin", "bitcoin al"),
    ],
)
def test_a_sentence_and_its_translation_are_nearer_than_another_matter(english: str, turkish: str) -> None:
    assert similarity(english, turkish) > 0.5
    assert similarity(english, turkish) > similarity(english, "hava bugün çok güzel") + 0.3


@pytest.mark.parametrize(
    "text", ["KALDIRACI DEĞİŞTİR", "kaldıracı değiştir", "kaldiraci degistir", "KALDIRACI DEGISTIR"]
)
def test_turkish_capitals_and_missing_marks_change_nothing(text: str) -> None:
    assert similarity(text, "kaldıracı değiştir") == pytest.approx(1)


def test_the_vector_is_the_same_in_every_process() -> None:
    """Python's own hash would differ between processes; vectors are stored, so they must not."""
    vector = EMBEDDER.embed("xyzzy")
    assert vector is not None
    assert [place for place, value in enumerate(vector) if value] == PLACES


PLACES = [246, 275, 423, 483, 536, 552, 727, 847, 863, 895]


def test_concepts_of_both_languages_meet_in_one_term() -> None:
    assert terms("my positions") == terms("pozisyonlarım") == {"position"}


def test_every_word_of_the_lexicon_is_folded() -> None:
    for beginnings in CONCEPTS.values():
        assert beginnings.isascii()
        assert beginnings == beginnings.lower()
