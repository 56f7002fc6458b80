"""Levels: what a scrape shows as it is right now, read from the record."""

from tools.ledger import bracket
from tools.ledger.ledger import Ledger
from tools.outages import outages
from tools.receipt import IntentState
from tools.reconciliation import ACTOR
from tools.safety.latches import tripped
from tools.telemetry.event import Event, EventKind, Sink


async def read_levels(ledger: Ledger, sink: Sink) -> None:
    """Read the levels a scrape shows: halts, breakers, open questions, what is unprotected, pending
    approvals, head of the audit."""
    states = await ledger.trading_states()
    halted = any(row.state == "HALTED" for row in states)
    differing = [row for row in states if row.actor == ACTOR and row.state != "ACTIVE"]
    unknown = await ledger.intents((IntentState.SENDING, IntentState.UNKNOWN))
    unprotected = await _unprotected(ledger)
    pending = await ledger.approvals("pending")
    head = await ledger.audit(limit=1)
    sink.emit(Event(kind=EventKind.KILL_SWITCH, value=int(halted)))
    sink.emit(Event(kind=EventKind.BREAKERS, value=sum(tripped(row) is not None for row in states)))
    sink.emit(Event(kind=EventKind.OUTAGES, value=len(await outages(ledger))))
    sink.emit(Event(kind=EventKind.DIFFERENCES, value=len(differing)))
    sink.emit(Event(kind=EventKind.ORDERS_UNKNOWN, value=len(unknown)))
    sink.emit(Event(kind=EventKind.ORDERS_UNPROTECTED, value=unprotected))
    sink.emit(Event(kind=EventKind.APPROVALS_PENDING, value=len(pending)))
    sink.emit(Event(kind=EventKind.AUDIT_HEAD, value=head[0].seq if head else 0))
    anchored = await ledger.anchored()
    if anchored is not None:
        sink.emit(Event(kind=EventKind.AUDIT_ANCHOR, value=anchored.seq))
        sink.emit(Event(kind=EventKind.ANCHOR_FAILURES, value=anchored.publish_failures))


async def _unprotected(ledger: Ledger) -> int:
    guarding = [intent for intent in await ledger.unfinished() if intent.guarding]
    return sum([bracket.owing(intent, await ledger.legs(intent.intent_id)) for intent in guarding])
