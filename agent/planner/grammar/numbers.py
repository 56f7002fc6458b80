"""Numbers: every way a stretch of digits can be read, with its unit and its case ending."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from agent.planner.grammar.number_words import spelled
from tools.text import Language

Unit = Literal["none", "quote", "try", "percent", "times", "coin"]

_LITERAL = re.compile(
    r"(?<![a-z0-9.,_-])(?:\d+(?:[.,]\d+)*|[.,]\d+)(?!\d)|(?<=[x@$%])\d+(?:[.,]\d+)*", re.ASCII
)
_BEFORE = re.compile(
    (
        r"(?:(?P<quote>\$|(?<![a-z0-9])(?<!\d )(?<!\d[k$] )(?:usdt?) )"
        r"|(?P<try>₺|(?<![a-z])(?<!\d )(?:tl|try) )|(?P<percent>(?<!\d)% ?|yuzde )"
        r"|(?P<times>(?<![a-z])x)|(?P<at>@ ?)|)$"
    ),
    re.ASCII,
)
_SUFFIX = (
    r"(?:(?:'| )?(?P<from>[dt][ae]n)|(?:'| )?(?P<worth>l[iu]k)(?:[dt][ae]n|[iu])?|'?(?P<at>[dt][ae])"
    r"|(?:'| (?=y))?(?P<to>y?[ae]|s[iu]n[ae]|n[ae])|'?s?[iu]n[dt][ae]n"
    r"|'?(?:[nys]?[iu]n?|s[iu]n[iu]|n?[iu]n|[iu]n[iu]))?(?![a-z0-9])"
)
_BARE_SUFFIX = re.sub(r"\?P<\w+>", "?:", _SUFFIX)
_SCALE = re.compile(
    (
        rf" ?(?P<scale>bin(?='?er(?![a-z0-9]))|(?:k|bin|mn|mln|milyon|million|thousand"
        rf"|grand)(?={_BARE_SUFFIX}|usd|dolar|\$))"
    ),
    re.ASCII,
)
_UNIT = re.compile(
    (
        r"'?(?: ?(?P<quote>\$|usdt|usdc?|dolar|dollars?|bucks|tether|papel|(?<=\d)u(?![a-z0-9']))"
        r"|(?P<percent> ?%| "
        r"?percent| ?pct| ?yuzde)"
        r"|(?P<times> ?x(?![a-z])| kat)|(?P<try> ?(?:₺|tl|try|lira|turk lirasi)))(?="
    )
    + r"'?[a-z]{0,5}(?![a-z0-9])|[^a-z0-9]|$)",
    re.ASCII,
)
_HALF = re.compile(r" (?:bucuk|and a half)(?![a-z])", re.ASCII)
_CASE = re.compile(_SUFFIX, re.ASCII)
_EACH = re.compile(r"'?s?[ae]r(?![a-z0-9])", re.ASCII)
_SCALES = {"k": 3, "bin": 3, "thousand": 3, "grand": 3, "mn": 6, "mln": 6, "milyon": 6, "million": 6}
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(?:\1\d{3})*", re.ASCII)


class Number(NamedTuple):
    """A number of the text with every reading it has."""

    readings: tuple[Decimal, ...]
    unit: Unit
    case: str | None
    """Turkish ending: `from` (-den), `to` (-e), `at` (-de), `worth` (-lik)."""
    start: int
    end: int
    coin: str | None = None
    """Base asset when the unit is a coin."""
    dotted: bool = False
    """Whether the separator that reads two ways is a dot."""
    scaled: bool = False
    each: bool = False
    """Turkish -er, -şer: so much of every coin named."""

    @property
    def value(self) -> Decimal:
        """The reading with a decimal separator, for percents and leverage, which are never in thousands."""
        return min(self.readings)


def numbers(
    folded: str, taken: Iterable[tuple[int, int]] = (), language: Language = "tr"
) -> tuple[Number, ...]:
    """All numbers of a folded text outside the spans `taken`, digits first, then number words."""
    busy = list(taken)
    found: list[Number] = []
    for match in _LITERAL.finditer(folded):
        if any(start < match.end() and match.start() < end for start, end in busy):
            continue
        number = _measured(folded, match.start(), match.end(), readings(match.group()))
        if number is not None:
            found.append(number)
            busy.append((number.start, number.end))
    for start, end, value in spelled(folded, language):
        if not any(begin < end and start < finish for begin, finish in busy):
            number = _measured(folded, start, end, (value,))
            if number is not None:
                found.append(number)
    return tuple(_summed(sorted(found, key=lambda number: number.start), folded))


_HUNDREDS = 100, 999


def _summed(found: list[Number], folded: str) -> list[Number]:
    """`63 bin 500'e` is one price: thousands, then hundreds with the ending of both."""
    joined: list[Number] = []
    for number in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and folded[last.start : last.end].endswith(" bin")
            and last.end + 1 == number.start
            and (last.unit, number.unit, number.scaled) == ("none", "none", False)
            and number.case in ("to", "from")
            and len(last.readings) == len(number.readings) == 1
            and _HUNDREDS[0] <= number.readings[0] <= _HUNDREDS[1]
        ):
            both = last.readings[0] + number.readings[0]
            joined[-1] = number._replace(readings=(both,), start=last.start, scaled=True)
        else:
            joined.append(number)
    return joined


def readings(literal: str) -> tuple[Decimal, ...]:
    """Every value a literal can have in English or Turkish writing; none when it is malformed.

    Example:
        >>> readings("1.250,50"), readings("1.000"), readings("0.001")
        ((Decimal('1250.50'),), (Decimal('1.000'), Decimal('1000')), (Decimal('0.001'),))
    """
    marks = [char for char in literal if char in ".,"]
    if not marks:
        return (Decimal(literal),)
    if len(set(marks)) == 2:
        return _mixed(literal, marks)
    found: list[Decimal] = []
    if len(marks) == 1:
        found.append(Decimal(literal.replace(",", ".").rjust(len(literal), "0")))
    if _GROUPED.fullmatch(literal) and not literal.startswith("0"):
        found.append(Decimal(literal.replace(".", "").replace(",", "")))
    return tuple(found)


def _mixed(literal: str, marks: list[str]) -> tuple[Decimal, ...]:
    whole, _, part = literal.rpartition(marks[-1])
    if marks[-1] in whole or not _GROUPED.fullmatch(whole):
        return ()
    return (Decimal(f"{whole.replace(marks[0], '')}.{part}"),)


def _measured(folded: str, start: int, end: int, values: tuple[Decimal, ...]) -> Number | None:
    dotted = "." in folded[start:end]
    before = _BEFORE.search(folded, 0, start)
    unit: Unit = "none"
    if before and before.lastgroup:
        unit, start = _unit(before.lastgroup), before.start()
    priced = before is not None and before.lastgroup == "at"
    if len(values) == 1 and values[0] == int(values[0]) and (half := _HALF.match(folded, end)):
        values, end = (values[0] + Decimal("0.5"),), half.end()
    scale = _SCALE.match(folded, end)
    if scale:
        values, end = tuple(value.scaleb(_SCALES[scale["scale"]]) for value in values), scale.end()
    each = _EACH.match(folded, end)
    end = each.end() if each else end
    if unit == "none" and (after := _UNIT.match(folded, end)):
        unit, end = _unit(after.lastgroup or "none"), after.end()
    case = _CASE.match(folded, end)
    if case:
        end = case.end()
    if not values:
        return Number((), "none", None, start, end)
    ending = "from" if priced else case.lastgroup if case else None
    dotted = dotted and len(values) > 1
    return Number(values, unit, ending, start, end, dotted=dotted, scaled=bool(scale), each=bool(each))


def _unit(name: str) -> Unit:
    known: dict[str, Unit] = {"quote": "quote", "try": "try", "percent": "percent", "times": "times"}
    return known.get(name, "none")
