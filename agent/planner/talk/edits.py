"""Edits: a call of the thread with the values somebody now wants; the rest is remembered, and says so."""

from collections.abc import Callable
from decimal import Decimal

from agent.planner.grammar.numbers import Number
from agent.planner.grammar.orders import whole_times
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.roles import Role, assign, near
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_amount, as_price, as_quantity, listed, reading_note
from agent.planner.proposal import Instrument
from agent.planner.thread import Earlier
from tools.terms import VenueName
from tools.text import Text

REMEMBERED = Text(en="said before", tr="daha önce söylendi")
LEVELS = ("price", "stop_price", "activation_price", "stop_loss_price", "take_profit_price")
"""Prices of one symbol mean nothing on another."""
_INSTEAD = {
    "quantity": "notional",
    "notional": "quantity",
    "stop_loss_price": "stop_loss_pct",
    "stop_loss_pct": "stop_loss_price",
    "take_profit_price": "take_profit_pct",
    "take_profit_pct": "take_profit_price",
}
_OPPOSITE = {"buy": "BUY", "sell": "SELL"}


def takes(base: Earlier, scene: Scene) -> bool:
    """Whether the call has a place for what the scene speaks of, and its market for the prices."""
    if scene.has("stop", "take", "limit", "price", "at") and not _in_reach(base, scene):
        return False
    if base.args.get("reduce_only") and scene.has("take" if _is_stop(base) else "stop"):
        # What only closes carries no stop or target of its own: they are the position's.
        return False
    units = {number.unit for number in scene.numbers}
    if base.tool == "close_position":
        return units <= {"percent"} and not scene.has(
            "stop", "take", "trailing", "leverage", "limit", "price"
        )
    if base.tool == "set_leverage":
        return units <= {"times", "none"} and not scene.has("stop", "take", "trailing", "limit", "price")
    if base.tool == "replace_order":
        return units <= {"none", "coin", "quote"} and not scene.has("stop", "take", "trailing", "leverage")
    return True


def _is_stop(base: Earlier) -> bool:
    return str(base.args.get("type")) in ("STOP", "STOP_MARKET", "TRAILING_STOP_MARKET")


LEVEL_WORDS = frozenset({"limit", "stop", "take", "leverage", "price", "trailing"})
"""Concepts that name a value of an order."""


def bare_value(scene: Scene) -> bool:
    """Whether nothing but one value and what it is was said, as in `limit at 3100`, `%2 stop`, `3x`."""
    named = {tag.concept for tag in scene.tags}
    if "?" in scene.text or scene.coins or scene.unexplained or not named <= LEVEL_WORDS | {"at"}:
        return False
    return len(scene.numbers) == 1 and (bool(named - {"at"}) or scene.numbers[0].unit == "times")


def _in_reach(base: Earlier, scene: Scene) -> bool:
    """Whether some price the scene names is one of the call's symbol; percents are of any."""
    prices = [n for n in scene.numbers if n.unit in ("none", "quote")]
    instrument = listed(scene, _venue(base), base.symbol or "")
    return not prices or any(near(n, instrument) for n in prices)


def _venue(base: Earlier) -> VenueName:
    return VenueName(str(base.args.get("venue") or VenueName.BINANCE_FUTURES))


def edited(base: Earlier, scene: Scene, *, symbol: str | None = None) -> Step | None:
    """The call with what the scene says; None when it says nothing that fits the call.

    Args:
        base: the call that is changed.
        scene: the words that change it.
        symbol: another symbol, already put in words by the caller.

    Raises:
        Unclear: a value has no place in the call, or reads two ways.
    """
    slots = Slots(scene)
    instrument = listed(scene, _venue(base), symbol or base.symbol or "")
    for role in assign(scene, instrument):
        _put(slots, role, base, instrument)
    _words(slots, base)
    if not slots.args and symbol is None:
        return None
    if symbol is not None:
        coin = scene.coins[0]
        slots.put("symbol", symbol, scene.words(coin.start, coin.end))
    return _with_the_rest(slots, base)


def remembered(base: Earlier, scene: Scene) -> Step:
    """The call once more, as it was."""
    return _with_the_rest(Slots(scene), base)


def _with_the_rest(slots: Slots, base: Earlier) -> Step:
    dropped = {_INSTEAD[path] for path in slots.args if path in _INSTEAD}
    for path, value in base.args.items():
        if path not in slots.args and path not in dropped and value is not None:
            slots.recall(path, value, REMEMBERED)
    if slots.args.get("type") == "MARKET":
        slots.args.pop("price", None)
        slots.origins = [origin for origin in slots.origins if origin.path != "price"]
    return slots.step(base.tool)


def _put(slots: Slots, role: Role, base: Earlier, instrument: Instrument | None) -> None:
    path, read = _place(role, base, slots.scene, instrument)
    if path in slots.args or _INSTEAD.get(path) in slots.args:
        raise Unclear("Two values for the same thing: which one?", "Aynı şey için iki değer var: hangisi?")
    value = read()
    number = role.number
    words = slots.scene.words(number.start, number.end)
    if path == "price" and base.args.get("type") == "MARKET":
        slots.args["type"] = "LIMIT"
    note = reading_note(number, value) if isinstance(value, Decimal) else None
    slots.put(path, value, words, note or _unit_note(path, number, base, instrument))


def _unit_note(path: str, number: Number, base: Earlier, instrument: Instrument | None) -> Text | None:
    """What to show when a bare number was read in the other unit than the one before."""
    other = base.args.get(_INSTEAD.get(path, "")) if path in ("quantity", "notional") else None
    if number.unit != "none" or other is None or instrument is None:
        return None
    unit = instrument.base if path == "quantity" else instrument.quote
    return Text(en=f"read as {unit}, by the size before", tr=f"önceki büyüklüğe göre {unit} olarak okundu")


def _place(
    role: Role, base: Earlier, scene: Scene, instrument: Instrument | None
) -> tuple[str, Callable[[], Decimal | int]]:
    """Parameter and value of one number."""
    number = role.number
    if base.tool == "set_leverage" or (role.name == "leverage" and base.tool == "place_order"):
        return "leverage", lambda: whole_times(role, scene)
    if base.tool == "close_position":
        return "percent", lambda: _share(number)
    path = _level(role, base)
    if path is None:
        return _size(number, base, scene, instrument)
    if path.endswith("_pct") or path == "callback_rate":
        return path, lambda: number.value
    return path, lambda: as_price(number, scene, instrument)


def _level(role: Role, base: Earlier) -> str | None:
    """The level a number is; None for a size."""
    percent = role.number.unit == "percent"
    if role.name in ("stop", "stop_type", "falls", "rises", "reaches"):
        if percent:
            return "stop_loss_pct"
        return "stop_price" if base.args.get("stop_price") is not None else "stop_loss_price"
    if role.name == "take":
        return "take_profit_pct" if percent else "take_profit_price"
    return {"trailing": "callback_rate", "at": "price", "limit": "price", "price": "price"}.get(role.name)


def _size(
    number: Number, base: Earlier, scene: Scene, instrument: Instrument | None
) -> tuple[str, Callable[[], Decimal]]:
    words = scene.words(number.start, number.end)
    if number.unit == "percent":
        raise Unclear(
            f"What is “{words}” of: the stop, the target?", f"“{words}” neyin yüzdesi: stop mu, hedef mi?"
        )
    if near(number, instrument) and number.unit != "coin":
        if base.args.get("price") is not None:
            return "price", lambda: as_price(number, scene, instrument)
        raise Unclear(
            f"Is “{words}” a limit price, a stop or a size?",
            f"“{words}” limit fiyatı mı, stop mu, miktar mı?",
        )
    unit = {"coin": "quantity", "none": _unit_meant(number, base, scene, instrument)}.get(
        number.unit, "notional"
    )
    if unit == "quantity":
        return "quantity", lambda: _quantity(number, scene, instrument)
    return "notional", lambda: as_amount(number, scene, instrument)


def _unit_meant(number: Number, base: Earlier, scene: Scene, instrument: Instrument | None) -> str:
    """Coins or money: what it was before, unless only the other one is anything like it.

    Raises:
        Unclear: both are, and the change is large; or neither.
    """
    before = "quantity" if base.args.get("quantity") is not None else "notional"
    if instrument is None or number.unit != "none":
        return before
    other = "notional" if before == "quantity" else "quantity"
    old, value = Decimal(str(base.args[before])), max(number.readings, default=Decimal(0))
    worth = instrument.mark if before == "quantity" else 1 / instrument.mark
    kept, moved = _alike(old, value, _ALIKE), _alike(old * worth, value, _ALIKE)
    if base.args.get("leverage") is not None and number.value in _LEVERAGES and not _alike(old, value, _NEAR):
        words = scene.words(number.start, number.end)
        raise Unclear(
            f"Is “{words}” the leverage or the size? Say “{words}x” or the size with its unit.",
            f"“{words}” kaldıraç mı, miktar mı? “{words}x” ya da miktarı birimiyle yazın.",
        )
    if kept and not (moved and not _alike(old, value, _NEAR)):
        return before
    if moved and not kept:
        return other
    words = scene.words(number.start, number.end)
    raise Unclear(
        f"Is “{words}” {instrument.base} or {instrument.quote}?",
        f"“{words}” {instrument.base} mi, {instrument.quote} mi?",
    )


_LEVERAGES = range(1, 126)
_NEAR, _ALIKE = 10, 100
"""Times larger or smaller up to which a size is like the one before, surely and perhaps."""


def _alike(old: Decimal, new: Decimal, times: int) -> bool:
    return 0 < new <= old * times and old <= new * times


def _quantity(number: Number, scene: Scene, instrument: Instrument | None) -> Decimal:
    value = as_quantity(number, scene, instrument)
    if value <= 0:
        raise Unclear("The size must be above zero. How much?", "Miktar sıfırdan büyük olmalı. Ne kadar?")
    return value


def _share(number: Number) -> Decimal:
    if not 0 < number.value <= 100:
        raise Unclear("Between 0 and 100 percent: how much?", "0 ile 100 arasında: yüzde kaç?")
    return number.value


def _words(slots: Slots, base: Earlier) -> None:
    """Side, kind and being live, where words without a number change them."""
    scene = slots.scene
    if base.tool == "place_order":
        sides = scene.all("buy", "sell")
        if len({tag.concept for tag in sides}) == 1 and _OPPOSITE[sides[0].concept] != base.args.get("side"):
            _turned(slots, base, _OPPOSITE[sides[0].concept], scene.words(sides[0].start, sides[0].end))
        for tag in scene.all("market")[:1]:
            slots.put("type", "MARKET", scene.words(tag.start, tag.end))
    live, dry = scene.all("live"), scene.all("dry")
    if live and not dry:
        slots.put("dry_run", False, scene.words(live[0].start, live[0].end))
    elif dry and not live:
        slots.put("dry_run", True, scene.words(dry[0].start, dry[0].end))


def _turned(slots: Slots, base: Earlier, side: str, words: str) -> None:
    """The other side; a stop or target of the one side lies wrong on the other."""
    kept = [path for path in (*LEVELS[1:], "reduce_only") if base.args.get(path) and path not in slots.args]
    if kept:
        raise Unclear(
            f"On the other side {', '.join(kept)} would be wrong. Say the whole order again.",
            f"Öbür yönde {', '.join(kept)} yanlış olur. Emri baştan yazar mısınız?",
        )
    slots.put("side", side, words)
