"""Respelling: an utterance with one slip of the fingers put right, to be read as a whole once more.

A clause corrects the words of its own tables while it is read; what decides before or between clauses, and
what other readers look for, is only seen in the whole utterance.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from agent.planner.grammar import (
    backtests,
    conditions,
    dates,
    documents,
    en,
    figures,
    guards,
    measures,
    preferences,
    reads,
    symbol_list,
    tr,
    unsaid,
)
from agent.planner.grammar.concepts import tags
from agent.planner.grammar.edits import likely
from agent.planner.grammar.number_words import NUMBER_WORDS
from agent.planner.grammar.ordinary import ordinary
from agent.planner.grammar.symbols import NAMES
from agent.planner.grammar.tokens import Token, order_ids, tokens
from agent.planner.grammar.vocabulary import WEIGHTY, Vocabulary, known, made_of, vocabulary
from agent.planner.grammar.word_list import words
from tools.text import Language

_SHORTEST = 3
_MOST_UNKNOWN = 6
"""Words no table has; with more of them it is prose."""
_MOST_WORDS = 30
_SIZES = frozenset({"half", "third", "quarter"})
"""Concepts that are never read into a word: they say how much."""
_FILLERS = en.FILLERS | tr.FILLERS | en.LANGUAGE_HINTS | tr.LANGUAGE_HINTS
_COINS = frozenset(name for written in NAMES.values() for name in written.split())
_QUOTES = frozenset({"", "usdt", "usd", "usdc", "try", "tl", "btc"})
_ENDED = words(
    """
    shorta longa pozum pozumu pozumun pozumdan alisi satisi alisa satisa riske ederim edeyim edelim marjine
    marjina teminata teminatina anki simdiki suanki hour hours minute minutes days weeks
    months saatte soldaki fiyatindan tamamina dokumanda dokumanlarda kilavuzda yayinlar akislar
    atarak
    """
)
"""Forms the tables hold only as a part of a phrase or as a beginning too short to be corrected."""
_ENDING = re.compile(r"[yn]?[aeiu]|[dt][ae]n?|[iu]m[iu]?|[yn]?[iu]n|y?l[ae]", re.ASCII)


class Slip(NamedTuple):
    """A word nobody knows, and the words it may have been meant as."""

    typed: str
    start: int
    end: int
    meant: tuple[str, ...]
    counts: tuple[str, ...]
    """Those of the words that say how much."""

    def in_order(self, language: Language) -> list[str]:
        """The words it may have been meant as, the language's first: the first of a meaning is told."""
        return sorted(self.meant, key=lambda word: word not in vocabulary(language).words)

    def put_right(self, text: str, word: str) -> str:
        """The text with one of them in its place."""
        return text[: self.start] + word + text[self.end :]


def slips(folded: str, understood: bool = False) -> tuple[Slip, ...]:
    """Every unknown word that one likely slip made of a known one.

    In a text that was `understood` only the words that no table of words accounts for are looked at.

    Example:
        >>> [(slip.typed, slip.meant) for slip in slips("sync the symbpls")]
        [('symbpls', ('symbols',))]
    """
    spans = order_ids(folded)
    if understood:
        spans += [(tag.start, tag.end) for tag in tags(folded)]
    said = [token for token in tokens(folded) if token.word]
    free = [token for token in said if not any(start <= token.start < end for start, end in spans)]
    strange = [token for token in free if _strange(token.stem) and not _ending_of_number(token, folded)]
    if len(said) > _MOST_WORDS or len(strange) > _MOST_UNKNOWN:
        return ()
    return tuple(slip for slip in map(_slip, strange) if slip.meant)


def _ending_of_number(token: Token, folded: str) -> bool:
    """Whether it is the `'sini` of `%2'sini`."""
    return folded[: token.start].endswith("'")


def _slip(token: Token) -> Slip:
    word = token.stem
    every = {known for table in _tables() for known in table.whole(word) if likely(word, known)}
    meant = tuple(sorted(every))
    counts = tuple(each for each in meant if each in NUMBER_WORDS or _SIZES & _concepts(each))
    return Slip(word, token.start, token.start + len(word), meant, counts)


def _concepts(word: str) -> set[str]:
    return {tag.concept for tag in tags(word)}


def _strange(word: str) -> bool:
    if len(word) < _SHORTEST or not word.isalpha() or word in NUMBER_WORDS or _names_coin(word):
        return False
    if word in _FILLERS or ordinary(word, "tr") or known(word, "tr"):
        return False
    return not any(word in table.words | table.short for table in _tables())


def _tables() -> tuple[Vocabulary, ...]:
    return _elsewhere(), vocabulary("tr"), vocabulary("en")


def _names_coin(word: str) -> bool:
    return any(word.startswith(name) and _ends(word[len(name) :]) for name in _COINS)


def _ends(rest: str) -> bool:
    return rest in _QUOTES or _ENDING.fullmatch(rest) is not None


@cache
def _elsewhere() -> Vocabulary:
    """The words readers look for beside the tables."""
    read = (
        backtests,
        conditions,
        dates,
        documents,
        figures,
        guards,
        measures,
        preferences,
        reads,
        symbol_list,
        unsaid,
    )
    return made_of((pattern for reader in read for pattern in reader.SPOKEN), WEIGHTY | _ENDED)
