"""Ladders: one size at each of several prices becomes one order per price.

Only where the words say that the size is for each price (`each`, `birer`): else it could be the whole.
"""

import re
from collections.abc import Callable

from agent.planner.grammar.numbers import Number
from agent.planner.grammar.outcome import Unclear
from agent.planner.grammar.recast import LEAD
from agent.planner.grammar.roles import near
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import listed, venue
from agent.planner.proposal import Instrument
from tools.terms import VenueName

Look = Callable[[str], Scene]

_AND = re.compile(r"(?:,|/|&|;)? ?(?:and |ve |ile )?(?:at |@ ?)?\$?", re.ASCII)
_LABEL = re.compile(
    r"(?:(?:scale|scaling|dca|ladder(?:ing)?)(?: (?:in|out))?|kademeli|kademe kademe)(?: (?=buy|sell"
    r"|bid|al|sat)|[:,-] )"
    r"|ladder(?:ed)? (?=(?:bids?|buys?|sells?|offers?|asks?)(?![a-z]))"
    r"|(?:set|put|place|leave|rest|stack)(?: me)?(?: up)?(?: an?| some)? "
    r"(?:ladder(?:ed)? )?(?=(?:bids|offers|asks)(?![a-z]))",
    re.ASCII,
)
_NAMED = re.compile(r"(?P<buy>bids|buys)|(?P<sell>offers|asks|sells)(?::)?(?![a-z])", re.ASCII)
_ORDERS = (
    "stop",
    "take",
    "trailing",
    "stop_limit",
    "take_limit",
    "close",
    "cancel",
    "leverage",
    "backtest",
    "canary",
)


def unlabelled(text: str, look: Look) -> str:
    """The text without `ladder:` before orders that all have their own price, or one for each price."""
    folded = look(text).folded
    lead = LEAD.match(folded)
    label = _LABEL.match(folded, lead.end() if lead else 0)
    if label is None:
        return text
    rest = _spoken(text[label.end() :], look)
    scene = look(rest)
    return rest if _priced_each(scene) or _steps(scene) else text


def _spoken(rest: str, look: Look) -> str:
    """`bids at …` as `buy at …`."""
    named = _NAMED.match(look(rest).folded)
    if named is None:
        return rest
    return f"{named.lastgroup} {rest[named.end() :].lstrip(': ')}"


def _priced_each(scene: Scene) -> bool:
    """Whether each size has a price of its own: `1 sol at 148, 1 sol at 146`."""
    sizes = [n for n in scene.numbers if n.unit in ("coin", "quote") and not near(n, _instrument(scene))]
    prices = [n for n in scene.numbers if near(n, _instrument(scene))]
    return len(sizes) > 1 and len(sizes) == len(prices) == len(scene.numbers) - len(sizes)


def rungs(scene: Scene, look: Look) -> tuple[Scene, ...]:
    """One order per price of a list, when a word says the size is for each; else nothing."""
    steps = _steps(scene)
    if not steps:
        return ()
    start, end = steps[0].start, steps[-1].end
    return tuple(look(_at(scene, number, start, end)) for number in steps)


def total_or_each(scene: Scene, instrument: Instrument | None) -> Unclear | None:
    """The question for one size at several prices, where nothing says whether it is for each."""
    prices = _row(scene, instrument)
    if len(prices) < 2 or len(scene.numbers) - len(prices) > 1 or scene.has(*_ORDERS):
        return None
    words = ", ".join(scene.words(n.start, n.end) for n in prices)
    return Unclear(
        f"At each of {words}, or that much in all? Say “each” for one order per price.",
        f"Her biri için mi ({words}), yoksa toplam mı? Fiyat başına birer emir için “her birinden” yazın.",
    )


def _steps(scene: Scene) -> tuple[Number, ...]:
    """The prices of one size that is said to be for each of them."""
    if not scene.has("buy", "sell") or scene.has(*_ORDERS) or len({c.base for c in scene.coins}) != 1:
        return ()
    prices = _row(scene, _instrument(scene))
    sizes = [n for n in scene.numbers if n not in prices]
    each = scene.has("each") or any(n.each for n in sizes)
    return prices if each and len(sizes) == 1 and len(prices) > 1 else ()


def _row(scene: Scene, instrument: Instrument | None) -> tuple[Number, ...]:
    """The longest list of prices: near the market, with nothing but a comma or `and` between them."""
    best: tuple[Number, ...] = ()
    row: tuple[Number, ...] = ()
    for number in scene.numbers:
        sizes = number.each or number.case == "worth"
        fits = number.unit in ("none", "quote") and not sizes and near(number, instrument)
        joined = bool(row) and _AND.fullmatch(scene.folded, row[-1].end, _digits(scene, number)) is not None
        row = (*row, number) if fits and joined else (number,) if fits else ()
        best = max(best, row, key=len)
    return best


def _digits(scene: Scene, number: Number) -> int:
    """Where the number itself begins, without a currency before it."""
    return next((i for i in range(number.start, number.end) if scene.folded[i].isdigit()), number.start)


def _at(scene: Scene, number: Number, start: int, end: int) -> str:
    """The clause with the whole list of prices replaced by one of them."""
    words = scene.words(number.start, number.end)
    if scene.language == "tr" and number.case is None:
        words = f"{words}'den"
    return f"{scene.text[:start]}{words}{scene.text[end:]}"


def _instrument(scene: Scene) -> Instrument | None:
    """What is traded, as far as it can be said before the clause is read."""
    try:
        where = venue(scene)
    except Unclear:
        return None
    quote = "TRY" if where is VenueName.BTCTURK_SPOT else "USDT"
    names = {coin.base + (coin.quote or quote) for coin in scene.coins}
    return listed(scene, where, names.pop()) if len(names) == 1 else None
