"""Reports: the receipt of each way an intent can end."""

from pydantic import JsonValue

from tools.executor import messages
from tools.executor.desk import Desk
from tools.ledger.ledger import Intent
from tools.receipt import IntentState, Receipt
from tools.text import Text
from tools.venues.orders import Fill, Order


async def placed(
    desk: Desk, intent: Intent, order: Order, fills: tuple[Fill, ...], state: IntentState = IntentState.ACKED
) -> Receipt:
    """Settle with an order the venue has."""
    text = messages.placed(intent.permit.effects.orders[0], order, fills, state)
    receipt = _receipt(desk, intent, state, text, order=order, fills=fills)
    return await desk.context.ledger.conclude(
        receipt, epoch=desk.lease.epoch, executed_quantity=order.executed_quantity
    )


async def ended(
    desk: Desk,
    intent: Intent,
    state: IntentState,
    text: Text,
    *,
    code: str | None = None,
    result: dict[str, JsonValue] | None = None,
) -> Receipt:
    """Settle without an order."""
    receipt = _receipt(desk, intent, state, text, result=result)
    return await desk.context.ledger.conclude(receipt, epoch=desk.lease.epoch, code=code, note=text.en)


async def undecided(desk: Desk, intent: Intent, text: Text) -> Receipt:
    """Say that nobody knows yet; said once, not at every attempt."""
    stored = await desk.context.ledger.receipt(intent.intent_id)
    if stored is not None and stored.state is IntentState.UNKNOWN:
        return stored
    return await ended(desk, intent, IntentState.UNKNOWN, text)


def _receipt(
    desk: Desk,
    intent: Intent,
    state: IntentState,
    text: Text,
    *,
    order: Order | None = None,
    fills: tuple[Fill, ...] = (),
    result: dict[str, JsonValue] | None = None,
) -> Receipt:
    effects = intent.permit.effects
    return Receipt(
        receipt_id=intent.intent_id,
        approval_id=intent.approval_id,
        plan_id=intent.plan_id,
        tool=effects.tool,
        mode=effects.mode,
        venue=effects.venue,
        account=effects.account,
        client_order_id=intent.client_order_id if effects.orders else None,
        order_id=intent.order_id if order is None else order.order_id,
        state=state,
        status=intent.status if order is None else order.status,
        fills=fills,
        result=result,
        message=text,
        time_ms=desk.context.clock.now_ms(),
    )
