"""Folding: one spelling for comparison, of the same length as the text, so that spans stay true.

Python's own case mapping is wrong for Turkish ("SATIŞ".lower() is not "satış", "İPTAL".lower() grows by
a code point), and traders leave diacritics out. So both i's, and each letter with and without its mark,
fold to one ASCII letter.
"""

import re
import unicodedata

_MARKED = {
    "İ": "i", "I": "i", "ı": "i", "î": "i", "Î": "i",
    "ş": "s", "Ş": "s", "ğ": "g", "Ğ": "g", "ç": "c", "Ç": "c",
    "ö": "o", "Ö": "o", "ü": "u", "Ü": "u", "û": "u", "Û": "u", "â": "a", "Â": "a",
}  # fmt: skip
_ALIKE = {
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ", "\t": " ", "\r": " ",
    "’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "−": "-", "–": "-", "—": "-", "…": ".",
}  # fmt: skip
_FOLD = str.maketrans({**{chr(c): chr(c).lower() for c in range(ord("A"), ord("Z") + 1)}, **_MARKED})
_CLEAN = str.maketrans(_ALIKE)
_SPACES = re.compile(r" {2,}")
_LETTERS = frozenset(_MARKED) | {chr(c) for c in range(0x20, 0x7F)} | {"\n", "₺", "€", "£", "°", "·"}


def clean(text: str) -> str:
    """Compose combining marks, put typographic quotes, dashes and spaces in their ASCII form, one space each.

    Nothing else is repaired: full-width letters or digits of other scripts stay what they are, for `alien`.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_CLEAN).replace("i\u0307", "i"))


_JOINED = re.compile(r"(?<![\w-])(sl|tp|stop|lev|px|limit|at)(?=\d{2,}(?![\w-]))", re.IGNORECASE)


def apart(text: str) -> str:
    """A word of prices apart from its number: `sl3120` is `sl 3120`."""
    return _JOINED.sub(r"\1 ", text)


def fold(text: str) -> str:
    """The spelling used for comparison; same length as `text`, and folding twice changes nothing.

    Example:
        >>> fold("SATIŞ İPTAL Alış")
        'satis iptal alis'
    """
    return text.translate(_FOLD)


def alien(text: str) -> str | None:
    """The first character a number or a symbol must not be read through, or None.

    Letters and digits of other scripts, full-width forms, zero-width and direction marks can make a text
    look like another one. Emoji and other symbols are harmless decoration.
    """
    for index, char in enumerate(text):
        if char in _LETTERS or (char == "\u200d" and index and not text[index - 1].isascii()):
            continue
        category = unicodedata.category(char)
        if category[0] in "LNC" or (category[0] == "M" and char != "\ufe0f"):
            return char
    return None
