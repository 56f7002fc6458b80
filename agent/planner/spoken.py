"""Spoken: what a model wrote for the user to read, shown only when it is plain and claims nothing.

Figures come from tool results, never from a model; and nothing it writes may look like a link, markup,
a confirmation or a request for a secret.
"""

import re
import unicodedata

from agent.planner.grammar.fold import clean, fold
from tools.text import Text

LONGEST = 400
"""Characters of the longest sentence that is shown."""

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_MARKUP = re.compile(r"[<>`|\[\]{}\\]|://|www\.|\b\w+\.(com|net|org|io|xyz|ru|co)\b", re.IGNORECASE)
_CLAIM = re.compile(
    r"\b(placed|executed|filled|bought|sold|cancelled|canceled|closed|approved|confirmed|sent|done"
    r"|verildi|gerceklesti\w*|alindi|satildi|iptal edildi|kapatildi|onaylandi|gonderildi|tamamlandi"
    r"|onaylandim|aldim|sattim|verdim|kapattim|onayladim)\b"
)
_SECRET = re.compile(
    r"\b(api ?key\w*|secret\w*|password\w*|seed phrase|private key|token\w*"
    r"|sifre\w*|parola\w*|gizli anahtar\w*)\b"
)


def presentable(written: str | None, utterance: str) -> Text | None:
    """The sentence for both languages (it is in the user's already), or None when it must not be shown."""
    if written is None:
        return None
    text = " ".join(written.split())
    if not text or len(text) > LONGEST or _MARKUP.search(text) or not all(map(_printable, text)):
        return None
    if not set(_NUMBER.findall(text)) <= set(_NUMBER.findall(utterance)):
        return None
    folded = fold(clean(text))
    return None if _CLAIM.search(folded) or _SECRET.search(folded) else Text(en=text, tr=text)


def _printable(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C"
