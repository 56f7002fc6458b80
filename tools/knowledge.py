"""KnowledgeView: what a tool may ask of the documents; the index behind it belongs to the agent."""

from typing import Protocol

from tools.frozen import Frozen


class Passage(Frozen):
    """A section of a document that answers."""

    citation: str
    """`file#section`."""
    title: str
    text: str
    score: int
    """Percent of the question's words the section covers; its title counts extra."""


class KnowledgeView(Protocol):
    """The documents, searchable."""

    def search(self, query: str, k: int = 3) -> tuple[Passage, ...]:
        """At most `k` passages, best first; empty when no section is about the question."""
        ...


class NoKnowledge:
    """There are no documents here."""

    def search(self, query: str, k: int = 3) -> tuple[Passage, ...]:
        return ()
