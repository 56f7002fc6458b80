"""Dates and periods of a backtest, as UTC days."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

_MONTH_NAMES = (
    "january ocak jan",
    "february subat feb",
    "march mart mar",
    "april nisan apr",
    "may mayis",
    "june haziran jun",
    "july temmuz jul",
    "august agustos aug",
    "september eylul sep",
    "october ekim oct",
    "november kasim nov",
    "december aralik dec",
)
_PART_NAMES = ("first birinci ilk", "second ikinci", "third ucuncu", "fourth dorduncu last son")
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_END = r"(?:'?[a-z]{1,6})?"
_PARTS = {name: n for n, names in enumerate(_PART_NAMES, start=1) for name in names.split()}
_PART = "|".join(_PARTS)
_HALF = "first|second|last|birinci|ilk|ikinci|son"
_VAGUE = re.compile(r"(?:early|late|mid|middle of|beginning of|start of)[ -]?$", re.ASCII)
_VAGUE_AFTER = re.compile(r" (?:bas|son|orta)lari", re.ASCII)
_DATE = re.compile(
    (
        rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}){_END}|(?P<dotted>\d{{1,2}}\.\d{{1,2}}\.\d{{4}}){_END}"
        rf"|(?P<slashed>\d{{1,2}}/\d{{1,2}}/\d{{2,4}}){_END}"
        rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{_MONTH})(?: (?P<day2>\d{{1,2}})(?:st"
        rf"|nd|rd|th)?,?(?= \d{{4}}))?,? (?P<year>20\d\d){_END}"
        rf"|(?P<year_ahead>20\d\d) (?P<month_behind>{_MONTH})(?![a-z]){_END}"
        rf"|(?:q(?P<quarter>[1-4])|(?P<part>{_PART}) quarter(?: of)?),? (?P<quarter_year>20\d\d)"
        rf"|(?P<year_first>20\d\d)(?:'?n?[iu]n)? (?:q(?P<quarter2>[1-4])|(?P<part2>{_PART}) ceyre[a-z]+)"
        rf"|(?:h(?P<half>[12])|(?P<half_part>{_HALF}) half(?: of)?),? (?P<half_year>20\d\d){_END}"
        rf"|(?P<half_first>20\d\d)(?:'?n?[iu]n)? (?:h(?P<half2>[12])|(?P<half_part2>{_HALF}) yaris[a-z]+)"
        rf"|(?P<lone>20[12]\d)(?:'?(?:[dt][ae]n?|y[iu]l\w*|[iy]+)| yil\w*)?(?!\d|[.,]\d)"
    ),
    re.ASCII,
)
_SPAN = re.compile(
    rf"(?P<from>\d{{1,2}}) ?(?:-|to|ile) ?(?P<to>\d{{1,2}}) (?P<month>{_MONTH})(?:,)? (?P<year>20\d\d){_END}"
    rf"|(?P<month_ahead>{_MONTH}) (?P<from_day>\d{{1,2}}) ?(?:-"
    rf"|to) ?(?P<to_day>\d{{1,2}}),? (?P<year_last>20\d\d)",
    re.ASCII,
)
"""Some days of one month: `1-31 January 2024`."""
_LAST = re.compile(
    r"(?:last|past|son) (?P<count>\d+|bir|a|one)? ?(?P<unit>day|gun|week|hafta|month|ay|year|yil|sene)[a-z]*",
    re.ASCII,
)
_BARE_MONTH = re.compile(
    rf"(?<![a-z])(?:since|from|starting|during|in)(?: in)?(?: the (?:start"
    rf"|beginning) of)? (?:{_MONTH})(?![a-z]| ?\d)"
    rf"|(?<!\d )(?<![a-z])(?:{_MONTH})(?: ayi?n?|'?[dt][ae])[a-z]*(?: basindan)?(?: beri| itibaren)(?![a-z])",
    re.ASCII,
)
"""A month of no year: which one is meant is asked."""
_DAYS = {
    "day": 1,
    "gun": 1,
    "week": 7,
    "hafta": 7,
    "month": 30,
    "ay": 30,
    "year": 365,
    "yil": 365,
    "sene": 365,
}
SPOKEN = (_MONTH, _PART, _HALF, "|".join(_DAYS))
"""The words looked for here, so that a mistyped one can be known."""


class Period(NamedTuple):
    """A stretch of days the text names, both ends inclusive."""

    first: date | None
    last: date | None
    start: int
    end: int
    ambiguous: bool = False
    """Day and month could be swapped."""
    closed: bool = False
    """Both ends were told, so no `from` makes it open."""


def periods(folded: str, today: date | None) -> Iterator[Period]:
    """Each date or period of the text; a month or a year is all of its days."""
    spans = [*_SPAN.finditer(folded)]
    for match in spans:
        yield _days_of_month(match)
    for match in _DATE.finditer(folded):
        if any(span.start() < match.end() and match.start() < span.end() for span in spans):
            continue
        vague = _VAGUE.search(folded[: match.start()]) or _VAGUE_AFTER.match(folded, match.end())
        yield _period(match)._replace(ambiguous=True) if vague else _period(match)
    for match in _BARE_MONTH.finditer(folded):
        yield Period(None, None, *match.span(), ambiguous=True)
    for match in _LAST.finditer(folded):
        count = match["count"]
        days = _DAYS[match["unit"]] * (int(count) if count and count.isdigit() else 1)
        first = today - timedelta(days=min(days, 36_500)) if today else None
        yield Period(first, None, match.start(), match.end(), ambiguous=today is None)


def _period(match: re.Match[str]) -> Period:
    start, end = match.span()
    try:
        first, last = _days(match)
    except ValueError:
        return Period(None, None, start, end, ambiguous=True)
    return Period(first, last, start, end, ambiguous=match["slashed"] is not None)


def _days_of_month(match: re.Match[str]) -> Period:
    month = _MONTHS[match["month"] or match["month_ahead"]]
    year = int(match["year"] or match["year_last"])
    days = [int(match["from"] or match["from_day"]), int(match["to"] or match["to_day"])]
    try:
        first, last = (date(year, month, day) for day in days)
    except ValueError:
        return Period(None, None, *match.span(), ambiguous=True)
    return Period(first, last, *match.span(), ambiguous=first > last, closed=True)


def _named(match: re.Match[str]) -> str | None:
    return match["half_part"] or match["half_part2"]


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    last = 3 * quarter
    return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1])


def _days(match: re.Match[str]) -> tuple[date | None, date | None]:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return day, day
    if match["dotted"]:
        parts = [int(part) for part in match["dotted"].split(".")]
        day = date(parts[2], parts[1], parts[0])
        return day, day
    if match["slashed"]:
        return None, None
    if year_text := match["quarter_year"] or match["year_first"]:
        quarter = match["quarter"] or match["quarter2"] or _PARTS[match["part"] or match["part2"]]
        return _quarter(int(year_text), int(quarter))
    if year_text := match["half_year"] or match["half_first"]:
        first = (match["half"] or match["half2"]) == "1" or _named(match) in ("first", "birinci", "ilk")
        year = int(year_text)
        return (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))
    if match["lone"]:
        return date(int(match["lone"]), 1, 1), date(int(match["lone"]), 12, 31)
    year = int(match["year"] or match["year_ahead"])
    month = _MONTHS[match["month"] or match["month_behind"]]
    if day_text := match["day"] or match["day2"]:
        day = date(year, month, int(day_text))
        return day, day
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
