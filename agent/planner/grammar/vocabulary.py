"""Vocabulary: the single words the tables of a language are made of, so that a mistyped one can be known.

The tables are regular expressions; spelling them out here means that a word added there can be mistyped
at once. Words of free text (`\\w*`) are kept as beginnings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from agent.planner.grammar import en, tr
from agent.planner.grammar.further_words import FURTHER, MEANT
from agent.planner.grammar.number_words import NUMBER_WORDS
from agent.planner.grammar.symbols import one_edit
from agent.planner.grammar.word_list import words
from tools.text import Language

SHORTEST = 4
"""Letters of the shortest word a mistyped one is read as: below that, too many words are alike."""
_SHORTEST_BEGINNING = 5
_OPEN = "*"
_ENDS = frozenset(("", "|", ")"))
_REPEATS = frozenset("{?*+")
_LITERAL = re.compile(r"[a-z]+(?![{?*+])", re.ASCII)
"""Letters that stand for themselves, all at once: nearly everything in the tables."""
ELSEWHERE = words(
    """
    scalper scalping crossover reversion simple exponential moving average capital starting commission
    fees documentation docs manual search week weekly month monthly year today yesterday overall
    lifetime total january february march april june july august september october november december
    since until last past ortalama hareketli sermaye komisyon dokuman dokumanlarda belgelerde hafta
    haftaki haftalik bugun bugunku risking discount percent pct beri basindan volume hacmi hacim sync
    synchronise synchronize refresh update tradable pairs senkronize senkronla esitle tazele yenile
    lirasi liralik liradan dolara dolari dolardan dolarlik usdtlik dollars bakiyemin bakiyenin kasanin
    sermayenin sermayesi sermayesini sermayemin
    bostaki kullanilabilir riskle risk balance equity available asagidan yukaridan
    altindan ustunden asagisindan yukarisindan piyasanin piyasadan fiyattan quarter ucte dortte
    subscribe which markets dene sina test moda modu moduna modunu dolarla high sermayeyle period
    oversold overbought signal width levels lower upper periyot genislik dunku ayki aylik toplam ocak
    subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik kadar gunluk saatlik dakikalik
    saatlikte dakikalikta
    aynisi aynisini basit ustel son ilk yilinda kesisim kesisimi stratejisi strateji stratejisini strategy
    yuzde maksimum azami yavas hizli kisa uzun komisyonla komisyonuyla
    """
)
"""Words of strategies, documents and times, which are read elsewhere than in the tables."""
WEIGHTY = words(
    """
    tomorrow later after afterwards unless except before early tonight monday tuesday wednesday thursday
    friday saturday sunday then ardindan yarin sonra once haftaya birazdan ertesi haric disinda
    """
)
"""Words no command may be read past, and none is read as."""


@dataclass(frozen=True)
class Vocabulary:
    """Whole words, and beginnings of words."""

    words: frozenset[str]
    beginnings: tuple[str, ...]
    short: frozenset[str]
    """Words too short for another to be read as one of them."""

    def near(self, word: str) -> tuple[str, ...]:
        """Every known word one edit away, in the order of the alphabet.

        Example:
            >>> vocabulary("en").near("levrage")
            ('leverage',)
        """
        return tuple(sorted(self.whole(word))) or tuple(sorted(self._ended(word)))

    def whole(self, word: str) -> set[str]:
        """Every known word one edit away, without endings that are only guessed."""
        gaps = _gaps(word)
        return {
            known
            for letters in range(len(word) - 1, len(word) + 2)
            for gap in gaps
            for known in self._with(letters).get(gap, ())
            if one_edit(word, known)
        }

    def _with(self, letters: int) -> dict[str, list[str]]:
        """Words of this many letters, by what is left when one is missing."""
        if letters not in self._by_gap:
            found = self._by_gap[letters] = defaultdict(list)
            for word in self.words:
                if len(word) == letters:
                    for gap in _gaps(word):
                        found[gap].append(word)
        return self._by_gap[letters]

    @cached_property
    def _by_gap(self) -> dict[int, dict[str, list[str]]]:
        # Filled for the lengths somebody mistypes: most sentences are spelled right.
        return {}

    def _ended(self, word: str) -> set[str]:
        """A mistyped beginning with its own ending: `grafigni` has none, `garfigini` is `grafigini`."""
        return {
            known + word[end:]
            for known in self.beginnings
            if word[0] == known[0] and not word.startswith(known)
            for end in range(len(known) - 1, min(len(known) + 2, len(word)))
            if one_edit(word[:end], known)
        }


@cache
def vocabulary(language: Language) -> Vocabulary:
    """The words of a language."""
    table = {"tr": tr, "en": en}[language]
    return made_of(table.WORDS.values(), table.FILLERS | ELSEWHERE | MEANT | WEIGHTY | NUMBER_WORDS)


def known(word: str, language: Language) -> bool:
    """Whether a word is in the tables; Turkish speakers use the English ones too."""
    return (
        word in FURTHER
        or word in vocabulary(language).words
        or (language == "tr" and word in vocabulary("en").words)
    )


def near(word: str, language: Language) -> tuple[str, ...]:
    """Known words one edit away: of the language spoken, else of the other."""
    other: Language = "en" if language == "tr" else "tr"
    return vocabulary(language).near(word) or vocabulary(other).near(word)


def made_of(patterns: Iterable[str], others: Iterable[str] = ()) -> Vocabulary:
    """The words of some regular expressions, and others."""
    listed, spelled = frozenset(others), _spelled(patterns)
    real = listed | {word for word in spelled if word in listed or _harmonious(word, spelled)}
    whole = frozenset(word for word in real if len(word) >= SHORTEST and word.isalpha())
    beginnings = {word.removesuffix(_OPEN) for word in spelled if word.endswith(_OPEN)}
    return Vocabulary(
        whole,
        tuple(sorted(word for word in beginnings if len(word) >= _SHORTEST_BEGINNING and word.isalpha())),
        frozenset(word for word in real if len(word) < SHORTEST),
    )


_ROUND = {"i": "u", "u": "i"}


def _harmonious(word: str, spelled: set[str]) -> bool:
    """The tables write both vowels of a Turkish ending (`[ae]`, `[iu]`); of `satis`, `satus` one is."""
    mixed = "a" in word and "e" in word
    if mixed and {word.replace("e", "a"), word.replace("a", "e")} & spelled:
        return False
    vowels = [place for place, letter in enumerate(word) if letter in "aeiou"]
    return not any(
        word[place] in _ROUND
        and (word[before] in "ou") is not (word[place] == "u")
        and word[:place] + _ROUND[word[place]] + word[place + 1 :] in spelled
        for before, place in pairwise(vowels)
    )


def _gaps(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _spelled(patterns: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        reader = _Reader(pattern)
        found |= reader.read()
    return found


class _Reader:
    """Walks a regular expression, carrying every beginning of the word it is in the middle of."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._finished: set[str] = set()

    def read(self) -> set[str]:
        self._end(self._alternatives({""}))
        return self._finished

    def _alternatives(self, begun: set[str]) -> set[str]:
        made: set[str] = set()
        while True:
            made |= self._sequence(set(begun))
            if not self._here("|"):
                return made
            self._at += 1

    def _sequence(self, begun: set[str]) -> set[str]:
        while self._next() not in _ENDS:
            if literal := _LITERAL.match(self._pattern, self._at):
                begun, self._at = self._written(begun, literal.group()), literal.end()
                continue
            after = self._piece(begun)
            begun = begun | after if self._optional() else after
        return begun

    def _piece(self, begun: set[str]) -> set[str]:
        char = self._pattern[self._at]
        self._at += 1
        match char:
            case "(":
                return self._group(begun)
            case "[":
                stop = self._pattern.index("]", self._at)
                letters, self._at = self._pattern[self._at : stop], stop + 1
                return self._letters(begun, letters)
            case "\\":
                self._at += 1
                return self._class(begun, self._pattern[self._at - 1])
            case "^" | "$":
                return begun
        return self._letters(begun, char)

    def _group(self, begun: set[str]) -> set[str]:
        around = self._pattern.startswith(("?=", "?!", "?<"), self._at)
        if self._here("?:"):
            self._at += 2
        elif self._here("?P<"):
            self._at = self._pattern.index(">", self._at) + 1
        made = self._skipped(begun) if around else self._alternatives(begun)
        self._at += 1
        return made

    def _skipped(self, begun: set[str]) -> set[str]:
        """Look-arounds say where a word stands, not what it is."""
        depth = 0
        while depth or not self._here(")"):
            depth += {"(": 1, ")": -1}.get(self._pattern[self._at], 0)
            self._at += 2 if self._here("\\") else 1
        return begun

    def _class(self, begun: set[str], kind: str) -> set[str]:
        if kind in "wS":
            return {word if word.endswith(_OPEN) else word + _OPEN for word in begun}
        return begun if kind == "b" else self._end(begun)

    def _letters(self, begun: set[str], letters: str) -> set[str]:
        if letters.startswith(("a-z", "\\w", "^")):
            return self._class(begun, "w")
        if not letters.isalpha():
            return self._end(begun)
        return {found for letter in letters for found in self._written(begun, letter)}

    def _written(self, begun: set[str], text: str) -> set[str]:
        return {word if word.endswith(_OPEN) else word + text for word in begun}

    def _end(self, begun: set[str]) -> set[str]:
        self._finished |= begun - {"", _OPEN}
        return {""}

    def _optional(self) -> bool:
        """Step over a repetition; whether it may also be left out."""
        if self._next() not in _REPEATS:
            return False
        if self._here("{"):
            start, self._at = self._at, self._pattern.index("}", self._at) + 1
            return self._pattern[start + 1] == "0"
        optional = False
        while self._at < len(self._pattern) and self._pattern[self._at] in "?*+":
            optional |= self._pattern[self._at] != "+"
            self._at += 1
        return optional

    def _next(self) -> str:
        """The character here; none at the end."""
        return self._pattern[self._at : self._at + 1]

    def _here(self, text: str) -> bool:
        return self._pattern.startswith(text, self._at)
