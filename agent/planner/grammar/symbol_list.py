"""The symbols of a venue: showing them, and bringing the list of what may be traded up to date."""

import re
from decimal import Decimal

from agent.planner.grammar.figures import alone
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_amount, venue

_QUOTE = re.compile(
    r"(?<![a-z0-9])(?P<quote>usdt|usdc|try|tl)(?:'?[a-z]{1,4})?"
    r"(?= (?:sembol|parite|cift|coin|symbol|pair|market))",
    re.ASCII,
)
_VOLUME = re.compile(r"volume|turnover|traded|hacim|hacm", re.ASCII)
_MILLION = 10**6
_MILLIONS = re.compile(r"m(?![a-z0-9])", re.ASCII)
_SYNC = re.compile(
    r"(?<![a-z])(?:"
    r"(?:(?:re-?)?sync(?:h|hroni[sz]e)?|refresh|reload|update) (?:the "
    r"|my )?(?:list of )?(?:the )?(?:allowed |tradable "
    r"|spot |futures |usdt |usdc "
    r"|try )?(?:symbols?|pairs|coins|allow ?list)(?: list)?"
    r"|(?:sembol|parite|cift|coin)\w* (?:liste\w* )?(?:senkron|esitle|guncelle|yenile|tazele)\w*"
    r")(?![a-z])",
    re.ASCII,
)
SPOKEN = (_QUOTE.pattern, _VOLUME.pattern, _SYNC.pattern)
"""The words looked for here, so that a mistyped one can be known."""


def syncs(scene: Scene) -> bool:
    """Whether the list of what may be traded is to be brought up to date."""
    return _SYNC.search(scene.folded) is not None


def show(scene: Scene) -> Step:
    """list_symbols of one quote asset, by 24 hour volume.

    Raises:
        Unclear: a number that is not said to be a volume, or an order in the same breath.
    """
    alone(scene, "the symbols", "sembolleri")
    return _criteria(scene).step("list_symbols")


def sync(scene: Scene) -> Step:
    """sync_symbols by the same criteria; what it adds and removes is worked out at the review.

    Raises:
        Unclear: as for showing them.
    """
    return _criteria(scene).step("sync_symbols")


def _criteria(scene: Scene) -> Slots:
    slots = Slots(scene)
    venue(scene, slots)
    quote = _QUOTE.search(scene.folded)
    if quote:
        name = "TRY" if quote["quote"] == "tl" else quote["quote"].upper()
        slots.put("quote", name, scene.words(*quote.span("quote")))
    if scene.numbers or (scene.intervals and _VOLUME.search(scene.folded)):
        slots.put("min_volume", *_least(scene))
    return slots


def _least(scene: Scene) -> tuple[Decimal, str]:
    """The least volume and its words; `5m` is no interval here, but so many millions."""
    if not scene.numbers and len(scene.intervals) == 1 and scene.intervals[0][0].endswith("m"):
        name, start, end = scene.intervals[0]
        return Decimal(name.removesuffix("m")) * _MILLION, scene.words(start, end)
    number = scene.numbers[0] if len(scene.numbers) == 1 else None
    if number is None or not _VOLUME.search(scene.folded) or number.unit not in ("none", "quote"):
        raise Unclear(
            "Least volume of 24 hours, in the quote asset? For example: volume over 50 million.",
            "24 saatlik en az hacim kaç olsun? Örneğin: hacmi 50 milyonun üstünde.",
        )
    millions = _MILLIONS.match(scene.folded, number.end) is not None
    volume = as_amount(number, scene, None) * (_MILLION if millions else 1)
    return volume, scene.words(number.start, number.end)
