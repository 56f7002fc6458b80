"""Which language somebody speaks."""

import re

from agent.planner.grammar import en, tr
from agent.planner.grammar.concepts import tags
from agent.planner.grammar.fold import fold
from agent.planner.grammar.symbols import correction
from tools.text import Language

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.ASCII)
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
        turkish += any(_mistyped(word) for word in words)
    return "tr" if turkish > english else "en"


def _mistyped(word: str) -> bool:
    """Whether a word is one letter away from a Turkish command, and not from an English one."""
    return bool(correction(word, ("sat", "kapat", "iptal"))) and not correction(
        word, ("buy", "sell", "short", "cancel")
    )


def _covered(folded: str, table: str) -> int:
    return sum(tag.end - tag.start for tag in tags(folded, (table,)))
