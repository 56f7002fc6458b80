"""Cancelling: a clause into cancel_order or cancel_all_orders."""

from agent.planner.grammar.outcome import Step, Unclear
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.slots import Slots, coin, symbol, venue
from agent.planner.grammar.tokens import digit_ids
from tools.text import Text


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


def cancel(scene: Scene) -> Step:
    """Read what to cancel.

    Raises:
        Unclear: no id or symbol, or one order meant where several are open.
    """
    slots = Slots(scene)
    venue(scene, slots)
    said = order_id(scene)
    if said is not None:
        put_order(scene, slots, said)
        return slots.step("cancel_order")
    if coin(scene) is None:
        raise _which(scene)
    symbol(scene, slots)
    if scene.has("order") and not scene.has("all", "each", "orders", "open_orders"):
        return _single(scene, slots)
    return slots.step("cancel_all_orders")


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
