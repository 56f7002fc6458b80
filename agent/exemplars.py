"""Exemplars: known utterances near an unknown one, for the model's prompt and for "did you mean …"."""

import json
from functools import cache
from pathlib import Path

from agent.embedder import Embedder
from agent.planner.completions import Example
from agent.planner.grammar.language import detect
from agent.vectors import Item, Vectors
from tools.catalogue import TOOLS
from tools.text import Language

FILE = Path(__file__).parent / "planner" / "exemplars.jsonl"
COLLECTION = "exemplars"
SUGGESTIONS = 3

_NEAR_ENOUGH = 0.35
_WIDE = 24


class Exemplars:
    """The shipped utterances, by meaning. Only tools of the catalogue are suggested."""

    def __init__(self, vectors: Vectors, file: Path = FILE) -> None:
        self._vectors = vectors
        vectors.put(COLLECTION, read(file))

    def nearest(self, text: str, k: int) -> tuple[Example, ...]:
        """The `k` utterances most like `text`, best first."""
        matches = self._vectors.nearest(COLLECTION, text, k)
        return tuple(Example.model_validate({"text": m.item.text} | _call(m.item)) for m in matches)

    def suggest(self, text: str, language: Language | None = None) -> tuple[str, ...]:
        """Up to three things the user may have meant, one per tool; empty when nothing is near.

        Without `language`, it is the one `text` is written in.
        """
        matches = self._vectors.nearest(COLLECTION, text, _WIDE, at_least=_NEAR_ENOUGH)
        wanted = language or detect(text)
        best: dict[str, str] = {}
        for match in matches:
            if match.item.payload["language"] == wanted:
                best.setdefault(str(match.item.payload["tool"]), match.item.text)
        return tuple(best.values())[:SUGGESTIONS]


def read(file: Path = FILE) -> tuple[Item, ...]:
    """The exemplars of the tools there are."""
    known = {tool.name for tool in TOOLS}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return tuple(
        Item(
            key=row["text"],
            text=row["text"],
            payload={name: row[name] for name in ("language", "tool", "args")},
        )
        for row in rows
        if row["tool"] in known
    )


def suggest(text: str, language: Language | None = None) -> tuple[str, ...]:
    """`Exemplars.suggest` on the shipped utterances, in memory."""
    return _shipped().suggest(text, language)


@cache
def _shipped() -> Exemplars:
    return Exemplars(Vectors(":memory:", Embedder()))


def _call(item: Item) -> dict[str, object]:
    return {"tool": item.payload["tool"], "args": item.payload["args"]}
