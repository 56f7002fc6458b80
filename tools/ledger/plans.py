"""Plans in the ledger: kept as they were shown."""

from tools.errors import LedgerError
from tools.ledger.record import row_digest
from tools.ledger.transaction import MAX_TEXT, Transaction, View

SAVE = """
    INSERT INTO plan VALUES ($1, $2, $3)
    ON CONFLICT (plan_id) DO UPDATE SET document = excluded.document, saved_ms = excluded.saved_ms
"""


def save(tx: Transaction, plan_id: str, document: str) -> None:
    """Keep a plan; the audit holds its digest."""
    if len(document) > MAX_TEXT:
        raise LedgerError("the plan is too long to keep", "plan saklanamayacak kadar uzun")
    tx.change(SAVE, plan_id, document, tx.now_ms)
    tx.append("system", "plan.saved", plan_id, {"digest": row_digest(document)})


def find(view: View, plan_id: str) -> str | None:
    """The plan's document."""
    document = view.value("SELECT document FROM plan WHERE plan_id = $1", plan_id)
    return document if isinstance(document, str) else None
