"""Knowledge: what answers a question, each with its citation, or nothing.

Found by meaning, then kept only when the section really names most of what was asked for: a search that
always finds something would have the product speak with documents that say nothing on the matter.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from agent.concepts import WEAK
from agent.embedder import terms, words
from agent.planner.grammar.fold import clean, fold
from agent.vectors import Item, Vectors
from tools.knowledge import Passage

COLLECTION = "knowledge"

_CANDIDATES = 24
_COVERED = 0.6
"""Share of the question's terms, weighted by rarity, a section must name."""
_TITLE_BONUS = 0.25
_HEADING = re.compile(r"(#{1,4})\s+(.+?)\s*#*\s*")
_SHORTEST_SECTION = 8


class Knowledge:
    """The documents of a folder, indexed at construction; what is in them is quoted, never obeyed."""

    def __init__(self, vectors: Vectors, folder: Path) -> None:
        self._vectors = vectors
        sections = [each for file in sorted(folder.rglob("*.md")) for each in _sections(file, folder)]
        known = {item.key: item for item in vectors.items(COLLECTION)}
        for gone in known.keys() - {each.key for each in sections}:
            vectors.forget(COLLECTION, gone)
        vectors.put(COLLECTION, (each for each in sections if known.get(each.key) != each))
        self._count = len(sections)
        self._frequency = Counter(term for each in sections for term in terms(each.text))

    def search(self, query: str, k: int = 3) -> tuple[Passage, ...]:
        """At most `k` passages, best first; empty when no section is about the question."""
        asked = {term: self._weight(term) for term in terms(query)}
        total = sum(asked.values())
        if not total or not asked.keys() - WEAK:
            return ()
        matches = self._vectors.nearest(COLLECTION, query, _CANDIDATES)
        found = (_passage(match.item, asked, total) for match in matches)
        kept = [each for each in found if each is not None]
        return tuple(sorted(kept, key=lambda each: (-each.score, each.citation))[:k])

    def _weight(self, term: str) -> float:
        return _rarity(self._count, self._frequency[term]) * (0.3 if term in WEAK else 1.0)


def rank(query: str, texts: Sequence[str]) -> tuple[int, ...]:
    """How much of the question each text names, in percent; 0 for a text that is not about it.

    Args:
        query: words or a question; Turkish endings behind an apostrophe say nothing.
        texts: each with all words it can be found by.
    """
    named = [terms(text) for text in texts]
    frequency = Counter(term for each in named for term in each)
    asked = {term: _rarity(len(texts), frequency[term]) for term in terms(_ENDINGS.sub("", query))}
    total = sum(asked.values())
    covered = [sum(weight for term, weight in asked.items() if term in each) for each in named]
    return tuple(
        round(100 * share / total) if share and share / total >= _COVERED else 0 for share in covered
    )


_ENDINGS = re.compile(r"['’][a-zçğıöşü]+", re.IGNORECASE)


def _rarity(count: int, frequency: int) -> float:
    return max(math.log((count + 1) / (frequency + 0.5)), 0.1)


def _passage(item: Item, asked: dict[str, float], total: float) -> Passage | None:
    title = str(item.payload["title"])
    there, named = terms(item.text), terms(title)
    covered = sum(weight for term, weight in asked.items() if term in there) / total
    if covered < _COVERED:
        return None
    in_title = sum(weight for term, weight in asked.items() if term in named) / total
    score = covered + _TITLE_BONUS * in_title
    return Passage(citation=item.key, title=title, text=str(item.payload["body"]), score=round(score * 100))


def _sections(file: Path, folder: Path) -> Iterator[Item]:
    path = file.relative_to(folder.parent).as_posix()
    used: Counter[str] = Counter()
    for titles, body in _split(file.read_text(encoding="utf-8")):
        slug = _slug(titles[-1])
        anchor = f"{slug}-{used[slug]}" if used[slug] else slug
        used[slug] += 1
        if len(words(body)) >= _SHORTEST_SECTION:
            title = " / ".join(titles)
            yield Item(
                key=f"{path}#{anchor}", text=f"{title}\n{body}", payload={"title": title, "body": body}
            )


def _split(text: str) -> Iterator[tuple[list[str], str]]:
    """Headings from the outermost in, and the text up to the next heading; fences hide their `#`."""
    titles: list[str] = []
    lines: list[str] = []
    fenced = False
    for line in text.splitlines():
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.fullmatch(line)
        if not heading:
            lines.append(line)
            continue
        if titles:
            yield titles, "\n".join(lines).strip()
        titles, lines = [*titles[: len(heading[1]) - 1], heading[2]], []
    if titles:
        yield titles, "\n".join(lines).strip()


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", fold(clean(title))).strip().replace(" ", "-")
