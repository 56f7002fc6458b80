"""Embedder: text to a unit vector, deterministic and without a model: concepts, words and letter n-grams.

The first dimensions are the bilingual concepts, so a Turkish and an English sentence of one meaning meet
there; the rest are hashed stems and n-grams, so spelling and unknown names count too.
"""

from __future__ import annotations

import math
import re
import zlib
from array import array
from collections.abc import Iterator
from operator import mul

from agent.concepts import NAMES, WEAK, concept_of
from agent.planner.grammar.fold import clean, fold

NAME = "concepts-ngrams"
VERSION = 1
DIMENSIONS = 1024

_HASHED = DIMENSIONS - len(NAMES)
_WORD = re.compile(r"[a-z0-9]+")
_HOW = re.compile(r"\bhow (long|much|many)\b|\bne kadar\b")
_STEM = 5
_CONCEPT_WEIGHT = 4.0
_WEAK_WEIGHT = 1.5
_STEM_WEIGHT = 1.0
_GRAM_WEIGHT = 0.25
_PLACES = {name: place for place, name in enumerate(NAMES)}
_ENGLISH = (
    "a an the of to for in on at by is are am be it its i me my you your we do does did can could would "
    "should this that with and or from have has how please will if when there as not into"
)
_TURKISH = "nasil ne ve ile bir bu su o da de mi mu ben bana benim icin gibi ki lutfen var yok misin musun"
_EMPTY = frozenset(_ENGLISH.split()) | frozenset(_TURKISH.split())


class Embedder:
    """Deterministic embedder; vectors of different `identity` must not be compared."""

    @property
    def identity(self) -> str:
        """Name and version, stored with every vector."""
        return f"{NAME}/{VERSION}"

    @property
    def dimensions(self) -> int:
        return DIMENSIONS

    def embed(self, text: str) -> array[float] | None:
        """A unit vector of 32-bit floats; None for a text without a letter or digit."""
        vector = array("f", bytes(4 * DIMENSIONS))
        for place, weight in _features(text):
            vector[place] += weight
        length = math.sqrt(dot(vector, vector))
        return array("f", (value / length for value in vector)) if length else None


def dot(left: array[float], right: array[float]) -> float:
    """Scalar product; of unit vectors, the cosine similarity."""
    return math.fsum(map(mul, left, right))


def terms(text: str) -> frozenset[str]:
    """What a text is about: its concepts, and the stems of other words that carry meaning."""
    return frozenset(concept_of(word) or word[:_STEM] for word in words(text) if word not in _EMPTY)


def words(text: str) -> list[str]:
    """Folded words and numbers, without the question words that would read as others ("how long")."""
    return _WORD.findall(_HOW.sub(" ", fold(clean(text))))


def _features(text: str) -> Iterator[tuple[int, float]]:
    seen: set[str] = set()
    for word in words(text):
        concept = concept_of(word)
        if concept and concept not in seen:
            seen.add(concept)
            yield _PLACES[concept], _WEAK_WEIGHT if concept in WEAK else _CONCEPT_WEIGHT
        if word not in _EMPTY:
            yield _hashed(word[:_STEM], _STEM_WEIGHT)
        padded = f" {word} "
        for size in (3, 4):
            for start in range(len(padded) - size + 1):
                yield _hashed(padded[start : start + size], _GRAM_WEIGHT)


def _hashed(feature: str, weight: float) -> tuple[int, float]:
    digest = zlib.crc32(feature.encode())
    return len(NAMES) + digest % _HASHED, weight if digest & 0x8000_0000 else -weight
