"""Concepts: what a stretch of text means, found by the word tables of both languages."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from agent.planner.grammar import en, tr


class Tag(NamedTuple):
    """A concept with the span of the folded text that says it."""

    concept: str
    start: int
    end: int


def tags(folded: str, tables: Iterable[str] = ("en", "tr")) -> tuple[Tag, ...]:
    """All concepts of a text; where two overlap, the longer one stands.

    Example:
        >>> [tag.concept for tag in tags("kar al 70000, btc al")]
        ['take', 'buy']
    """
    found = [
        Tag(concept, match.start(), match.end())
        for table in tables
        for concept, pattern in _compiled(table)
        for match in pattern.finditer(folded)
    ]
    return longest(found)


def longest(found: Iterable[Tag]) -> tuple[Tag, ...]:
    """Tags that do not overlap: longer first, then the earlier one of the tables."""
    kept: list[Tag] = []
    for tag in sorted(found, key=lambda t: t.start - t.end):
        if all(tag.end <= other.start or tag.start >= other.end for other in kept):
            kept.append(tag)
    return tuple(sorted(kept, key=lambda t: t.start))


@cache
def _compiled(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = {"en": en.WORDS, "tr": tr.WORDS}[table]
    return tuple(
        (concept, re.compile(rf"(?<![a-z0-9'])(?:{pattern})(?![a-z0-9]|'[a-z])", re.ASCII))
        for concept, pattern in words.items()
    )
