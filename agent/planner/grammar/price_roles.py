"""Prices of an order: which type they make it, checked against the market."""

import re
from decimal import Decimal

from agent.planner.grammar.outcome import Unclear
from agent.planner.grammar.roles import Role
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_price, reading_note
from agent.planner.proposal import HeldPosition, Instrument
from tools.money import plain
from tools.terms import Side
from tools.text import Text

_ENTRY = ("at", "limit", "price", "cap", "floor")
_AFTER_ORDER = re.compile(
    r", (?:set|put|add|place|attach|with)\b.*trail"
    r"|, .*(?:iz suren|trailing|takip eden|izleyen).* (?:koy|ekle|kur|ac)\b",
    re.ASCII,
)
"""A trailing stop wished for beside an order, in a step of its own."""
_TRIGGER = ("falls", "rises", "reaches", "stop_type")


def settle_type(
    slots: Slots,
    side: Side,
    roles: tuple[Role, ...],
    instrument: Instrument | None,
    held: HeldPosition | None,
) -> None:
    """Put type, price, trigger, stop and target.

    Raises:
        Unclear: a price is missing, named twice, or on the wrong side of the market.
    """
    if slots.args.get("reduce_only") and _one(roles, ("stop",)) and _one(roles, ("take",)):
        raise Unclear(
            "One order at a time: the stop or the take profit first?",
            "Emirleri tek tek verebilirim: önce stop mu, kâr al mı?",
        )
    if _take_limit(slots, side, roles, instrument, held) or _take_market(
        slots, side, roles, instrument, held
    ):
        return
    limited = _stop_limit(slots, side, roles, instrument, held)
    if limited:
        roles = tuple(role for role in roles if role.name == "take")
    elif "price" not in slots.args:
        _entry_type(slots, side, roles, instrument, held)
    stop, take = _one(roles, ("stop",)), _one(roles, ("take",))
    _priced(slots, stop, take, limited)
    if stop:
        _stop(slots, side, stop, instrument, held)
    if take:
        _take(slots, side, take, instrument, held)
    slots.args.setdefault("type", "MARKET")


def _priced(slots: Slots, stop: Role | None, take: Role | None, limited: bool) -> None:
    if _unpriced_stop(slots, stop, limited):
        raise Unclear("Where is the stop? A price or a percent.", "Stop nerede? Fiyat ya da yüzde yazın.")
    if slots.scene.has("take") and not take:
        raise Unclear(
            "Where is the take profit? A price or a percent.", "Kâr al nerede? Fiyat ya da yüzde yazın."
        )


def _unpriced_stop(slots: Slots, stop: Role | None, limited: bool) -> bool:
    if slots.scene.has("stop_type") and not {"stop_price", "price"} & slots.args.keys():
        return True
    return slots.scene.has("stop") and not (stop or limited) and "callback_rate" not in slots.args


def _stop_limit(
    slots: Slots,
    side: Side,
    roles: tuple[Role, ...],
    instrument: Instrument | None,
    held: HeldPosition | None,
) -> bool:
    """`sell 1 btc stop 60000 limit 59900`: both lie where only a stop waits, so the limit follows it."""
    price, stop, named = (_one(roles, names) for names in (_ENTRY, ("stop", "stop_type"), ("stop_limit",)))
    price, stop = (price, stop or named) if price else (named if stop else None, stop)
    if (
        price is None
        or stop is None
        or instrument is None
        or "percent" in (stop.number.unit, price.number.unit)
    ):
        return False
    said = [_value(slots, role, instrument) for role in (stop, price)]
    if any((value > instrument.mark) is not (side is Side.BUY) for value, _, _ in said):
        return False
    slots.args["type"] = "STOP"
    for path, (value, words, note) in zip(("stop_price", "price"), said, strict=True):
        slots.put(path, value, words, note)
    _reduce(slots, side, held)
    return True


def _take_limit(
    slots: Slots,
    side: Side,
    roles: tuple[Role, ...],
    instrument: Instrument | None,
    held: HeldPosition | None,
) -> bool:
    """`take profit limit, trigger 3400 limit 3395`: a take profit that then works at its own price."""
    price, trigger = _one(roles, _ENTRY), _one(roles, ("take", "take_limit", "stop_type"))
    named = slots.scene.has("take_limit")
    of_position = slots.scene.has("take") and "reduce_only" in slots.args
    if not named and not (of_position and price and trigger):
        return False
    if price is None or trigger is None or _one(roles, ("stop",)):
        raise Unclear(
            "A take-profit limit has a trigger and a limit price: which two?",
            "Kâr al limit bir tetik ve bir limit fiyat ister: hangileri?",
        )
    said = [_value(slots, role, instrument) for role in (trigger, price)]
    if instrument and any((value > instrument.mark) is not (side is Side.SELL) for value, _, _ in said):
        raise wrong_side("take-profit", "kâr al", instrument)
    slots.args["type"] = "TAKE_PROFIT"
    for path, (value, words, note) in zip(("stop_price", "price"), said, strict=True):
        slots.put(path, value, words, note)
    _reduce(slots, side, held)
    return True


def _take_market(
    slots: Slots,
    side: Side,
    roles: tuple[Role, ...],
    instrument: Instrument | None,
    held: HeldPosition | None,
) -> bool:
    """`take profit market sell 3 bnb at 660`: the venue's own name of it, whatever the position."""
    if not slots.scene.has("take_type"):
        return False
    trigger = _one(roles, ("take", "take_type", "stop_type", *_ENTRY, "rises", "falls", "reaches"))
    if trigger is None or _one(roles, ("stop",)):
        raise Unclear("At what price does it take profit?", "Kâr hangi fiyattan alınsın?")
    value, words, note = _value(slots, trigger, instrument)
    if instrument and (value > instrument.mark) is not (side is Side.SELL):
        raise wrong_side("take-profit", "kâr al", instrument)
    slots.args["type"] = "TAKE_PROFIT_MARKET"
    slots.put("stop_price", value, words, note)
    _reduce(slots, side, held)
    return True


def _entry_type(
    slots: Slots,
    side: Side,
    roles: tuple[Role, ...],
    instrument: Instrument | None,
    held: HeldPosition | None,
) -> None:
    price, trigger = _one(roles, _ENTRY), _one(roles, _TRIGGER)
    scene = slots.scene
    if scene.has("trailing"):
        if _AFTER_ORDER.search(scene.folded) and scene.has("buy", "sell") and "reduce_only" not in slots.args:
            raise Unclear(
                "First the order or first the trailing stop? One at a time.",
                "Önce emir mi, önce iz süren stop mu? Tek tek verebilirim.",
            )
        _trailing(slots, _one(roles, ("trailing",)))
        if price or trigger:
            _activation(slots, side, price or trigger, instrument)
    elif trigger:
        _triggered(slots, side, trigger, price, instrument, held)
    elif price:
        _bounded(side, price)
        _limit(slots, price, instrument)
    elif scene.has("limit", "post_only"):
        raise Unclear(
            "A limit order needs a price: at what price?", "Limit emir fiyat ister: hangi fiyattan?"
        )
    if not trigger:
        _untriggered(scene)


def _untriggered(scene: Scene) -> None:
    """Words of waiting for a price, and no price to wait for."""
    if scene.has("stop_limit"):
        raise Unclear(
            "A stop-limit has a trigger and a limit price: which two?",
            "Stop-limit bir tetik ve bir limit fiyat ister: hangileri?",
        )
    if scene.has("falls", "rises", "reaches", "relative"):
        raise Unclear("At what price exactly?", "Tam olarak hangi fiyattan?")


def _one(roles: tuple[Role, ...], names: tuple[str, ...]) -> Role | None:
    found = [role for role in roles if role.name in names]
    if len(found) > 1:
        raise Unclear(
            "More than one price of the same kind: which one?", "Aynı türden birden çok fiyat var: hangisi?"
        )
    return found[0] if found else None


def _value(slots: Slots, role: Role, instrument: Instrument | None) -> tuple[Decimal, str, Text | None]:
    value = as_price(role.number, slots.scene, instrument)
    words = slots.scene.words(role.number.start, role.number.end)
    if value <= 0:
        raise Unclear(f"“{words}” is not a price. At what price?", f"“{words}” fiyat olamaz. Hangi fiyattan?")
    return value, words, reading_note(role.number, value)


def _bounded(side: Side, role: Role) -> None:
    """`no higher than 64000` is the price of a buy; of a sell it bounds nothing a limit order could."""
    if role.name == {Side.SELL: "cap", Side.BUY: "floor"}[side]:
        raise Unclear(
            "A buy can have a highest price and a sell a lowest one. At what price is the order?",
            "Alışın en yüksek, satışın en düşük fiyatı olur. Emir hangi fiyattan?",
        )


def _limit(slots: Slots, role: Role, instrument: Instrument | None) -> None:
    if slots.scene.has("market"):
        raise Unclear("Market, or limit at that price?", "Piyasa emri mi, o fiyattan limit mi?")
    slots.args["type"] = "LIMIT"
    slots.put("price", *_value(slots, role, instrument))


def _trailing(slots: Slots, role: Role | None) -> None:
    if role is None:
        raise Unclear("How far does the stop trail, in percent?", "Stop yüzde kaç geriden izlesin?")
    slots.args["type"] = "TRAILING_STOP_MARKET"
    slots.put("callback_rate", role.number.value, slots.scene.words(role.number.start, role.number.end))


def _activation(slots: Slots, side: Side, role: Role | None, instrument: Instrument | None) -> None:
    """The price from which it follows: a trailing sell waits above the market, a trailing buy below."""
    if role is None:
        return
    value, words, note = _value(slots, role, instrument)
    if instrument is not None and (value > instrument.mark) is not (side is Side.SELL):
        raise wrong_side("activation", "başlama", instrument)
    slots.put("activation_price", value, words, note)


def _triggered(
    slots: Slots,
    side: Side,
    role: Role,
    price: Role | None,
    instrument: Instrument | None,
    held: HeldPosition | None,
) -> None:
    if price is not None:
        raise Unclear("A trigger and a price: which one counts?", "Hem tetik hem fiyat var: hangisi geçerli?")
    if instrument is None:
        raise Unclear(
            "I have no market price to check the trigger against.",
            "Tetiği karşılaştıracak piyasa fiyatı yok.",
        )
    value, words, note = _value(slots, role, instrument)
    _same_direction(role.name, value, instrument)
    worse = value > instrument.mark if side is Side.BUY else value < instrument.mark
    if not worse and role.name == "stop_type":
        raise wrong_side("stop", "stop", instrument)
    slots.args["type"] = "STOP_MARKET" if worse else "LIMIT"
    slots.put("stop_price" if worse else "price", value, words, note)
    if role.name == "stop_type":
        _reduce(slots, side, held)


def _same_direction(name: str, value: Decimal, instrument: Instrument) -> None:
    if (name == "falls" and value >= instrument.mark) or (name == "rises" and value <= instrument.mark):
        raise Unclear(
            f"{instrument.symbol} is at {plain(instrument.mark)}, already past that. What should happen?",
            f"{instrument.symbol} şu an {plain(instrument.mark)}, o fiyatı çoktan geçmiş. Ne yapılsın?",
        )


def wrong_side(en: str, tr: str, instrument: Instrument | None) -> Unclear:
    """The question for a price a triggered order cannot wait at."""
    mark = plain(instrument.mark) if instrument else ""
    return Unclear(
        f"That {en} price is on the wrong side of the market ({mark}). What price?",
        f"Bu {tr} fiyatı piyasanın ({mark}) ters tarafında. Hangi fiyat?",
    )


def _entry(slots: Slots, instrument: Instrument | None) -> Decimal | None:
    said = slots.args.get("price") or slots.args.get("stop_price")
    return Decimal(str(said)) if said else instrument.mark if instrument else None


def _percent(slots: Slots, path: str, role: Role) -> bool:
    if role.number.unit != "percent":
        return False
    if slots.args.get("reduce_only") and slots.scene.has("stop", "take"):
        raise Unclear("At what price exactly?", "Tam olarak hangi fiyattan?")
    if not 0 < role.number.value < 100:
        raise Unclear("How many percent?", "Yüzde kaç?")
    slots.put(path, role.number.value, slots.scene.words(role.number.start, role.number.end))
    return True


def _stop(
    slots: Slots, side: Side, role: Role, instrument: Instrument | None, held: HeldPosition | None
) -> None:
    if _percent(slots, "stop_loss_pct", role):
        return
    value, words, note = _value(slots, role, instrument)
    entry = _entry(slots, instrument)
    if entry is None:
        slots.put("stop_loss_price", value, words, note)
        return
    protects = value < entry if side is Side.BUY else value > entry
    if protects and not slots.args.get("reduce_only"):
        slots.put("stop_loss_price", value, words, note)
    elif protects or "type" in slots.args or (side is Side.BUY and _says_loss(slots) and not held):
        raise wrong_side("stop", "stop", instrument)
    else:
        slots.args["type"] = "STOP_MARKET"
        slots.put("stop_price", value, words, note)
        _reduce(slots, side, held)


def _says_loss(slots: Slots) -> bool:
    said = " ".join(slots.scene.folded[t.start : t.end] for t in slots.scene.all("stop"))
    return "loss" in said or "sl" in said or "zarar" in said


def _take(
    slots: Slots, side: Side, role: Role, instrument: Instrument | None, held: HeldPosition | None
) -> None:
    if _percent(slots, "take_profit_pct", role):
        return
    value, words, note = _value(slots, role, instrument)
    entry = _entry(slots, instrument)
    gains = entry is None or (value > entry if side is Side.BUY else value < entry)
    if gains and not slots.args.get("reduce_only"):
        slots.put("take_profit_price", value, words, note)
    elif gains or "type" in slots.args or not _reduces(side, held):
        raise wrong_side("take-profit", "kâr al", instrument)
    else:
        slots.args["type"] = "TAKE_PROFIT_MARKET"
        slots.put("stop_price", value, words, note)
        _reduce(slots, side, held)


def _reduces(side: Side, held: HeldPosition | None) -> bool:
    return held is not None and (held.quantity > 0) == (side is Side.SELL)


def _reduce(slots: Slots, side: Side, held: HeldPosition | None) -> None:
    if _reduces(side, held) and "reduce_only" not in slots.args:
        slots.recall("reduce_only", True, Text(en="protects the position held", tr="eldeki pozisyonu korur"))
