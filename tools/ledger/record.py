"""Changes of rows together with their audit rows, and the check that neither was rolled back."""

import hashlib
import json

from pydantic import JsonValue

from tools.errors import LedgerTampered
from tools.frozen import Frozen
from tools.ledger.transaction import Transaction

RECORDED = """(
    SELECT body ->> 'row' FROM audit
    WHERE subject = $1 AND body ->> 'row' IS NOT NULL ORDER BY seq DESC LIMIT 1
)"""
"""Column of a SELECT: what the audit last recorded about the subject `$1`."""


def note(
    tx: Transaction, actor: str, action: str, subject: str, value: Frozen, body: dict[str, JsonValue]
) -> None:
    """The audit row of a changed row; it holds the digest of what is stored now."""
    filled = {name: detail for name, detail in body.items() if detail is not None}
    tx.append(actor, action, subject, {**filled, "row": row_digest(tx.written(value).doc)})


def require_latest(subject: str, doc: str, recorded: str | None) -> None:
    """Refuse a row that is not what the audit last recorded about its subject.

    A seal alone cannot tell: an older version of the row, put back, has a right seal. The text is taken
    as it is stored: a row that an older program wrote lacks fields the model has now.

    Args:
        subject: of the row.
        doc: the row's text.
        recorded: `RECORDED` of the same moment.

    Raises:
        LedgerTampered: the row was put back to an earlier state.
    """
    if recorded != row_digest(doc):
        raise LedgerTampered(
            f"{subject} is not as the audit last recorded it; keep the files",
            f"{subject} denetim kaydındaki son haliyle uyuşmuyor; dosyaları koruyun",
        )


def misplaced(subject: str) -> LedgerTampered:
    """The error of a row that stands under another row's id."""
    return LedgerTampered(
        f"another row stands in the place of {subject}; keep the files",
        f"{subject} yerine başka bir satır var; dosyaları koruyun",
    )


def row_digest(doc: str) -> str:
    """Digest of a stored document."""
    return "sha256:" + hashlib.sha256(doc.encode()).hexdigest()


def tool_of(review: str) -> str | None:
    """The tool a stored review is about, for the audit's filter by tool."""
    try:
        document = json.loads(review)
    except ValueError:
        return None
    tool = document.get("tool") if isinstance(document, dict) else None
    return tool if isinstance(tool, str) else None
