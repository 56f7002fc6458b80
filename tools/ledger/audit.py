"""Reading the audit, and its first row."""

from tools.ledger import anchor_keys
from tools.ledger.anchoring import Anchoring
from tools.ledger.ledger import AuditRow
from tools.ledger.transaction import Transaction, View

NEWEST = """
    SELECT seq, time_ms, actor, action, subject, body, previous, mac FROM audit
    WHERE (CAST($1 AS TEXT) IS NULL OR action = $1 OR body ->> 'tool' = $1)
      AND (CAST($2 AS TEXT) IS NULL OR subject = $2)
    ORDER BY seq DESC LIMIT $3
"""


def newest(view: View, limit: int, action: str | None, subject: str | None) -> tuple[AuditRow, ...]:
    """Rows by event kind or tool, and by subject; newest first."""
    fields = tuple(AuditRow.model_fields)
    rows = view.rows(NEWEST, action, subject, limit)
    return tuple(AuditRow.model_validate(dict(zip(fields, row, strict=True))) for row in rows)


def open_record(tx: Transaction, action: str, subject: str) -> None:
    """The row a record begins with, so that there is always an anchor."""
    tx.append("system", action, subject, {"key_id": tx.chain.key_id})


def introduce_anchor_key(tx: Transaction, anchoring: Anchoring) -> None:
    """The row that names the key of the signed anchors, unless there is one."""
    body = anchoring.introduce(tx.connection, tx.now_ms)
    if body is not None:
        tx.append("system", anchor_keys.ACTION, anchoring.signer.key_id, body)
