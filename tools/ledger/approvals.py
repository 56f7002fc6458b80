"""Approvals in the ledger: proposed once, decided once, expired by the clock."""

from pydantic import JsonValue

from tools.errors import LedgerError, NotFound
from tools.ledger import intents, record
from tools.ledger.ledger import ApprovalRow, ApprovalStatus, Decision
from tools.ledger.record import misplaced
from tools.ledger.transaction import Transaction, View
from tools.permit import Permit
from tools.receipt import IntentState

KIND = "approval"
ONE = "SELECT doc, row_mac FROM approval WHERE approval_id = $1"
STANDING = f"SELECT doc, row_mac, {record.RECORDED} FROM approval WHERE approval_id = $1"  # noqa: S608 - a constant of ours
NEWEST = "SELECT doc, row_mac FROM approval ORDER BY created_ms DESC, rowid DESC LIMIT $1"
NEWEST_OF = (
    "SELECT doc, row_mac FROM approval WHERE status = $1 ORDER BY created_ms DESC, rowid DESC LIMIT $2"
)
WAITING = """
    SELECT doc, row_mac FROM approval
    WHERE status = 'pending' AND doc ->> 'proposer' = $1 AND CAST(doc ->> 'expires_ms' AS BIGINT) > $2
"""
DUE = """
    SELECT doc, row_mac FROM approval
    WHERE status = 'pending' AND CAST(doc ->> 'expires_ms' AS BIGINT) <= $1
"""
INSERT = """
    INSERT INTO approval (doc, row_mac, approval_id, plan_id, status, created_ms)
    VALUES ($1, $2, $3, $4, $5, $6)
"""
COPIES = ("approval_id", "plan_id", "status", "created_ms")
UPDATE = """
    UPDATE approval SET doc = $1, row_mac = $2, status = $3
    WHERE approval_id = $4 AND status = $5
"""


def propose(tx: Transaction, row: ApprovalRow) -> None:
    """Store a pending approval."""
    if row.status != "pending":
        raise LedgerError(
            "only a pending approval can be proposed", "yalnızca bekleyen bir onay önerilebilir"
        )
    tx.change(INSERT, *tx.seal(KIND, row, *COPIES))
    _note(tx, row.proposer, "approval.proposed", row)


def find(view: View, approval_id: str) -> ApprovalRow | None:
    """One approval as it is stored."""
    row = view.one(KIND, ApprovalRow, ONE, approval_id)
    return None if row is None else _placed(row, approval_id)


def newest(view: View, status: ApprovalStatus | None, limit: int) -> tuple[ApprovalRow, ...]:
    """Approvals, newest first."""
    if status is None:
        return view.many(KIND, ApprovalRow, NEWEST, limit)
    return view.many(KIND, ApprovalRow, NEWEST_OF, status, limit)


def waiting(view: View, proposer: str, now_ms: int) -> frozenset[str]:
    """Ids of somebody's approvals that can still be decided."""
    return frozenset(row.approval_id for row in view.many(KIND, ApprovalRow, WAITING, proposer, now_ms))


def due(view: View, now_ms: int) -> tuple[ApprovalRow, ...]:
    """Pending approvals past their time."""
    return view.many(KIND, ApprovalRow, DUE, now_ms)


def expire_due(tx: Transaction) -> None:
    """Mark every pending approval past its time."""
    for row in due(tx, tx.now_ms):
        _expire(tx, row)


def decide(tx: Transaction, decision: Decision, permit: Permit | None) -> ApprovalRow:
    """Compare-and-set; returns the row as it is afterwards."""
    found = tx.row(STANDING, decision.approval_id)
    if found is None:
        raise NotFound(f"no approval {decision.approval_id}", f"{decision.approval_id} adlı bir onay yok")
    doc, seal, recorded = found
    row = _placed(tx.opened(KIND, ApprovalRow, doc, seal), decision.approval_id)
    record.require_latest(row.approval_id, doc, recorded)
    if row.status != "pending":
        return row
    if row.expires_ms <= tx.now_ms:
        return _expire(tx, row)
    refusal = _refusal(row, decision)
    if refusal is not None:
        tx.append(
            decision.actor,
            "approval.refused",
            row.approval_id,
            {"code": refusal, "channel": decision.channel, "decision": decision.status},
        )
        return row
    return _decided(tx, row, decision, permit)


def close_with(tx: Transaction, approval_id: str, reason: str) -> None:
    """Put on the approval why nothing came of it."""
    row = find(tx, approval_id)
    if row is not None:
        _change(tx, row, "executor", "approval.void", reason=reason)


def supersede(tx: Transaction, approval_id: str, successor_id: str) -> ApprovalRow:
    """An approval the executor refused to send points to the proposal that replaces it."""
    row = find(tx, approval_id)
    if row is None:
        raise NotFound(f"no approval {approval_id}", f"{approval_id} adlı bir onay yok")
    intent = None if row.intent_id is None else intents.find(tx, row.intent_id)
    refused = intent is not None and intent.state is IntentState.REJECTED
    if row.status != "approved" or not refused:
        return row
    return _change(tx, row, "executor", "approval.superseded", status="superseded", successor_id=successor_id)


def _placed(row: ApprovalRow, approval_id: str) -> ApprovalRow:
    if row.approval_id != approval_id:
        raise misplaced(approval_id)
    return row


def _refusal(row: ApprovalRow, decision: Decision) -> str | None:
    if decision.digest != row.digest:
        return "digest-mismatch"
    if row.exclusive and decision.status == "approved" and decision.actor != row.proposer:
        return "not-the-proposer"
    return None


def _decided(tx: Transaction, row: ApprovalRow, decision: Decision, permit: Permit | None) -> ApprovalRow:
    intent_id = None if permit is None else intents.intent_id(permit)
    changed = _change(
        tx,
        row,
        decision.actor,
        f"approval.{decision.status}",
        channel=decision.channel,
        status=decision.status,
        decided_by=decision.actor,
        decided_ms=tx.now_ms,
        successor_id=decision.successor_id,
        intent_id=intent_id,
    )
    if permit is not None:
        _require_fit(changed, decision, permit)
        intents.create(tx, permit)
    return changed


def _require_fit(row: ApprovalRow, decision: Decision, permit: Permit) -> None:
    fits = (
        decision.status == "approved"
        and permit.approval_id == row.approval_id
        and permit.plan_id == row.plan_id
        and permit.approver == decision.actor
        and permit.effects.digest() == row.digest
    )
    if not fits:
        raise LedgerError("the permit is not for this approval", "izin bu onaya ait değil")


def _expire(tx: Transaction, row: ApprovalRow) -> ApprovalRow:
    return _change(tx, row, "clock", "approval.expired", status="expired", reason="expired")


def _change(
    tx: Transaction, row: ApprovalRow, actor: str, action: str, channel: str | None = None, **fields: object
) -> ApprovalRow:
    changed = row.model_copy(update=fields)
    if tx.change(UPDATE, *tx.seal(KIND, changed, "status"), row.approval_id, row.status) != 1:
        raise LedgerError("the approval changed meanwhile", "onay bu sırada değişti")
    _note(tx, actor, action, changed, channel)
    return changed


def _note(tx: Transaction, actor: str, action: str, row: ApprovalRow, channel: str | None = None) -> None:
    body: dict[str, JsonValue] = {
        "plan_id": row.plan_id,
        "tool": record.tool_of(row.review),
        "status": row.status,
        "digest": row.digest,
        "channel": channel,
        "intent_id": row.intent_id,
        "successor_id": row.successor_id,
        "reason": row.reason,
    }
    record.note(tx, actor, action, row.approval_id, row, body)
