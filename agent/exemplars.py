"""Exemplars: known utterances near an unknown one, for the model's prompt and for "did you mean …"."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agent.embedder import Embedder
from agent.planner.completions import Example
from agent.planner.grammar.concepts import tags
from agent.planner.grammar.fold import fold
from agent.planner.grammar.language import detect
from agent.planner.grammar.symbols import coins
from agent.vectors import Item, Vectors
from tools.catalogue import RUNNABLE
from tools.frozen import Frozen
from tools.text import Language

FILE = Path(__file__).parent / "planner" / "exemplars.jsonl"
COLLECTION = "exemplars"
SUGGESTIONS = 2

_NEAR_ENOUGH = 0.65
_WIDE = 24
_SAID: Mapping[str, frozenset[str]] = {
    "close_position": frozenset({"close", "sell"}),
    "place_oco": frozenset({"pair"}),
    "replace_order": frozenset({"amend", "set"}),
    "cancel_order": frozenset({"cancel"}),
    "cancel_all_orders": frozenset({"cancel"}),
    "set_leverage": frozenset({"leverage"}),
    "run_canary": frozenset({"canary"}),
    "confirm_canary": frozenset({"canary"}),
    "engage_kill_switch": frozenset({"kill"}),
    "release_kill_switch": frozenset({"release"}),
    "reset_circuit_breaker": frozenset({"release"}),
    "run_backtest": frozenset({"backtest", "indicator"}),
}
"""Concepts of which a text must name one before the tool is suggested for it."""


class Near(Frozen):
    """A known utterance beside a text."""

    text: str
    tool: str
    distance: float
    """1 minus the cosine: 0 for the same direction."""


class Exemplars:
    """The shipped utterances, by meaning. Only tools that can run are suggested."""

    def __init__(self, vectors: Vectors, file: Path = FILE) -> None:
        self._vectors = vectors
        vectors.put(COLLECTION, read(file))

    def nearest(self, text: str, k: int) -> tuple[Example, ...]:
        """The `k` utterances most like `text`, best first."""
        matches = self._vectors.nearest(COLLECTION, text, k)
        return tuple(Example.model_validate({"text": m.item.text} | _call(m.item)) for m in matches)

    def near(self, text: str, k: int) -> tuple["Near", ...]:
        """The `k` utterances most like `text` with how near they are, best first."""
        matches = self._vectors.nearest(COLLECTION, text, k)
        return tuple(
            Near(text=m.item.text, tool=str(m.item.payload["tool"]), distance=round(1 - m.similarity, 3))
            for m in matches
        )

    def suggest(self, text: str, language: Language | None = None) -> tuple[str, ...]:
        """Up to two things the user may have meant, one per tool; empty when nothing is near.

        Nothing is suggested that the text does not speak of: no side, no action and no coin it did not name,
        and nothing live. Without `language`, it is the one `text` is written in.
        """
        matches = self._vectors.nearest(COLLECTION, text, _WIDE, at_least=_NEAR_ENOUGH)
        wanted = language or detect(text)
        heard = _Heard.of(text)
        best: dict[str, str] = {}
        for match in matches:
            if match.item.payload["language"] == wanted and _fits(match.item, heard):
                best.setdefault(str(match.item.payload["tool"]), match.item.text)
        return tuple(best.values())[:SUGGESTIONS]


class _Heard(NamedTuple):
    """What a text surely speaks of, though not what it asks."""

    concepts: frozenset[str]
    coins: frozenset[str]
    sized: bool

    @classmethod
    def of(cls, text: str) -> "_Heard":
        folded = fold(text)
        concepts = frozenset(tag.concept for tag in tags(folded))
        named = frozenset(coin.base for coin in coins(text, folded, ()))
        return cls(concepts, named, any(char.isdigit() for char in text))


def _fits(item: Item, heard: _Heard) -> bool:
    """Whether a suggestion adds nothing the text did not say: neither side, action, coin nor being live."""
    tool, args = str(item.payload["tool"]), item.payload["args"]
    if not isinstance(args, dict) or (args.get("dry_run") is False and "live" not in heard.concepts):
        return False
    named = frozenset(coin.base for coin in coins(item.text, fold(item.text), ()))
    if heard.coins and named and not named & heard.coins:
        return False
    said = _SAID.get(tool)
    if said is not None and not said & heard.concepts:
        return False
    side = args.get("side")
    if isinstance(side, str):
        other = "sell" if side == "BUY" else "buy"
        return side.lower() in heard.concepts and other not in heard.concepts
    return said is not None or not heard.sized


def read(file: Path = FILE) -> tuple[Item, ...]:
    """The exemplars of the tools that can run."""
    known = {tool.name for tool in RUNNABLE}
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


def near(text: str, k: int) -> tuple[Near, ...]:
    """`Exemplars.near` among the shipped utterances, in memory."""
    return _shipped().near(text, k)


@cache
def _shipped() -> Exemplars:
    return Exemplars(Vectors(":memory:", Embedder()))


def _call(item: Item) -> dict[str, object]:
    return {"tool": item.payload["tool"], "args": item.payload["args"]}
