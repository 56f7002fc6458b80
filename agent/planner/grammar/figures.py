"""Figures: profit and loss, and candles."""

import re

from agent.planner.grammar.numbers import Number
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, coin, symbol, venue

_ACTS = ("buy", "sell", "close", "cancel", "stop", "take")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", re.ASCII)


_PERIODS = {
    "all": _words(
        r"all[ -]?time|all|total|overall|ever|lifetime|since the (?:start|beginning)|toplam(?:da)?"
        r"|tum(?: zaman\w*)?|tumu|hepsi|bugune kadar(?:ki)?|basindan beri"
    ),
    "month": _words(
        r"(?:this |the )?month(?:'?s|ly)?|(?:last|past) (?:30 days|month)|(?:bu |son )?ay(?:in|ki|da)?"
        r"|aylik|son (?:30|otuz) gun\w*"
    ),
    "week": _words(
        r"(?:this |the )?week(?:'?s|ly)?|(?:last|past) (?:7 days|week)|(?:bu |son )?hafta(?:nin|ki|da)?"
        r"|haftalik|son (?:7|yedi) gun\w*"
    ),
    "day": _words(r"today(?:'?s)?|(?:the )?day|daily|bugun(?:ku|un)?|gun(?:un|luk)?"),
}
_OTHER_TIME = _words(
    r"yesterday(?:'?s)?|previous \w+|years?|yearly|quarter|hours?|hourly|dun(?:ku)?|gecen \w+|onceki \w+"
    r"|yil\w*|sene\w*|saat\w*"
)
_OTHER_INTERVAL = _words(
    r"\d+ ?-?(?:h|m|d|w|s|min\w*|hours?|days?|weeks?|months?|saat\w*|dk|dakika\w*|gun\w*|hafta\w*|ay\w*)"
    r"|weekly|monthly|yearly|haftalik|aylik|yillik"
)
_COUNTED = re.compile(r"(?P<count>\d{1,3}) (?P<unit>dakika|dk|saat|gun)l[iu]k (?=mum)", re.ASCII)
"""`son 100 saatlik mum`: a hundred candles of an hour, which are the last hundred hours."""
_UNITS = {"dakika": "1m", "dk": "1m", "saat": "1h", "gun": "1d"}
_MOST = 1000
"""Candles of one call."""
SPOKEN = tuple(pattern.pattern for pattern in (*_PERIODS.values(), _OTHER_TIME, _OTHER_INTERVAL))
"""The words looked for here, so that a mistyped one can be known."""


def pnl(scene: Scene) -> Step:
    """get_pnl of one symbol or all, for a period the venue's record is summed by.

    Raises:
        Unclear: another span of time, or an order in the same breath.
    """
    alone(scene, "your profit and loss", "kâr zarar durumunuzu")
    slots = Slots(scene)
    venue(scene, slots)
    if coin(scene) is not None:
        symbol(scene, slots)
    _period(scene, slots)
    return slots.step("get_pnl")


def pnl_command(scene: Scene) -> Step:
    """`/pnl [PERIOD] [SYMBOL] [spot]`, the period in either language.

    Raises:
        Unclear: a word that is neither.
    """
    slots = Slots(scene)
    venue(scene, slots)
    if coin(scene) is not None:
        symbol(scene, slots)
    spans = [(c.start, c.end) for c in scene.coins]
    spans += [(tag.start, tag.end) for tag in scene.all("spot", "futures", "btcturk")]
    rest = [t for t in scene.tokens if not any(start <= t.start < end for start, end in spans)]
    if rest and (_period(scene, slots) is None or len(rest) > 1):
        raise _which_period()
    return slots.step("get_pnl")


def _period(scene: Scene, slots: Slots) -> str | None:
    for name, pattern in _PERIODS.items():
        match = pattern.search(scene.folded)
        if match and not _left_over(scene, match.span()):
            slots.put("period", name, scene.words(*match.span()))
            return name
    if _left_over(scene, (0, 0)) or any(interval != "1d" for interval, _, _ in scene.intervals):
        raise _which_period()
    return None


def _left_over(scene: Scene, said: tuple[int, int]) -> bool:
    """Whether some other time is named than what `said` spans."""
    dated = any(not (said[0] <= p.start and p.end <= said[1]) for p in scene.periods)
    return dated or _OTHER_TIME.search(scene.folded) is not None or bool(scene.numbers)


def _which_period() -> Unclear:
    return Unclear(
        "For which time: today, 7 days (week), 30 days (month), or all?",
        "Hangi dönem: bugün, 7 gün (hafta), 30 gün (ay), yoksa tümü mü?",
    )


def candles(scene: Scene) -> Step:
    """get_candles of one symbol.

    Raises:
        Unclear: no symbol, an interval or span the tool does not have, or an order in the same breath.
    """
    alone(scene, "the chart", "grafiği")
    slots = Slots(scene)
    venue(scene, slots)
    symbol(scene, slots)
    spans = [(start, end) for _, start, end in scene.intervals]
    counted = _COUNTED.search(scene.folded)
    foreign = [
        m
        for m in _OTHER_INTERVAL.finditer(scene.folded)
        if m.span() not in spans and not (counted and m.start() == counted.start())
    ]
    if (
        len(spans) > 1
        or (scene.periods and not counted)
        or any(not _inside(m.span(), spans) for m in foreign)
    ):
        raise Unclear(
            "Which candles: 1m, 5m, 15m, 30m, 1h, 4h or 1d, and how many?",
            "Hangi mumlar: 1m, 5m, 15m, 30m, 1h, 4h ya da 1d; ve kaç tane?",
        )
    for interval, start, end in scene.intervals:
        slots.put("interval", interval, scene.words(start, end))
    if counted and not spans:
        slots.put("interval", _UNITS[counted["unit"]], counted.group())
    if scene.numbers:
        slots.put("limit", _count(scene.numbers), _said(scene, scene.numbers[0]))
    elif counted and not spans:
        slots.put("limit", int(counted["count"]), counted.group())
    return slots.step("get_candles")


def _inside(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] < end for start, end in spans)


def _count(numbers: tuple[Number, ...]) -> int:
    value = numbers[0].value if len(numbers[0].readings) == 1 else None
    plain = numbers[0].unit in ("none", "coin")
    if len(numbers) > 1 or not plain or value is None or value % 1 or not 1 <= value <= _MOST:
        raise Unclear(f"How many candles? 1 to {_MOST}.", f"Kaç mum? 1 ile {_MOST} arası.")
    return int(value)


def _said(scene: Scene, number: Number) -> str:
    return scene.words(number.start, number.end)


def alone(scene: Scene, en: str, tr: str) -> None:
    """Refuse to show something in the same breath as an order.

    Raises:
        Unclear: the clause also trades.
    """
    if scene.has(*_ACTS):
        raise Unclear(
            f"One thing at a time: shall I show {en}, or do the order?",
            f"Tek tek gidelim: {tr} mi göstereyim, emri mi hazırlayayım?",
        )
