"""Sending an order: one POST, then classify, settle, and follow what was placed."""

from contextlib import suppress

from tools.errors import LeaseLost, VenueError
from tools.executor import looking, messages, pair, report, timeline
from tools.executor.desk import Desk
from tools.executor.posting import post, target_of
from tools.executor.question import ask
from tools.ledger.ledger import Intent
from tools.receipt import IntentState, Receipt, Source
from tools.terms import Grouping
from tools.text import Text
from tools.venues.orders import Acked, Order, Rejected, Unknown


async def send(desk: Desk, sending: Intent) -> Receipt:
    """The one POST of an intent that is SENDING, and what came of it.

    Raises:
        LeaseLost: another executor took over meanwhile and resolves it.
        LedgerError: the outcome could not be written; recovery will ask the venue.
    """
    desk.checkpoint("sending")
    outcome = await post(desk, sending)
    desk.checkpoint("posted")
    match outcome:
        case Acked(order=order):
            await _acked(desk, sending, order)
            desk.checkpoint("acked")
            # The answer to the order itself is the first that is heard of it.
            return await follow(desk, sending, order, None, source="answer")
        case Rejected(code=code, message=message):
            text = messages.venue_refused(message, code)
            return await _ended(desk, sending, IntentState.REJECTED, text, code)
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
        return await _ended(desk, intent, IntentState.NOT_PLACED, messages.NOT_PLACED)
    if answer == "undecided":
        return await report.undecided(desk, intent, messages.UNKNOWN)
    await _acked(desk, intent, answer)
    return await follow(desk, intent, answer, await desk.context.ledger.receipt(intent.intent_id))


async def follow(
    desk: Desk,
    intent: Intent,
    order: Order,
    stored: Receipt | None,
    state: IntentState = IntentState.ACKED,
    *,
    source: Source = "rest",
    fresh: bool = False,
) -> Receipt:
    """Look at an order a few times, until it has ended or works, and report it.

    Args:
        stored: the receipt there is.
        source: what made us look.
        fresh: `order` was asked for just now.
    """
    now_ms = desk.context.clock.now_ms()
    steps = (stored.executions if stored else ()) or timeline.accepted(order, now_ms, source)
    order, fills = await looking.follow(desk, intent, order, fresh=fresh)
    if intent.grouping is Grouping.OCO:
        await pair.look(desk, intent)
    steps = timeline.extended(steps, order, fills, desk.context.clock.now_ms(), _asked(source))
    receipt = await report.placed(desk, intent, order, fills, state, steps)
    desk.checkpoint("reported")
    return receipt


async def refresh(desk: Desk, intent: Intent, source: Source = "rest") -> Receipt:
    """What an order the venue has accepted has come to by now."""
    order: Order | None = None
    try:
        order = await looking.find(desk, intent)
    except VenueError as error:
        desk.circuit_of(intent).note(error)
    stored = await desk.context.ledger.receipt(intent.intent_id)
    if order is None:
        return stored or await report.ended(desk, intent, intent.state, messages.ended(intent))
    moved = intent.grouping is Grouping.OCO and await pair.look(desk, intent)
    same = order.status is intent.status and order.executed_quantity == intent.executed_quantity
    told = stored is not None and stored.state is intent.state and looking.complete(order, stored.fills)
    if stored is not None and told and same and not moved:
        return stored
    return await follow(desk, intent, order, stored, intent.state, source=source, fresh=True)


def _asked(source: Source) -> Source:
    """Whatever is known beyond the answer to the order was asked for."""
    return "rest" if source == "answer" else source


async def _ended(
    desk: Desk, intent: Intent, state: IntentState, text: Text, code: str | None = None
) -> Receipt:
    """Nothing was placed, so of a pair neither order was, and an order to be replaced is as it was."""
    if intent.grouping is Grouping.OCO:
        await pair.end(desk, intent, state, code)
    if intent.grouping is Grouping.REPLACE:
        text = messages.not_replaced(text, await _target(desk, intent))
    return await report.ended(desk, intent, state, text, code=code)


async def _target(desk: Desk, intent: Intent) -> Order | None:
    ref = target_of(intent)
    with suppress(VenueError):
        return await desk.venue_of(intent).order(
            ref.symbol, client_order_id=ref.client_order_id, order_id=ref.order_id
        )
    return None


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
