"""Which language somebody speaks."""

import re

from agent.planner.grammar import en, tr
from agent.planner.grammar.concepts import tags
from agent.planner.grammar.fold import fold
from agent.planner.grammar.ordinary import everyday
from agent.planner.grammar.symbols import NAMES, correction
from agent.planner.grammar.vocabulary import vocabulary
from tools.text import Language

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.ASCII)
_TURKISH_ENDING = re.compile(
    r"[a-z]{3}(?:la|lar|ler|yor|yorum|sana|sene|alim|elim|mak|mek|iver|uver|acak|ecek|larim|lerim)$", re.ASCII
)
"""Endings hardly any English word has; they only decide where nothing else speaks for a language."""
_TURKISH = frozenset("şğıŞĞİçÇöÖüÜ")


def detect(text: str) -> Language:
    """English unless the words, the letters or the word tables speak for Turkish.

    Example:
        >>> detect("BTC al"), detect("buy BTC"), detect("pozisyonlarim")
        ('tr', 'en', 'tr')
    """
    folded = fold(text)
    words = _WORD.findall(folded)
    english = sum(word in en.LANGUAGE_HINTS for word in words)
    turkish = sum(word.partition("'")[0] in tr.LANGUAGE_HINTS for word in words)
    turkish += 2 * any(char in _TURKISH for char in text)
    if english == turkish:
        english += _covered(folded, "en")
        turkish += _covered(folded, "tr")
    if english == turkish:
        turkish += any(_mistyped(word) or _TURKISH_ENDING.search(word) is not None for word in words)
    return "tr" if turkish > english else "en"


def half_turkish(text: str) -> bool:
    """Whether an English-looking text may be Turkish: by a word or ending, or for want of an English word."""
    folded = fold(text)
    words = {word.partition("'")[0] for word in _WORD.findall(folded)}
    if not words & en.LANGUAGE_HINTS or _ENDED_NUMBER.search(folded) or _ENDED_WORD.search(folded):
        return True
    return any(_only_turkish(word) for word in words)


def counts_turkish(text: str) -> bool:
    """Whether a number is spelled out in Turkish, which English would read as another one."""
    return bool(_TURKISH_NUMBERS & set(_WORD.findall(fold(text))))


_COINS = frozenset(name for names in NAMES.values() for name in names.split())


def _only_turkish(word: str) -> bool:
    if word in _COINS:
        return False
    forms = {word, word.removesuffix("s")}
    english = speaks(word, "en") or any(_covers(form, "en") for form in forms)
    if word in _TURKISH_NUMBERS or (_covers(word, "tr") and not english):
        return True
    if english or forms & vocabulary("en").words:
        return False
    if speaks(word, "tr"):
        return True
    turkish = vocabulary("tr")
    return word in turkish.words or word.startswith(turkish.beginnings)


def speaks(word: str, language: Language) -> bool:
    """Whether an everyday word is of the language; words of trading are in the tables of both."""
    table = {"en": en, "tr": tr}[language]
    return word in table.LANGUAGE_HINTS or word in table.FILLERS or everyday(word, language)


def _covers(word: str, table: str) -> bool:
    return any((tag.start, tag.end) == (0, len(word)) for tag in tags(word, (table,)))


_TURKISH_NUMBERS = frozenset(
    ["bin", "yuz", "iki", "dort", "bes", "alti", "yedi", "sekiz", "dokuz", "yirmi", "otuz", "kirk", "elli"]
)
_ENDED_WORD = re.compile(r"[a-z]'(?:[dt][ae]n?|y?[iu]|n?[iu]n|y?[ae]|y?l[ae])(?![a-z])", re.ASCII)
_ENDED_NUMBER = re.compile(r"\d'?(?:[dt][ae]n?|y?[ae]|l[iu]k|s?[ae]r)(?![a-z0-9])", re.ASCII)


def _mistyped(word: str) -> bool:
    """Whether a word is one letter away from a Turkish command, and not from an English one."""
    return bool(correction(word, ("sat", "kapat", "iptal"))) and not correction(
        word, ("buy", "sell", "short", "cancel")
    )


def _covered(folded: str, table: str) -> int:
    return sum(tag.end - tag.start for tag in tags(folded, (table,)))
