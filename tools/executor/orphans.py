"""Orphans: orders of ours at the venue that the ledger does not count as placed."""

from tools.errors import VenueError
from tools.executor import leg_send, order_send
from tools.executor.desk import Desk
from tools.ids import CLIENT_ORDER_ID_PREFIX
from tools.ledger.ledger import Intent
from tools.receipt import IntentState, Receipt
from tools.terms import VenueName
from tools.venues.orders import Order

GIVEN_UP = (IntentState.NOT_PLACED, IntentState.REJECTED)


async def adopt(desk: Desk) -> tuple[Receipt, ...]:
    """Look for orders given up too early (LATE_FOUND) and put strangers with our prefix on the record."""
    found = [await _late(desk, intent) for intent in await _given_up(desk)]
    for name in VenueName:
        if name in desk.context.venues:
            found += [await _judge(desk, order) for order in await _open_orders(desk, name)]
    return tuple(receipt for receipt in found if receipt is not None)


async def _given_up(desk: Desk) -> tuple[Intent, ...]:
    since_ms = desk.context.clock.now_ms() - desk.timing.orphan_watch_ms
    recent = await desk.context.ledger.recent_intents(since_ms)
    return tuple(
        intent for intent in recent if intent.state is IntentState.NOT_PLACED and intent.permit.effects.orders
    )


async def _late(desk: Desk, intent: Intent) -> Receipt | None:
    symbol = intent.orders[0].symbol
    try:
        order = await desk.venue_of(intent).order(symbol, client_order_id=intent.client_order_id)
    except VenueError:
        return None
    return None if order is None else await _found(desk, intent, order)


async def _found(desk: Desk, intent: Intent, order: Order) -> Receipt | None:
    if intent.leg_order is None:
        stored = await desk.context.ledger.receipt(intent.intent_id)
        return await order_send.follow(desk, intent, order, stored, IntentState.LATE_FOUND)
    await leg_send.seen(desk, intent, order, IntentState.LATE_FOUND)
    return None  # the next look at its parent reports it


async def _open_orders(desk: Desk, name: VenueName) -> tuple[Order, ...]:
    try:
        orders = await desk.context.venue(name).open_orders()
    except VenueError:
        return ()
    return tuple(order for order in orders if order.client_order_id.startswith(CLIENT_ORDER_ID_PREFIX))


async def _judge(desk: Desk, order: Order) -> Receipt | None:
    ledger = desk.context.ledger
    intent = await ledger.intent_of_order(order.client_order_id)
    if intent is not None and intent.state in GIVEN_UP and intent.permit.effects.orders:
        return await _found(desk, intent, order)
    if intent is None and not await ledger.audit(limit=1, subject=order.client_order_id):
        body = order.model_dump(mode="json")
        await ledger.append("executor", "order.orphan", order.client_order_id, body)
    return None
