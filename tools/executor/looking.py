"""Looking: what an order at a venue has come to, with its fills."""

from decimal import Decimal

from tools.errors import VenueError
from tools.executor.desk import Desk
from tools.ledger.ledger import Intent
from tools.terms import Grouping, OrderType, TimeInForce
from tools.venues.orders import Fill, Order, OrderRequest

AT_ONCE = (TimeInForce.IOC, TimeInForce.FOK)

Seen = tuple[Order, tuple[Fill, ...]]


async def find(desk: Desk, intent: Intent) -> Order | None:
    """The order of an intent the venue has accepted; None when it does not know it.

    A replaced order may have kept the client order id of the old one, so it is asked for by order id.
    """
    venue, symbol = desk.venue_of(intent), intent.orders[0].symbol
    if intent.grouping is Grouping.REPLACE and intent.order_id is not None:
        return await venue.order(symbol, order_id=intent.order_id)
    return await venue.order(symbol, client_order_id=intent.client_order_id)


async def follow(desk: Desk, intent: Intent, order: Order, *, fresh: bool = False) -> Seen:
    """Look a few times, until it has ended or works, and its fills are complete.

    An order that is `fresh`, asked for just now, is not asked for again at first.
    """
    fills: tuple[Fill, ...] = ()
    for pause_ms in desk.timing.follow_ms:
        await desk.context.clock.sleep_ms(pause_ms)
        try:
            order, fills = await _look(desk, intent, order, fresh=fresh)
        except VenueError:
            continue
        fresh = False
        if complete(order, fills) and not (order.status.working and _immediate(intent.orders[0])):
            break
    return order, fills


def complete(order: Order, fills: tuple[Fill, ...]) -> bool:
    """Whether the fills explain what it executed."""
    return sum((fill.quantity for fill in fills), Decimal(0)) >= order.executed_quantity


async def _look(desk: Desk, intent: Intent, order: Order, *, fresh: bool) -> Seen:
    venue = desk.venue_of(intent)
    if order.status.working and not fresh:
        order = await venue.order(order.symbol, client_order_id=order.client_order_id) or order
    if order.executed_quantity == 0:
        return order, ()
    return order, await venue.fills(order.symbol, order_id=order.order_id)


def _immediate(request: OrderRequest) -> bool:
    return request.type is OrderType.MARKET or request.time_in_force in AT_ONCE
