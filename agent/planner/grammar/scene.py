"""Scene: one clause with everything found in it; every later step only looks at this."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from agent.planner.grammar import en, tr
from agent.planner.grammar.concepts import Tag, tags
from agent.planner.grammar.dates import Period, periods
from agent.planner.grammar.fold import fold
from agent.planner.grammar.measures import Measure, measures
from agent.planner.grammar.numbers import Number, numbers
from agent.planner.grammar.symbols import TRADED_WORDS, Coin, coins, traded
from agent.planner.grammar.tokens import Token, order_ids, tokens
from agent.planner.proposal import Surroundings
from tools.text import Language

_INTERVALS = {
    "dk": "m",
    "dakika": "m",
    "min": "m",
    "minute": "m",
    "m": "m",
    "saat": "h",
    "h": "h",
    "hour": "h",
    "hr": "h",
}
_INTERVAL = re.compile(
    (
        r"(?<![\w.,$%])(?:(?P<count>1|5|15|30|4) ?-?(?P<unit>dk|dakika|min(?:ute)?|saat|hours?|hr"
        r"|[mh])(?:l[iu]k)?s?(?:'?[dt][ae])?"
        r"|(?P<day>1 ?d|1 ?gun(?:luk)?|gunluk|daily)|(?P<hour>hourly|saatlik))(?:'?[dt][ae])?(?![a-z0-9])"
    ),
    re.ASCII,
)
_HOURS = re.compile(r"(?<![\w.,$%])([14])s(?![a-z0-9])", re.ASCII)
"""`4s` on a Turkish chart: four hours (saat)."""
_KNOWN = frozenset({"1m", "5m", "15m", "30m", "1h", "4h", "1d"})
ACTIONS = frozenset({"buy", "sell", "close", "cancel", "kill", "release", "canary", "backtest"})
_TRADING = ACTIONS | {
    "position",
    "positions",
    "order",
    "orders",
    "open_orders",
    "price",
    "leverage",
    "stop",
    "take",
    "indicator",
    "isolated",
    "crossed",
    "margin_type",
    "candles",
    "stream",
    "stream_on",
    "stream_off",
    "pnl",
}
_ROUND_COINS = frozenset({"falls", "rises", "reaches", "kill", "release", "open_orders"})
"""Concepts whose words may have a coin among them: `if ETH drops to`, `resume ETH trading`."""


class Correction(NamedTuple):
    """A word with one letter off, and what it was read as."""

    typed: str
    read: str


@dataclass(frozen=True)
class Scene:
    """One clause: its text, folded text and all that was recognised, with spans."""

    text: str
    folded: str
    language: Language
    speech: Language
    """Language to answer in."""
    surroundings: Surroundings
    today: date | None
    tags: tuple[Tag, ...]
    numbers: tuple[Number, ...]
    coins: tuple[Coin, ...]
    intervals: tuple[tuple[str, int, int], ...]
    periods: tuple[Period, ...]
    ids: tuple[tuple[int, int], ...]
    measures: tuple[Measure, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def has(self, *concepts: str) -> bool:
        """Whether any of the concepts was said."""
        return any(tag.concept in concepts for tag in self.tags)

    def all(self, *concepts: str) -> tuple[Tag, ...]:
        """Every tag of the concepts, in order."""
        return tuple(tag for tag in self.tags if tag.concept in concepts)

    def words(self, start: int, end: int) -> str:
        """The user's words of a span."""
        return self.text[start:end].strip()

    @property
    def acts(self) -> bool:
        """Whether it names something to be done that changes state."""
        return any(tag.concept in ACTIONS for tag in self.tags)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words, numbers and marks."""
        return tokens(self.folded)

    @cached_property
    def unexplained(self) -> tuple[Token, ...]:
        """Words that nothing accounts for: a command with such words is not understood."""
        spans = [(t.start, t.end) for t in self.tags] + [(n.start, n.end) for n in self.numbers]
        spans += [(c.start, c.end) for c in self.coins] + [(start, end) for _, start, end in self.intervals]
        spans += [(p.start, p.end) for p in self.periods] + list(self.ids)
        spans += [(m.start, m.end) for m in self.measures]
        known = en.FILLERS | tr.FILLERS if self.language == "tr" else en.FILLERS
        return tuple(
            token
            for token in self.tokens
            if (token.text[0].isalnum())
            and token.text not in known
            and token.stem not in known
            and not any(start <= token.start < end for start, end in spans)
        )


def recognise(
    text: str, language: Language, speech: Language, surroundings: Surroundings, today: date | None = None
) -> Scene:
    """Recognise everything in one clause, as it is spelled."""
    folded = fold(text)
    ids = tuple(order_ids(folded))
    named = _clear(coins(text, folded, surroundings.instruments), ids)
    dated = tuple(periods(folded, today))
    intervals = tuple(_intervals(folded, [(p.start, p.end) for p in dated], language))
    taken = [(p.start, p.end) for p in dated] + [(s, e) for _, s, e in intervals] + list(ids)
    counted = numbers(folded, taken, language)
    measured = measures(folded, counted)
    counted = tuple(n for n in counted if not any(m.start <= n.start < m.end for m in measured))
    tagged = tags(_masked(folded, measured), ("tr", "en") if language == "tr" else ("en",))
    spans = [(n.start, n.end) for n in counted] + list(ids)
    tagged = tuple(t for t in tagged if not _crossed(t, spans) and not _swallows(t, named))
    trading = any(t.concept in _TRADING for t in tagged) or any(n.unit == "times" for n in counted)
    named = tuple(
        c
        for c in named
        if not c.common
        or _beside_size(c, counted, folded)
        or (trading and (c.base in TRADED_WORDS[language] or traded(c, folded)))
    )
    return Scene(
        text,
        folded,
        language,
        speech,
        surroundings,
        today,
        tagged,
        _with_coins(counted, named, folded),
        named,
        intervals,
        dated,
        ids,
        measured,
    )


def _masked(folded: str, measured: tuple[Measure, ...]) -> str:
    """The text with the words of measures blotted out, so that no concept is read into them."""
    for measure in measured:
        folded = folded[: measure.start] + "#" * (measure.end - measure.start) + folded[measure.end :]
    return folded


def _crossed(tag: Tag, spans: list[tuple[int, int]]) -> bool:
    return any(start < tag.end and tag.start < end for start, end in spans)


def _swallows(tag: Tag, named: tuple[Coin, ...]) -> bool:
    """Whether a concept takes a coin's name for one of its own words."""
    spans = [(c.start, c.end) for c in named if not c.common]
    return tag.concept not in _ROUND_COINS and _crossed(tag, spans)


def _clear(named: tuple[Coin, ...], ids: tuple[tuple[int, int], ...]) -> tuple[Coin, ...]:
    return tuple(c for c in named if not any(s <= c.start < e for s, e in ids))


def _intervals(folded: str, taken: list[tuple[int, int]], language: Language) -> list[tuple[str, int, int]]:
    found = [
        (f"{match[1]}h", match.start(), match.end()) for match in _HOURS.finditer(folded) if language == "tr"
    ]
    for match in _INTERVAL.finditer(folded):
        if any(s < match.end() and match.start() < e for s, e in taken):
            continue
        if match["day"] or match["hour"]:
            name = "1d" if match["day"] else "1h"
        else:
            name = match["count"] + _INTERVALS[match["unit"].removesuffix("s")]
        if name in _KNOWN:
            found.append((name, match.start(), match.end()))
    return found


def _beside_size(coin: Coin, counted: tuple[Number, ...], folded: str) -> bool:
    return any(
        number.end <= coin.start
        and folded[number.end : coin.start].strip() in ("", "of", "worth of", "tane", "adet")
        and (number.unit in ("quote", "none") or number.end == coin.start - 1)
        for number in counted
    )


_BETWEEN = re.compile(r"\s*(?:(?:adet|tane|units? of|coins? of|contracts? of|lik|luk|a|an)\s*)?", re.ASCII)


def _with_coins(counted: tuple[Number, ...], named: tuple[Coin, ...], folded: str) -> tuple[Number, ...]:
    """A plain number right before a coin is a quantity of it; `%2 btc` and `64500'den btc` are not."""
    joined = []
    for number in counted:
        coin = next((c for c in named if c.start >= number.end), None)
        near = coin and number.unit == "none" and number.case in (None, "worth")
        if coin and near and _BETWEEN.fullmatch(folded, number.end, coin.start):
            number = number._replace(unit="coin", coin=coin.base)
        elif number.unit == "none" and number.case is None and _PIECES.match(folded, number.end):
            number = number._replace(unit="coin")
        joined.append(number)
    return tuple(joined)


_PIECES = re.compile(r" (?:adet|tane)(?:lik)?(?![a-z])", re.ASCII)
"""So many pieces are never a price, however near the market the number is."""
