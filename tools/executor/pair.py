"""Pairs (OCO): the stop order, which the request of its parent sends along with the limit order."""

from tools.errors import VenueError
from tools.executor import leg_send, looking
from tools.executor.desk import Desk
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.receipt import IntentState


async def look(desk: Desk, parent: Intent) -> bool:
    """Bring the stop order of an accepted pair up to date; whether anything about it has changed."""
    (before,) = await desk.context.ledger.legs(parent.intent_id)
    if not bracket.pending(before):
        return await _booked_now(desk, before)
    try:
        order = await looking.find(desk, before)
    except VenueError:
        return False
    if order is not None:
        await leg_send.seen(desk, before, order)
    return (before,) != await desk.context.ledger.legs(parent.intent_id)


async def _booked_now(desk: Desk, stop: Intent) -> bool:
    """Whether trades of the stop order that were missing are booked by this look."""
    if await leg_send.booked(desk, stop):
        return False
    await leg_send.book(desk, stop)
    return await leg_send.booked(desk, stop)


async def end(desk: Desk, parent: Intent, state: IntentState, code: str | None) -> None:
    """Neither order exists: the stop order ends as its parent does."""
    for leg in await desk.context.ledger.legs(parent.intent_id):
        await desk.context.ledger.settle(leg.intent_id, state, epoch=desk.lease.epoch, code=code)
