"""The vector store, with sqlite-vec and without: the same answers."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.embedder import Embedder
from agent.vectors import Item, Vectors

TEXTS = ("show my positions", "cancel all orders", "buy bitcoin", "what is the price of ether", "BTC al")


@pytest.fixture(params=[True, False], ids=["sqlite-vec", "row by row"])
def vectors(request: pytest.FixtureRequest) -> Iterator[Vectors]:
    opened = Vectors(":memory:", Embedder(), accelerated=request.param)
    assert opened.accelerated is request.param
    opened.put("a", [Item(key=text, text=text, payload={"n": n}) for n, text in enumerate(TEXTS)])
    yield opened
    opened.close()


def test_the_nearest_item_comes_first_with_its_payload(vectors: Vectors) -> None:
    best, second = vectors.nearest("a", "pozisyonlarımı göster", 2)
    assert best.item == Item(key=TEXTS[0], text=TEXTS[0], payload={"n": 0})
    assert best.similarity > second.similarity


def test_what_is_too_far_is_left_out(vectors: Vectors) -> None:
    assert vectors.nearest("a", "quantum chromodynamics", 5, at_least=0.5) == ()
    assert vectors.nearest("a", "…", 5) == ()


def test_collections_do_not_see_each_other(vectors: Vectors) -> None:
    vectors.put("b", [Item(key="x", text="show my positions")])
    assert [match.item.key for match in vectors.nearest("b", "positions", 5)] == ["x"]
    assert "x" not in [match.item.key for match in vectors.nearest("a", "positions", 9)]


def test_the_same_key_replaces_and_a_forgotten_item_is_gone(vectors: Vectors) -> None:
    vectors.put("a", [Item(key="buy bitcoin", text="cancel every order")])
    assert [item.text for item in vectors.items("a")].count("buy bitcoin") == 0
    assert vectors.forget("a", "buy bitcoin") is True
    assert vectors.forget("a", "buy bitcoin") is False
    assert "buy bitcoin" not in [match.item.key for match in vectors.nearest("a", "cancel every order", 9)]


def test_both_ways_give_the_same_answer() -> None:
    fast, slow = (Vectors(":memory:", Embedder(), accelerated=each) for each in (True, False))
    for opened in (fast, slow):
        opened.put("a", [Item(key=text, text=text) for text in TEXTS])
    for query in ("positions", "emirleri iptal et", "eth fiyatı", "bitcoin al"):
        left, right = fast.nearest("a", query, 5), slow.nearest("a", query, 5)
        assert [m.item for m in left] == [m.item for m in right]
        assert [m.similarity for m in left] == pytest.approx([m.similarity for m in right], abs=1e-4)


@pytest.mark.parametrize("accelerated", [True, False])
def test_items_survive_closing_and_reopening_either_way(tmp_path: Path, accelerated: bool) -> None:
    first = Vectors(tmp_path / "memory.db", Embedder(), accelerated=not accelerated)
    first.put("a", [Item(key="k", text="buy bitcoin")])
    first.close()
    again = Vectors(tmp_path / "memory.db", Embedder(), accelerated=accelerated)
    assert again.nearest("a", "bitcoin", 1)[0].item.key == "k"
    again.close()


class Other(Embedder):
    """A later version that turns every vector round."""

    @property
    def identity(self) -> str:
        return "other/2"

    def embed(self, text: str) -> array[float] | None:
        vector = super().embed(text)
        return vector and array("f", reversed(vector))


def test_vectors_of_an_older_embedder_are_made_anew(tmp_path: Path) -> None:
    first = Vectors(tmp_path / "memory.db", Embedder())
    first.put("a", [Item(key="k", text="buy bitcoin", payload={"n": 1})])
    first.close()
    again = Vectors(tmp_path / "memory.db", Other())
    match = again.nearest("a", "buy bitcoin", 1)[0]
    assert match.similarity == pytest.approx(1, abs=1e-4)
    assert match.item.payload == {"n": 1}
    again.close()
