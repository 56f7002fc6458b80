"""Verifying the record: the chain, the anchors of both kinds, and the tables against what the audit says.

A long record is verified in several processes: this one follows the chain and grows the Merkle tree, others
compare the anchors beside it and the tables.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from tools.errors import LedgerTampered
from tools.ledger import anchor_keys, approvals, intents, limit_changes
from tools.ledger.anchors import Anchor, AnchorFile
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.database import snapshot
from tools.ledger.engine import Connection, Engine
from tools.ledger.links import ENDLESS, PAGE, BrokenLink, links
from tools.ledger.merkle import Frontier, leaf
from tools.ledger.record import row_digest
from tools.ledger.reports import AuditReport, Progress
from tools.ledger.signed_anchors import SignedAnchor, SignedAnchorFile, forged, require_signed
from tools.ledger.transaction import HEAD, View

APART_ROWS = 100_000
"""Rows from which a second process saves more than its start costs."""
PROGRESS_ROWS = 50_000

ROW = "SELECT mac FROM audit WHERE seq = $1"
MACS = "SELECT seq, mac FROM audit WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3"
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
    SELECT subject, body ->> 'row', seq FROM audit
    WHERE action LIKE 'approval.%' OR action LIKE 'intent.%' OR action LIKE 'order.%' OR action LIKE 'limit.%'
    ORDER BY seq
"""

Finding = tuple[str, int | None]
"""What does not fit, and in which row."""
Check = Callable[[], Finding | None]


@dataclass(frozen=True)
class Record:
    """Where the record and its anchors are, and the keys they are verified with."""

    engine: Engine
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
    beside: list[Check] = [partial(_anchors_fit, record.engine, record.anchors, span)]
    if span.whole:
        beside.append(partial(_tables_fit, record.engine, record.chain))
    if not span.whole or _length(record.engine) < apart_rows:
        return _verify(record, span, progress, beside)
    # Following the chain takes longest, so it keeps a core to itself.
    workers = max(1, min(len(beside), (os.cpu_count() or 1) - 1))
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return _verify(record, span, progress, [pool.submit(check).result for check in beside])


def _verify(record: Record, span: Span, progress: Progress | None, beside: Sequence[Check]) -> AuditReport:
    with snapshot(record.engine) as connection:
        try:
            scan = _Scan(record, span, connection)
        except LedgerTampered as error:
            return AuditReport(first=span.first, rows=0, ok=False, head=GENESIS, problem=str(error))
        return scan.report(progress, beside)


def _length(engine: Engine) -> int:
    with snapshot(engine) as connection:
        return int((connection.run(HEAD).fetchone() or (0,))[0])


def require_whole(view: View) -> None:
    """Refuse a record that does not verify from its first row on; its anchors are elsewhere.

    Raises:
        LedgerTampered: rows are missing or changed.
    """
    for _ in links(view.connection, view.chain):
        pass
    problem, _ = _documents(view)
    if problem is not None:
        raise _tampered(problem, problem)


def require_sound(view: View, anchor: Anchor | None) -> None:
    """Refuse a record that ends before its last anchor, or does not verify from there on.

    Raises:
        LedgerTampered: rows are missing or changed.
    """
    if anchor is None:
        raise _tampered("the anchors are missing", "çıpalar yok")
    head = next(view.rows(HEAD), None)
    if head is None or head[0] < anchor.seq:
        last = 0 if head is None else head[0]
        raise _tampered(
            f"the record ends at row {last}, the last anchor is row {anchor.seq}",
            f"kayıt {last}. satırda bitiyor, son çıpa {anchor.seq}. satırda",
        )
    if view.value(ROW, anchor.seq) != anchor.mac:
        raise _tampered(f"row {anchor.seq} is not the anchored one", f"{anchor.seq}. satır çıpadaki değil")
    for _ in links(view.connection, view.chain, anchor.seq, anchor.mac):
        pass


class _Scan:
    """One pass over the chain, with the signed anchors read before it."""

    def __init__(self, record: Record, span: Span, connection: Connection) -> None:
        self._record = record
        self._span = span
        self._connection = connection
        # Before the rows: while both are read, another process may only add to the record.
        self._newest, self._expected = _signed(record.signed, span)
        last = (connection.run(HEAD).fetchone() or (0,))[0]
        self.total = min(last, span.until) - span.first + 1
        self._seq = span.first - 1
        self._mac = GENESIS
        self._compared = 0

    def report(self, progress: Progress | None, beside: Sequence[Check]) -> AuditReport:
        """What was found; the chain's own problem first."""
        try:
            found = self._keys() or self._rows(progress) or self._left()
            for check in beside:
                found = found or check()
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
            before = self._connection.run(ROW, self._seq).fetchone()
            if before is None:
                return f"row {self._seq}: missing", self._seq
            self._mac = before[0]
        frontier = Frontier() if self._span.first == 1 else None
        rows = links(self._connection, self._record.chain, self._seq, self._mac, self._span.until)
        for seq, (mac, data, _) in enumerate(rows, self._span.first):
            self._seq, self._mac = seq, mac
            if frontier is not None:
                frontier.add(leaf(data + bytes.fromhex(mac)))
            if seq in self._expected and not self._fits(frontier):
                return f"row {seq}: not the row that was anchored with a signature", seq
            if seq % PROGRESS_ROWS == 0 and progress is not None:
                progress(seq - self._span.first + 1, self.total)
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


def _anchors_fit(engine: Engine, anchors: AnchorFile, span: Span) -> Finding | None:
    try:
        # Before the rows, as above.
        known = anchors.all()
        with snapshot(engine) as connection:
            return _anchored(connection, anchors, known, span)
    except LedgerTampered as error:
        return str(error), None


def _tables_fit(engine: Engine, chain: Chain) -> Finding | None:
    with snapshot(engine) as connection:
        problem, seq = _documents(View(connection, chain))
    return None if problem is None else (problem, seq)


def _anchored(
    connection: Connection, anchors: AnchorFile, known: dict[int, str], span: Span
) -> Finding | None:
    last = 0
    for last, mac in _macs(connection, span):
        if known.get(last, mac) != mac:
            anchors.require_sealed(last)
            return f"row {last}: not the row that was anchored", last
    newest = max(known, default=0)
    if span.whole and newest > last:
        anchors.require_sealed(newest)
        return _cut_off(last)
    if last > 1 and not known:
        return "the anchors are missing", None
    return None


def _macs(connection: Connection, span: Span) -> Iterator[tuple[int, str]]:
    after, found = span.first - 1, PAGE
    while found == PAGE:
        found = 0
        for seq, mac in connection.run(MACS, after, span.until, PAGE):
            found, after = found + 1, seq
            yield seq, mac


def _cut_off(last: int) -> Finding:
    return f"row {last + 1}: missing, the record was cut off after row {last}", last + 1


def _documents(view: View) -> tuple[str | None, int | None]:
    # In order of the record, so the last one stays; grouping in SQL goes through an index, twice as slowly.
    # Rows without a digest are left out here: asking for it twice would take the text apart twice.
    recorded = {subject: (digest, seq) for subject, digest, seq in view.rows(RECORDED) if digest is not None}
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


def _tampered(en: str, tr: str) -> LedgerTampered:
    return LedgerTampered(f"{en}; keep the files as they are", f"{tr}; dosyaları olduğu gibi koruyun")
