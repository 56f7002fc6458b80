"""Watchdog: what has been in flight for too long, or does not answer, is put on the record, once."""

from pydantic import JsonValue

from tools import outages
from tools.executor.desk import Desk
from tools.ledger.overdue import ACTION, overdue
from tools.terms import VenueName


async def alert(desk: Desk) -> None:
    """Note every intent whose outcome should be known by now, and every circuit that opened or closed."""
    await _note_circuits(desk)
    ledger, now_ms = desk.context.ledger, desk.context.clock.now_ms()
    for intent in await overdue(ledger, now_ms):
        if not await ledger.audit(limit=1, action=ACTION, subject=intent.intent_id):
            since_ms = now_ms - intent.created_ms
            body: JsonValue = {"state": intent.state, "age_ms": since_ms, "note": intent.note}
            await ledger.append("executor", ACTION, intent.intent_id, body)


async def _note_circuits(desk: Desk) -> None:
    for name in VenueName:
        if name in desk.context.venues:
            circuit = desk.circuits.get(name)
            await outages.note(desk.context.ledger, name, circuit is not None and circuit.is_open)
