"""Orders: one clause into place_order, asking for whatever the words do not say."""

import re
from decimal import Decimal

from agent.planner.grammar import closes, ladders, measured, protects
from agent.planner.grammar.concepts import Tag
from agent.planner.grammar.flags import holding, position_named, put_flags
from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.price_roles import settle_type
from agent.planner.grammar.roles import Role, assign, near
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, as_amount, as_quantity, reading_note, symbol, two_ways, venue
from agent.planner.proposal import Instrument
from tools.terms import Side, VenueName
from tools.text import Text

_RANGE = re.compile(r"(?<![\d-])\d[\d.,]*k? ?- ?\d[\d.,]*k?(?![\d-])", re.ASCII)


def order(scene: Scene) -> Step:
    """Read one order.

    Raises:
        Unclear: something needed is missing or reads two ways.
    """
    if scene.has("range") or _RANGE.search(scene.folded):
        raise Unclear("I place one price at a time: which one?", "Tek fiyatla emir verebilirim: hangisi?")
    slots = Slots(scene)
    where = venue(scene, slots)
    if _whole(scene):
        return closes.close(scene)
    said = said_side(scene)
    instrument = symbol(scene, slots)
    if unclear := ladders.total_or_each(scene, instrument):
        raise unclear
    roles = assign(scene, instrument)
    held = holding(scene, str(slots.args["symbol"]))
    if said is None:
        roles = protects.priced(roles, scene)
        held = None if scene.has("rest") else protects.position(slots, roles)
        if held is None:
            return protects.whole(slots, roles, instrument)
        side = protects.put(slots, roles, held)
    else:
        side = said[0]
        slots.put("side", str(side), said[1], said[2])
    if scene.has("whole") and (kind := closes.spoken_type(scene)):
        return closes.whole_at(slots, instrument, side, kind)
    if not measured.put_share(slots, roles, where) and not measured.risks(scene):
        put_size(slots, roles, instrument, where)
    measured.put_price(slots, side, roles, instrument)
    settle_type(slots, side, roles, instrument, held)
    measured.put_risk(slots, side, roles, instrument, where)
    _leverage(slots, roles)
    put_flags(slots)
    return slots.step("place_order")


def _whole(scene: Scene) -> bool:
    """`sell all my eth`, `sell half of my btc`: a share of what is held, which only selling gives."""
    units = [n.unit for n in scene.numbers]
    share = units == ["percent"] or (scene.has("all", "half", "quarter") and not units)
    selling = scene.has("sell") and not scene.has("buy") and not scene.measures
    return share and selling and not scene.has("stop", "take", "limit", "trailing", "relative")


def said_side(scene: Scene) -> tuple[Side, str, Text | None] | None:
    """The side the words name, those words, and a correction; None where they only protect.

    Raises:
        Unclear: both sides are named, or none is.
    """
    tags = scene.all("buy", "sell") or _in_stop_type(scene)
    if scene.has(*protects.PROTECTING) and protects.about_held(scene):
        tags = tuple(t for t in tags if scene.folded[t.start : t.end] not in ("long", "short"))
    tags = tuple(t for t in tags if not protects.named(t, scene))
    sides = {tag.concept for tag in tags}
    if len(sides) > 1:
        raise Unclear("Buy or sell?", "Alış mı, satış mı?")
    if not sides and (pressed := _pressed_in(scene)):
        return Side.BUY, scene.words(pressed.start, pressed.end), None
    if not sides:
        two_prices = scene.has("stop_limit", "take_limit") or position_named(scene) is not None
        if scene.has(*protects.PROTECTING) and (two_prices or not scene.has("market", "limit")):
            return None
        raise Unclear("Buy or sell?", "Alış mı, satış mı?")
    words = scene.words(tags[0].start, tags[0].end)
    side = Side.BUY if sides == {"buy"} else Side.SELL
    for typed, read in scene.corrections:
        if read in scene.folded[tags[0].start : tags[0].end]:
            return side, words, Text(en=f"“{typed}” read as {side}", tr=f"“{typed}” {side} olarak okundu")
    return side, words, None


def _pressed_in(scene: Scene) -> Tag | None:
    """`100 dolarlık doge bas`: Turkish traders put money into a coin with this verb."""
    said = [tag for tag in scene.all("run") if scene.folded[tag.start : tag.end] == "bas"]
    money = any(n.unit == "quote" and n.case == "worth" for n in scene.numbers)
    return said[0] if said and money and not scene.has(*protects.PROTECTING) else None


def _in_stop_type(scene: Scene) -> tuple[Tag, ...]:
    """`buy stop` and `sell stop` name the side too."""
    said = ((tag, scene.folded[tag.start : tag.end].split()) for tag in scene.all("stop_type"))
    return tuple(
        tag._replace(concept=_SIDES[word]) for tag, words in said for word in words if word in _SIDES
    )


_SIDES = {"buy": "buy", "sell": "sell", "alis": "buy", "alim": "buy", "satis": "sell"}


def put_size(slots: Slots, roles: tuple[Role, ...], instrument: Instrument | None, where: VenueName) -> None:
    """Quantity or order value, whichever the words give.

    Raises:
        Unclear: no size, more than one, or one that reads two ways.
    """
    scene = slots.scene
    if any(role.name == "spare" for role in roles):
        word = next(scene.words(r.number.start, r.number.end) for r in roles if r.name == "spare")
        raise Unclear(
            f"What is “{word}” for? Give the size in coins or USDT.",
            f"“{word}” ne için? Miktarı coin ya da USDT olarak yazın.",
        )
    sizes = [role.number for role in roles if role.name == "size"]
    if "quantity" in slots.args and not sizes:
        return
    if not sizes:
        raise Unclear("How much? In coins or in USDT.", "Ne kadar? Coin miktarı ya da USDT tutarı.")
    if len(sizes) > 1:
        words = ", ".join(scene.words(n.start, n.end) for n in sizes)
        raise Unclear(
            f"Which of these is the size, and what are the others: {words}?",
            f"Bunlardan hangisi miktar, diğerleri ne: {words}?",
        )
    number = sizes[0]
    words = scene.words(number.start, number.end)
    if number.unit == "try" and where is not VenueName.BTCTURK_SPOT:
        raise Unclear(
            "A TRY amount trades on BTCTurk. There, or how much in USDT?",
            "TL tutarı BTCTurk'te işlem görür. Orada mı, yoksa kaç USDT?",
        )
    path, value = _sized(number_unit(number.unit), slots, roles, instrument)
    if value <= 0:
        raise Unclear("The size must be above zero. How much?", "Miktar sıfırdan büyük olmalı. Ne kadar?")
    slots.put(path, value, words, reading_note(number, value))


def number_unit(unit: str) -> str:
    """`notional` for money, `quantity` for coins, empty when the words do not say."""
    return {"quote": "notional", "try": "notional", "coin": "quantity"}.get(unit, "")


def _sized(
    path: str, slots: Slots, roles: tuple[Role, ...], instrument: Instrument | None
) -> tuple[str, Decimal]:
    number = next(role.number for role in roles if role.name == "size")
    if path == "notional":
        return path, as_amount(number, slots.scene, instrument)
    if path == "quantity" or slots.scene.has("units"):
        return "quantity", as_quantity(number, slots.scene, instrument)
    if instrument is None or len(number.readings) != 1:
        raise two_ways(number, slots.scene)
    value = number.readings[0]
    coins = value <= instrument.max_quantity
    money = value >= instrument.min_notional
    words = slots.scene.words(number.start, number.end)
    if coins == money or near(number, instrument):
        raise Unclear(
            f"Is “{words}” {instrument.base} or {instrument.quote}?",
            f"“{words}” {instrument.base} mi, {instrument.quote} mi?",
        )
    return ("quantity" if coins else "notional"), value


def _leverage(slots: Slots, roles: tuple[Role, ...]) -> None:
    for role in roles:
        if role.name == "leverage":
            slots.put(
                "leverage",
                whole_times(role, slots.scene),
                slots.scene.words(role.number.start, role.number.end),
            )


def whole_times(role: Role, scene: Scene) -> int:
    """Leverage as a whole number from 1 to 125.

    Raises:
        Unclear: it is not.
    """
    value = role.number.value if role.number.readings else Decimal(0)
    if value != value.to_integral() or not 1 <= value <= 125:
        raise Unclear(
            "Leverage is a whole number from 1 to 125: which?",
            "Kaldıraç 1 ile 125 arasında tam sayıdır: kaç?",
        )
    return int(value)
