"""Perturb: the same utterance as somebody else would have typed it; the same seed always gives the same text.

A variation leaves numbers, tickers, order ids and pasted text alone, so that the plan it must lead to is
the plan of the original.
"""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from agent.planner.grammar.fold import fold
from agent.planner.grammar.ordinary import ordinary
from agent.planner.grammar.vocabulary import known
from agent.planner.grammar.word_list import words
from tools.text import Language

_T = TypeVar("_T")


class Saying(NamedTuple):
    """An utterance to vary."""

    text: str
    language: Language
    seed: str
    """Decides which word and which variation; usually the id of the row."""


def another_word(before: str, after: str, language: Language) -> bool:
    """Whether a typo made a word that is one: `live` became `lie`, `long` became `log`.

    The text now says something else, so it may be asked about; acting otherwise is still harm.
    """
    words = zip(_LETTERS.findall(fold(before)), _LETTERS.findall(fold(after)), strict=False)
    return any(old != new and (ordinary(new, language) or known(new, language)) for old, new in words)


Perturbation = Callable[[Saying], str | None]
"""The varied text; None where the variation has nothing to vary."""

SHORTEST_TYPO = 4
"""Letters a word must have to be mistyped: a shorter one often becomes another word."""

_NEIGHBOURS = {
    "q": "wa", "w": "qe", "e": "wr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo", "o": "ip",
    "p": "ol", "a": "sq", "s": "ad", "d": "sf", "f": "dg", "g": "fh", "h": "gj", "j": "hk", "k": "jl",
    "l": "ko", "z": "xa", "x": "zc", "c": "xv", "v": "cb", "b": "vn", "n": "bm", "m": "nk",
}  # fmt: skip
_LETTERS = re.compile(r"[a-z]+", re.ASCII)
_WORD = re.compile(r"(?<![\w'/#$.-])[^\W\d_]+(?=(?:'[^\W\d_]{1,6})?(?![\w'/=-]))")
_COINS = tuple(
    sorted(
        words(
            """
            btc bitcoin eth ethereum ether solana bnb xrp ripple cardano avax avalanche doge dogecoin
            chainlink link polkadot litecoin tron uniswap uni cosmos atom near aptos stellar aave shib shiba
            pepe matic polygon usdt usdc busd sol ada dot ltc bch trx apt etc xlm toncoin monero corn
            zzzcoin shibzilla bitcon dogecion btcusdt ethusdt solusdt btctry solanna etherem
            """
        )
    )
)
_ENDING = re.compile(
    r"[yn]?[aeiu]|[dt][ae]n?|[iu]m[iu]?|[yn]?[iu]n|l[ae]r[iu]?n?|l[iu]k|y?l[ae]|cash|coin", re.ASCII
)
_NUMBERS = re.compile(
    r"(?:half|quarter|third|tenth|hundred|thousand|million|milyon|yarim|yari\w*|ceyre\w+|dortte|ucte|bir\w{0,3}|bucuk|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"(?:iki|uc|dort|bes|alti|yedi|sekiz|dokuz|yirmi|otuz|kirk|elli|altmis|yetmis|seksen|doksan|yuz|bin|milyon)"
    r"(?:[iue]|[dt][ae]n?|l[iu]k|[iu]n|ser|er|y[ae]|s?[iu]n[iu]|[iu]yl[ae]|[iu]nc[iu])?|on(?:uyla|u|unu|a|dan))",
    re.ASCII,
)
_IDS = re.compile(r"\b(?:spk-[\w-]+|[A-Za-z]+[-_][\w-]*\d[\w-]*|0x\w+|bc1\w+)", re.ASCII)
_PLAIN = str.maketrans("şğıöüçâîûŞĞİÖÜÇÂÎÛ", "sgioucaiuSGIOUCAIU")
_TURKISH_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_TURKISH_LOWER = str.maketrans({"İ": "i", "I": "ı"})


def pick(options: Sequence[_T], seed: str) -> _T:
    """One of the options, always the same for a seed."""
    return options[zlib.crc32(seed.encode()) % len(options)]


def _mistyped(damage: Callable[[str, int, str], str]) -> Perturbation:
    def vary(saying: Saying) -> str | None:
        found = [
            match
            for match in _WORD.finditer(saying.text)
            if len(match.group()) >= SHORTEST_TYPO
            and not _fixed(fold(match.group()))
            and not match.group().isupper()
            and not _quoted(saying.text, match.start())
        ]
        if not found or saying.text.lstrip().startswith("/"):
            return None
        chosen = pick(found, saying.seed)
        word = chosen.group()
        place = 1 + zlib.crc32(f"{saying.seed} place".encode()) % (len(word) - 2)
        typed = damage(word, place, saying.seed)
        return None if typed == word else saying.text[: chosen.start()] + typed + saying.text[chosen.end() :]

    return vary


def _fixed(word: str) -> bool:
    """Whether it is a number or a coin, with or without a Turkish ending."""
    return bool(_NUMBERS.fullmatch(word)) or any(
        word.startswith(coin) and (word == coin or _ENDING.fullmatch(word, len(coin))) for coin in _COINS
    )


def _quoted(text: str, place: int) -> bool:
    return text.count('"', 0, place) % 2 == 1 or "\n" in text[:place]


def _neighbour(word: str, place: int, seed: str) -> str:
    near = _NEIGHBOURS.get(fold(word[place]))
    return word if near is None else word[:place] + pick(list(near), seed) + word[place + 1 :]


def _dropped(word: str, place: int, seed: str) -> str:
    return word[:place] + word[place + 1 :]


def _doubled(word: str, place: int, seed: str) -> str:
    return word[:place] + word[place] + word[place:]


def _swapped(word: str, place: int, seed: str) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


_ONLY_IN_CAPITALS = re.compile(r"\bnear\b")
"""`near` is a coin in capitals only, so capitals change what it says."""


def _outside_ids(change: Callable[[str], str]) -> Perturbation:
    """Order ids keep their case, and so does a pasted text."""

    def vary(saying: Saying) -> str | None:
        text, end = "", 0
        for match in _IDS.finditer(saying.text):
            text += change(saying.text[end : match.start()]) + match.group()
            end = match.end()
        text += change(saying.text[end:])
        return None if text == saying.text else text

    return vary


def _upper(saying: Saying) -> str | None:
    if _ONLY_IN_CAPITALS.search(saying.text):
        return None
    turkish = saying.language == "tr"
    return _outside_ids(lambda part: (part.translate(_TURKISH_UPPER) if turkish else part).upper())(saying)


def _ascii_upper(saying: Saying) -> str | None:
    """Capitals of a keyboard that knows no Turkish: `İPTAL` becomes `IPTAL`."""
    if _ONLY_IN_CAPITALS.search(saying.text):
        return None
    return _outside_ids(lambda part: part.translate(_PLAIN).upper())(saying)


def _lower(saying: Saying) -> str | None:
    """Names in capitals only to tell them from ordinary words stay as they are."""
    if re.search(r"\b(?:SOL|ADA|LINK|DOT|UNI|ATOM|NEAR|APT|ETC|CORN)\b", saying.text):
        return None
    return _outside_ids(str.lower)(saying)


def _turkish_lower(saying: Saying) -> str | None:
    """Lower case by a Turkish keyboard: `BTC IPTAL` becomes `btc ıptal`."""
    return _outside_ids(lambda part: part.upper().translate(_TURKISH_LOWER).lower())(saying)


def _stripped(saying: Saying) -> str | None:
    plain = saying.text.translate(_PLAIN)
    return None if plain == saying.text else plain


_OPENERS: Mapping[Language, list[str]] = {
    "en": ["please", "hey,", "ok so", "hi,", "yo", "pls", "kindly", "bro", "hello,"],
    "tr": ["lütfen", "ya", "bi zahmet", "hadi", "abi", "kanka", "selam,", "hocam", "merhaba,"],
}
_CLOSERS: Mapping[Language, list[str]] = {
    "en": ["please", "thanks", "pls", "mate", "for me", "thx", "now please"],
    "tr": ["lütfen", "ya", "bi zahmet", "abi", "kanka", "teşekkürler", "sana zahmet"],
}
_IMPERATIVE = re.compile(
    r"(?:buy|sell|close|cancel|set|show|list|place|run|move|change|open|put|start|stop|delete|flatten|backtest"
    r"|long|short|switch|exit)\b",
    re.IGNORECASE,
)


def _opened(saying: Saying) -> str | None:
    if saying.text.lstrip().startswith("/"):
        return None
    return f"{pick(_OPENERS[saying.language], saying.seed)} {saying.text}"


def _closed(saying: Saying) -> str | None:
    if saying.text.lstrip().startswith("/") or saying.text.rstrip()[-1:] in '"?':
        return None
    numbered = any(char.isdigit() for char in saying.text.split()[-1])
    closers = [word for word in _CLOSERS[saying.language] if not (numbered and word == "ya")]
    return f"{saying.text.rstrip(' .!')} {pick(closers, saying.seed)}"


def _asked_nicely(saying: Saying) -> str | None:
    if saying.language != "en" or not _IMPERATIVE.match(saying.text):
        return None
    lead = pick(["can you", "could you", "would you please", "i want to", "i'd like to"], saying.seed)
    return f"{lead} {saying.text}"


_OTHER_LANGUAGE: Mapping[Language, list[tuple[str, str]]] = {
    "en": [
        ("please", "lütfen"), ("leverage", "kaldıraç"), ("close", "kapat"), ("cancel", "iptal"),
        ("stop loss", "zarar kes"), ("take profit", "kar al"), ("live", "canlı"), ("on testnet", "testnette"),
    ],
    "tr": [
        ("lütfen", "please"), ("kaldıraç", "leverage"), ("pozisyonumu", "position"), ("iptal et", "cancel"),
        ("pozisyonu", "position"), ("kapat", "close"), ("emirlerini", "orders"),
        ("(?<!marjine )(?<!izoleye )(?<!capraza )(?<!çapraza )al(?! stop)", "buy"), ("sat", "sell"),
        ("zarar kes", "stop loss"), ("canlı", "live"), ("testnette", "on testnet"),
    ],
}  # fmt: skip


def _mixed(saying: Saying) -> str | None:
    found = [
        (match, other)
        for word, other in _OTHER_LANGUAGE[saying.language]
        for match in re.finditer(rf"(?<![\w'-]){word}(?![\w'-])", saying.text)
    ]
    if not found or '"' in saying.text or saying.text.startswith("/") or _OF_DATA.search(saying.text):
        return None
    match, other = pick(found, saying.seed)
    return saying.text[: match.start()] + other + saying.text[match.end() :]


_OF_DATA = re.compile(
    r"\b(?:live|canlı) (?:price|fiyat|veri|data)|half of|(?:how |am i )close|stop koy|kar al\b", re.IGNORECASE
)
"""Words that mean something else beside their neighbour."""
_MODIFIER = (
    r"(?:on testnet|for real|on spot|spotta|spottan|testnette|live|canlı|post[- ]only|reduce[- ]only"
    r"|please|lütfen|ioc|fok|\d+x)"
)
_SEVERAL = re.compile(r"\b(?:and|then|or|not|otherwise|ve|sonra|veya|değil|canlı fiyat\w*)\b|[\n\";]")
_MOVES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), into)
    for pattern, into in (
        (rf"(.+?),? ({_MODIFIER})", r"\2 \1"),
        (rf"({_MODIFIER}),? (.+)", r"\2 \1"),
        (r"(.+), ([^,]*[^\W\d_]{2}[^,]*\d[^,]*), ([^,]*[^\W\d_]{2}[^,]*\d[^,]*)", r"\1, \3, \2"),
        (r"((?:buy|sell) .+?) (at [\d.,]+k?)", r"\2 \1"),
        (r"([\d.,]+'?(?:den|dan|ten|tan)) ([\d.,]+ [a-z]{3,5}) (al|sat)", r"\2 \1 \3"),
        (r"([\d.,]+ [a-z]{3,5}) ([\d.,]+'?(?:den|dan|ten|tan)) (al|sat)", r"\2 \1 \3"),
        (r"(.+?) (sl [\d.,]+[k%]?) (tp [\d.,]+[k%]?)", r"\1 \3 \2"),
        (r"(.+?) (stop [\d.,]+) (hedef [\d.,]+)", r"\1 \3 \2"),
    )
)


def _moved(saying: Saying) -> str | None:
    """A modifier at the other end, or stop and target swapped: where grammar leaves the order free."""
    if saying.text.lstrip().startswith("/") or _SEVERAL.search(saying.text):
        return None
    for pattern, into in _MOVES:
        if match := pattern.fullmatch(saying.text):
            return match.expand(into)
    return None


def _spaced(saying: Saying) -> str | None:
    if "\n" in saying.text:
        return None
    spaced = re.sub(r" ", pick(["  ", "\u00a0", "   "], saying.seed), saying.text)
    return f" {spaced} "


def _punctuated(saying: Saying) -> str | None:
    if saying.text.rstrip()[-1:] in '?."!' or saying.text.lstrip().startswith("/"):
        return None
    return saying.text.rstrip() + pick([".", "!", "!!", " .", "..."], saying.seed)


def _joined_unit(saying: Saying) -> str | None:
    """`100 usdt` as `100usdt`, or the other way round."""
    joined = re.sub(r"(?<=\d) (?=(?:usdt|dolar|btc|eth|sol)\b)", "", saying.text)
    apart = re.sub(r"(?<=\d)(?=(?:usdt|dolar|btc|eth|sol)\b)", " ", saying.text)
    return next((text for text in (joined, apart) if text != saying.text), None)


PERTURBATIONS: Mapping[str, Perturbation] = {
    "typo-neighbour": _mistyped(_neighbour),
    "typo-drop": _mistyped(_dropped),
    "typo-double": _mistyped(_doubled),
    "typo-swap": _mistyped(_swapped),
    "case-upper": _upper,
    "case-upper-ascii": _ascii_upper,
    "case-lower": _lower,
    "case-lower-turkish": _turkish_lower,
    "diacritics": _stripped,
    "order": _moved,
    "filler-before": _opened,
    "filler-after": _closed,
    "asked-nicely": _asked_nicely,
    "mixed-language": _mixed,
    "spaces": _spaced,
    "punctuation": _punctuated,
    "joined-unit": _joined_unit,
}
