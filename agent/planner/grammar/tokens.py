"""Tokens: the words, numbers and marks of a text, each with its span."""

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[a-z_]+(?:'?[a-z]+)*|\d+(?:[.,]\d+)*|\S", re.ASCII)
_ID = re.compile(r"(?<![\w-])(?:spk-[\w-]+|[a-z]+[-_][a-z0-9_-]*\d[\w-]*)(?![\w-])", re.ASCII)
_DIGITS = re.compile(
    r"(?<![\w.,$%-])\d{4,20}(?![\w$%]|[.,]\d)"
    r"|(?:(?<=order )|(?<=order #)|(?<=emir )|(?<=emri )|(?<=order id )|(?<= #))"
    r"\d{1,3}(?![\w$%]|[.,]\d| ?(?:usdt|dolar|adet|tane))"
    r"|(?<![\w.,$%-])\d{1,3}(?= ?'?(?:nolu|no'?lu|numarali|id'?li|idli)(?![a-z]))",
    re.ASCII,
)
"""Few digits are an id only where a word or a mark says so."""


class Token(NamedTuple):
    """A word, a number or a mark of the folded text."""

    text: str
    start: int
    end: int

    @property
    def word(self) -> bool:
        """Whether it is a word."""
        return self.text[0].isalpha() or self.text[0] == "_"

    @property
    def stem(self) -> str:
        """The word without an apostrophe suffix: `btc'den` is `btc`."""
        return self.text.partition("'")[0]


def tokens(folded: str) -> tuple[Token, ...]:
    """Cut folded text into tokens.

    Example:
        >>> [token.text for token in tokens("btc'den 0.01 al!")]
        ["btc'den", '0.01', 'al', '!']
    """
    return tuple(Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(folded))


def order_ids(folded: str) -> list[tuple[int, int]]:
    """Spans of what looks like a client order id."""
    return [match.span() for match in _ID.finditer(folded)]


def digit_ids(folded: str) -> list[tuple[int, int]]:
    """Spans of bare digits long enough to be a venue's order id."""
    return [match.span() for match in _DIGITS.finditer(folded)]
