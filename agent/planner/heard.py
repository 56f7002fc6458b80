"""Heard: an utterance as words and numbers, read on its own terms to check what a model made of it.

It shares no more than the folding of letters with the offline planner's grammar, on purpose: two readers
that fail together would not check each other.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.planner.grammar.fold import clean, fold
from tools.text import Language

_TOKEN = re.compile(r"[0-9](?:[0-9.,]*[0-9])?|[a-z_]+|[%$@₺]")
_TIMES = {
    "k": 10**3,
    "bin": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "milyon": 10**6,
    "million": 10**6,
}
_HUNDRED = {"hundred", "yuz"}
_SHARES = {
    "half": Decimal("0.5"),
    "yarim": Decimal("0.5"),
    "yari": Decimal("0.5"),
    "yarisi": Decimal("0.5"),
    "yarisini": Decimal("0.5"),
    "quarter": Decimal("0.25"),
    "ceyrek": Decimal("0.25"),
    "ceyregi": Decimal("0.25"),
    "ceyregini": Decimal("0.25"),
}
_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TURKISH = "bir iki uc dort bes alti yedi sekiz dokuz"
_TURKISH_TENS = "on yirmi otuz kirk elli altmis yetmis seksen doksan"
_WORDS: dict[Language, dict[str, int]] = {
    "en": {word: n for n, word in enumerate(_ENGLISH.split(), 1)}
    | {word: 10 * n for n, word in enumerate(_ENGLISH_TENS.split(), 2)},
    "tr": {word: n for n, word in enumerate(_TURKISH.split(), 1)}
    | {word: 10 * n for n, word in enumerate(_TURKISH_TENS.split(), 1)},
}


@dataclass(frozen=True)
class Numeral:
    """A number as written, with every value it can mean."""

    values: frozenset[Decimal]
    first: int
    """Index of its first word."""
    end: int
    """Index after its last word."""
    share: bool = False
    """Written as a part, such as "half"; as a percentage it is a hundred times that."""

    @property
    def ambiguous(self) -> bool:
        """Whether it reads two ways, as `1.250` does."""
        return len(self.values) > 1


@dataclass(frozen=True)
class Heard:
    """Words (folded to ASCII), and numbers by their place among the words."""

    text: str
    folded: str
    words: tuple[str, ...]
    numerals: tuple[Numeral, ...]
    coins: frozenset[str] = frozenset()
    """Words that name an asset or an instrument."""

    def before(self, numeral: Numeral, reach: int = 2) -> tuple[str, ...]:
        """Words before a number, back to the number before it."""
        start = max((n.end for n in self.numerals if n.end <= numeral.first), default=0)
        return self.words[max(start, numeral.first - reach) : numeral.first]

    def after(self, numeral: Numeral, reach: int = 2) -> tuple[str, ...]:
        """Words after a number, up to the next number."""
        stop = min((n.first for n in self.numerals if n.first >= numeral.end), default=len(self.words))
        return self.words[numeral.end : min(stop, numeral.end + reach)]


def hear(text: str, language: Language, coins: frozenset[str] = frozenset()) -> Heard:
    """Take an utterance apart; `coins` are the words, folded, that name an asset."""
    folded = fold(clean(text))
    words = tuple(_TOKEN.findall(folded))
    return Heard(text, folded, words, _numerals(words, _WORDS[language]), coins)


def readings(text: str) -> frozenset[Decimal]:
    """Every value a number in digits can have in either language; empty when it is none.

    Example:
        >>> sorted(readings("1.250"))
        [Decimal('1.250'), Decimal('1250')]
    """
    if "." in text and "," in text:
        point = max(text.rfind("."), text.rfind(","))
        whole, group = text[:point], "," if text[point] == "." else "."
        return frozenset(
            {Decimal(f"{whole.replace(group, '')}.{text[point + 1 :]}")} if _grouped(whole, group) else ()
        )
    mark = "." if "." in text else ","
    parts = text.split(mark)
    grouped = {Decimal("".join(parts))} if len(parts) > 1 and _grouped(text, mark) else set()
    if len(parts) > 2:
        return frozenset(grouped)
    return frozenset(grouped | {Decimal(".".join(parts))})


def _grouped(text: str, mark: str) -> bool:
    return re.fullmatch(rf"[1-9][0-9]{{0,2}}(\{mark}[0-9]{{3}})*", text) is not None


def _numerals(words: tuple[str, ...], spelled: dict[str, int]) -> tuple[Numeral, ...]:
    found: list[Numeral] = []
    at = 0
    while at < len(words):
        numeral = _digits(words, at) or _share(words, at) or _spelled(words, at, spelled)
        if numeral:
            found.append(numeral)
        at = numeral.end if numeral else at + 1
    return tuple(found)


def _digits(words: tuple[str, ...], at: int) -> Numeral | None:
    values = readings(words[at]) if words[at][0].isdigit() else frozenset()
    if not values:
        return None
    times = _TIMES.get(words[at + 1]) if at + 1 < len(words) else None
    return Numeral(frozenset(value * (times or 1) for value in values), at, at + (2 if times else 1))


def _share(words: tuple[str, ...], at: int) -> Numeral | None:
    value = _SHARES.get(words[at])
    return Numeral(frozenset({value}), at, at + 1, share=True) if value else None


def _spelled(words: tuple[str, ...], at: int, spelled: dict[str, int]) -> Numeral | None:
    total = part = 0
    end = at
    for word in words[at:]:
        if word in spelled:
            part += spelled[word]
        elif word in _HUNDRED:
            part = 100 * (part or 1)
        elif word in _TIMES and len(word) > 2:
            total, part = total + _TIMES[word] * (part or 1), 0
        else:
            break
        end += 1
    return Numeral(frozenset({Decimal(total + part)}), at, end) if end > at else None
