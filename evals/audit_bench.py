"""Measures `audit verify` on a long record and whether it finds each kind of tampering there.

`python -m evals.audit_bench [--rows 1000000] [--tamper]`: builds a record as the product writes
it (an order is eight rows, five commits and an ACK with a signed anchor), verifies it, and prints the row for
docs/performance.md. With `--tamper` it changes copies of the record, one change each.
"""

import argparse
import contextlib
import hashlib
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import GENESIS, Chain, covered
from tools.ledger.engine import Connection
from tools.ledger.ledger import AuditRow
from tools.ledger.merkle import Frontier, leaf
from tools.ledger.migrations import migrate
from tools.ledger.reports import AuditReport
from tools.ledger.signed_anchors import SignedAnchorFile, signed_anchor
from tools.ledger.signing import Ed25519Signer
from tools.ledger.sqlite_file import SqliteFile
from tools.ledger.transaction import ADD_AUDIT
from tools.ledger.verify import Record, verify

KEYS = {"bench": hashlib.sha256(b"audit").digest()}
OTHER_KEYS = {"bench": hashlib.sha256(b"another").digest()}
SIGNER = Ed25519Signer({"bench-anchor": hashlib.sha256(b"anchor").digest()})
START_MS = 1_750_000_000_000
STEPS = (
    ("approval.proposed", "apr", True),
    ("plan.saved", "plan", False),
    ("approval.approved", "apr", True),
    ("intent.ready", "int", True),
    ("intent.sending", "int", True),
    ("intent.acked", "int", True),
    ("fill.booked", "int", False),
    ("receipt.stored", "rcp", False),
)
"""Rows of one order: kind, subject, and whether the row holds the digest of a stored document."""
COMMITS = frozenset(
    {"approval.proposed", "plan.saved", "approval.approved", "intent.sending", "receipt.stored"}
)
REST = (
    "SELECT seq, time_ms, actor, action, subject, body, previous, mac FROM audit WHERE seq >= ? ORDER BY seq"
)
REWRITE = "UPDATE audit SET actor = ?, previous = ?, mac = ? WHERE seq = ?"

Change = Callable[[Record, int], None]
"""Tampers with a record of so many rows."""


def build(folder: Path, rows: int, start_ms: int = START_MS) -> Record:
    """A record of so many rows with its tables and anchors."""
    record = _record(folder)
    migrate(record.engine)
    connection = record.engine.connect(writable=True)
    connection.run("PRAGMA synchronous = OFF")
    connection.begin()
    frontier = Frontier()
    for row in _rows(record.chain, rows, start_ms):
        values = (*(getattr(row, name) for name in AuditRow.model_fields), record.chain.key_id)
        connection.run(ADD_AUDIT, *values)
        frontier.add(leaf(_covered(row, record.chain.key_id) + bytes.fromhex(row.mac)))
        _anchor(record, row, frontier, last=row.seq == rows)
        if (row.seq - 1) % len(STEPS) == 0:
            _store(connection, record.chain, (row.seq - 1) // len(STEPS))
    connection.commit()
    connection.close()
    return record


def _anchor(record: Record, row: AuditRow, frontier: Frontier, *, last: bool) -> None:
    if row.action in COMMITS or last:
        record.anchors.write(row.seq, row.mac, row.time_ms)
    if record.signed is not None and (row.action == "intent.acked" or last):
        record.signed.write(signed_anchor(SIGNER, frontier, row.mac, row.time_ms))


def _rows(chain: Chain, rows: int, start_ms: int) -> Iterator[AuditRow]:
    previous = GENESIS
    for seq in range(1, rows + 1):
        order, step = divmod(seq - 1, len(STEPS))
        action, kind, stored = STEPS[step]
        body: dict[str, object] = {"tool": "place_order", "order": order, "detail": "d" * 120}
        if stored:
            body["row"] = "sha256:" + hashlib.sha256(_document(kind, order).encode()).hexdigest()
        row = chain.sign(
            AuditRow.model_construct(
                None,
                seq=seq,
                time_ms=start_ms + seq * 7,
                actor="executor",
                action=action,
                subject=f"{kind}_{order}",
                body=json.dumps(body, sort_keys=True, separators=(",", ":")),
                previous=previous,
                mac="",
            )
        )
        previous = row.mac
        yield row


def _covered(row: AuditRow, key_id: str) -> bytes:
    texts = (str(row.seq), str(row.time_ms), row.actor, row.action, row.subject, row.body, key_id)
    return covered(row.previous, *(text.encode() for text in texts))


def _document(kind: str, order: int) -> str:
    fields: dict[str, object] = {"approval_id": f"apr_{order}", "created_ms": 1}
    if kind == "apr":
        fields |= {"status": "approved", "plan_id": f"plan_{order}", "review": "r" * 1500}
    else:
        fields |= {"intent_id": f"int_{order}", "client_order_id": f"spk-{order}", "state": "ACKED"}
        fields |= {"version": 3, "status": "FILLED", "leg": 0, "permit": "p" * 900}
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def _store(connection: Connection, chain: Chain, order: int) -> None:
    approval, intent = _document("apr", order), _document("int", order)
    connection.run(
        "INSERT INTO approval (doc, row_mac, approval_id, plan_id, status, created_ms)"
        " VALUES ($1, $2, $3, $4, 'approved', 1)",
        *(approval, chain.seal("approval", approval), f"apr_{order}", f"plan_{order}"),
    )
    connection.run(
        "INSERT INTO intent (doc, row_mac, intent_id, approval_id, leg, client_order_id, state, status,"
        " version, created_ms) VALUES ($1, $2, $3, $4, 0, $5, 'ACKED', 'FILLED', 3, 1)",
        *(intent, chain.seal("intent", intent), f"int_{order}", f"apr_{order}", f"spk-{order}"),
    )


def _statements(*statements: str) -> Change:
    def change(record: Record, rows: int) -> None:
        with contextlib.closing(sqlite3.connect(_path(record))) as raw:
            for statement in statements:
                raw.execute(statement, {"middle": rows // 2})
            raw.commit()

    return change


def _resealed(keys: dict[str, bytes], *, anchored: bool = False) -> Change:
    """Edit the middle row and seal it and what follows again; `anchored` rewrites the MAC anchors too."""

    def change(record: Record, rows: int) -> None:
        forger = Chain(keys)
        with contextlib.closing(sqlite3.connect(_path(record))) as raw:
            previous = raw.execute("SELECT previous FROM audit WHERE seq = ?", (rows // 2,)).fetchone()[0]
            for values in raw.execute(REST, (rows // 2,)).fetchall():
                fields = dict(zip(AuditRow.model_fields, values, strict=True))
                forged = {**fields, "actor": "nobody", "previous": previous}
                row = forger.sign(AuditRow.model_construct(None, **forged))
                raw.execute(REWRITE, (row.actor, row.previous, row.mac, row.seq))
                previous = row.mac
            raw.commit()
        if anchored:
            (_path(record).parent / "anchors.jsonl").unlink()
            record.anchors.write(rows, previous, START_MS)

    return change


def _rows_of_another_ledger(record: Record, rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        other = build(Path(folder), rows, start_ms=START_MS + 1)
        with contextlib.closing(sqlite3.connect(_path(record))) as raw:
            raw.execute("ATTACH ? AS other", (str(_path(other)),))
            raw.execute("DELETE FROM audit WHERE seq > ?", (rows // 2,))
            raw.execute("INSERT INTO audit SELECT * FROM other.audit WHERE seq > ?", (rows // 2,))
            raw.commit()


TAMPERING: dict[str, Change] = {
    "row edited": _statements("UPDATE audit SET actor = 'nobody' WHERE seq = :middle"),
    "row deleted": _statements("DELETE FROM audit WHERE seq = :middle"),
    "rows swapped": _statements(
        "UPDATE audit SET seq = -1 WHERE seq = :middle",
        "UPDATE audit SET seq = :middle WHERE seq = :middle + 1",
        "UPDATE audit SET seq = :middle + 1 WHERE seq = -1",
    ),
    "tail cut off": _statements("DELETE FROM audit WHERE seq > :middle"),
    "re-sealed with another key": _resealed(OTHER_KEYS),
    "re-sealed with the audit key": _resealed(KEYS),
    "re-sealed with the audit key, MAC anchors too": _resealed(KEYS, anchored=True),
    "rows of another ledger": _rows_of_another_ledger,
    "table edited": _statements("UPDATE intent SET state = 'REJECTED' WHERE intent_id = 'int_1'"),
}


def tampered(record: Record, rows: int, change: Change) -> AuditReport:
    """What verifying a changed copy of the record reports."""
    with tempfile.TemporaryDirectory(dir=_path(record).parent.parent) as folder:
        copy = copied(record, Path(folder) / "copy")
        change(copy, rows)
        return verify(copy)


def copied(record: Record, folder: Path) -> Record:
    """A copy to tamper with."""
    shutil.copytree(_path(record).parent, folder)
    return _record(folder)


def _record(folder: Path) -> Record:
    chain = Chain(KEYS)
    signed = SignedAnchorFile(folder / "elsewhere" / "signed.jsonl")
    anchors = AnchorFile(folder / "anchors.jsonl", chain)
    return Record(SqliteFile(folder / "ledger.db"), chain, anchors, signed, SIGNER.publics)


def _path(record: Record) -> Path:
    if not isinstance(record.engine, SqliteFile):
        raise TypeError("the benchmark's record is a file")
    return record.engine.path


def measure(record: Record) -> str:
    """The row for docs/performance.md; progress goes to standard error.

    Raises:
        SystemExit: the record does not verify.
    """
    start = time.perf_counter()
    report = verify(record, progress=lambda done, total: _say(f"{done} of {total} rows"))
    seconds = time.perf_counter() - start
    if not report.ok:
        raise SystemExit(f"the record does not verify: {report.problem}")
    speed = f"{report.rows / seconds:,.0f} rows/s, {report.signed:,} signed anchors"
    return f"| audit verify, {report.rows:,} rows | {seconds:.1f} s | {speed} | < 10 s per 1,000,000 |"


def main(arguments: list[str]) -> int:
    """Build, verify, tamper; 1 when a change goes unnoticed."""
    parser = argparse.ArgumentParser(description="audit verify on a long record")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tamper", action="store_true")
    given = parser.parse_args(arguments)
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "record").mkdir()
        record = build(Path(folder) / "record", given.rows)
        for _ in range(given.rounds):
            sys.stdout.write(measure(record) + "\n")
        for name, change in TAMPERING.items() if given.tamper else ():
            report = tampered(record, given.rows, change)
            missed += report.ok
            sys.stdout.write(f"{name}: {'NOT FOUND' if report.ok else report.problem}\n")
    return 1 if missed else 0


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
