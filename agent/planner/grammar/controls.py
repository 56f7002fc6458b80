"""Controls: leverage, the canary and the kill switch."""

import re
from dataclasses import replace
from typing import NamedTuple

from agent.planner.grammar.orders import whole_times
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.roles import Role
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_amount, coin, symbol

_REASON = re.compile(
    (
        r"(?:[\s,:-]+(?:because(?: of)?|due to|cause|cuz|since|reason(?: is)?|cunku|sebep|sebebi"
        r"|neden(?=:)|gerekce(?:si|m)?)(?![a-z]) ?:?-? ?(?:that )?(?P<after>.+)|(?:(?<!strategy): ?"
        r"| - )(?P<tail>.+)"
        r"|, ?(?P<aside>.+))$"
    ),
    re.ASCII | re.DOTALL,
)
_PURPOSE = re.compile(r" for (?P<purpose>[^,]+)", re.ASCII)
_SCOPES = frozenset({"venue", "exchange", "symbol", "market", "account", "borsasi", "borsa", "sembolu"})
"""Nouns that may stand before what a halt is limited to: `for the venue binance-spot only`."""
_NO_REASON = frozenset({"polite", "live", "dry", "all", "spot", "futures", "btcturk"})
_BEFORE = re.compile(
    r"^(?P<before>.+?) (?:nedeniyle|yuzunden|sebebiyle|dolayi|gerekcesiyle|diye|oldugu icin|icin)\b", re.ASCII
)
_BREAKER = re.compile(r"breaker|devre kesici|sigorta", re.ASCII)
_STRATEGY = re.compile(r"\bstrategy:[\w-]+", re.ASCII)
_VENUES = {"spot": "binance-spot", "futures": "binance-futures", "btcturk": "btcturk-spot"}
_CANARY_ID = re.compile(r"\b(?:can|canary|cnr)[-_][\w-]*\d[\w-]*", re.ASCII)


def set_leverage(scene: Scene) -> Step:
    """Read symbol and leverage.

    Raises:
        Unclear: one of them is missing.
    """
    slots = Slots(scene)
    symbol(scene, slots)
    plain = [n for n in scene.numbers if n.unit in ("times", "none", "coin")]
    if len(plain) != 1 or len(scene.numbers) != 1:
        raise Unclear("To what leverage? For example 3x.", "Kaldıraç kaç olsun? Örneğin 3x.")
    role = Role("leverage", plain[0])
    slots.put("leverage", whole_times(role, scene), scene.words(plain[0].start, plain[0].end))
    return slots.step("set_leverage")


def canary(scene: Scene) -> Step:
    """Run the canary, or confirm it when the same words ask for that."""
    slots = Slots(scene)
    if scene.has("confirm", "approve"):
        for start, end in scene.ids[:1]:
            slots.put("canary_id", scene.words(start, end), scene.words(start, end))
        return slots.step("confirm_canary")
    instrument = symbol(scene, slots, required=False)
    sides = {tag.concept for tag in scene.all("buy", "sell")}
    if len(sides) > 1:
        raise Unclear("Buy or sell?", "Alış mı, satış mı?")
    for tag in scene.all("buy", "sell")[:1]:
        slots.put("side", tag.concept.upper(), scene.words(tag.start, tag.end))
    for number in scene.numbers:
        if number.unit != "quote" or len(scene.numbers) > 1:
            raise Unclear("How large is the canary, in USDT?", "Kanarya kaç USDT olsun?")
        slots.put("notional", as_amount(number, scene, instrument), scene.words(number.start, number.end))
    return slots.step("run_canary")


def kill(scene: Scene) -> Step:
    """Engage the kill switch, for everything or what is named.

    It needs no reason, so what merely follows after a comma is not put on the record as one.

    Raises:
        Unclear: a coin is named with words that may limit the halt to it.
    """
    slots = Slots(scene)
    _scope(scene, slots)
    span = _reason_span(scene)
    reason = _reason(scene)
    if span and _for_a_coin(scene, span):
        raise Unclear("Halt everything, or only that coin?", "Her şey mi durdurulsun, yalnızca o coin mi?")
    if span and reason and not scene.folded[: span[0]].rstrip().endswith(","):
        slots.put("reason", reason, reason)
    return slots.step("engage_kill_switch")


_FEW_WORDS = 3


def _for_a_coin(scene: Scene, span: tuple[int, int]) -> bool:
    """`kill switch for sol onlly`: a coin behind `for` is what to halt, unless all of it is the reason."""
    purpose = _PURPOSE.search(scene.folded)
    if purpose is None or purpose.span("purpose") != span:
        return False
    few = len(purpose["purpose"].split()) <= _FEW_WORDS
    return any(c.start == span[0] or (few and span[0] <= c.start < span[1]) for c in scene.coins)


def release(scene: Scene) -> Step:
    """Release the kill switch, or reset the circuit breaker when that is what is named.

    Raises:
        Unclear: the reason is missing.
    """
    slots = Slots(scene)
    breaker = any(_BREAKER.search(scene.folded, tag.start, tag.end) for tag in scene.all("release"))
    (_venue if breaker else _scope)(scene, slots)
    reason = _reason(scene)
    if not reason:
        raise Unclear(
            "Why is it safe to trade again? The reason goes on the record.",
            "İşleme dönmek neden güvenli? Gerekçe kayda geçer.",
        )
    slots.put("reason", reason, reason)
    return slots.step("reset_circuit_breaker" if breaker else "release_kill_switch")


def reasoned(scene: Scene) -> bool:
    """Whether a kill or a release gives its reason."""
    return scene.has("because") or _reason_span(scene) is not None


def without_reason(scene: Scene) -> Scene:
    """The clause without what its reason says: nothing in there is a coin, a doubt or a time."""
    span = _reason_span(scene)
    if span is None:
        return scene

    def outside(start: int, end: int) -> bool:
        return end <= span[0] or start >= span[1]

    return replace(
        scene,
        tags=tuple(t for t in scene.tags if outside(t.start, t.end)),
        numbers=tuple(n for n in scene.numbers if outside(n.start, n.end)),
        coins=tuple(c for c in scene.coins if outside(c.start, c.end)),
        intervals=tuple(i for i in scene.intervals if outside(i[1], i[2])),
        periods=tuple(p for p in scene.periods if outside(p.start, p.end)),
    )


def _scope(scene: Scene, slots: Slots) -> None:
    scene = without_reason(scene)
    if coin(scene) is not None:
        named = Slots(scene)
        symbol(scene, named)
        found = scene.coins[0]
        slots.put("scope", f"symbol:{named.args['symbol']}", scene.words(found.start, found.end))
        return
    if (strategy := _STRATEGY.search(scene.folded)) is not None:
        slots.put("scope", scene.words(*strategy.span()), scene.words(*strategy.span()))
        return
    if (venue := _named_venue(scene)) is not None:
        slots.put("scope", f"venue:{venue.name}", venue.words)


def _venue(scene: Scene, slots: Slots) -> None:
    if (found := _named_venue(without_reason(scene))) is not None:
        slots.put("venue", found.name, found.words)
        return
    start, end = _reason_span(scene) or (len(scene.folded), len(scene.folded))
    if any(token.end <= start or token.start >= end for token in scene.unexplained):
        # A word nobody understands may be the venue, mistyped.
        raise Unclear("Of which venue: spot or futures?", "Hangi borsanınki: spot mu, vadeli mi?")


class _Venue(NamedTuple):
    name: str
    words: str


def _named_venue(scene: Scene) -> _Venue | None:
    """`halt spot trading` is one phrase, with its venue inside."""
    for tag in scene.all("kill", "release"):
        for word, name in _VENUES.items():
            if f" {word} " in scene.folded[tag.start : tag.end]:
                return _Venue(name, scene.words(tag.start, tag.end))
    for tag in scene.all(*_VENUES)[:1]:
        return _Venue(_VENUES[tag.concept], scene.words(tag.start, tag.end))
    return None


def _reason(scene: Scene) -> str | None:
    span = _reason_span(scene)
    return (scene.words(*span).strip(" .!\"'") or None) if span else None


def _reason_span(scene: Scene) -> tuple[int, int] | None:
    """Where the user's reason stands: after the command, or before a Turkish `nedeniyle`."""
    said = scene.all("kill", "release")
    if not said:
        return None
    match = _REASON.search(scene.folded, said[0].end)
    if match:
        said_why = match.span(match.lastgroup or 0)
        if match["after"] or _says_something(scene, *said_why):
            return said_why
    match = _PURPOSE.search(scene.folded, said[0].end)
    if match and _says_something(scene, *match.span("purpose")):
        return match.span("purpose")
    before = _BEFORE.search(scene.folded)
    if before and before.end("before") <= said[0].start and _says_something(scene, *before.span("before")):
        return before.span("before")
    return None


def _says_something(scene: Scene, start: int, end: int) -> bool:
    """Whether the words are more than a coin, a venue or a please."""
    tagged = any(start <= t.start < end and t.concept not in _NO_REASON for t in scene.tags)
    left = [t for t in scene.unexplained if start <= t.start < end]
    return tagged or any(t.stem not in _SCOPES for t in left)
