"""Roles: which number of an order is its size, price, trigger, stop, target or leverage."""

import re
from dataclasses import dataclass
from itertools import product

from agent.planner.grammar.concepts import Tag
from agent.planner.grammar.numbers import Number
from agent.planner.grammar.scene import Scene
from agent.planner.proposal import Instrument

_WEIGHT = {
    "trailing": 40,
    "stop_limit": 33,
    "take_limit": 33,
    "take_type": 32,
    "stop_type": 32,
    "stop": 30,
    "take": 30,
    "falls": 30,
    "rises": 30,
    "reaches": 30,
    "leverage": 30,
    "limit": 20,
    "cap": 14,
    "floor": 14,
    "at": 12,
    "price": 11,
}
_UNITS = {
    "trailing": ("percent", "none"),
    "stop": ("none", "percent", "quote"),
    "take": ("none", "percent", "quote"),
    "leverage": ("none", "times"),
}
WAITING_LIMITS = ("stop_limit", "take_limit")
"""Orders of two prices: one that triggers, and the limit they then work at."""
_BOUNDS = ("cap", "floor")
"""They may bound the size as well, so only a number near the market is a price of theirs."""
_BREAK = re.compile(r"[,;\n]|\. | and | ve | with | ile ", re.ASCII)


@dataclass(frozen=True)
class Role:
    """One number and what it is for; `tag` is the word that said so."""

    name: str
    number: Number
    tag: Tag | None = None


def assign(scene: Scene, instrument: Instrument | None) -> tuple[Role, ...]:
    """Give every number of the clause a role; what no word claims is `size`, or `spare` when it cannot be."""
    anchors = _anchors(scene)
    free = [n for n in scene.numbers if n.unit != "times"]
    claimed = _best(scene, anchors, free, instrument)
    roles = [Role("leverage", n) for n in scene.numbers if n.unit == "times"]
    roles += [Role(tag.concept, number, tag) for tag, number in claimed]
    taken = {number.start for _, number in claimed}
    roles += [_leftover(n, instrument) for n in free if n.start not in taken]
    roles = _bare_distance(_distant_trigger(roles, scene, instrument), scene)
    roles = _bare_limit(roles, scene, instrument)
    return tuple(_bare_price(roles, instrument))


def _bare_distance(roles: list[Role], scene: Scene) -> list[Role]:
    """`trailing stop sell 0.05 btc 1.5%`: the lone percent is how far it trails."""
    spare = [r for r in roles if r.name == "spare"]
    if not scene.has("trailing") or len(spare) != 1 or any(r.name == "trailing" for r in roles):
        return roles
    return [Role("trailing", r.number) if r is spare[0] else r for r in roles]


def _bare_limit(roles: list[Role], scene: Scene, instrument: Instrument | None) -> list[Role]:
    """`stop limit 63000 62900`, `63000/62900`: behind the trigger, the lone price is the limit."""
    bare = [r for r in roles if r.name == "size" and r.number.unit == "none" and near(r.number, instrument)]
    waiting = [r for r in roles if r.name in ("stop", "stop_type", *WAITING_LIMITS)]
    if not scene.has(*WAITING_LIMITS) or len(bare) != 1 or len(waiting) != 1:
        return roles
    behind = bare[0].number.start - waiting[0].number.end
    return [Role("limit", r.number) if r is bare[0] and 0 < behind <= _JOINT else r for r in roles]


_JOINT = 3
"""Characters between the two prices of one order: `63000 / 62900`."""


def _distant_trigger(roles: list[Role], scene: Scene, instrument: Instrument | None) -> list[Role]:
    """`buy stop 0.01 btc 67000`, `stop sell 2 sol at 140`: the lone price is the trigger."""
    bare = [r for r in roles if r.name == "size" and r.number.unit == "none" and near(r.number, instrument)]
    bare = bare or [r for r in roles if r.name == "at"]
    if not scene.has("stop_type") or len(bare) != 1 or any(r.name == "stop_type" for r in roles):
        return roles
    return [Role("stop_type", r.number) if r is bare[0] else r for r in roles]


def _bare_price(roles: list[Role], instrument: Instrument | None) -> list[Role]:
    """`buy 0.01 btc 64000`: beside a size with its unit, the one number near the market is the price."""
    sizes = [r for r in roles if r.name == "size"]
    bare = [r for r in sizes if r.number.unit == "none" and near(r.number, instrument)]
    sized = [r for r in sizes if r.number.unit in ("coin", "quote")]
    priced = any(r.name not in ("size", "leverage", "stop", "take", "trailing") for r in roles)
    if priced or len(bare) != 1 or len(sized) != 1 or len(sizes) != 2 or _in_row(bare[0], roles):
        return roles
    return [Role("at", r.number) if r is bare[0] else r for r in roles]


def _in_row(bare: Role, roles: list[Role]) -> bool:
    """Whether it stands in a row of prices: `tp 70000 72000`."""
    ends = [r.number.end for r in roles if r.name in ("stop", "take")]
    return any(0 <= bare.number.start - end <= 2 for end in ends)


def _leftover(number: Number, instrument: Instrument | None) -> Role:
    if number.case == "from" or (
        number.case == "to" and number.unit in ("none", "quote") and near(number, instrument)
    ):
        return Role("at", number)
    return Role("spare" if number.unit == "percent" else "size", number)


def near(number: Number, instrument: Instrument | None) -> bool:
    """Whether some reading lies within half of the mark."""
    return instrument is not None and any(
        abs(r - instrument.mark) * 2 <= instrument.mark for r in number.readings
    )


def _anchors(scene: Scene) -> list[Tag]:
    """Words that take a number; neighbours such as `stop at` count as the stronger one."""
    merged: list[Tag] = []
    for tag in (t for t in scene.tags if t.concept in _WEIGHT):
        if merged and _joined(scene, merged[-1], tag):
            strong = max(merged[-1], tag, key=lambda t: _WEIGHT[t.concept])
            merged[-1] = Tag(strong.concept, merged[-1].start, tag.end)
        else:
            merged.append(tag)
    return merged


def _joined(scene: Scene, left: Tag, right: Tag) -> bool:
    between = scene.folded[left.end : right.start]
    both = left.concept != right.concept and {left.concept, right.concept} & {
        "at",
        "price",
        "limit",
        "stop_type",
        *WAITING_LIMITS,
    }
    return (
        bool(both)
        and len(between.split()) <= 2
        and not _BREAK.search(between)
        and not _has_number(scene, left.end, right.start)
    )


def _has_number(scene: Scene, start: int, end: int) -> bool:
    return any(start <= n.start < end for n in scene.numbers)


def _best(
    scene: Scene, anchors: list[Tag], free: list[Number], instrument: Instrument | None
) -> list[tuple[Tag, Number]]:
    options = [[None, *_reachable(scene, tag, free, instrument)] for tag in anchors[:6]]
    best: list[tuple[Tag, Number]] = []
    top = 0
    for choice in product(*options):
        pairs = [(tag, number) for tag, number in zip(anchors, choice, strict=False) if number is not None]
        if len({number.start for _, number in pairs}) != len(pairs):
            continue
        score = sum(_score(tag, number, instrument) for tag, number in pairs)
        if score > top:
            top, best = score, pairs
    return best


def _score(tag: Tag, number: Number, instrument: Instrument | None) -> int:
    score = _WEIGHT[tag.concept] + (3 if number.start >= tag.end else 0)
    if tag.concept == "trailing" and number.unit == "percent":
        score += 6
    if (
        tag.concept not in ("leverage", "trailing")
        and number.unit != "percent"
        and not near(number, instrument)
    ):
        score -= 6
    return score - (10 if number.unit == "quote" and not near(number, instrument) else 0)


def _reachable(scene: Scene, tag: Tag, free: list[Number], instrument: Instrument | None) -> list[Number]:
    units = _UNITS.get(tag.concept, ("none", "quote"))
    fitting = [n for n in free if n.unit in units and n.case != "worth"]
    offset = any(measure.kind == "offset" for measure in scene.measures)
    if tag.concept in _BOUNDS or offset or ("quote" in units and any(near(n, instrument) for n in fitting)):
        fitting = [n for n in fitting if n.unit == "percent" or near(n, instrument)]
    follows = scene.folded[tag.start : tag.end] == "at"
    left = [n for n in fitting if n.end <= tag.start and not follows and _close(scene, n.end, tag.start)]
    right = [n for n in fitting if n.start >= tag.end and _close(scene, tag.end, n.start)]
    return left[-1:] + right[:1]


def _noun(scene: Scene, tag: Tag) -> bool:
    """`take profit for the eth short at 3000`: the side of a position, not a verb."""
    before = scene.folded[: tag.start]
    return scene.folded[tag.start : tag.end] in ("long", "short") and bool(_OF_POSITION.search(before))


_OF_POSITION = re.compile(r"(?<![a-z])(?:for|on|my|the) (?:\w+ )?$", re.ASCII)


def _close(scene: Scene, start: int, end: int) -> bool:
    between = scene.folded[start:end]
    return (
        len(between.split()) <= 5
        and not _BREAK.search(between)
        and not _has_number(scene, start, end)
        and not any(start <= t.start < end for t in scene.all("buy", "sell") if not _noun(scene, t))
        and not any(start <= t.start < end for t in scene.unexplained)
    )
