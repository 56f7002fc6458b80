"""Recast: other ways of putting an order, said the plain way before they are read."""

import re
from collections.abc import Callable

from agent.planner.grammar import guards
from agent.planner.grammar.fold import fold
from agent.planner.grammar.protects import PROTECTING
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.tokens import digit_ids

Look = Callable[[str], Scene]

LEAD = re.compile(
    r"(?:(?:hey|hi|hello|yo|ok|okay|so|well|pls|please|kindly|bro|dude|guys|btw|mate|lutfen|ya|hadi|abi|kanka"
    r"|hocam|selam|merhaba|bi zahmet|gunaydin)(?:,|!)? )*",
    re.ASCII,
)
"""Words before an order that say nothing of it."""
_SIDE = r"(?P<side>long|short)"
_OWN_EN = (
    re.compile(
        rf"(?:i'?m|i am|we'?re|we are)(?: (?:currently|already|still"
        rf"|now))? {_SIDE} (?P<what>[^,.;]*\w(?:\.\d+)?[^,.;]*)"
        r"(?:[,.;] ?|,? (?:and|so) )(?:so |and |please )*(?P<rest>\w.+)",
        re.ASCII,
    ),
    re.compile(
        rf"(?:i|we)(?:'ve got| have got| have| hold| own"
        rf"| got)(?: an?)? (?P<what>[^,;]+?) {_SIDE}(?: position)?(?: open)?"
        r"(?:[,.;] ?|,? (?:and|so) )(?:so |and |please )*(?P<rest>\w.+)",
        re.ASCII,
    ),
)
_OWN_TR = (
    re.compile(
        rf"(?:(?:elimde|bende|hesap(?:ta|imda)"
        rf"|acikta) )(?P<what>[^;]+?) {_SIDE}(?:'?um)?(?: pozisyon\w*)? var"
        r"[,.;]? (?:ve |ona |buna |oraya )*(?P<rest>\w.+)",
        re.ASCII,
    ),
    re.compile(
        rf"(?P<what>[^;]+?) {_SIDE}(?:'?um var|[dt]ay[iu]m|[dt]eyim)[,.;]? (?:ve |ona |buna )*(?P<rest>\w.+)",
        re.ASCII,
    ),
)
_ENTRY = re.compile(r" (?:from|at|@|entry|avg|average|since) ?\$?\d[\d.,]*k?$", re.ASCII)
"""At what price it was opened, which the new order does not need."""
_AND_ORDERS = re.compile(
    r"(?<![a-z])(?:close|exit|flatten) (?:\S+ ){1,3}?(?P<joint>(?:and|along with|with"
    r"|plus) (?:all )?(?:of )?)"
    r"(?=(?:its|their|the|any) (?:open |working |pending )?orders(?! at| to| with))",
    re.ASCII,
)
_VE_EMIRLERI = re.compile(
    r"(?P<joint> (?:ve|ile)) (?P<orders>(?:acik )?(?:tum )?emirlerini) (?P<verb>kapat)(?![a-z])", re.ASCII
)
_HEDGED = re.compile(
    r"(?:in |we are in |i'?m in )?hedge mod(?:e|u|da|unda|undayim"
    r"|dayim)?[,:;.]? (?=.*(?:position[ _]?side|(?:long|short) side"
    r"|(?:long|short) (?:bacag|taraf)))",
    re.ASCII,
)
"""The mode only says why a side is named; it is fixed in the review."""
_BOTH = re.compile(r"(?<![a-z])hem (?:de )?(?P<one>[^;]+?),? hem (?:de )?(?=\w)", re.ASCII)
_SETS = ("isolated", "crossed")
_DEEDS = ("buy", "sell", "close", "cancel", "stop", "take", "question", "negated", "told", "show", "kill")


def plainer(text: str, look: Look) -> str:
    """The text, said the plain way.

    `I'm long 0.05 BTC, stop at 61000` is a stop on that position; `hem … hem …` is `… ve …`.
    """
    folded = fold(text)
    lead = LEAD.match(folded)
    if aside := _HEDGED.match(folded, lead.end() if lead else 0):
        text = text[aside.end() :]
    if both := _BOTH.search(fold(text)):
        text = f"{text[: both.start()]}{text[slice(*both.span('one'))]} ve {text[both.end() :]}"
    if (
        "?" in text
        and guards.asks_politely(fold(text))
        and look(text).acts
        and not look(text).has("question")
    ):
        text = text.rstrip(" ?!.")
    if "?" in text or look(text).has("negated", "question", "told"):
        return text
    if orders := _AND_ORDERS.search(fold(text)):
        text = f"{text[: orders.start('joint')]}and cancel {text[orders.end('joint') :]}"
    if orders := _VE_EMIRLERI.search(fold(text)):
        named = text[slice(*orders.span("orders"))]
        text = f"{text[: orders.start()]} kapat ve {named} iptal et{text[orders.end() :]}"
    return _of_position(text, look)


def _of_position(text: str, look: Look) -> str:
    english = look(text).language == "en"
    folded = fold(text)
    lead = LEAD.match(folded)
    start = lead.end() if lead else 0
    for pattern in _OWN_EN if english else _OWN_TR:
        match = pattern.fullmatch(folded, start)
        if match is None:
            continue
        what, rest = (text[slice(*match.span(group))].strip() for group in ("what", "rest"))
        what = what[: entry.start()] if (entry := _ENTRY.search(fold(what))) else what
        held, wish = look(what), look(rest)
        if not held.coins or held.unexplained or wish.coins or not wish.has(*PROTECTING):
            continue
        if wish.has("buy", "sell", "close", "cancel") or len(held.numbers) > 1 or _states(wish):
            continue
        return f"{rest} on my {what} {match['side']}" if english else f"{what} {match['side']}uma {rest}"
    return text


_STATES = re.compile(
    r"(?:an?|the|my|its|with) |.*(?<![a-z])(?:is|was|are|were|at risk|got|hit)(?![a-z])|.* var\W*$", re.ASCII
)


def _states(wish: Scene) -> bool:
    """`… and my stop is at 61000`, `… stopu 61000'de`: how it stands, and nothing to be done."""
    located = any(number.case == "at" for number in wish.numbers) and not wish.has("run", "set")
    return bool(_STATES.match(wish.folded)) or located


def settings(scene: Scene, look: Look) -> tuple[Scene, ...]:
    """`ETH: 5x leverage, isolated margin`: two settings of one coin, each a command; else nothing."""
    margins, numbers, coins = scene.all(*_SETS), scene.numbers, {c.base for c in scene.coins}
    whole = len(margins) == len(numbers) == len(coins) == 1 and not scene.unexplained
    times = bool(numbers) and (numbers[0].unit == "times" or scene.has("leverage"))
    if not (whole and times) or scene.has(*_DEEDS) or "?" in scene.text:
        return ()
    margin, number = (scene.words(each.start, each.end) for each in (margins[0], numbers[0]))
    coin = scene.coins[0].base + (scene.coins[0].quote or "")
    if scene.language == "en":
        steps = [f"set {coin} leverage to {number}", f"set {coin} to {margin.removeprefix('to ')}"]
    else:
        steps = [f"{coin} kaldıracını {number} yap", f"{coin} {margin} yap"]
    if margins[0].start < numbers[0].start:
        steps.reverse()
    return tuple(look(step) for step in steps)


def cancellations(scene: Scene, look: Look) -> tuple[Scene, ...]:
    """`cancel spk-11 on BTC and spk-12 on ETH`: one command for each id; else nothing."""
    ids = [scene.words(*span) for span in (*scene.ids, *digit_ids(scene.folded))]
    coins = [coin.base + (coin.quote or "") for coin in scene.coins]
    paired = len(coins) == len(ids) or len(set(coins)) < 2
    if not scene.has("cancel") or len(ids) < 2 or not paired or scene.unexplained or scene.has(*_OTHERS):
        return ()
    named = coins if len(coins) == len(ids) else [coins[0] if coins else ""] * len(ids)
    if scene.language == "en":
        steps = [
            f"cancel {said} on {coin}" if coin else f"cancel {said}"
            for said, coin in zip(ids, named, strict=True)
        ]
    else:
        steps = [f"{coin} {said} emrini iptal et".strip() for said, coin in zip(ids, named, strict=True)]
    return tuple(look(step) for step in steps)


_OTHERS = ("buy", "sell", "close", "set", "amend", "kill", "release", "show", "negated", "question", "told")
