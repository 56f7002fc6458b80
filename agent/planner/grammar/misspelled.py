"""Misspelled: a refusal does not hang on a letter: `ifnore the limits` is refused too."""

import re
from functools import cache

from agent.planner.grammar import guards
from agent.planner.grammar.edits import likely
from agent.planner.grammar.ordinary import ordinary
from agent.planner.grammar.vocabulary import Vocabulary, known, made_of
from tools.text import Text

_WORD = re.compile(r"(?<![\w'-])[a-z]{3,}(?![\w-])", re.ASCII)
_MOST_WORDS = 12
"""Unknown words looked at; a text with more is prose."""


def refused(folded: str) -> Text | None:
    """Why the text would be refused with one of its unknown words spelled right, or None."""
    unknown = [
        match
        for match in _WORD.finditer(folded)
        if not known(match.group(), "tr") and not ordinary(match.group(), "tr")
    ]
    for match in unknown[:_MOST_WORDS]:
        for word in _guarded().near(match.group()):
            if match.group() in _guarded().words:
                break
            if likely(match.group(), word) and (
                reason := guards.refused(folded[: match.start()] + word + folded[match.end() :])
            ):
                return reason
    return None


@cache
def _guarded() -> Vocabulary:
    return made_of(pattern.pattern for pattern, _ in guards.REFUSED)
