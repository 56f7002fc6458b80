"""Verifying the record: the chain, the anchors, and the rows against both."""

import json
from collections.abc import Iterator

from tools.errors import LedgerTampered
from tools.ledger import approvals, intents, limit_changes
from tools.ledger.anchors import Anchor, AnchorFile
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.database import HEAD, View
from tools.ledger.ledger import AuditReport, AuditRow
from tools.ledger.record import row_digest

COLUMNS = ("seq", "time_ms", "actor", "action", "subject", "body", "previous", "mac")
ROWS = """
    SELECT seq, time_ms, actor, action, subject, body, previous, mac, key_id
    FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2
"""
PAGE = 10_000
"""Rows of the audit held in memory at once."""
ROW = "SELECT mac FROM audit WHERE seq = $1"
APPROVALS = "SELECT approval_id, doc, row_mac, approval_id, plan_id, status, created_ms FROM approval"
INTENTS = """
    SELECT intent_id, doc, row_mac, intent_id, approval_id, leg, client_order_id, state, status, version,
        created_ms, guarding
    FROM intent
"""
LIMIT_CHANGES = """
    SELECT rtrim(profile || '/' || limit_name || '/' || symbol, '/'), doc, row_mac, profile, limit_name,
        symbol
    FROM limit_change
"""
DOCUMENTS = (
    (approvals.KIND, APPROVALS, approvals.COPIES),
    (intents.KIND, INTENTS, intents.COPIES),
    (limit_changes.KIND, LIMIT_CHANGES, limit_changes.COPIES),
)
RECORDED = """
    SELECT subject, body ->> 'row', seq FROM audit WHERE seq IN (
        SELECT max(seq) FROM audit
        WHERE (action LIKE 'approval.%' OR action LIKE 'intent.%' OR action LIKE 'order.%'
            OR action LIKE 'limit.%')
          AND body ->> 'row' IS NOT NULL
        GROUP BY subject
    )
"""


def verify(view: View, anchors: AnchorFile) -> AuditReport:
    """Everything: each row, each anchor, each approval and intent."""
    try:
        known = anchors.all()
    except LedgerTampered as error:
        return _report(0, GENESIS, str(error), None)
    rows, head, problem, seq = _chain(view, known)
    if problem is None and known and max(known) > rows:
        problem, seq = f"row {rows + 1}: missing, the record was cut off after row {rows}", rows + 1
    if problem is None and rows > 1 and not known:
        problem, seq = "the anchors are missing", None
    if problem is None:
        problem, seq = _documents(view)
    return _report(rows, head, problem, seq)


def require_whole(view: View) -> None:
    """Refuse a record that does not verify from its first row on; its anchors are elsewhere.

    Raises:
        LedgerTampered: rows are missing or changed.
    """
    _, _, problem, _ = _chain(view, {})
    if problem is None:
        problem, _ = _documents(view)
    if problem is not None:
        raise _tampered(problem, problem)


def require_sound(view: View, anchor: Anchor | None) -> None:
    """Refuse a record that ends before its last anchor, or does not verify from there on.

    Raises:
        LedgerTampered: rows are missing or changed.
    """
    head = next(view.rows(HEAD), None)
    if anchor is None:
        if head is not None and head[0] > 1:
            raise _tampered("the anchors are missing", "çıpalar yok")
        return
    if head is None or head[0] < anchor.seq:
        last = 0 if head is None else head[0]
        raise _tampered(
            f"the record ends at row {last}, the last anchor is row {anchor.seq}",
            f"kayıt {last}. satırda bitiyor, son çıpa {anchor.seq}. satırda",
        )
    if view.value(ROW, anchor.seq) != anchor.mac:
        raise _tampered(f"row {anchor.seq} is not the anchored one", f"{anchor.seq}. satır çıpadaki değil")
    _, _, problem, _ = _chain(view, {}, anchor.seq, anchor.mac)
    if problem is not None:
        raise _tampered(problem, problem)


def _chain(
    view: View, known: dict[int, str], seq: int = 0, mac: str = GENESIS
) -> tuple[int, str, str | None, int | None]:
    for row, key_id in _rows(view, seq):
        problem = _problem(row, key_id, view.chain, seq + 1, mac, known.get(row.seq))
        if problem is not None:
            return seq, mac, f"row {seq + 1}: {problem}", seq + 1
        seq, mac = row.seq, row.mac
    return seq, mac, None, None


def _rows(view: View, after: int) -> Iterator[tuple[AuditRow, str]]:
    while page := list(view.rows(ROWS, after, PAGE)):
        for values in page:
            yield AuditRow.model_construct(None, **dict(zip(COLUMNS, values[:-1], strict=True))), values[-1]
        after = page[-1][0]


def _problem(
    row: AuditRow, key_id: str, chain: Chain, seq: int, previous: str, anchored: str | None
) -> str | None:
    if row.seq != seq:
        return "missing"
    if not chain.signed(row, key_id):
        return "edited"
    if row.previous != previous:
        return "does not follow the row before it"
    if anchored is not None and anchored != row.mac:
        return "not the row that was anchored"
    return None


def _documents(view: View) -> tuple[str | None, int | None]:
    recorded = {subject: (digest, seq) for subject, digest, seq in view.rows(RECORDED)}
    for kind, select, names in DOCUMENTS:
        for subject, doc, seal, *copies in view.rows(select):
            digest, seq = recorded.pop(subject, (None, None))
            sealed = digest == row_digest(doc) and view.chain.sealed(seal, kind, doc)
            if not sealed or not _copied(doc, names, copies):
                return f"{kind} {subject}: not as row {seq} recorded it", seq
    for subject, (_, seq) in recorded.items():
        return f"{subject}: recorded in row {seq}, but missing", seq
    return None, None


def _copied(doc: str, names: tuple[str, ...], copies: list[object]) -> bool:
    """Whether columns say what the document says; nothing, no and 0 are the same to a column."""
    fields = json.loads(doc)
    return all((fields.get(name) or None) == (copy or None) for name, copy in zip(names, copies, strict=True))


def _report(rows: int, head: str, problem: str | None, seq: int | None) -> AuditReport:
    return AuditReport(rows=rows, ok=problem is None, head=head, problem=problem, seq=seq)


def _tampered(en: str, tr: str) -> LedgerTampered:
    return LedgerTampered(f"{en}; keep the files as they are", f"{tr}; dosyaları olduğu gibi koruyun")
