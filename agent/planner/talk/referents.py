"""Referents: which call of the thread somebody means; two that fit are a question, none is none."""

from collections.abc import Iterable

from agent.planner.grammar.outcome import Unclear
from agent.planner.grammar.symbols import Coin
from agent.planner.proposal import Surroundings
from agent.planner.talk.describe import listed
from agent.planner.thread import Earlier, Thread
from tools.call import Effect
from tools.catalogue import tool

CHANGEABLE = ("place_order", "place_oco", "close_position", "replace_order", "set_leverage")
"""Tools whose calls can be proposed again with another value."""
_ENDED = ("simulated", "denied", "asked", "expired", "rejected")


def working(thread: Thread, surroundings: Surroundings) -> tuple[Earlier, ...]:
    """Calls of which the first order still works at the venue, as they were changed since."""
    open_ids = {order.order_id for order in surroundings.orders}
    found: dict[str, Earlier] = {}
    for each in thread.earlier:
        if not each.order_ids or each.order_ids[0] not in open_ids:
            continue
        before = found.get(each.order_ids[0])
        changes = {path: each.args[path] for path in ("price", "quantity") if path in each.args}
        if before is not None:
            each = each.model_copy(update={"tool": before.tool, "args": {**before.args, **changes}})
        found[each.order_ids[0]] = each
    return tuple(found.values())


def latest(thread: Thread) -> tuple[Earlier, ...]:
    """The calls of the last turn that had any; settings of a person or of safety are not said again."""
    last = max((each.turn for each in thread.earlier), default=-1)
    found = (each for each in thread.earlier if each.turn == last)
    return tuple(each for each in found if tool(each.tool).effect is not Effect.CONTROL)


def correctable(thread: Thread, surroundings: Surroundings) -> tuple[Earlier, ...]:
    """What a new value can be for: what waits or works, and what was said last.

    Of what was said last and came to nothing only what no other one is about: the corrected order that was
    denied is the order that still waits.
    """
    replaceable = (e for e in working(thread, surroundings) if e.args.get("type", "LIMIT") == "LIMIT")
    alive = [e for e in (*thread.pending(), *replaceable) if e.tool in CHANGEABLE]
    proposed = [each for each in thread.earlier if each.tool in CHANGEABLE]
    last = max((each.turn for each in proposed), default=-1)
    subjects = {_subject(each) for each in alive}
    ended = [e for e in proposed if e.turn == last and e.standing in _ENDED and _subject(e) not in subjects]
    return (*alive, *ended)


def one_of(found: Iterable[Earlier], coins: tuple[Coin, ...] = ()) -> Earlier | None:
    """The one that is meant; `coins` narrows them down where it fits any.

    Raises:
        Unclear: more than one remains.
    """
    kept = tuple(found)
    named = about(kept, coins)
    kept = named or kept
    if len(kept) > 1:
        names = listed(kept)
        raise Unclear(f"Which one: {names.en}? Name the symbol.", f"Hangisi: {names.tr}? Sembolü yazın.")
    return kept[0] if kept else None


def about(found: Iterable[Earlier], coins: tuple[Coin, ...]) -> tuple[Earlier, ...]:
    """Those about one of the coins."""
    return tuple(e for e in found if e.symbol and any(e.symbol.startswith(c.base) for c in coins))


def in_play(thread: Thread, surroundings: Surroundings) -> tuple[tuple[str, str], ...]:
    """Venue and symbol of everything of the thread that is held, works or waits; else of what was last."""
    held = {(str(p.venue), p.symbol) for p in surroundings.positions if p.quantity != 0}
    ours = [(_venue(each), each.symbol, each) for each in thread.earlier if each.symbol]
    alive = [*thread.pending(), *working(thread, surroundings)]
    found = [(v, s) for v, s, each in ours if (v, s) in held or each in alive]
    found = found or [(_venue(each), each.symbol) for each in latest(thread) if each.symbol]
    return tuple(dict.fromkeys(found))


def held_of(thread: Thread, surroundings: Surroundings) -> tuple[tuple[str, str], ...]:
    """Venue and symbol of the positions held that the thread spoke of."""
    held = {(str(p.venue), p.symbol) for p in surroundings.positions if p.quantity != 0}
    ours = [(_venue(each), each.symbol) for each in thread.earlier if each.symbol]
    return tuple(dict.fromkeys(pair for pair in ours if pair in held))


def _venue(each: Earlier) -> str:
    return str(each.args.get("venue") or "binance-futures")


def _subject(each: Earlier) -> tuple[object, ...]:
    return each.tool, each.symbol, each.args.get("side")
