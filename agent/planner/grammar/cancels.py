"""Cancelling: a clause into cancel_order or cancel_all_orders."""

import re

from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, coin, symbol, venue
from agent.planner.grammar.tokens import digit_ids
from agent.planner.proposal import WorkingOrder
from tools.money import plain
from tools.terms import OrderType
from tools.text import Text

_STOPS = (OrderType.STOP_MARKET, OrderType.STOP, OrderType.TRAILING_STOP_MARKET)
_TARGETS = (OrderType.TAKE_PROFIT_MARKET, OrderType.TAKE_PROFIT)


def order_id(scene: Scene) -> tuple[str, str] | None:
    """Field and value of the order id the clause names; digits are the venue's, anything else a client's."""
    for start, end in scene.ids:
        return "client_order_id", scene.words(start, end)
    for start, end in digit_ids(scene.folded):
        return "order_id", scene.words(start, end)
    return None


def put_order(scene: Scene, slots: Slots, said: tuple[str, str]) -> None:
    """Symbol and id of an order; an id without symbol is resolved when exactly one open order has it.

    Raises:
        Unclear: no symbol, and not exactly one open order with that id.
    """
    if coin(scene) is not None:
        symbol(scene, slots)
    else:
        field, value = said
        open_ones = {o.symbol for o in scene.surroundings.orders if getattr(o, field) == value}
        if len(open_ones) != 1:
            raise Unclear(f"Which symbol is order {value} on?", f"{value} emri hangi sembolde?")
        slots.recall("symbol", open_ones.pop(), Text(en="of the open order", tr="açık emrin sembolü"))
    slots.put(said[0], said[1], said[1])


_JOINT = re.compile(r"(?<![a-z])(?:and|with|plus|ve|ile)(?![a-z])|[&+,]", re.ASCII)


def with_its_orders(scene: Scene) -> Unclear | None:
    """The question for a position and its orders under one verb, where the two are not told apart."""
    orders = scene.all("orders", "open_orders")
    if not (orders and scene.coins and scene.has("close")) or scene.has("cancel"):
        return None
    if not _JOINT.search(scene.folded, scene.coins[-1].end, orders[0].start):
        return None
    return Unclear(
        "Close the position, cancel its orders, or both? Say each with its verb.",
        "Pozisyon mu kapansın, emirleri mi iptal olsun, ikisi de mi? Her birini kendi fiiliyle yazın.",
    )


def cancel(scene: Scene) -> Step:
    """Read what to cancel.

    Raises:
        Unclear: no id or symbol, or one order meant where several are open.
    """
    slots = Slots(scene)
    venue(scene, slots)
    if unclear := with_its_orders(scene):
        raise unclear
    said = order_id(scene)
    if said is not None:
        put_order(scene, slots, said)
        return slots.step("cancel_order")
    if coin(scene) is None:
        raise _which(scene)
    symbol(scene, slots)
    if scene.has("stop", "take", "trailing"):
        return _protective(scene, slots)
    if scene.has("order") and not scene.has("all", "each", "orders", "open_orders"):
        return _single(scene, slots)
    return slots.step("cancel_all_orders")


def _protective(scene: Scene, slots: Slots) -> Step:
    """`cancel my BTC stop`: that one order, and never all the others with it."""
    name = slots.args["symbol"]
    waiting = [o for o in scene.surroundings.orders if o.symbol == name and _is_one(scene, o)]
    if not waiting:
        raise Unclear(
            f"No such order waits on {name}. Which order? Give its id, or say all {name} orders.",
            f"{name} için bekleyen böyle bir emir yok. Hangi emir? Numarasını yazın ya da tüm {name} "
            "emirleri deyin.",
        )
    if len(waiting) > 1:
        en, tr = (", ".join(_named(order, word) for order in waiting) for word in ("trigger", "tetik"))
        raise Unclear(f"Which one: {en}? Give its id.", f"Hangisi: {tr}? Numarasını yazın.")
    slots.recall("order_id", waiting[0].order_id, Text(en="the only one waiting", tr="bekleyen tek emir"))
    return slots.step("cancel_order")


def _named(order: WorkingOrder, trigger: str) -> str:
    at = order.type if order.stop_price is None else f"{trigger} {plain(order.stop_price)}"
    return f"{order.order_id} ({at})"


def _is_one(scene: Scene, order: WorkingOrder) -> bool:
    """Whether it is of a kind that is named; a take profit may also rest as a reduce-only limit order."""
    target = order.type in _TARGETS or (order.type is OrderType.LIMIT and order.reduce_only)
    return (order.type in _STOPS and scene.has("stop", "trailing")) or (target and scene.has("take"))


def _single(scene: Scene, slots: Slots) -> Step:
    name = slots.args["symbol"]
    open_ones = [o for o in scene.surroundings.orders if o.symbol == name]
    if len(open_ones) != 1:
        raise Unclear(
            f"Which {name} order? Give its id, or say all {name} orders.",
            f"Hangi {name} emri? Numarasını yazın ya da tüm {name} emirleri deyin.",
        )
    slots.recall("order_id", open_ones[0].order_id, Text(en="the only open order", tr="tek açık emir"))
    return slots.step("cancel_order")


def _which(scene: Scene) -> Unclear:
    names = ", ".join(sorted({o.symbol for o in scene.surroundings.orders}))
    return Unclear(
        f"Orders of which symbol? {f'Open on: {names}.' if names else 'Name a symbol or an order id.'}",
        (
            f"Hangi sembolün emirleri? "
            f"{f'Açık olanlar: {names}.' if names else 'Sembol ya da emir numarası yazın.'}"
        ),
    )
