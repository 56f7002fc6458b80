"""Sending a leg: the same one POST as for any order, and what becomes of it afterwards."""

from contextlib import suppress

from pydantic import JsonValue

from tools.errors import VenueError, VenueRejected
from tools.executor import looking
from tools.executor.clearance import clear_leg
from tools.executor.desk import Desk
from tools.executor.posting import post
from tools.executor.question import ask
from tools.executor.refusal import Refusal
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.receipt import IntentState
from tools.venues.orders import Acked, Order, Rejected, Unknown

NOT_NEEDED = "not_needed"
"""Code of a leg that was taken back because its part is closed, or about to be."""


async def send(desk: Desk, parent: Intent, leg: Intent) -> bool:
    """Clear a READY leg and send it once; whether it is READY no more.

    Raises:
        LeaseLost: another executor took over meanwhile; what was sent is its to resolve.
        LedgerError: the outcome could not be written; recovery will ask the venue.
    """
    try:
        cleared = await clear_leg(desk, parent, leg)
    except VenueError:
        return False
    if isinstance(cleared, Refusal):
        refused = await desk.context.ledger.refuse_intent(leg.intent_id, cleared.code, cleared.message.en)
        return refused is not None
    if cleared is None:
        return False
    desk.checkpoint("leg-sending")
    outcome = await post(desk, cleared)
    desk.checkpoint("leg-posted")
    match outcome:
        case Acked(order=order):
            await seen(desk, cleared, order)
        case Rejected(code=code, message=message):
            await _settle(desk, cleared, IntentState.REJECTED, code=code, note=message)
        case Unknown(cause=cause):
            await _settle(desk, cleared, IntentState.UNKNOWN, note=cause)
            await resolve(desk, cleared, desk.timing.patience_ms, at_once=False)
    desk.checkpoint("leg-settled")
    return True


async def resolve(desk: Desk, leg: Intent, patience_ms: int, *, at_once: bool = True) -> None:
    """Find out by asking what became of a leg that may have been sent."""
    venue, clock = desk.venue_of(leg), desk.context.clock
    answer = await ask(venue, leg, clock, desk.timing, patience_ms=patience_ms, at_once=at_once)
    if answer == "absent":
        await _settle(desk, leg, IntentState.NOT_PLACED)
    elif answer != "undecided":
        await seen(desk, leg, answer)


async def refresh(desk: Desk, leg: Intent) -> None:
    """Bring a leg the venue has accepted up to date."""
    try:
        order = await looking.find(desk, leg)
    except VenueError:
        return
    if order is not None and (order.status, order.executed_quantity) != (leg.status, leg.executed):
        await seen(desk, leg, order)


async def booked(desk: Desk, leg: Intent) -> bool:
    """Whether every trade of a leg is on the record."""
    return bracket.explained(leg, await desk.context.ledger.fills(leg.intent_id))


async def book(desk: Desk, leg: Intent) -> None:
    """Book trades that could not be had when the leg was last looked at."""
    with suppress(VenueError):
        order = await looking.find(desk, leg)
        if order is not None:
            await seen(desk, leg, order)


async def seen(
    desk: Desk, leg: Intent, order: Order, state: IntentState | None = None, code: str | None = None
) -> None:
    """Book what the venue's order has come to."""
    order, fills = await looking.follow(desk, leg, order)
    effects = leg.permit.effects
    # Fills first: a leg known to have ended is not asked about again.
    await desk.context.ledger.add_fills(effects.venue, effects.account, leg.intent_id, fills)
    settled = leg.state if leg.state.settled else IntentState.ACKED
    await _settle(desk, leg, state or settled, order=order, code=code)


async def cancel(desk: Desk, leg: Intent) -> None:
    """Take a working leg back that is not needed any more; when it ended meanwhile, that is booked."""
    ledger, symbol = desk.context.ledger, leg.orders[0].symbol
    if not await ledger.audit(limit=1, action="leg.cancel", subject=leg.intent_id):
        body: dict[str, JsonValue] = {"client_order_id": leg.client_order_id, "code": leg.code or NOT_NEEDED}
        await ledger.append("executor", "leg.cancel", leg.intent_id, body)
    venue = desk.venue_of(leg)
    try:
        order = await venue.cancel(symbol, client_order_id=leg.client_order_id)
    except VenueRejected:
        await refresh(desk, leg)
    except VenueError:
        return
    else:
        await seen(desk, leg, order, code=leg.code or NOT_NEEDED)


async def drop(desk: Desk, leg: Intent) -> None:
    """Take a leg back that was not sent yet."""
    await desk.context.ledger.refuse_intent(leg.intent_id, NOT_NEEDED, "its part is closed, or about to be")


async def mark_gone(desk: Desk, leg: Intent) -> None:
    """Put on a working leg that nothing is held any more; from then on it is not needed."""
    note = "nothing is held that it could reduce"
    await _settle(desk, leg, leg.state, code=bracket.POSITION_GONE, note=note)


async def _settle(
    desk: Desk,
    leg: Intent,
    state: IntentState,
    *,
    order: Order | None = None,
    code: str | None = None,
    note: str | None = None,
) -> None:
    settled = await desk.context.ledger.settle(
        leg.intent_id,
        state,
        epoch=desk.lease.epoch,
        order_id=None if order is None else order.order_id,
        status=None if order is None else order.status,
        executed_quantity=None if order is None else order.executed_quantity,
        code=code,
        note=note,
    )
    if settled is None:
        await desk.require_lease()
