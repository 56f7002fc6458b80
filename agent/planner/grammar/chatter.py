"""Chatter: sentences round a command that neither size it nor doubt it, and are left out of its reading."""

import re
from collections.abc import Callable

from agent.planner.grammar import guards
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.spelling import mistyped

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_COMMA = re.compile(r",\s+(?=\S)")
_OWN_WORDS = re.compile(r"\W*(?:i|i'm|i've|i'll|we|we're|ok|well|good|nice|wow|hey|hi|hello)\b", re.ASCII)
_HARMLESS = frozenset({"polite", "show", "state", "set", "position", "units", "at", "for_size", "run"})


def commands(text: str, look: Callable[[str], Scene]) -> str:
    """The text without sentences of small talk, when another sentence is a command.

    A lone coin of the small talk is what the command is about when that names none: "Solana looks good. Buy
    100 USDT of it." A sentence that reports what somebody said, asks, negates or has a number always stays.
    """
    text = _without(text, _SENTENCE, " ", look, _small_talk)
    return _without(text, _COMMA, ", ", look, _own_small_talk)


def _without(
    text: str,
    mark: re.Pattern[str],
    joint: str,
    look: Callable[[str], Scene],
    talks: Callable[[Scene], bool],
) -> str:
    scenes = [look(part) for part in mark.split(text)]
    talk = [scene for scene in scenes if talks(scene)]
    kept = [scene for scene in scenes if scene not in talk]
    if not talk or not any(scene.acts for scene in kept):
        return text
    said = joint.join(scene.text for scene in kept)
    named = {coin.base for scene in talk for coin in scene.coins}
    if len(named) == 1 and not any(scene.coins for scene in kept):
        return f"{said} {named.pop()}"
    return said


def _own_small_talk(scene: Scene) -> bool:
    """Small talk of the speaker; a third person before a comma may be who the sentence is about."""
    own = scene.language == "tr" or _OWN_WORDS.match(scene.folded)
    return bool(own) and len(scene.tokens) <= 6 and _small_talk(scene)


def _small_talk(scene: Scene) -> bool:
    plain = all(tag.concept in _HARMLESS for tag in scene.tags)
    return (
        plain
        and bool(scene.unexplained)
        and not scene.numbers
        and not scene.measures
        and not scene.periods
        and not mistyped(scene)
        and not guards.reports(scene.folded)
    )
