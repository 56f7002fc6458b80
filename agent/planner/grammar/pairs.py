"""Pairs: a clause into place_oco, a limit order and a stop order of which one cancels the other."""

from dataclasses import replace
from decimal import Decimal

from agent.planner.grammar.flags import put_live
from agent.planner.grammar.orders import put_size, said_side
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.roles import Role, assign, near
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_price, reading_note, symbol, venue
from agent.planner.proposal import Instrument
from tools.terms import Side

_ENTRY = ("at", "limit", "price", "take", "reaches", "rises", "falls")
_STOP = ("stop", "stop_type")


def pair(scene: Scene) -> Step:
    """Read one pair.

    Raises:
        Unclear: side, symbol, size or one of the two prices is missing, or lies on the wrong side.
    """
    slots = Slots(scene)
    where = venue(scene, slots)
    side = said_side(scene)
    if side is None:
        raise Unclear("Buy or sell?", "Alış mı, satış mı?")
    slots.put("side", str(side[0]), side[1], side[2])
    instrument = symbol(scene, slots)
    roles = _astride_bare(assign(scene, instrument), side[0], instrument)
    put_size(slots, roles, instrument, where)
    if "notional" in slots.args:
        raise Unclear("How much of the coin? A pair takes a quantity.", "Kaç coin? OCO miktar ile verilir.")
    _prices(slots, side[0], roles, instrument)
    put_live(slots)
    return slots.step("place_oco")


def _astride_bare(roles: tuple[Role, ...], side: Side, instrument: Instrument | None) -> tuple[Role, ...]:
    """`oco sell 1 eth 3500 / 3000`: of two bare prices round the market, only one can be the stop."""
    bare = [r for r in roles if r.name == "size" and r.number.unit == "none" and near(r.number, instrument)]
    if len(bare) != 2 or instrument is None or any(len(r.number.readings) != 1 for r in bare):
        return roles
    bare.sort(key=lambda role: role.number.value, reverse=side is Side.SELL)
    names = {bare[0].number.start: "limit", bare[1].number.start: "stop"}
    return tuple(replace(role, name=names.get(role.number.start, role.name)) for role in roles)


def _prices(slots: Slots, side: Side, roles: tuple[Role, ...], instrument: Instrument | None) -> None:
    entries = [role for role in roles if role.name in (*_ENTRY, "stop_limit")]
    stops = [role for role in roles if role.name in _STOP]
    if len(stops) != 1 or len(entries) not in (1, 2):
        raise Unclear(
            "A pair has one price and one stop price: which two?",
            "OCO bir fiyat ve bir stop fiyatı ister: hangileri?",
        )
    stop = as_price(stops[0].number, slots.scene, instrument)
    values = [(as_price(role.number, slots.scene, instrument), role) for role in entries]
    values.sort(key=lambda each: abs(each[0] - stop), reverse=True)
    _put(slots, "price", *values[0])
    _put(slots, "stop_price", stop, stops[0])
    for value, role in values[1:]:
        _put(slots, "stop_limit_price", value, role)
    if instrument is not None and not _astride(side, values[0][0], stop, instrument.mark):
        raise Unclear(
            f"{instrument.symbol} is at {instrument.mark}: a pair that sells has its price above and its "
            "stop below the market, one that buys the other way round. Which prices?",
            f"{instrument.symbol} şu an {instrument.mark}: satan OCO'nun fiyatı piyasanın üstünde, stopu "
            "altında olur; alanınki tersi. Hangi fiyatlar?",
        )


def _put(slots: Slots, path: str, value: Decimal, role: Role) -> None:
    words = slots.scene.words(role.number.start, role.number.end)
    slots.put(path, value, words, reading_note(role.number, value))


def _astride(side: Side, price: Decimal, stop: Decimal, mark: Decimal) -> bool:
    return stop < mark < price if side is Side.SELL else price < mark < stop
