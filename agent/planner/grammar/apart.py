"""Apart: what a tool reads for itself is taken out of a clause, and the clause is read again without it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from agent.planner.grammar import guards, replies
from agent.planner.grammar.number_words import NUMBER_WORDS, spelled
from agent.planner.grammar.outcome import Outcome
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.spelling import look
from agent.planner.proposal import Answer, Clarify

Plain = Callable[[Scene], Outcome]
"""Reads a clause as any other."""

_WORD = "|".join(sorted(NUMBER_WORDS - {"bucuk"}, key=len, reverse=True))
COUNT = rf"(?:\d+(?:[.,]\d+)?|(?:{_WORD})(?: (?:{_WORD}))?)"
"""A number in digits or in words."""


class Part(NamedTuple):
    """A stretch of the text that a tool reads for itself."""

    start: int
    end: int
    instead: str = ""
    """A word that takes its place, so that the rest can be read."""


def without(scene: Scene, parts: Iterable[Part | re.Match[str] | None]) -> Scene:
    """The clause without some stretches, recognised again."""
    taken = sorted(
        Part(*each.span()) if isinstance(each, re.Match) else each for each in parts if each is not None
    )
    text, at = "", 0
    for part in taken:
        text += f"{scene.text[at : max(at, part.start)]} {part.instead} "
        at = max(at, part.end)
    text = re.sub(r"\s+([,.;:!?)])", r"\1", " ".join((text + scene.text[at:]).split()))
    text = re.sub(r"[,;:]+(?=[,;:])", "", text).strip(" ,;:-").replace("()", "").strip()
    rest = look(text, scene.language, scene.speech, scene.surroundings, scene.today)
    return replace(rest, corrections=(*scene.corrections, *rest.corrections))


def as_typed(scene: Scene, said: str) -> str:
    """Free text with the words that were corrected elsewhere for the reading put back."""
    for typed, read in reversed(scene.corrections):
        said = re.sub(rf"(?<!\w){re.escape(read)}(?!\w)", typed, said, count=1)
    return said


def whole(text: str) -> int | None:
    """The whole number some digits or words say; None when it is none.

    Example:
        >>> whole("12"), whole("on iki"), whole("1.5")
        (12, 12, None)
    """
    if text.isdigit():
        return int(text)
    found = [value for _, _, value in spelled(f"{text} adet", "tr")]
    return int(found[0]) if len(found) == 1 and found[0] == int(found[0]) else None


def no_command(scene: Scene) -> Outcome | None:
    """What stands against taking a clause for a command."""
    if guards.corrected(scene):
        return Clarify(question=replies.WHICH_ONE)
    if guards.negated(scene):
        return Answer(message=replies.NEGATED)
    if guards.doubtful(scene):
        return Answer(message=replies.ADVICE)
    return Answer(message=replies.TOLD) if guards.told(scene) else None


def strange(rest: Scene, scene: Scene | None = None) -> str | None:
    """The first word of the rest that nobody accounts for; the coins of the whole clause are accounted "
    "for."""
    named = {scene.folded[c.start : c.end] for c in scene.coins} if scene else set()
    left = [token for token in rest.unexplained if token.text[0].isalnum() and token.text not in named]
    return rest.words(left[0].start, left[0].end) if left else None
