"""Spelling: a clause read as it was meant where one or two of its words are a letter off.

A word is corrected only when every likely word a letter away says the same, and a correction never
supplies what must be said in so many letters: a size, an approval, an end to a halt. A mistyped word that
cannot be corrected stays unexplained, which makes a command a question.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from agent.planner.grammar.concepts import tags
from agent.planner.grammar.edits import likely, marked_otherwise
from agent.planner.grammar.fold import fold
from agent.planner.grammar.further_words import FURTHER
from agent.planner.grammar.number_words import NUMBER_WORDS
from agent.planner.grammar.ordinary import ordinary
from agent.planner.grammar.scene import ACTIONS, Correction, Scene, recognise
from agent.planner.grammar.symbols import TRADED_WORDS, aliases, correction, one_edit
from agent.planner.grammar.tokens import Token, tokens
from agent.planner.grammar.vocabulary import ELSEWHERE, SHORTEST, WEIGHTY, known, near
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
_ALONE_LETTERS = 5
_ALONE = frozenset({"canary", "stream", "stream_off", "stream_on", "hedge_mode", "one_way"})
"""Concepts that need nothing beside them to be a command: only a longer word is read as one."""
_JOINTS = ("then", "afterwards", "sonra", "ardindan", "also", "ayrica", "because", "cunku")
_APART = ACTIONS | {"negated", "question", "told", "live", "dry", "stop", "take"}
"""Concepts that are never chosen among: a word that may be one of them or another is asked about."""
_ENDINGS = frozenset(
    [
        "a",
        "e",
        "i",
        "u",
        "da",
        "de",
        "ta",
        "te",
        "dan",
        "den",
        "tan",
        "ten",
        "la",
        "le",
        "in",
        "un",
        "im",
        "um",
        "ya",
        "ye",
        "yi",
    ]
)
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


def only_known(scene: Scene, but: Token | None = None) -> bool:
    """Whether every word left unexplained, but one, is a word of trading or a coin."""
    return all(
        known(token.stem, scene.language) or _names_coin(token.stem, scene)
        for token in scene.unexplained
        if token != but
    )


def joined(text: str, language: Language) -> str:
    """The text with a mistyped word between two parts (`tjen`, `beacuse`) as it was meant."""
    folded = fold(text)
    for token in reversed(tokens(folded)):
        word = correction(token.text, _JOINTS) if len(token.text) > SHORTEST_TYPED else None
        meant = known(token.text, language) or ordinary(token.text, language)
        if word and not meant and likely(token.text, word):
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
        if token.stem in FURTHER:
            continue
        read: str | None = None
        if not scene.acts and not known(token.stem, scene.language):
            read = _side(token.stem, scene.language)
            read = None if len(token.stem) > SHORTEST_TYPED and _may_be_refusal(token, scene) else read
        if read is None and not scene.coins and scene.acts and not _ordinary_noun(token.stem, scene):
            listed = aliases(scene.surroundings.instruments)
            bases = {listed[name] for name in listed if len(name) > 2 and correction(token.stem, [name])}
            read = bases.pop().lower() if len(bases) == 1 else None
        if read is not None:
            return _read_as(scene, token, read, again)
    return None


def _side(word: str, language: Language) -> str | None:
    """The one side a letter away, or the one of several that a likely slip made."""
    read = correction(word, _SIDE_WORDS[language])
    slipped = [each for each in _SIDE_WORDS[language] if one_edit(word, each) and likely(word, each)]
    return read or (slipped[0] if len(slipped) == 1 else None)


def _may_be_refusal(token: Token, scene: Scene) -> bool:
    """`kapata` may be `kapat` or `kapatma`."""
    meant = [word for word in _near(token, scene) if likely(token.stem, word)]
    return any(tag.concept in ("negated", "question") for word in meant for tag in tags(word))


def _word(scene: Scene, again: Again) -> Scene | None:
    """Read an unexplained word as the known one it is a letter away from; several must say the same."""
    for token in _open_to_reading(scene):
        near_by = _near(token, scene)
        chosen = [word for word in near_by if likely(token.stem, word)] or near_by
        readings: dict[object, Scene] = {}
        for word in chosen:
            fixed = _read_as(scene, token, word, again)
            if word in WEIGHTY or word in NUMBER_WORDS or _explained(fixed, token, word):
                readings.setdefault(_said(fixed), fixed)
        meant = _one(_likelier(list(readings.values()), token))
        if meant is not None and _may(scene, meant):
            return meant
    return None


def _likelier(readings: list[Scene], token: Token) -> list[Scene]:
    """Those that make a phrase of the word and its neighbour, unless another is a refusal."""
    phrased = [fixed for fixed in readings if _phrased(fixed, token)]
    return readings if any(fixed.has("negated") for fixed in readings) else phrased or readings


def _phrased(fixed: Scene, token: Token) -> bool:
    """Whether the word is part of a phrase with its neighbour: `satak istiyorum` is `satmak istiyorum`."""
    end = token.start + len(fixed.corrections[-1].read)
    return any(
        tag.start <= token.start < tag.end and (tag.start < token.start or tag.end > end)
        for tag in fixed.tags
        if tag.concept != "live"
    )


def _one(readings: list[Scene]) -> Scene | None:
    """The one reading, or of several that differ in nothing that matters, the one that says most."""
    if len(readings) < 2:
        return readings[0] if readings else None
    concepts = [{tag.concept for tag in scene.tags} for scene in readings]
    apart = {
        concept for said in concepts for concept in said if any(concept not in other for other in concepts)
    }
    weighty = any(scene.corrections[-1].read in WEIGHTY | NUMBER_WORDS for scene in readings)
    if weighty or apart & _APART or len({scene.numbers for scene in readings}) > 1:
        return None
    return max(readings, key=_telling)


def _telling(scene: Scene) -> int:
    """Letters of a clause that say something."""
    said = sum(tag.end - tag.start for tag in scene.tags if tag.concept not in _NEUTRAL)
    return said - sum(token.end - token.start for token in scene.unexplained)


def _near(token: Token, scene: Scene) -> tuple[str, ...]:
    word = token.stem
    if len(word) < SHORTEST_TYPED or not word.isalpha() or _names_coin(word, scene):
        return ()
    if known(word, scene.language) or word in NUMBER_WORDS or ordinary(word, scene.language):
        return ()
    typed = scene.text[token.start : token.start + len(word)]
    return tuple(meant for meant in near(word, scene.language) if not marked_otherwise(typed, meant))


def _ordinary_noun(word: str, scene: Scene) -> bool:
    """`linki` is a link; `solu` beside words of trading is SOL."""
    return _names_coin(word, scene) and not any(word.startswith(base.lower()) for base in TRADED_WORDS["tr"])


def _names_coin(word: str, scene: Scene) -> bool:
    listed = aliases(scene.surroundings.instruments)
    return word in listed or any(word.startswith(name) and word[len(name) :] in _ENDINGS for name in listed)


def _read_as(scene: Scene, token: Token, read: str, again: Again) -> Scene:
    end = token.start + len(token.stem)
    fixed = again(scene.text[: token.start] + read + scene.text[end:])
    typed = scene.text[token.start : end]
    return replace(fixed, corrections=(*scene.corrections, Correction(typed, read)))


def _explained(fixed: Scene, token: Token, word: str) -> bool:
    return word in ELSEWHERE | FURTHER or all(left.start != token.start for left in fixed.unexplained)


def _said(scene: Scene) -> object:
    """What a reading says, without the words that change nothing."""
    concepts = tuple(tag.concept for tag in scene.tags if tag.concept not in _NEUTRAL)
    left = tuple(token.text for token in scene.unexplained)
    numbers = tuple((n.readings, n.unit, n.case) for n in scene.numbers)
    measures = len(scene.measures)
    return concepts, numbers, scene.intervals, scene.periods, measures, len(scene.coins), left


def _may(scene: Scene, fixed: Scene) -> bool:
    """Whether a correction adds nothing that must be said in so many letters."""
    typed, read = fixed.corrections[-1]
    added = set(Counter(t.concept for t in fixed.tags) - Counter(t.concept for t in scene.tags))
    if read in WEIGHTY or read in NUMBER_WORDS or added & _NEVER:
        return False
    if not added and len(typed) <= SHORTEST_TYPED and not (scene.coins or scene.numbers):
        return False
    if added & (ACTIONS | {"live"}) and not likely(fold(typed), read):
        return False
    if scene.coins or scene.numbers or scene.tags or scene.ids:
        return True
    return only_known(fixed) and len(read) >= (_ALONE_LETTERS if added & _ALONE else SHORTEST)
