"""KnowledgeView: what a tool may ask of the documents; the index behind it belongs to the agent."""

from collections.abc import Sequence
from typing import Annotated, Protocol

from pydantic import Field

from tools.frozen import Frozen
from tools.text import Text


class Passage(Frozen):
    """A section of a document, or a receipt, that answers."""

    citation: str
    """`file#section`, or `receipt/ID`."""
    title: str
    text: str
    score: int
    """Percent of the question's words the section covers; its title counts extra."""
    said: Annotated[Text | None, Field(exclude=True)] = None
    """The text in both languages; None for documents, which are in English."""


class KnowledgeView(Protocol):
    """The documents, searchable."""

    def search(self, query: str, k: int = 3) -> tuple[Passage, ...]:
        """At most `k` passages, best first; empty when no section is about the question."""
        ...

    def rank(self, query: str, texts: Sequence[str]) -> tuple[int, ...]:
        """How much of the question each text names, in percent; 0 for a text that is not about it."""
        ...


class NoKnowledge:
    """There are no documents here."""

    def search(self, query: str, k: int = 3) -> tuple[Passage, ...]:
        return ()

    def rank(self, query: str, texts: Sequence[str]) -> tuple[int, ...]:
        return (0,) * len(texts)
