"""Verifying the record: the chain, the anchors of both kinds, and the tables against what the audit says.

A long record is verified in two processes: this one follows the chain and grows the Merkle tree, the other
compares anchors and tables.
"""

import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tools.errors import LedgerTampered
from tools.ledger import anchor_keys
from tools.ledger.anchors import Anchor, AnchorFile
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.database import connect
from tools.ledger.links import ENDLESS, BrokenLink, links
from tools.ledger.merkle import Frontier, leaf
from tools.ledger.record import row_digest
from tools.ledger.reports import AuditReport, Progress
from tools.ledger.signed_anchors import SignedAnchor, SignedAnchorFile, forged, require_signed

APART_ROWS = 100_000
"""Rows from which a second process saves more than its start costs."""
PROGRESS_ROWS = 50_000

ROW = "SELECT mac FROM audit WHERE seq = ?"
MACS = "SELECT seq, mac FROM audit WHERE seq BETWEEN ? AND ? ORDER BY seq"
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
    SELECT subject, json_extract(body, '$.row'), seq FROM audit
    WHERE (action GLOB 'approval.*' OR action GLOB 'intent.*' OR action GLOB 'order.*'
        OR action GLOB 'limit.*')
      AND json_extract(body, '$.row') IS NOT NULL
    ORDER BY seq
"""


Finding = tuple[str, int | None]
"""What does not fit, and in which row."""


@dataclass(frozen=True)
class Record:
    """Where the record and its anchors are, and the keys they are verified with."""

    path: Path
    chain: Chain
    anchors: AnchorFile
    signed: SignedAnchorFile | None = None
    publics: Mapping[str, str] = field(default_factory=dict)
    """Public keys in hex of this installation; those on the record are known anyway."""


@dataclass(frozen=True)
class Span:
    """Rows `first` to `last`, or to the end."""

    first: int = 1
    last: int | None = None

    @property
    def whole(self) -> bool:
        """Whether this is the entire record."""
        return self.first == 1 and self.last is None

    @property
    def until(self) -> int:
        """The last row asked for."""
        return ENDLESS if self.last is None else self.last


WHOLE = Span()


def verify(
    record: Record, span: Span = WHOLE, progress: Progress | None = None, apart_rows: int = APART_ROWS
) -> AuditReport:
    """Each row and anchor of a span; of the whole record also each approval, intent and limit."""
    connection = connect(record.path, writable=False)
    try:
        try:
            scan = _Scan(record, span, connection)
        except LedgerTampered as error:
            return AuditReport(first=span.first, rows=0, ok=False, head=GENESIS, problem=str(error))
        if span.whole and scan.total >= apart_rows:
            with ProcessPoolExecutor(1, get_context("spawn")) as pool:
                beside = pool.submit(_beside, record.path, record.anchors, span)
                return scan.report(progress, beside.result)
        return scan.report(progress, lambda: _beside(record.path, record.anchors, span))
    finally:
        connection.close()


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
    for _ in links(connection, chain, anchor.seq, anchor.mac):
        pass


class _Scan:
    """One pass over the chain, with the signed anchors read before it."""

    def __init__(self, record: Record, span: Span, connection: sqlite3.Connection) -> None:
        self._record = record
        self._span = span
        self._connection = connection
        # Before the rows: while both are read, another process may only add to the record.
        self._newest, self._expected = _signed(record.signed, span)
        last = (connection.execute(HEAD).fetchone() or (0,))[0]
        self.total = min(last, span.until) - span.first + 1
        self._seq = span.first - 1
        self._mac = GENESIS
        self._compared = 0

    def report(self, progress: Progress | None, beside: Callable[[], Finding | None]) -> AuditReport:
        """What was found; the chain's own problem first."""
        try:
            found = self._keys() or self._rows(progress) or self._left() or beside()
        except BrokenLink as error:
            found = error.problem, error.seq
        except LedgerTampered as error:
            found = str(error), None
        problem, seq = found or (None, None)
        return AuditReport(
            first=self._span.first,
            rows=self._seq,
            ok=found is None,
            head=self._mac,
            signed=self._compared,
            problem=problem,
            seq=seq,
        )

    def _keys(self) -> Finding | None:
        if self._record.signed is None:
            return None
        known = anchor_keys.recorded(self._connection)
        for anchor in self._newest.values():
            require_signed(anchor, {**known, **self._record.publics})
        if known and not self._newest:
            return "the signed anchors are missing", None
        return None

    def _rows(self, progress: Progress | None) -> Finding | None:
        if self._seq:
            before = self._connection.execute(ROW, (self._seq,)).fetchone()
            if before is None:
                return f"row {self._seq}: missing", self._seq
            self._mac = before[0]
        frontier = Frontier() if self._span.first == 1 else None
        rows = links(self._connection, self._record.chain, self._seq, self._mac, self._span.until)
        for mac, data, _ in rows:
            self._seq, self._mac = self._seq + 1, mac
            if frontier is not None:
                frontier.add(leaf(data + bytes.fromhex(mac)))
            if self._seq in self._expected and not self._fits(frontier):
                return f"row {self._seq}: not the row that was anchored with a signature", self._seq
            if progress is not None and self._seq % PROGRESS_ROWS == 0:
                progress(self._seq - self._span.first + 1, self.total)
        return None

    def _fits(self, frontier: Frontier | None) -> bool:
        mac, root = self._expected.pop(self._seq)
        self._compared += 1
        return mac == self._mac and (frontier is None or frontier.root().hex() == root)

    def _left(self) -> Finding | None:
        last = max(self._expected, default=0)
        if self._span.last is not None:
            last = max(last, self._span.last)
        return _cut_off(self._seq) if last > self._seq else None


def _signed(
    file: SignedAnchorFile | None, span: Span
) -> tuple[dict[str, SignedAnchor], dict[int, tuple[str, str]]]:
    """The newest anchor of each key, and MAC and root by row.

    One right signature speaks for the whole tree up to its row, and every older anchor has to name that
    tree's own MAC and root: their signatures can add nothing, and would take longer than everything else.
    """
    newest: dict[str, SignedAnchor] = {}
    expected: dict[int, tuple[str, str]] = {}
    for anchor in file.all() if file is not None else ():
        if anchor.key_id not in newest or newest[anchor.key_id].seq < anchor.seq:
            newest[anchor.key_id] = anchor
        if not span.first <= anchor.seq <= span.until:
            continue
        named = anchor.mac, anchor.root
        if expected.setdefault(anchor.seq, named) != named:
            raise forged(anchor.seq)
    return newest, expected


def _beside(path: Path, anchors: AnchorFile, span: Span) -> Finding | None:
    """What the chain itself cannot show: MAC anchors, and the tables."""
    try:
        # Before the rows, as above.
        known = anchors.all()
    except LedgerTampered as error:
        return str(error), None
    connection = connect(path, writable=False)
    try:
        found = _anchored(connection, known, span)
        if found is None and span.whole:
            problem, seq = _documents(connection, anchors.chain)
            found = None if problem is None else (problem, seq)
        return found
    finally:
        connection.close()


def _anchored(connection: sqlite3.Connection, known: dict[int, str], span: Span) -> Finding | None:
    last = 0
    for seq, mac in connection.execute(MACS, (span.first, span.until)):
        last = seq
        if known.get(seq, mac) != mac:
            return f"row {seq}: not the row that was anchored", seq
    if span.whole and known and max(known) > last:
        return _cut_off(last)
    if last > 1 and not known:
        return "the anchors are missing", None
    return None


def _cut_off(last: int) -> Finding:
    return f"row {last + 1}: missing, the record was cut off after row {last}", last + 1


def _documents(connection: sqlite3.Connection, chain: Chain) -> tuple[str | None, int | None]:
    # In order of the record, so the last one stays; grouping in SQL goes through an index, twice as slowly.
    recorded = {subject: (digest, seq) for subject, digest, seq in connection.execute(RECORDED)}
    for kind, subject, doc, seal, copied in connection.execute(DOCUMENTS):
        digest, seq = recorded.pop(subject, (None, None))
        if digest != row_digest(doc) or not copied or not chain.sealed(seal, kind, doc):
            return f"{kind} {subject}: not as row {seq} recorded it", seq
    for subject, (_, seq) in recorded.items():
        return f"{subject}: recorded in row {seq}, but missing", seq
    return None, None


def _tampered(en: str, tr: str) -> LedgerTampered:
    return LedgerTampered(f"{en}; keep the files as they are", f"{tr}; dosyaları olduğu gibi koruyun")
