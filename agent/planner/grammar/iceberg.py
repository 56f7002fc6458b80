"""Icebergs: a limit order of which only a part is visible, into place_iceberg.

The visible part is read here; the rest is read as any other order, and has to be a limit order by quantity.
"""

import re
from decimal import Decimal

from agent.planner.grammar import guards
from agent.planner.grammar.apart import Plain, without
from agent.planner.grammar.outcome import Outcome, Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_quantity
from agent.planner.proposal import Answer

_NAMED = re.compile(
    r"(?<![a-z0-9])(?:iceberg(?:'?[a-z]{1,3})?|buz ?dagi(?:'?[a-z]{1,3})?|gizli (?=em[ir]))"
    r"(?: (?:order|emi?r\w*|olarak|ile|seklinde|limit))*(?![a-z0-9]):?",
    re.ASCII,
)
_NUMBER = r"(?P<{}>\d+(?:[.,]\d+)*)"
_SHOWS = (
    r"(?:show(?:ing|s)?|display(?:ing|s)?|visible|reveal(?:ing|s)?|expos(?:e|ing)|peak|tip|gorunen|gorunur"
    r"|gosterilen)"
)
_UNIT = r"(?: ?(?:btc|eth|sol|bnb|xrp|ada|avax|doge|coins?|units?|adet\w*|tane\w*))?(?:'?[a-z]{1,3})?"
_TAIL = (
    r"(?: (?:(?:visible|shown|showing|displayed|gorunen)(?! (?:of |is |only |just |miktar\w*:? "
    r"|kis[iu]m\w*:? )*\d)|at (?:a|any) time"
    r"|each time|at once|per (?:clip|slice)"
    r"|gorun\w*|goster\w*|gozuk\w*|acik|olsun|olacak|kadar\w*|kismi))"
)
_VISIBLE = re.compile(
    rf"(?<![a-z0-9])(?:(?:with|and|ve|sadece|yalnizca|only|just|of which) )*(?:"
    rf"(?:{_SHOWS}|(?:only|sadece|yalnizca|just))(?: (?:part|size|quantity|qty|amount|kisim|kismi|miktar\w*"
    rf"|only|just|of|is|to|olan))*:? ?=? ?{_NUMBER.format('after')}(?![\d.,]*\d| ?%){_UNIT}{_TAIL}*"
    rf"|{_NUMBER.format('before')}(?! ?%|'?[dt][ae]n(?![a-z])){_UNIT}{_TAIL}+)(?![a-z0-9])",
    re.ASCII,
)
_KEPT = frozenset({"venue", "symbol", "side", "quantity", "price", "dry_run"})


def read(scene: Scene, plain: Plain) -> Outcome | None:
    """The iceberg the clause asks for; None when it asks for none.

    Raises:
        Unclear: price, quantity or visible part is missing, or it wants more than an iceberg has.
    """
    if not _NAMED.search(scene.folded):
        return None
    shown = [*_VISIBLE.finditer(scene.folded)]
    rest = without(scene, [*_NAMED.finditer(scene.folded), *shown])
    said = plain(rest)
    if not isinstance(said, Step):
        return _bare(rest, said)
    if said.tool != "place_order" or not set(said.args) <= _KEPT | {"type", "notional"}:
        raise Unclear(
            "An iceberg is one limit order. Which side, symbol, quantity, price and visible part, and "
            "nothing "
            "else?",
            "Buzdağı emri tek bir limit emirdir. Yalnızca yön, sembol, miktar, fiyat ve görünen kısım ne "
            "olsun?",
        )
    if "notional" in said.args:
        raise Unclear("How many coins in all?", "Toplam kaç adet?")
    if said.args.get("type") != "LIMIT":
        raise Unclear("At which price?", "Hangi fiyattan?")
    slots = Slots(scene)
    _visible(slots, shown, Decimal(str(said.args["quantity"])))
    kept = {path: value for path, value in said.args.items() if path in _KEPT}
    origins = tuple(origin for origin in said.origins if origin.path in _KEPT)
    return Step("place_iceberg", kept | slots.args, (*origins, *slots.origins), said.note)


def _visible(slots: Slots, shown: list[re.Match[str]], whole: Decimal) -> None:
    scene = slots.scene
    spans = [match.span("after" if match["after"] else "before") for match in shown]
    counted = [n for n in scene.numbers if any(start <= n.start < end for start, end in spans)]
    if len(counted) != 1 or counted[0].unit not in ("none", "coin"):
        raise Unclear("How many of them may be visible at a time?", "Bir seferde kaç adedi görünsün?")
    visible = as_quantity(counted[0], scene, None)
    if visible >= whole:
        raise Unclear(
            "What is visible must be less than all of it. How much?", "Görünen, toplamdan az olmalı. Kaç?"
        )
    slots.put("visible_quantity", visible, scene.words(*shown[0].span()))


def _bare(rest: Scene, said: Outcome) -> Outcome:
    """Nothing beside its name: what it needs is asked."""
    if isinstance(said, Answer) and len(rest.tokens) <= 1 and not guards.doubtful(rest):
        raise Unclear(
            "An iceberg of what? E.g. “iceberg sell 3 ETH at 3300 showing 0.5”.",
            "Neyin buzdağı emri? Örneğin “3300'den 3 ETH iceberg sat, 0.5'i görünsün”.",
        )
    return said
