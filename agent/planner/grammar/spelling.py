"""Spelling: a clause read as it was meant where one or two of its words are a letter off.

A word is corrected only when every likely word a letter away says the same, and a correction never supplies
what must be said in so many letters: a size, an approval, an end to a halt, or in a short word that an
order is live. A mistyped word that cannot be corrected stays unexplained, which makes a command a question.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from agent.planner.grammar.edits import likely
from agent.planner.grammar.fold import fold
from agent.planner.grammar.number_words import NUMBER_WORDS
from agent.planner.grammar.ordinary import ordinary
from agent.planner.grammar.scene import ACTIONS, Correction, Scene, recognise
from agent.planner.grammar.symbols import aliases, correction
from agent.planner.grammar.tokens import Token, tokens
from agent.planner.grammar.vocabulary import ELSEWHERE, WEIGHTY, vocabulary
from agent.planner.proposal import Surroundings
from tools.text import Language

MOST = 2
"""Words of a clause that can be corrected."""
SHORTEST_TYPED = 3
_MOST_OPEN = 4
"""Unexplained words of a clause that is looked into; with more it is prose."""

_SIDE_WORDS = {
    "en": ("buy", "sell", "long", "short", "close", "cancel"),
    "tr": ("sat", "satis", "alis", "long", "short", "kapat", "iptal", "buy", "sell"),
}
_HALTS = frozenset({"kill", "release"})
"""The reason after them is kept as typed: nothing in it is corrected."""
_NEVER = frozenset({"half", "third", "quarter", "release", "confirm", "approve"})
_LIVE_LETTERS = 5
"""Letters of a word that may be read as live."""
_BARE_LETTERS = 5
"""Letters of a word that may be read as the verb of a clause with nothing of trading in it."""
_ALONE_LETTERS = 6
_ALONE = frozenset({"kill", "canary", "stream", "stream_off", "stream_on", "hedge_mode", "one_way", "symbols"})
"""Concepts that need nothing beside them to be a command: only a longer word is read as one."""
_BETWEEN_STEPS = ("then", "afterwards", "sonra", "ardindan", "also", "ayrica")
_NEUTRAL = frozenset({"polite", "run", "units", "show"})

Again = Callable[[str], Scene]


def look(
    text: str, language: Language, speech: Language, surroundings: Surroundings, today: date | None = None
) -> Scene:
    """Recognise everything in one clause, correcting mistyped words."""

    def again(text: str) -> Scene:
        return recognise(text, language, speech, surroundings, today)

    scene = again(text)
    for _ in range(MOST):
        if not 0 < len(_open_to_reading(scene)) <= _MOST_OPEN or len(mistyped(scene)) > MOST:
            break
        fixed = _side_or_coin(scene, again) or _word(scene, again)
        if fixed is None:
            break
        scene = fixed
    return scene


def mistyped(scene: Scene) -> tuple[Token, ...]:
    """Words that look like a known one with a letter off."""
    return tuple(token for token in _open_to_reading(scene) if _near(token, scene))


def may_be_verb(scene: Scene) -> Token | None:
    """A mistyped word that could be the verb of a command."""
    for token in mistyped(scene):
        for word in _near(token, scene):
            again = recognise(
                f"{scene.text[: token.start]}{word}{scene.text[token.start + len(token.stem) :]}",
                scene.language,
                scene.speech,
                scene.surroundings,
            )
            if any(tag.concept in ACTIONS | {"leverage", "set", "stop"} for tag in again.tags):
                return token
    return None


def joined(text: str, language: Language) -> str:
    """The text with a mistyped word between two steps (`tjen`, `sorna`) as it was meant."""
    folded = fold(text)
    for token in reversed(tokens(folded)):
        word = correction(token.text, _BETWEEN_STEPS) if len(token.text) > SHORTEST_TYPED else None
        known = token.text in vocabulary(language).words or ordinary(token.text, language)
        if word and not known and likely(token.text, word):
            text = text[: token.start] + word + text[token.end :]
    return text


def _open_to_reading(scene: Scene) -> tuple[Token, ...]:
    """Unexplained words, without those of a reason: it begins behind the word after the halt."""
    halts = scene.all(*_HALTS)
    if not halts:
        return scene.unexplained
    after = (token.start for token in scene.tokens if token.start >= halts[0].end)
    return tuple(token for token in scene.unexplained if token.start <= next(after, halts[0].end))


def _side_or_coin(scene: Scene, again: Again) -> Scene | None:
    """Read an unexplained word as the one side or coin it is a letter away from."""
    if not (scene.numbers or scene.coins or scene.acts) or scene.has(*_HALTS):
        return None
    for token in scene.unexplained:
        read: str | None = None
        if not scene.acts:
            read = correction(token.stem, _SIDE_WORDS[scene.language])
        if read is None and not scene.coins and scene.acts:
            known = aliases(scene.surroundings.instruments)
            near = {known[name] for name in known if len(name) > 2 and correction(token.stem, [name])}
            read = near.pop().lower() if len(near) == 1 else None
        if read is not None:
            return _read_as(scene, token, read, again)
    return None


def _word(scene: Scene, again: Again) -> Scene | None:
    """Read an unexplained word as the known one it is a letter away from; several must say the same."""
    for token in _open_to_reading(scene):
        near = _near(token, scene)
        chosen = [word for word in near if likely(token.stem, word)] or near
        readings: dict[object, Scene] = {}
        for word in chosen:
            fixed = _read_as(scene, token, word, again)
            if word in WEIGHTY or _explained(fixed, token, word):
                readings.setdefault(_said(fixed), fixed)
        if len(readings) == 1:
            fixed = readings.popitem()[1]
            if _may(scene, fixed):
                return fixed
    return None


def _near(token: Token, scene: Scene) -> tuple[str, ...]:
    word = token.stem
    if len(word) < SHORTEST_TYPED or not word.isalpha() or word in ELSEWHERE or word in WEIGHTY:
        return ()
    known = vocabulary(scene.language)
    if word in known.words or word in NUMBER_WORDS or ordinary(word, scene.language):
        return ()
    return () if word in aliases(scene.surroundings.instruments) else known.near(word)


def _read_as(scene: Scene, token: Token, read: str, again: Again) -> Scene:
    end = token.start + len(token.stem)
    fixed = again(scene.text[: token.start] + read + scene.text[end:])
    typed = scene.text[token.start : end]
    return replace(fixed, corrections=(*scene.corrections, Correction(typed, read)))


def _explained(fixed: Scene, token: Token, word: str) -> bool:
    return word in ELSEWHERE or all(left.start != token.start for left in fixed.unexplained)


def _said(scene: Scene) -> object:
    """What a reading says, without the words that change nothing."""
    concepts = tuple(tag.concept for tag in scene.tags if tag.concept not in _NEUTRAL)
    left = tuple(token.text for token in scene.unexplained)
    numbers = tuple((n.readings, n.unit, n.case) for n in scene.numbers)
    measures = len(scene.measures)
    return concepts, numbers, scene.intervals, scene.periods, measures, len(scene.coins), left


def _may(scene: Scene, fixed: Scene) -> bool:
    """Whether a correction adds nothing that must be said in so many letters."""
    read = fixed.corrections[-1].read
    added = set(Counter(t.concept for t in fixed.tags) - Counter(t.concept for t in scene.tags))
    if read in WEIGHTY or read in NUMBER_WORDS or added & _NEVER:
        return False
    if "live" in added and len(read) < _LIVE_LETTERS:
        return False
    if scene.coins or scene.numbers or scene.tags or scene.ids:
        return True
    return len(read) >= (_ALONE_LETTERS if added & _ALONE else _BARE_LETTERS)
