"""Which language somebody speaks."""

import re

from agent.planner.grammar import en, tr
from agent.planner.grammar.concepts import tags
from agent.planner.grammar.fold import fold
from agent.planner.grammar.symbols import correction
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
    """Whether an English-looking text has a Turkish word or a Turkish ending on a number in it."""
    folded = fold(text)
    words = (word.partition("'")[0] for word in _WORD.findall(folded))
    only_turkish = tr.LANGUAGE_HINTS - en.LANGUAGE_HINTS
    return any(word in only_turkish for word in words) or _ENDED_NUMBER.search(folded) is not None


_ENDED_NUMBER = re.compile(r"\d'?(?:[dt][ae]n?|y?[ae]|l[iu]k|s?[ae]r)(?![a-z0-9])", re.ASCII)


def _mistyped(word: str) -> bool:
    """Whether a word is one letter away from a Turkish command, and not from an English one."""
    return bool(correction(word, ("sat", "kapat", "iptal"))) and not correction(
        word, ("buy", "sell", "short", "cancel")
    )


def _covered(folded: str, table: str) -> int:
    return sum(tag.end - tag.start for tag in tags(folded, (table,)))
