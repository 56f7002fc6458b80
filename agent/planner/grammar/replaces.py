"""Replacing: a clause into replace_order, a new price or quantity for a working order."""

import re

from agent.planner.grammar.cancels import put_order
from agent.planner.grammar.flags import put_live
from agent.planner.grammar.numbers import Number
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.roles import near
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import (
    Slots,
    as_price,
    as_quantity,
    coin,
    listed,
    reading_note,
    symbol,
    venue,
)
from agent.planner.proposal import Instrument
from tools.text import Text

_ID = re.compile(
    r"(?:order|emir|emri)(?: (?:id|no|number|nr|numarasi))?:? ?#?(?P<before>\d{4,20})(?![\dk]|[.,]\d)"
    r"|#(?P<mark>\d{4,20})(?![\dk]|[.,]\d)"
    r"|(?:amend|modify|edit|replace) (?:\w+ )?(?P<amended>\d{4,20})(?= (?:to|qty|size|price|at|with)\b)"
    r"|(?P<ahead>\d{4,20})(?= (?:orders?|emir|emri\w*)\b)"
    r"|(?P<after>\d{4,20})(?= ?'?(?:nolu|no'lu|numarali|numara|id'?li|idli|no) )",
    re.ASCII,
)
_DIGITS = re.compile(r"(?<![\d.,])\d{4,20}(?![\dk]|[.,]\d)", re.ASCII)
_OTHERS = (
    "stop", "take", "trailing", "stop_type", "leverage", "cancel", "kill", "release", "backtest", "canary",
)  # fmt: skip
_ADJECTIVE = re.compile(r"(?:buy|sell|alis|satis|al|sat|alim|alma|satma) (?:limit )?(?:order|emr)", re.ASCII)
_SIZE = re.compile(r"(?<![a-z])(?:size|amount|quantity|qty|miktar\w*|adet\w*)(?![a-z])", re.ASCII)
_TO = re.compile(r"(?:^| )(?:to|at) (?:a price of )?\$?$", re.ASCII)


def about(scene: Scene) -> bool:
    """Whether an order that works is to get another price or size."""
    if not scene.has("amend", "set") or scene.has(*_OTHERS) or not scene.numbers:
        return False
    working = {order.order_id for order in scene.surroundings.orders}
    named = scene.has("order", "orders") or scene.ids or working & set(_DIGITS.findall(scene.folded))
    if not (named or any(match["amended"] for match in _ID.finditer(scene.folded))):
        return False
    return not scene.has("buy", "sell") or bool(_ADJECTIVE.search(scene.folded))


def replace(scene: Scene) -> Step:
    """Read which order, and what it becomes.

    Raises:
        Unclear: the order or its new value is missing, or reads two ways.
    """
    slots = Slots(scene)
    where = venue(scene, slots)
    said = _order_id(scene)
    if said is not None:
        put_order(scene, slots, (said[0], said[1]))
    else:
        _only_order(scene, slots)
    span = (-1, -1) if said is None else (said[2], said[3])
    numbers = [n for n in scene.numbers if not (span[0] <= n.start < span[1])]
    _values(slots, numbers, listed(scene, where, str(slots.args["symbol"])))
    put_live(slots)
    return slots.step("replace_order")


def _order_id(scene: Scene) -> tuple[str, str, int, int] | None:
    """Field, value and span of the id that is named; digits are the venue's."""
    for start, end in scene.ids:
        return "client_order_id", scene.words(start, end), start, end
    working = {order.order_id for order in scene.surroundings.orders}
    for match in _ID.finditer(scene.folded):
        group = match.lastgroup or "before"
        value, (start, end) = match[group], match.span(group)
        if value in working or len(scene.numbers) > 1:
            return "order_id", value, start, end
    for match in _DIGITS.finditer(scene.folded):
        if match.group() in working:
            return "order_id", match.group(), *match.span()
    return None


def _only_order(scene: Scene, slots: Slots) -> None:
    if coin(scene) is not None:
        symbol(scene, slots)
    name = slots.args.get("symbol")
    working = [o for o in scene.surroundings.orders if name in (None, o.symbol)]
    sided = {"BUY": scene.has("buy"), "SELL": scene.has("sell")}
    if any(sided.values()):
        working = [o for o in working if sided[o.side]]
    if len(working) != 1:
        ids = ", ".join(f"{o.order_id} ({o.symbol} {o.side})" for o in working[:5])
        raise Unclear(
            f"Which order? {f'Open: {ids}.' if ids else 'None is open there.'}",
            f"Hangi emir? {f'Açık olanlar: {ids}.' if ids else 'Orada açık emir yok.'}",
        )
    only = Text(en="the only open order", tr="tek açık emir")
    if name is None:
        slots.recall("symbol", working[0].symbol, only)
    slots.recall("order_id", working[0].order_id, only)


def _values(slots: Slots, numbers: list[Number], instrument: Instrument | None) -> None:
    scene = slots.scene
    sizes = [n for n in numbers if n.unit == "coin" or (n.unit == "none" and not near(n, instrument))]
    prices = [n for n in numbers if n.unit in ("none", "quote") and near(n, instrument)]
    if len(prices) == 2:
        prices = [n for n in prices if n.case == "to" or _TO.search(scene.folded[: n.start])]
    bare = [n for n in sizes if n.unit == "none"]
    if len(prices) > 1 or len(sizes) > 1 or len(prices) + len(sizes) == 0 or _unclear_size(scene, bare):
        raise Unclear(
            "What shall the order's new price or quantity be?", "Emrin yeni fiyatı ya da miktarı ne olsun?"
        )
    for number in sizes:
        value = as_quantity(number, scene, instrument)
        slots.put("quantity", value, scene.words(number.start, number.end), reading_note(number, value))
    for number in prices:
        value = as_price(number, scene, instrument)
        slots.put("price", value, scene.words(number.start, number.end), reading_note(number, value))


def _unclear_size(scene: Scene, bare: list[Number]) -> bool:
    """A bare number that is no price is a size only where the words say size."""
    return bool(bare) and not _SIZE.search(scene.folded)
