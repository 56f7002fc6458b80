"""Protection: keeps the stop loss and take profit of an entry in step with what it has filled.

Everything is derived from the ledger, so it does not matter who calls, how often, or what an earlier
process left half done: `add_legs` and `start_leg` let nothing happen twice.
"""

from decimal import Decimal

from tools.errors import VenueError
from tools.executor import leg_send, report
from tools.executor.desk import Desk
from tools.ledger import bracket
from tools.ledger.bracket import Debt, Part
from tools.ledger.ledger import Intent, LegOrder
from tools.receipt import LegRole, Receipt
from tools.terms import Side

SENT_FIRST = (LegRole.STOP_LOSS, LegRole.CLOSE, LegRole.TAKE_PROFIT)


async def tend(desk: Desk, parent: Intent, receipt: Receipt, patience_ms: int) -> Receipt:
    """Follow the legs, place what is owed, take back what is not needed; the receipt as it is then.

    Waits up to `patience_ms` for an unknown answer or for the pause before another attempt; the rest is
    for the next call.

    Raises:
        LeaseLost: another executor has taken over and goes on with it.
        LedgerError: the record cannot be written; nothing more is sent.
    """
    clock = desk.context.clock
    until_ms = clock.monotonic_ms() + patience_ms
    await _catch_up(desk, parent, patience_ms)
    while True:
        moved = await _step(desk, parent)
        if moved:
            continue
        pause_ms = await _pause(desk, parent)
        if pause_ms is None or clock.monotonic_ms() + pause_ms > until_ms:
            return await report.guarded(desk, parent, receipt)
        await clock.sleep_ms(pause_ms)


async def _catch_up(desk: Desk, parent: Intent, patience_ms: int) -> None:
    await _look(desk, parent)
    # Before the questions: a target whose stop has triggered does not wait for another leg's answer.
    await _clear_away(desk, parent)
    asked = [leg for leg in await desk.context.ledger.legs(parent.intent_id) if bracket.asked(leg)]
    for leg in asked:
        await leg_send.resolve(desk, leg, patience_ms)
    if asked:
        # The questions took their time; what has executed meanwhile needs no other order.
        await _look(desk, parent)
    await _notice_gone(desk, parent)


async def _look(desk: Desk, parent: Intent) -> None:
    for leg in await desk.context.ledger.legs(parent.intent_id):
        if bracket.working(leg):
            await leg_send.refresh(desk, leg)
        elif not bracket.asked(leg) and not await leg_send.booked(desk, leg):
            await leg_send.book(desk, leg)


async def _step(desk: Desk, parent: Intent) -> bool:
    """Clear away, create and send once; whether there may be more to do at once."""
    await _clear_away(desk, parent)
    created = await _create(desk, parent)
    ready = [leg for part in await _parts(desk, parent) for leg in bracket.sendable(part)]
    sent = False
    for leg in sorted(ready, key=lambda leg: SENT_FIRST.index(bracket.role_of(leg))):
        if await _still_wanted(desk, parent, leg):
            sent = await leg_send.send(desk, parent, leg) or sent
    return created or sent


async def _create(desk: Desk, parent: Intent) -> bool:
    due = await _due(desk, parent)
    if any(debt.role is LegRole.CLOSE for debt in due):
        # The other order of a part may have closed it, untold yet; two closes would take from the rest.
        await _look(desk, parent)
        due = await _due(desk, parent)
    if not due:
        return False
    orders = tuple(_order(parent, debt) for debt in due)
    legs = await desk.context.ledger.add_legs(parent.intent_id, orders, epoch=desk.lease.epoch)
    desk.checkpoint("legs-ready")
    return bool(legs)


async def _due(desk: Desk, parent: Intent) -> tuple[Debt, ...]:
    now_ms = desk.context.clock.now_ms()
    return tuple(debt for debt in await _debts(desk, parent) if debt.from_ms <= now_ms)


async def _clear_away(desk: Desk, parent: Intent) -> None:
    for part in await _parts(desk, parent):
        for leg in bracket.unneeded(part):
            await leg_send.drop(desk, leg)
        for leg in bracket.surplus(part):
            await leg_send.cancel(desk, leg)


async def _notice_gone(desk: Desk, parent: Intent) -> None:
    """When the position was closed in another way, its orders must not meet the next one."""
    working = [leg for leg in await desk.context.ledger.legs(parent.intent_id) if bracket.working(leg)]
    newest_ms = max((leg.updated_ms for leg in (parent, *working)), default=0)
    settled = desk.context.clock.now_ms() - newest_ms >= desk.timing.gone_after_ms
    if not working or not settled or not await _flat(desk, parent):
        return
    await desk.context.clock.sleep_ms(desk.timing.miss_gap_ms)
    if await _flat(desk, parent):
        for leg in working:
            await leg_send.mark_gone(desk, leg)


async def _flat(desk: Desk, parent: Intent) -> bool:
    entry = parent.orders[0]
    try:
        account = await desk.venue_of(parent).account()
    except VenueError:
        return False
    held = [
        position.quantity
        for position in account.positions
        if (position.symbol, position.position_side) == (entry.symbol, entry.position_side)
    ]
    quantity = sum(held, Decimal(0))
    return quantity <= 0 if entry.side is Side.BUY else quantity >= 0


async def _pause(desk: Desk, parent: Intent) -> int | None:
    owed = await _debts(desk, parent)
    wait_ms = min((debt.from_ms for debt in owed), default=None)
    return None if wait_ms is None else max(1, wait_ms - desk.context.clock.now_ms())


async def _debts(desk: Desk, parent: Intent) -> tuple[Debt, ...]:
    return bracket.debts(parent, await desk.context.ledger.legs(parent.intent_id))


async def _parts(desk: Desk, parent: Intent) -> tuple[Part, ...]:
    return bracket.parts(await desk.context.ledger.legs(parent.intent_id))


async def _still_wanted(desk: Desk, parent: Intent, leg: Intent) -> bool:
    """What was sent a moment ago may have made it superfluous."""
    return any(
        other.intent_id == leg.intent_id
        for part in await _parts(desk, parent)
        for other in bracket.sendable(part)
    )


def _order(parent: Intent, debt: Debt) -> LegOrder:
    request = bracket.leg_request(parent.permit.effects, debt.role, debt.quantity)
    return LegOrder(parent_id=parent.intent_id, role=debt.role, part=debt.part, request=request)
