"""Definitions: what a trading term means here, for somebody who asks for exactly that."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tools.text import Language, Text

_FILE = Path(__file__).with_name("definitions.yaml")
_ASKS: Mapping[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:what(?:'?s| is| are| does| do)|explain|define|meaning of|how (?:does|do|is|are))"
        r"(?: (?:a|an))? (?P<term>.+?)"
        r"(?: (?:do|does|mean|means|work|works|stand for|about|here|exactly|calculated))*",
        re.ASCII,
    ),
    "tr": re.compile(
        r"(?P<term>.+?) (?:nedir|ne demek(?:tir)?|ne(?: ise)? yarar|ne yapar|ne anlama gel\w+"
        r"|nasil (?:calisir|isler|hesaplanir)|acikla(?:r misin)?|anlat(?:ir misin)?)",
        re.ASCII,
    ),
}


def definition(folded: str) -> tuple[Text, Language] | None:
    """What the one term means that is asked for, and the language of the question; None for other words.

    Args:
        folded: the whole utterance, folded, without politeness and closing marks.
    """
    for language, asks in _ASKS.items():
        found = asks.fullmatch(folded)
        meant = _meaning(found["term"].replace("-", " ").strip("'\" ")) if found else None
        if meant is not None:
            return meant, language
    return None


def meaning(term: str) -> Text:
    """The meaning of a term that is known to have one."""
    return _terms()[term]


def _meaning(term: str) -> Text | None:
    """Of the term as it stands, or without an ending it was asked with."""
    terms = _terms()
    return terms.get(term) or terms.get(_ENDING.sub("", term)) or terms.get(term.removesuffix("s"))


_ENDING = re.compile(r"'?y?[iu]$", re.ASCII)


@cache
def _terms() -> Mapping[str, Text]:
    # Read at the first such question: most processes are never asked one.
    import yaml

    entries = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {str(name): Text(en=each["en"], tr=each["tr"]) for each in entries for name in each["names"]}
