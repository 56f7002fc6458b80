"""Intents in the ledger: READY -> SENDING once, then settled; every step by compare-and-set."""

from typing import NamedTuple

from tools.errors import LedgerError
from tools.ids import client_order_id
from tools.ledger import leases, record, safety
from tools.ledger.ledger import Intent, TradingStateRow
from tools.ledger.record import misplaced
from tools.ledger.transaction import Transaction, View
from tools.money import Amount
from tools.permit import Permit
from tools.receipt import IntentState
from tools.terms import Grouping, OrderStatus
from tools.venues.orders import SendStamp

KIND = "intent"
ONE = "SELECT doc, row_mac FROM intent WHERE intent_id = $1"
STANDING = f"""
    SELECT doc, row_mac, {record.RECORDED}, {leases.IN_FORCE} FROM intent WHERE intent_id = $1
"""  # noqa: S608 - constants of ours
OF_ORDER = "SELECT doc, row_mac FROM intent WHERE client_order_id = $1"
OF_STATE = """
    SELECT doc, row_mac FROM intent WHERE state = $1 ORDER BY created_ms DESC, rowid DESC LIMIT $2
"""
READY = "SELECT doc, row_mac FROM intent WHERE state = 'READY' ORDER BY created_ms, rowid LIMIT $1"
SINCE = "SELECT doc, row_mac FROM intent WHERE created_ms >= $1 ORDER BY created_ms, rowid"
ACCEPTED_SINCE = """
    SELECT count(*) FROM intent
    WHERE created_ms >= $1 AND status IS NOT NULL AND state NOT IN ('REJECTED', 'NOT_PLACED')
"""
UNFINISHED = """
    SELECT doc, row_mac FROM intent
    WHERE state IN ('READY', 'SENDING', 'UNKNOWN')
       OR status IN ('PENDING', 'SUBMITTED', 'PARTIALLY_FILLED')
       OR guarding = 1
       OR (leg = 0 AND intent_id IN (
            SELECT intent_id FROM intent WHERE intent_id NOT IN (SELECT receipt_id FROM receipt)
       ))
    ORDER BY created_ms, rowid LIMIT $1
"""
"""Each part has its index; for SQLite a row and its document take a page each, so none is read in vain."""
AT_WORK_AS = """
    WITH at_work AS MATERIALIZED (
        SELECT doc, row_mac FROM intent
        WHERE state IN ('SENDING', 'UNKNOWN')
           OR status IN ('PENDING', 'SUBMITTED', 'PARTIALLY_FILLED')
           OR guarding = 1
    )
    SELECT doc, row_mac FROM at_work WHERE doc ->> 'order_id' = $1
"""
"""Materialized, or PostgreSQL parses the document of every intent before it looks at the indexes."""
INSERT = """
    INSERT INTO intent
        (doc, row_mac, intent_id, approval_id, leg, client_order_id, state, status, version, created_ms,
        guarding)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
COPIES = (
    "intent_id",
    "approval_id",
    "leg",
    "client_order_id",
    "state",
    "status",
    "version",
    "created_ms",
    "guarding",
)
UPDATE = """
    UPDATE intent SET doc = $1, row_mac = $2, state = $3, status = $4, version = $5, guarding = $6
    WHERE intent_id = $7 AND version = $8
"""
CHANGING = ("state", "status", "version", "guarding")
USE_NONCE = "INSERT INTO nonce VALUES ($1, $2) ON CONFLICT DO NOTHING"

ALLOWED: dict[IntentState, tuple[IntentState, ...]] = {
    IntentState.READY: (),
    IntentState.SENDING: (
        IntentState.ACKED,
        IntentState.REJECTED,
        IntentState.UNKNOWN,
        IntentState.NOT_PLACED,
    ),
    IntentState.UNKNOWN: (IntentState.ACKED, IntentState.UNKNOWN, IntentState.NOT_PLACED),
    IntentState.NOT_PLACED: (IntentState.LATE_FOUND,),
    IntentState.REJECTED: (IntentState.LATE_FOUND,),
    IntentState.ACKED: (IntentState.ACKED,),
    IntentState.LATE_FOUND: (IntentState.LATE_FOUND,),
}
"""Where `settle` may go from each state."""

RANK: dict[OrderStatus | None, int] = {
    None: 0,
    OrderStatus.PENDING: 1,
    OrderStatus.SUBMITTED: 2,
    OrderStatus.PARTIALLY_FILLED: 3,
    OrderStatus.EXPIRED: 4,
    OrderStatus.CANCELLED: 4,
    OrderStatus.REJECTED: 4,
    OrderStatus.FILLED: 5,
    OrderStatus.SETTLED: 6,
}
"""An order's status only ever rises; of two ends of the same rank the first one stands."""


class Standing(NamedTuple):
    """An intent inside a transaction, with what decides whether it may be moved on."""

    intent: Intent
    epoch: int | None
    """Of the executor's lease, in force."""
    doc: str
    recorded: str | None
    """Digest of the row as the audit last recorded it."""

    def require_latest(self) -> None:
        """Refuse a row that was put back to an earlier state.

        Raises:
            LedgerTampered: it was.
        """
        record.require_latest(self.intent.intent_id, self.doc, self.recorded)


def intent_id(permit: Permit) -> str:
    """Id of the intent a permit creates."""
    return f"int_{permit.nonce}"


def create(tx: Transaction, permit: Permit) -> Intent:
    """The READY intent of a permit; a second one of the same permit breaks a unique key."""
    intent = Intent(
        intent_id=intent_id(permit),
        approval_id=permit.approval_id,
        plan_id=permit.plan_id,
        leg=0,
        client_order_id=client_order_id(intent_id(permit)),
        permit=permit,
        guarding=permit.effects.grouping is Grouping.PROTECTED,
        state=IntentState.READY,
        version=1,
        created_ms=tx.now_ms,
        updated_ms=tx.now_ms,
    )
    insert(tx, intent)
    return intent


def insert(tx: Transaction, intent: Intent) -> None:
    """Store a new intent with its audit row."""
    tx.change(INSERT, *tx.seal(KIND, intent, *COPIES))
    _note(tx, f"intent.{intent.state.value.lower()}", intent)


def find(view: View, intent_id: str) -> Intent | None:
    """One intent as it is stored."""
    intent = view.one(KIND, Intent, ONE, intent_id)
    return None if intent is None else _placed(intent, intent_id)


def standing(view: View, intent_id: str) -> Standing | None:
    """One intent as it stands, by one statement: an order asks this in each of its transactions."""
    row = view.row(STANDING, intent_id)
    if row is None:
        return None
    doc, seal, recorded, epoch = row
    return Standing(_placed(view.opened(KIND, Intent, doc, seal), intent_id), epoch, doc, recorded)


def in_states(view: View, states: tuple[IntentState, ...], limit: int) -> tuple[Intent, ...]:
    """Intents in any of the states, newest first."""
    # One that moves on between two of the questions is found twice, as it was and as it is.
    each = (intent for state in states for intent in view.many(KIND, Intent, OF_STATE, state.value, limit))
    found = {intent.intent_id: intent for intent in each}.values()
    return tuple(sorted(found, key=lambda intent: intent.created_ms, reverse=True)[:limit])


def ready(view: View, limit: int) -> tuple[Intent, ...]:
    """READY intents that no other session is changing right now, oldest first."""
    return view.many(KIND, Intent, f"{READY} {view.connection.skip_locked}", limit)


def of_order(view: View, order_id: str, client_order_id: str | None) -> tuple[Intent, ...]:
    """The intent an order came from, and those that have it now."""
    came_from = view.one(KIND, Intent, OF_ORDER, client_order_id) if client_order_id else None
    have = view.many(KIND, Intent, AT_WORK_AS, order_id)
    return tuple({intent.intent_id: intent for intent in (came_from, *have) if intent is not None}.values())


def accepted_since(view: View, since_ms: int) -> int:
    """How many orders the venue has accepted of intents created since; a venue gives each a status."""
    found = view.value(ACCEPTED_SINCE, since_ms)
    return found if isinstance(found, int) else 0


def start_sending(
    tx: Transaction,
    intent_id: str,
    nonce: str,
    epoch: int,
    stamp: SendStamp,
    states: tuple[TradingStateRow, ...] | None,
) -> Intent | None:
    """READY -> SENDING, or None."""
    found = standing(tx, intent_id)
    if found is None or found.intent.state is not IntentState.READY or epoch != found.epoch:
        return None
    found.require_latest()
    intent = found.intent
    if intent.permit.nonce != nonce or intent.permit.expires_ms <= tx.now_ms:
        return None
    if states is not None and states != safety.trading_states(tx):
        return None
    if tx.change(USE_NONCE, nonce, tx.now_ms) != 1:
        return None
    sending = send(tx, intent, epoch, stamp)
    if intent.permit.effects.tool == "confirm_canary":
        safety.confirm_canary(tx, intent.permit.effects.params.get("canary_id"), intent_id)
    return sending


def send(tx: Transaction, intent: Intent, epoch: int, stamp: SendStamp) -> Intent:
    """SENDING, for a caller who has checked that it may be."""
    sending = _change(tx, intent, state=IntentState.SENDING, epoch=epoch, stamp=stamp)
    _note(tx, "intent.sending", sending)
    return sending


def release(tx: Transaction, intent: Intent) -> Intent:
    """An entry that guards nothing any more."""
    released = _change(tx, intent, guarding=False)
    _note(tx, "intent.released", released)
    return released


def keep(tx: Transaction, intent: Intent) -> Intent:
    """An order that stays unfinished because not all of its trades are booked."""
    kept = _change(tx, intent, guarding=True)
    _note(tx, "intent.kept", kept)
    return kept


def refuse(tx: Transaction, intent_id: str, code: str, note: str) -> Intent | None:
    """READY -> REJECTED, or None."""
    intent = find(tx, intent_id)
    if intent is None or intent.state is not IntentState.READY:
        return None
    refused = _change(tx, intent, state=IntentState.REJECTED, code=code, note=note)
    _note(tx, "intent.rejected", refused)
    return refused


def settle(
    tx: Transaction,
    intent_id: str,
    state: IntentState,
    epoch: int,
    *,
    order_id: str | None = None,
    status: OrderStatus | None = None,
    executed_quantity: Amount | None = None,
    code: str | None = None,
    note: str | None = None,
) -> Intent | None:
    """One allowed step, or None."""
    found = standing(tx, intent_id)
    if found is None:
        return None
    return move(
        tx,
        found,
        state,
        epoch,
        order_id=order_id,
        status=status,
        executed_quantity=executed_quantity,
        code=code,
        note=note,
    )


def move(
    tx: Transaction,
    found: Standing,
    state: IntentState,
    epoch: int,
    *,
    order_id: str | None = None,
    status: OrderStatus | None = None,
    executed_quantity: Amount | None = None,
    code: str | None = None,
    note: str | None = None,
) -> Intent | None:
    """`settle` of an intent found in this transaction."""
    intent = found.intent
    if state not in ALLOWED[intent.state] or epoch != found.epoch:
        return None
    found.require_latest()
    settled = intent.model_copy(
        update={
            "state": state,
            "order_id": order_id or intent.order_id,
            "status": max(intent.status, status, key=RANK.__getitem__),
            "executed_quantity": _higher(executed_quantity, intent.executed_quantity),
            "guarding": intent.guarding or _filled_more(intent, executed_quantity) or _found(intent, state),
            "code": code or intent.code,
            "note": note or intent.note,
        }
    )
    if settled == intent:
        return intent
    stored = _change(tx, settled)
    _note(tx, _action(intent, stored), stored)
    return stored


def _placed(intent: Intent, intent_id: str) -> Intent:
    if intent.intent_id != intent_id:
        raise misplaced(intent_id)
    return intent


def _action(before: Intent, after: Intent) -> str:
    if before.state is after.state and after.status is not None:
        return f"order.{after.status.value.lower()}"
    return f"intent.{after.state.value.lower()}"


def _filled_more(intent: Intent, executed_quantity: Amount | None) -> bool:
    protects = intent.leg == 0 and intent.permit.effects.grouping is Grouping.PROTECTED
    return protects and executed_quantity is not None and executed_quantity > intent.executed


def _found(intent: Intent, state: IntentState) -> bool:
    """Whether its receipt, should there be one, still says that nobody knows of an order."""
    placed = (IntentState.ACKED, IntentState.LATE_FOUND)
    sent = (IntentState.SENDING, *placed)
    return intent.leg == 0 and state in placed and intent.state not in sent


def _higher(new: Amount | None, old: Amount | None) -> Amount | None:
    known = [quantity for quantity in (new, old) if quantity is not None]
    return max(known, default=None)


def _change(tx: Transaction, intent: Intent, **fields: object) -> Intent:
    changed = intent.model_copy(update={**fields, "version": intent.version + 1, "updated_ms": tx.now_ms})
    if tx.change(UPDATE, *tx.seal(KIND, changed, *CHANGING), intent.intent_id, intent.version) != 1:
        raise LedgerError("the intent changed meanwhile", "emir niyeti bu sırada değişti")
    return changed


def _note(tx: Transaction, action: str, intent: Intent) -> None:
    data = tx.written(intent).data
    names = ("approval_id", "plan_id", "client_order_id", "version", "epoch", "stamp", "order_id")
    facts = {name: data[name] for name in (*names, "status", "executed_quantity", "code", "note")}
    approved = action == "intent.ready" and intent.leg == 0
    actor = intent.permit.approver if approved else "executor"
    if intent.leg_order is not None:
        facts["leg"] = data["leg_order"]
    facts["tool"] = intent.permit.effects.tool
    record.note(tx, actor, action, intent.intent_id, intent, facts)
