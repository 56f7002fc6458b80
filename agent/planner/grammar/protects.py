"""Protecting: a stop or a take profit for a position, whether it is seen or only named by its side."""

import re
from dataclasses import replace

from agent.planner.grammar.concepts import Tag
from agent.planner.grammar.flags import holding, position_named, put_live
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.price_roles import wrong_side
from agent.planner.grammar.roles import WAITING_LIMITS, Role
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_price, reading_note
from agent.planner.proposal import HeldPosition, Instrument
from tools.terms import Side
from tools.text import Text

PROTECTING = ("stop", "take", "take_type", "trailing", *WAITING_LIMITS)
_CLOSES = Text(en="closes the position held", tr="eldeki pozisyonu kapatır")
_PROTECTS = Text(en="protects a position", tr="pozisyonu korur")


def about_held(scene: Scene) -> bool:
    """Whether the words are of a position: `my BTC`, `for the ETH short`, and no size of an order."""
    said = {token.text for token in scene.tokens}
    if scene.has("position") or said & {"my", "longuma", "shortuma"}:
        return True
    sized = any(n.unit in ("coin", "quote") for n in scene.numbers)
    if said & {"longa", "shorta"} and not sized:
        return True
    base = {c.base for c in scene.coins}
    held = any(p.symbol.startswith(b) for p in scene.surroundings.positions for b in base)
    return held and not sized and bool(said & {"for", "on", "icin"})


_OF_POSITION = re.compile(
    (
        r"(?<![a-z])(?:for|on|of) (?:(?:my|the|that|this|those|our|a|an|open|existing"
        r"|current) )*(?:[\d.,]+k? )?\w+ $"
    ),
    re.ASCII,
)


def named(tag: Tag, scene: Scene) -> bool:
    """`stop loss for btc long at 63500`: behind a word of protecting, the side is that of a position."""
    said = scene.folded[tag.start : tag.end] in ("long", "short")
    if said and scene.has(*PROTECTING) and scene.folded.startswith(" icin ", tag.end):
        return True
    behind = any(each.end < tag.start for each in scene.all(*PROTECTING))
    of = _OF_POSITION.search(scene.folded[: tag.start])
    if not (said and behind and of):
        return False
    return not any(n.end < of.start() and n.unit in ("coin", "quote") for n in scene.numbers)


def position(slots: Slots, roles: tuple[Role, ...]) -> HeldPosition | None:
    """The position to protect: the one held, or, with its side and size in the words, the one they name.

    Raises:
        Unclear: none is held, and the words name no side.
    """
    scene, name = slots.scene, str(slots.args["symbol"])
    held = holding(scene, name)
    if held is not None:
        return held
    side = position_named(scene)
    if side is None:
        raise Unclear(
            f"There is no open {name} position to protect. Which side and size is the order?",
            f"Korunacak açık {name} pozisyonu yok. Emir hangi yönde ve ne kadar?",
        )
    if not any(role.name == "size" for role in roles):
        return None
    instrument = next(i for i in scene.surroundings.instruments if i.symbol == name)
    return HeldPosition(venue=instrument.venue, symbol=name, quantity=1 if side == "LONG" else -1)


def priced(roles: tuple[Role, ...], scene: Scene) -> tuple[Role, ...]:
    """`take profit on my 30 sol long at 162`: the price behind the position is its stop or target."""
    kinds = [kind for kind in ("stop", "take") if scene.has(kind)]
    prices = [role for role in roles if role.name == "at"]
    if len(kinds) != 1 or len(prices) != 1 or any(role.name in (*kinds, "trailing") for role in roles):
        return roles
    return tuple(replace(role, name=kinds[0]) if role is prices[0] else role for role in roles)


def put(slots: Slots, roles: tuple[Role, ...], held: HeldPosition) -> Side:
    """Side, size and `reduce_only` of what protects a position."""
    side = Side.SELL if held.quantity > 0 else Side.BUY
    slots.recall("side", str(side), _CLOSES)
    if not any(role.name == "size" for role in roles):
        note = Text(en="size of the position held", tr="eldeki pozisyonun büyüklüğü")
        slots.recall("quantity", abs(held.quantity), note)
    slots.recall("reduce_only", True, _PROTECTS)
    return side


def _long(scene: Scene, name: str) -> bool:
    held, side = holding(scene, name), position_named(scene)
    if held is None and side is None:
        raise Unclear("Is that position long or short?", "O pozisyon long mu, short mu?")
    return side == "LONG" if side else held is None or held.quantity > 0


def whole(slots: Slots, roles: tuple[Role, ...], instrument: Instrument | None) -> Step:
    """`stop at 3000 on my eth long`, with none in sight: an order for the whole position, of that side.

    So is one for the rest of a position: what is left by then has no size yet.

    Raises:
        Unclear: no side is known, not exactly one price, or one on the wrong side of the market.
    """
    scene = slots.scene
    long = _long(scene, str(slots.args["symbol"]))
    stops = scene.has("stop")
    if scene.has("trailing", *WAITING_LIMITS):
        raise Unclear("How much of it? Such an order needs a quantity.", "Ne kadarı? Bu emir miktar ister.")
    prices = [role.number for role in roles if role.name in ("stop", "take", "at", "price")]
    spare = any(role.name in ("size", "spare", "trailing") or role.number.unit == "percent" for role in roles)
    if len(prices) != 1 or spare or stops is scene.has("take") or scene.has("trailing"):
        raise Unclear("At what price exactly?", "Tam olarak hangi fiyattan?")
    value = as_price(prices[0], scene, instrument)
    if instrument is not None and (value < instrument.mark) is not (long is stops):
        en, tr = ("stop", "stop") if stops else ("take-profit", "kâr al")
        raise wrong_side(en, tr, instrument)
    slots.recall("side", "SELL" if long else "BUY", _PROTECTS)
    said = scene.all("stop" if stops else "take")[0]
    kind = "STOP_MARKET" if stops else "TAKE_PROFIT_MARKET"
    slots.put("type", kind, scene.words(said.start, said.end))
    words = scene.words(prices[0].start, prices[0].end)
    slots.put("stop_price", value, words, reading_note(prices[0], value))
    slots.recall("close_position", True, _PROTECTS)
    put_live(slots)
    return slots.step("place_order")
