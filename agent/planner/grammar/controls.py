"""Controls: leverage, the canary and the kill switch."""

import re

from agent.planner.grammar.orders import whole_times
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.roles import Role
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_amount, coin, symbol

_REASON = re.compile(
    (
        r"(?:because(?: of)?|due to|cause|cuz|since|reason(?: is)?:?|cunku|sebep:?|sebebi:?|neden:"
        r"|gerekce(?:si|m)?:?) ?:?-? ?(?P<after>.+)$"
        r"|(?:: ?| - )(?P<tail>[^,:]+)$|(?<= for )(?P<purpose>[^,]+)$"
    ),
    re.ASCII,
)
_BEFORE = re.compile(
    r"^(?P<before>.+?) (?:nedeniyle|yuzunden|sebebiyle|dolayi|gerekcesiyle|diye|oldugu icin|icin)\b", re.ASCII
)
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
        if number.unit not in ("quote", "none") or len(scene.numbers) > 1:
            raise Unclear("How large is the canary, in USDT?", "Kanarya kaç USDT olsun?")
        slots.put("notional", as_amount(number, scene, instrument), scene.words(number.start, number.end))
    return slots.step("run_canary")


def kill(scene: Scene) -> Step:
    """Engage the kill switch, for everything or what is named."""
    slots = Slots(scene)
    _scope(scene, slots)
    reason = _reason(scene, "kill")
    if reason:
        slots.put("reason", reason, reason)
    return slots.step("engage_kill_switch")


def release(scene: Scene) -> Step:
    """Release the kill switch.

    Raises:
        Unclear: the reason is missing.
    """
    slots = Slots(scene)
    _scope(scene, slots)
    reason = _reason(scene, "release")
    if not reason:
        raise Unclear(
            "Why is it safe to trade again? The reason goes on the record.",
            "İşleme dönmek neden güvenli? Gerekçe kayda geçer.",
        )
    slots.put("reason", reason, reason)
    return slots.step("release_kill_switch")


def _scope(scene: Scene, slots: Slots) -> None:
    if coin(scene) is not None:
        named = Slots(scene)
        symbol(scene, named)
        found = scene.coins[0]
        slots.put("scope", f"symbol:{named.args['symbol']}", scene.words(found.start, found.end))
        return
    for tag in scene.all("spot", "futures", "btcturk")[:1]:
        name = {"spot": "binance-spot", "futures": "binance-futures", "btcturk": "btcturk-spot"}[tag.concept]
        slots.put("scope", f"venue:{name}", scene.words(tag.start, tag.end))


def _reason(scene: Scene, concept: str) -> str | None:
    said = scene.all(concept)
    start = said[0].end if said else 0
    match = _REASON.search(scene.folded, start)
    if match:
        name = match.lastgroup or "after"
        return scene.words(*match.span(name)).strip(" .!\"'") or None
    before = _BEFORE.search(scene.folded)
    if before and said and before.end("before") <= said[0].start:
        return scene.words(*before.span("before")).strip(" ,") or None
    return None
