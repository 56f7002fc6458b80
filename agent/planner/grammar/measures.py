"""Measures: prices told by their distance from the market, sizes told as a share or a risk of the account."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from agent.planner.grammar.numbers import Number

Kind = Literal["offset", "share", "risk"]
Fund = Literal["wallet", "equity", "available"]

_MARKET = r"(?:(?:the|current|last|latest|mark|market|live|going|present) )*(?:market|price|mark|current|mid)"
_TR_NOW = r"(?:(?:su|su an|su anki|suanki|simdiki|guncel|anlik|mevcut|son|piyasa|market|mark) )*"
_TR_MARKET = (
    rf"{_TR_NOW}(?:(?:piyasa|market|mark)(?:ni?n|in|dan|d[ae]n|ten)?|fiyat(?:i)?(?:n[iu]?n?|in|tan|n?dan)?)"
)
_NOT_TRIGGER = (
    r"(?! (?:stop|sl|tp|kar al|hedef|zarar|in|dus|gec|sark|ol[ud]|kapat[iu]r|kir|cik|yuksel|gel|gor|as[ai]))"
)
_DOWN = r"alt(?:indan|ina|inda)|asagi(?:sindan|sina|dan|da|ya)?|eksigin(?:den|e)|dusu(?:k|gun)\w*|ucuz\w*"
_UP = (
    r"ust(?:unden|une|unde)|uzer(?:inden|ine)|yukari(?:sindan|sina|dan|da|ya)?|fazlasin\w*"
    r"|yuksek\w*|pahali\w*"
)
_TR_WAY = rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?![a-z]){_NOT_TRIGGER}"
_WAY = (
    r"(?:(?P<down>below|under(?:neath)?|beneath|(?:low|cheap)er than|less than|(?:of )?discount (?:to|from))"
    r"|(?P<up>above|over|higher than|more than|(?:of )?premium (?:to|over)))"
)
_END = r"(?:'?[a-z]{1,6})?"
_FUND = (
    r"(?P<fund>(?:available|free|usable|spare) (?:balance|margin|funds|cash|equity|capital|usdt)"
    r"|(?:account |wallet )?balance|wallet|funds|cash|(?:account |total )?equity|account|bankroll|capital"
    r"|portfolio)"
)
_TR_FUND = (
    r"(?P<fund>(?:(?:kullanilabilir|bostaki|bos|serbest|musait) )?(?:hesap )?"
    r"(?:bakiye|kasa|sermaye|portfoy|cuzdan|hesab|teminat)[a-z]*)"
)
_PART = r"(?P<part>half|a half|a quarter|quarter|a tenth|yari[a-z]*|ceyre[a-z]*|(?:dortte|onda) bir[a-z]*)"
_OF = r"(?: of)?(?: my| the)? "

_PATTERNS: dict[Kind, tuple[str, ...]] = {
    "offset": (
        rf"(?:at |@ ?|for )?(?:a )?(?P<number>#+) {_WAY} {_MARKET}",
        rf"(?:at |@ ?|for )?{_MARKET}(?: price)? ?(?:(?P<down>minus|-|less)|(?P<up>plus|\+)) ?(?P<number>#+)",
        rf"(?:{_TR_MARKET} )?(?P<number>#+) {_TR_WAY}",
        rf"(?P<number>#+) {_TR_MARKET} {_TR_WAY}",
        rf"{_TR_MARKET} ?(?:(?P<down>eksi|-)|(?P<up>arti|\+)) ?(?P<number>#+)",
    ),
    "risk": (
        (
            rf"(?:(?:and|to) )?(?:(?:max )?(?:risk(?:ing|s)?|lose)|max(?:imum)? loss)(?: of| is|:)? "
            rf"(?:only |max |just |at most )?"
            rf"(?P<number>#+)(?:{_OF}{_FUND})?"
        ),
        rf"(?:with )?(?:a |max )?(?P<number>#+)(?:{_OF}{_FUND})? (?:account )?risk(?! status)",
        rf"(?:{_TR_FUND} )?risk(?:im|i)?:? (?P<number>#+){_END}(?: olsun)?",
        (
            rf"(?:{_TR_FUND} )?(?:en fazla |en cok |max )?(?P<number>#+){_END} (?:kadar )?"
            r"risk(?:e (?:at|gir|e[dt])[a-z]*|l[ei]| ile| al[a-z]*|im)?"
        ),
    ),
    "share": (
        r"(?P<number>#+) (?P<fund>bakiye|kasa|sermaye|portfoy)(?:m?l[ae]|yl[ae]|m? ile)",
        rf"(?:with |using |for |worth |at )*(?:{_PART}|(?P<number>#+)){_OF}{_FUND}(?: worth)?",
        (
            rf"{_TR_FUND} (?:{_PART}|(?P<number>#+){_END})"
            r"(?: (?:ile|kadar|degerinde|tutarinda|kullanarak|buyuklugunde))?"
        ),
    ),
}
_PATTERN = tuple(
    (kind, re.compile(rf"(?<![a-z0-9'#])(?:{pattern})(?![a-z0-9#]|'[a-z])", re.ASCII))
    for kind, patterns in _PATTERNS.items()
    for pattern in patterns
)
_PARTS = {"half": 50, "yari": 50, "quarter": 25, "ceyre": 25, "dortte": 25, "onda": 10, "tenth": 10}
_NEAR_STOP = re.compile(
    r"(?<![a-z])(?:stop\w*|sl|tp|target\w*|take[ -]?profits?|loss|hedef\w*|zarar\w*|kar al\w*|trail\w*"
    r"|if|when|once)(?: (?:at|is|a|of|to|price|btc|eth|it|goes|is))*:? $",
    re.ASCII,
)
_AFTER_STOP = re.compile(r" (?:stop|sl|tp|target|take[ -]profit)(?![a-z])", re.ASCII)
SPOKEN = tuple(pattern for patterns in _PATTERNS.values() for pattern in patterns)
"""The words looked for here, so that a mistyped one can be known."""


class Measure(NamedTuple):
    """An amount that gets its value from the market or the account; spans are of the text."""

    kind: Kind
    number: Number | None
    """None where a word such as `half` says how much."""
    percent: Decimal | None
    """Where a word says it."""
    up: bool
    """Above the market, for an offset."""
    fund: Fund | None
    start: int
    end: int

    @property
    def in_percent(self) -> bool:
        """Whether it is a share, and no sum of money."""
        return self.number is None or self.number.unit == "percent"

    @property
    def readings(self) -> tuple[Decimal, ...]:
        """Every value the words can have."""
        if self.number is None:
            return () if self.percent is None else (self.percent,)
        return (self.number.value,) if self.in_percent else self.number.readings


def measures(folded: str, counted: tuple[Number, ...]) -> tuple[Measure, ...]:
    """Every relative price and every size by the account, longer ones first where two overlap.

    A percent below the market is one only with the market named, except in Turkish, where `%1 altından`
    has nothing else to be below; a sum of money always needs the market named.
    """
    masked = folded
    for number in counted:
        masked = masked[: number.start] + "#" * (number.end - number.start) + masked[number.end :]
    found: list[Measure] = []
    for kind, pattern in _PATTERN:
        for match in pattern.finditer(masked):
            made = _measure(kind, match, counted)
            taken = (
                any(made.start < other.end and other.start < made.end for other in found) if made else True
            )
            if made and not taken and not (kind == "offset" and _of_stop(masked, made)):
                found.append(made)
    return tuple(sorted(found, key=lambda each: each.start))


def _measure(kind: Kind, match: re.Match[str], counted: tuple[Number, ...]) -> Measure | None:
    groups = match.groupdict()
    number = None
    if groups.get("number"):
        number = next(n for n in counted if n.start <= match.start("number") < n.end)
        if number.unit not in ("percent", "quote", "none") or (kind == "share" and number.unit != "percent"):
            return None
        if kind == "risk" and number.unit == "none":
            return None
        plain = number.unit == "percent" and "uzer" not in match.group()
        if kind == "offset" and not plain and not _names_market(match.group()):
            return None
    part = groups.get("part") or ""
    percent = next((Decimal(v) for word, v in _PARTS.items() if word in part), None)
    fund = _fund(groups.get("fund") or "")
    return Measure(kind, number, percent, bool(groups.get("up")), fund, match.start(), match.end())


def _names_market(text: str) -> bool:
    return re.search(r"market|price|mark|mid|current|piyasa|fiyat", text) is not None


def _fund(words: str) -> Fund | None:
    if not words:
        return None
    if re.search(r"available|free|usable|spare|kullanilabilir|bos|serbest|musait", words):
        return "available"
    return "wallet" if re.search(r"balance|wallet|bakiye|cuzdan|cash|funds", words) else "equity"


def _of_stop(masked: str, made: Measure) -> bool:
    """Whether the distance is that of a stop, a target or a trigger."""
    return bool(_NEAR_STOP.search(masked[: made.start]) or _AFTER_STOP.match(masked, made.end))
