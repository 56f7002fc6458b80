"""Library: the documents, indexed at the first question, because most processes are never asked one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tools.knowledge import Passage

if TYPE_CHECKING:
    from agent.knowledge import Knowledge

DOCS = Path(__file__).parent.parent / "docs"


class Library:
    """`KnowledgeView` over a folder, its index in a file of its own."""

    def __init__(self, index: Path, folder: Path = DOCS) -> None:
        self._index = index
        self._folder = folder
        self._knowledge: Knowledge | None = None

    def search(self, query: str, k: int = 3) -> tuple[Passage, ...]:
        """At most `k` passages, best first; empty when no section is about the question."""
        if self._knowledge is None:
            from agent.embedder import Embedder
            from agent.knowledge import Knowledge
            from agent.vectors import Vectors

            self._knowledge = Knowledge(Vectors(self._index, Embedder()), self._folder)
        return self._knowledge.search(query, k)

    def rank(self, query: str, texts: Sequence[str]) -> tuple[int, ...]:
        """How much of the question each text names, in percent; 0 for a text that is not about it."""
        from agent.knowledge import rank

        return rank(query, texts)
