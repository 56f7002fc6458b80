"""Numbers written out: `yüz elli`, `bin`, `two hundred`, `yarım`, where a unit or a coin follows."""

import re
from collections.abc import Iterator
from decimal import Decimal

from agent.planner.grammar.word_list import words
from tools.text import Language

_TURKISH = {
    "bir": 1,
    "iki": 2,
    "uc": 3,
    "dort": 4,
    "bes": 5,
    "alti": 6,
    "yedi": 7,
    "sekiz": 8,
    "dokuz": 9,
    "on": 10,
    "yirmi": 20,
    "otuz": 30,
    "kirk": 40,
    "elli": 50,
    "altmis": 60,
    "yetmis": 70,
    "seksen": 80,
    "doksan": 90,
}
_ENGLISH = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SMALL = _TURKISH | _ENGLISH
_LARGE = {"yuz": 100, "hundred": 100, "bin": 1000, "thousand": 1000, "grand": 1000}
NUMBER_WORDS = frozenset(_SMALL) | words(
    """
    bucuk hundred thousand million grand half quarter milyon milyona milyondan milyonun
    bin bine bini binin binde binden binlik yuz yuze yuzu yuzun yuzde yuzden yuzluk
    yarim yarima yarimdan yarimlik ceyrek ceyrege ceyregi ceyreklik
    birden ikiden ucten dortten besten altidan yediden sekizden dokuzdan ondan yirmiden otuzdan kirktan
    elliden altmistan yetmisten seksenden doksandan bire ikiye uce dorde bese altiya yediye sekize dokuza
    """
)
"""Every number word, with what Turkish hangs on it: none of them is ever guessed."""
_SHARES = {
    "yarim": "0.5",
    "half a": "0.5",
    "half an": "0.5",
    "half": "0.5",
    "ceyrek": "0.25",
    "half of a": "0.5",
    "half of an": "0.5",
    "quarter": "0.25",
    "a quarter": "0.25",
    "a quarter of a": "0.25",
    "a quarter of an": "0.25",
    "quarter of a": "0.25",
    "quarter of an": "0.25",
    "a tenth of a": "0.1",
}
_UNIT = (
    r"(?= (?:dolar|usdt?|dollars?|bucks?|tether|papel|tl|lira|adet|tane|x |kat|percent|coin|btc"
    r"|eth|sol|bnb|xrp|ada|avax"
    r"|doge|bitcoin|ether|ethereum|solana|ripple|cardano|avalanche|dogecoin|litecoin|ltc|link"
    r"|dot)|(?:lik|luk|s?[ae]r)\b)"
)
_PRICED = r"(?<=bin)(?='?(?:[dt][ae]n?|y?[ae])\b)"
"""A price may follow the thousands at once: `altmış üç binden`."""
_SHARES |= {f"{word} {half}": f"{n}.5" for word, n in _SMALL.items() for half in ("and a half", "bucuk")}


def _pattern(small: dict[str, int]) -> re.Pattern[str]:
    word = "|".join(sorted([*small, *_LARGE], key=len, reverse=True))
    said = rf"(?:(?:{word}) (?:and )?)*(?:{word})"
    after_percent = rf"(?<=yuzde ){said}(?=(?:s?[iu](?:n[iu]n?)?)?(?:y?l[ae])?(?![a-z]))"
    thousands = rf"(?<![a-z0-9.,])(?:(?:{word}) )*bin (?:(?:{word}) )*(?:{word})(?='?(?:[dt][ae]n?|y?[ae])\b)"
    leverage = rf"(?<![a-z0-9.,])(?:{word})(?=y?[ae] (?:cek|dusur|indir|yukselt|cikar|ayarla|getir))"
    return re.compile(
        rf"(?<![a-z0-9.,'])(?:a )?{said}(?:{_UNIT}|{_PRICED})|{thousands}|{after_percent}|{leverage}",
        re.ASCII,
    )


_SPELLED = {"en": _pattern(_ENGLISH), "tr": _pattern(_SMALL)}
_SHARE = re.compile(
    rf"(?<![a-z0-9.,])(?:{'|'.join(sorted(_SHARES, key=len, reverse=True))}){_UNIT}", re.ASCII
)

_PREPOSITION = re.compile(r"(?<![a-z])(?:to|the|my|of)(?![a-z])|\d on ", re.ASCII)
"""Where it is the preposition and not ten: `change kaldıraç on bnb to 4`."""


def spelled(folded: str, language: Language) -> Iterator[tuple[int, int, Decimal]]:
    """Span and value of each number written in words.

    Example:
        >>> list(spelled("yuz elli dolarlik", "tr"))
        [(0, 9, Decimal('150'))]
    """
    shares = [match.span() for match in _SHARE.finditer(folded)]
    for start, end in shares:
        yield start, end, Decimal(_SHARES[folded[start:end]])
    for match in _SPELLED[language].finditer(folded):
        if match.group() == "on" and _PREPOSITION.search(folded):
            continue
        if not any(start < match.end() and match.start() < end for start, end in shares):
            yield match.start(), match.end(), Decimal(_value(match.group().split()))


def _value(words: list[str]) -> int:
    total = group = 0
    for word in words:
        if word in _SMALL:
            group += _SMALL[word]
        elif word in _LARGE:
            group = (group or 1) * _LARGE[word]
            if _LARGE[word] == 1000:
                total, group = total + group, 0
    return total + group
