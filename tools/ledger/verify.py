"""Verifying the record: the chain, the anchors, and the rows against both."""

import sqlite3
from collections.abc import Iterator

from tools.errors import LedgerTampered
from tools.ledger.anchors import Anchor, AnchorFile
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.ledger import AuditReport, AuditRow
from tools.ledger.record import row_digest

COLUMNS = ("seq", "time_ms", "actor", "action", "subject", "body", "previous", "mac")
ROWS = """
    SELECT seq, time_ms, actor, action, subject, body, previous, mac, key_id
    FROM audit WHERE seq > ? ORDER BY seq
"""
ROW = "SELECT mac FROM audit WHERE seq = ?"
HEAD = "SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1"
DOCUMENTS = """
    SELECT 'approval', approval_id, doc, row_mac,
        status = doc ->> 'status' AND approval_id = doc ->> 'approval_id'
    FROM approval
    UNION ALL
    SELECT 'intent', intent_id, doc, row_mac, state = doc ->> 'state' AND version = doc ->> 'version'
        AND status IS doc ->> 'status' AND client_order_id = doc ->> 'client_order_id'
        AND intent_id = doc ->> 'intent_id' AND approval_id = doc ->> 'approval_id'
        AND leg = doc ->> 'leg' AND guarding = coalesce(doc ->> 'guarding', 0)
    FROM intent
    UNION ALL
    SELECT 'limit_change', profile || '/' || limit_name || iif(symbol = '', '', '/' || symbol), doc, row_mac,
        profile = doc ->> 'profile' AND limit_name = doc ->> 'limit'
        AND symbol = coalesce(doc ->> 'symbol', '')
    FROM limit_change
"""
RECORDED = """
    SELECT subject, json_extract(body, '$.row'), max(seq) FROM audit
    WHERE (action GLOB 'approval.*' OR action GLOB 'intent.*' OR action GLOB 'order.*'
        OR action GLOB 'limit.*')
      AND json_extract(body, '$.row') IS NOT NULL
    GROUP BY subject
"""


def verify(connection: sqlite3.Connection, chain: Chain, anchors: AnchorFile) -> AuditReport:
    """Everything: each row, each anchor, each approval and intent."""
    try:
        known = anchors.all()
    except LedgerTampered as error:
        return _report(0, GENESIS, str(error), None)
    rows, head, problem, seq = _chain(connection, chain, known)
    if problem is None and known and max(known) > rows:
        problem, seq = f"row {rows + 1}: missing, the record was cut off after row {rows}", rows + 1
    if problem is None and rows > 1 and not known:
        problem, seq = "the anchors are missing", None
    if problem is None:
        problem, seq = _documents(connection, chain)
    return _report(rows, head, problem, seq)


def require_sound(connection: sqlite3.Connection, chain: Chain, anchor: Anchor | None) -> None:
    """Refuse a record that ends before its last anchor, or does not verify from there on.

    Raises:
        LedgerTampered: rows are missing or changed.
    """
    head = connection.execute(HEAD).fetchone()
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
    if connection.execute(ROW, (anchor.seq,)).fetchone() != (anchor.mac,):
        raise _tampered(f"row {anchor.seq} is not the anchored one", f"{anchor.seq}. satır çıpadaki değil")
    _, _, problem, _ = _chain(connection, chain, {}, anchor.seq, anchor.mac)
    if problem is not None:
        raise _tampered(problem, problem)


def _chain(
    connection: sqlite3.Connection,
    chain: Chain,
    known: dict[int, str],
    seq: int = 0,
    mac: str = GENESIS,
) -> tuple[int, str, str | None, int | None]:
    for row, key_id in _rows(connection, seq):
        problem = _problem(row, key_id, chain, seq + 1, mac, known.get(row.seq))
        if problem is not None:
            return seq, mac, f"row {seq + 1}: {problem}", seq + 1
        seq, mac = row.seq, row.mac
    return seq, mac, None, None


def _rows(connection: sqlite3.Connection, after: int) -> Iterator[tuple[AuditRow, str]]:
    for values in connection.execute(ROWS, (after,)):
        yield AuditRow.model_construct(None, **dict(zip(COLUMNS, values[:-1], strict=True))), values[-1]


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


def _documents(connection: sqlite3.Connection, chain: Chain) -> tuple[str | None, int | None]:
    recorded = {subject: (digest, seq) for subject, digest, seq in connection.execute(RECORDED)}
    for kind, subject, doc, seal, copied in connection.execute(DOCUMENTS):
        digest, seq = recorded.pop(subject, (None, None))
        if digest != row_digest(doc) or not copied or not chain.sealed(seal, kind, doc):
            return f"{kind} {subject}: not as row {seq} recorded it", seq
    for subject, (_, seq) in recorded.items():
        return f"{subject}: recorded in row {seq}, but missing", seq
    return None, None


def _report(rows: int, head: str, problem: str | None, seq: int | None) -> AuditReport:
    return AuditReport(rows=rows, ok=problem is None, head=head, problem=problem, seq=seq)


def _tampered(en: str, tr: str) -> LedgerTampered:
    return LedgerTampered(f"{en}; keep the files as they are", f"{tr}; dosyaları olduğu gibi koruyun")
