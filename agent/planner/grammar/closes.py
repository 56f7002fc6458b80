"""Closing: a clause into close_position."""

import re
from decimal import Decimal

from agent.planner.grammar.cancels import with_its_orders
from agent.planner.grammar.flags import holding, position_named, put_live
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.price_roles import settle_type, wrong_side
from agent.planner.grammar.roles import assign, near
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_price, as_quantity, coin, reading_note, symbol, venue
from agent.planner.proposal import HeldPosition, Instrument
from tools.terms import Side
from tools.text import Text

_SPOKEN_TYPE = re.compile(r"(?<![a-z])(?:(?P<stop>stop)|take[ _-]?profit)[ _-]?market(?![a-z])", re.ASCII)
"""The venue's own name of an order type; with "close position" it is the order the venue has for that."""
_SHARES = {"half": Decimal(50), "quarter": Decimal(25)}


def close(scene: Scene) -> Step:
    """Read which position to close and how much of it.

    Raises:
        Unclear: no symbol, or an amount that is no share.
    """
    slots = Slots(scene)
    venue(scene, slots)
    if unclear := with_its_orders(scene):
        raise unclear
    if coin(scene) is None:
        _only_position(scene, slots)
        instrument = None
    else:
        instrument = symbol(scene, slots)
    amounts = [n for n in scene.numbers if n.unit != "percent"]
    held = holding(scene, str(slots.args["symbol"]))
    if triggered := _SPOKEN_TYPE.search(scene.folded):
        if held is None:
            raise Unclear(
                "There is no open position to close there. Which one?",
                "Orada kapatılacak açık pozisyon yok. Hangisi?",
            )
        side = Side.SELL if held.quantity > 0 else Side.BUY
        why = Text(en="closes the position held", tr="eldeki pozisyonu kapatır")
        slots.recall("side", str(side), why)
        return whole_at(slots, instrument, side, triggered)
    if scene.has("falls", "rises", "reaches"):
        return _once(scene, slots, instrument, held)
    if amounts:
        long = _is_long(held, scene)
        if len(scene.numbers) > 1 or amounts[0].unit != "coin":
            raise Unclear("How much of the position, in percent?", "Pozisyonun yüzde kaçı?")
        side = Side.SELL if long else Side.BUY
        slots.recall("side", str(side), Text(en="closes the position held", tr="eldeki pozisyonu kapatır"))
        slots.args["type"] = "MARKET"
        number = amounts[0]
        slots.put("quantity", as_quantity(number, scene, instrument), scene.words(number.start, number.end))
        slots.recall("reduce_only", True, Text(en="closes the position held", tr="eldeki pozisyonu kapatır"))
        put_live(slots)
        return slots.step("place_order")
    _share(slots)
    _one_of_two(slots)
    put_live(slots)
    return slots.step("close_position")


def _is_long(held: HeldPosition | None, scene: Scene) -> bool:
    named = position_named(scene)
    if held is None and named is None:
        raise Unclear(
            "That position is not in sight. Is it long or short?",
            "O pozisyonu göremiyorum. Long mu, short mu?",
        )
    return held.quantity > 0 if held else named == "LONG"


def _one_of_two(slots: Slots) -> None:
    """A hedge account may hold both; where it does, the words say which."""
    name = slots.args["symbol"]
    both = [p for p in slots.scene.surroundings.positions if p.symbol == name and p.quantity != 0]
    side = position_named(slots.scene)
    if len(both) > 1 and side is not None:
        slots.put("position_side", side, side.lower())


def spoken_type(scene: Scene) -> re.Match[str] | None:
    """The venue's name of a stop or a take profit that may close all of a position, if it is said."""
    return _SPOKEN_TYPE.search(scene.folded)


def whole_at(slots: Slots, instrument: Instrument | None, side: Side, said: re.Match[str]) -> Step:
    """`stop market btc 60000, close position`: whatever is held by then, at a trigger.

    Raises:
        Unclear: not exactly one price, or one on the wrong side of the market.
    """
    scene = slots.scene
    prices = [n for n in scene.numbers if near(n, instrument)]
    stops = said["stop"] is not None
    if len(prices) != 1 or len(scene.numbers) != 1:
        raise Unclear("At what price exactly?", "Tam olarak hangi fiyattan?")
    value = as_price(prices[0], scene, instrument)
    below = instrument is None or value < instrument.mark
    if below is not ((side is Side.SELL) is stops):
        en, tr = ("stop", "stop") if stops else ("take-profit", "kâr al")
        raise wrong_side(en, tr, instrument)
    kind = "STOP_MARKET" if stops else "TAKE_PROFIT_MARKET"
    slots.put("type", kind, scene.words(*said.span()))
    slots.put(
        "stop_price", value, scene.words(prices[0].start, prices[0].end), reading_note(prices[0], value)
    )
    slots.put("close_position", True, "position")
    put_live(slots)
    return slots.step("place_order")


def _once(scene: Scene, slots: Slots, instrument: Instrument | None, held: HeldPosition | None) -> Step:
    """`close my btc if it falls to 60000`: a reduce-only order that waits for the price."""
    roles = assign(scene, instrument)
    if held is None or any(role.name == "size" for role in roles) or scene.has(*_SHARES, "third"):
        raise Unclear(
            "Which open position, wholly, at which price?", "Hangi açık pozisyon, tamamı, hangi fiyattan?"
        )
    side = Side.SELL if held.quantity > 0 else Side.BUY
    why = Text(en="closes the position held", tr="eldeki pozisyonu kapatır")
    for path, value in (("side", str(side)), ("quantity", abs(held.quantity)), ("reduce_only", True)):
        slots.recall(path, value, why)
    settle_type(slots, side, roles, instrument, held)
    put_live(slots)
    return slots.step("place_order")


def _share(slots: Slots) -> None:
    scene = slots.scene
    said = [(n.value, n.start, n.end) for n in scene.numbers if n.readings]
    said += [(_SHARES[t.concept], t.start, t.end) for t in scene.all(*_SHARES)]
    if scene.has("third") or len(said) > 1 or len(said) < len(scene.numbers):
        raise Unclear("How many percent of the position?", "Pozisyonun yüzde kaçı?")
    for value, start, end in said:
        if not 0 < value <= 100:
            raise Unclear("Between 0 and 100 percent: how much?", "0 ile 100 arasında: yüzde kaç?")
        slots.put("percent", value, scene.words(start, end))


def _only_position(scene: Scene, slots: Slots) -> None:
    held = [p for p in scene.surroundings.positions if p.quantity != 0]
    if len(held) != 1 or scene.unexplained or scene.has("all"):
        listed = ", ".join(p.symbol for p in held)
        raise Unclear(
            f"Which position? {f'Open: {listed}.' if listed else 'Name the symbol.'}",
            f"Hangi pozisyon? {f'Açık olanlar: {listed}.' if listed else 'Sembolü yazın.'}",
        )
    slots.recall("symbol", held[0].symbol, Text(en="the only open position", tr="tek açık pozisyon"))


def trims(scene: Scene) -> bool:
    """`BTC longumu %30 azalt`: less of a position, by a share of it or by so many coins."""
    shared = any(n.unit in ("percent", "coin") for n in scene.numbers) or scene.has("half", "quarter")
    less = any(scene.folded[t.start : t.end] in _LESS for t in scene.all("set", "close"))
    return shared and less and scene.has("position") and not scene.has("stop", "take", "leverage")


_LESS = frozenset({"azalt", "dusur", "indir", "kucult", "reduce", "decrease", "lower"})
