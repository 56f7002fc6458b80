"""Reports: the receipt of each way an intent can end."""

from pydantic import JsonValue

from tools.executor import messages
from tools.executor.desk import Desk
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.receipt import ExecutionStep, IntentState, Receipt
from tools.terms import Grouping
from tools.text import Text
from tools.venues.orders import Fill, Order


async def placed(
    desk: Desk,
    intent: Intent,
    order: Order,
    fills: tuple[Fill, ...],
    state: IntentState = IntentState.ACKED,
    executions: tuple[ExecutionStep, ...] = (),
) -> Receipt:
    """Settle with an order the venue has."""
    pair = await desk.context.ledger.legs(intent.intent_id) if intent.grouping is Grouping.OCO else ()
    text = messages.placed(intent, order, fills, state, pair)
    receipt = _receipt(desk, intent, state, text, order=order, fills=fills)
    receipt = receipt.model_copy(update={"executions": executions})
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


async def guarded(desk: Desk, parent: Intent, receipt: Receipt) -> Receipt:
    """The receipt of an entry with its protection as it is now; stored when that has changed."""
    ledger = desk.context.ledger
    legs = await ledger.legs(parent.intent_id)
    missing = bracket.unprotected(parent, legs)
    now = receipt.model_copy(
        update={
            "message": messages.guarded(parent, receipt.fills, legs, missing),
            "legs": tuple(bracket.shown(leg) for leg in legs),
            "unprotected_quantity": missing,
        }
    )
    if now == receipt and not (parent.guarding and await _finished(desk, parent, receipt, legs)):
        return receipt
    fresh = now.model_copy(update={"time_ms": desk.context.clock.now_ms()})
    return await ledger.conclude(fresh, epoch=desk.lease.epoch)


async def _finished(desk: Desk, parent: Intent, receipt: Receipt, legs: tuple[Intent, ...]) -> bool:
    if not bracket.explained(parent, receipt.fills) or not bracket.finished(parent, legs):
        return False
    return all([bracket.explained(leg, await desk.context.ledger.fills(leg.intent_id)) for leg in legs])


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
        client_order_id=_client_order_id(intent, order),
        order_id=intent.order_id if order is None else order.order_id,
        state=state,
        status=intent.status if order is None else order.status,
        fills=fills,
        result=result,
        message=text,
        time_ms=desk.context.clock.now_ms(),
    )


def _client_order_id(intent: Intent, order: Order | None) -> str | None:
    if order is not None:
        return order.client_order_id
    return intent.client_order_id if intent.permit.effects.orders else None
