"""Sending an order: one POST, then classify, settle, and follow what was placed."""

from contextlib import suppress
from decimal import Decimal

from tools.errors import LeaseLost, VenueError
from tools.executor import messages, report
from tools.executor.desk import Desk
from tools.executor.question import ask
from tools.ledger.ledger import Intent
from tools.receipt import IntentState, Receipt
from tools.terms import OrderType, TimeInForce
from tools.venues.orders import Acked, Fill, Order, OrderRequest, Rejected, SendOutcome, SendStamp, Unknown

AT_ONCE = (TimeInForce.IOC, TimeInForce.FOK)


async def send(desk: Desk, sending: Intent) -> Receipt:
    """The one POST of an intent that is SENDING, and what came of it.

    Raises:
        LeaseLost: another executor took over meanwhile and resolves it.
        LedgerError: the outcome could not be written; recovery will ask the venue.
    """
    desk.checkpoint("sending")
    outcome = await _post(desk, sending)
    desk.checkpoint("posted")
    match outcome:
        case Acked(order=order):
            await _acked(desk, sending, order)
            desk.checkpoint("acked")
            return await follow(desk, sending, order)
        case Rejected(code=code, message=message):
            text = messages.venue_refused(message, code)
            return await report.ended(desk, sending, IntentState.REJECTED, text, code=code)
        case Unknown(cause=cause):
            await desk.context.ledger.settle(
                sending.intent_id, IntentState.UNKNOWN, epoch=desk.lease.epoch, note=cause
            )
            return await resolve(desk, sending, desk.timing.patience_ms, at_once=False)


async def resolve(desk: Desk, intent: Intent, patience_ms: int, *, at_once: bool = True) -> Receipt:
    """Find out what became of an order that may have been sent; it is never sent again."""
    venue, clock = desk.venue_of(intent), desk.context.clock
    answer = await ask(venue, intent, clock, desk.timing, patience_ms=patience_ms, at_once=at_once)
    if answer == "absent":
        return await report.ended(desk, intent, IntentState.NOT_PLACED, messages.NOT_PLACED)
    if answer == "undecided":
        return await report.undecided(desk, intent, messages.UNKNOWN)
    await _acked(desk, intent, answer)
    return await follow(desk, intent, answer)


async def follow(desk: Desk, intent: Intent, order: Order, state: IntentState = IntentState.ACKED) -> Receipt:
    """Look at an order a few times, until it has ended or works, and report it."""
    fills: tuple[Fill, ...] = ()
    request = intent.permit.effects.orders[0]
    for pause_ms in desk.timing.follow_ms:
        await desk.context.clock.sleep_ms(pause_ms)
        try:
            order, fills = await _look(desk, intent, order)
        except VenueError:
            continue
        if _complete(order, fills) and not (order.status.working and _immediate(request)):
            break
    receipt = await report.placed(desk, intent, order, fills, state)
    desk.checkpoint("reported")
    return receipt


async def refresh(desk: Desk, intent: Intent) -> Receipt:
    """What an order the venue has accepted has come to by now."""
    symbol = intent.permit.effects.orders[0].symbol
    order: Order | None = None
    with suppress(VenueError):
        order = await desk.venue_of(intent).order(symbol, client_order_id=intent.client_order_id)
    if order is None:
        stored = await desk.context.ledger.receipt(intent.intent_id)
        return stored or await report.ended(desk, intent, intent.state, messages.ended(intent))
    if order.status is intent.status and order.executed_quantity == intent.executed_quantity:
        stored = await desk.context.ledger.receipt(intent.intent_id)
        if stored is not None and _complete(order, stored.fills):
            return stored
    return await follow(desk, intent, order, intent.state)


async def _post(desk: Desk, sending: Intent) -> SendOutcome:
    request, stamp = _frozen(sending)
    try:
        return await desk.venue_of(sending).place(request, sending.client_order_id, stamp)
    except Exception as error:  # it may have been sent; only the venue knows
        return Unknown(cause=type(error).__name__)


def _frozen(sending: Intent) -> tuple[OrderRequest, SendStamp]:
    if sending.stamp is None:
        raise AssertionError("a SENDING intent always has its stamp")
    return sending.permit.effects.orders[0], sending.stamp


async def _acked(desk: Desk, intent: Intent, order: Order) -> None:
    settled = await desk.context.ledger.settle(
        intent.intent_id,
        IntentState.ACKED,
        epoch=desk.lease.epoch,
        order_id=order.order_id,
        status=order.status,
        executed_quantity=order.executed_quantity,
    )
    if settled is None:
        raise LeaseLost(
            "another executor has taken over; it resolves what was sent",
            "başka bir yürütücü devraldı; gönderilenleri o sonuçlandırır",
        )


async def _look(desk: Desk, intent: Intent, order: Order) -> tuple[Order, tuple[Fill, ...]]:
    venue = desk.venue_of(intent)
    if order.status.working:
        order = await venue.order(order.symbol, client_order_id=intent.client_order_id) or order
    if order.executed_quantity == 0:
        return order, ()
    return order, await venue.fills(order.symbol, order_id=order.order_id)


def _complete(order: Order, fills: tuple[Fill, ...]) -> bool:
    return sum((fill.quantity for fill in fills), Decimal(0)) >= order.executed_quantity


def _immediate(request: OrderRequest) -> bool:
    return request.type is OrderType.MARKET or request.time_in_force in AT_ONCE
