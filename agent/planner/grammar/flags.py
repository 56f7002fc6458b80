"""Flags: what an order says about itself beside size and price, above all whether it is live."""

import re

from agent.planner.grammar.outcome import Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots
from agent.planner.proposal import HeldPosition

_NAMED = re.compile(
    r"(?<![a-z])(long|short)(?:'?(?:u|a|um|uma|umu|umun|umdan|un|una|unun|larimi|unu)?)(?![a-z])", re.ASCII
)
_TIF = {"tif_ioc": "IOC", "tif_fok": "FOK", "tif_gtx": "GTX", "tif_gtc": "GTC"}


def holding(scene: Scene, name: str) -> HeldPosition | None:
    """The position held on a symbol, if any; of a long and a short the one that is named."""
    held = [p for p in scene.surroundings.positions if p.symbol == name and p.quantity != 0]
    if len(held) > 1 and (side := position_named(scene)) is not None:
        held = [p for p in held if (p.quantity > 0) is (side == "LONG")]
    return next(iter(held), None)


def position_named(scene: Scene) -> str | None:
    """LONG or SHORT where the words name one of the two: `my btc long`, `short pozisyonumu`."""
    named = set(_NAMED.findall(scene.folded))
    return named.pop().upper() if len(named) == 1 else None


def put_flags(slots: Slots) -> None:
    """Reduce-only, post-only, time in force, hedge side and `dry_run`.

    GTC is what a limit order is anyway: it stays out of the arguments, but the user is its source.
    """
    scene = slots.scene
    for concept in ("reduce_only", "post_only"):
        for tag in scene.all(concept)[:1]:
            slots.put(concept, True, scene.words(tag.start, tag.end))
    for tag in scene.all(*_TIF)[:1]:
        slots.put("time_in_force", _TIF[tag.concept], scene.words(tag.start, tag.end))
        if tag.concept == "tif_gtc" and slots.args.get("type") == "LIMIT":
            del slots.args["time_in_force"]
    for tag in scene.all("hedge_long", "hedge_short")[:1]:
        slots.put(
            "position_side", tag.concept.removeprefix("hedge_").upper(), scene.words(tag.start, tag.end)
        )
    put_live(slots)


def put_live(slots: Slots) -> None:
    """`dry_run` false when the user said so of this order.

    Raises:
        Unclear: the words say both live and simulated.
    """
    scene = slots.scene
    live, dry = scene.all("live"), scene.all("dry")
    if live and dry:
        raise Unclear("Simulated, or live on the testnet?", "Simülasyon mu, testnette gerçek emir mi?")
    for tag in live[:1]:
        slots.put("dry_run", False, scene.words(tag.start, tag.end))
