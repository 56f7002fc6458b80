"""The database behind the ledger, whichever it is: one connection and thread writes, one of each reads.

What a ledger does is written once, in SQL that both databases understand; `$1`, `$2`… stand for values. What
differs (how to connect, begin, lock and fail) is an `Engine`: `tools.ledger.sqlite_file` or
`tools.ledger.postgres.server`.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from pydantic import JsonValue

from tools.canonical import canonical
from tools.clock import Clock
from tools.errors import LedgerError, LedgerTampered
from tools.frozen import Frozen
from tools.ledger.anchoring import Anchoring
from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.engine import Connection, Engine
from tools.ledger.ledger import AuditRow
from tools.ledger.signed_anchors import SignedAnchor
from tools.ledger.unit import BEGIN, END, UNDO, Unit

T = TypeVar("T")
M = TypeVar("M", bound=Frozen)

MAX_TEXT = 1_000_000
"""Longest text stored in one row."""

ADD_AUDIT = "INSERT INTO audit VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
HEAD = "SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1"


class View:
    """Reads documents and checks their seals."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        self.connection = connection
        self.chain = chain

    def many(self, kind: str, model: type[M], sql: str, *values: object) -> tuple[M, ...]:
        """Documents selected by `sql`, which names the columns `doc, row_mac`.

        Raises:
            LedgerTampered: a document does not fit its seal.
        """
        return tuple(self._open(kind, model, *row) for row in self.connection.run(sql, *values))

    def one(self, kind: str, model: type[M], sql: str, *values: object) -> M | None:
        """The first document selected, or None."""
        row = self.connection.run(sql, *values).fetchone()
        return None if row is None else self._open(kind, model, *row)

    def value(self, sql: str, *values: object) -> object:
        """The first column of the first row, or None."""
        row = self.connection.run(sql, *values).fetchone()
        return None if row is None else row[0]

    def rows(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Plain rows."""
        return iter(self.connection.run(sql, *values))

    def _open(self, kind: str, model: type[M], doc: str, seal: str) -> M:
        if not self.chain.sealed(seal, kind, doc):
            raise LedgerTampered(
                f"a row of {kind} was changed behind the product's back; keep the files",
                f"{kind} tablosundaki bir satır ürünün dışında değiştirilmiş; dosyaları koruyun",
            )
        return model.model_validate_json(doc)


class Transaction(View):
    """One write transaction; `append` puts its audit rows where the changes are."""

    def __init__(self, connection: Connection, chain: Chain, now_ms: int) -> None:
        super().__init__(connection, chain)
        self.now_ms = now_ms
        self.head: AuditRow | None = None
        """The last audit row this transaction wrote."""
        self._document: tuple[Frozen | None, str] = None, ""

    def change(self, sql: str, *values: object) -> int:
        """Run one statement; how many rows it changed."""
        return self.connection.run(sql, *values).rowcount

    def seal(self, kind: str, value: Frozen, *copies: str) -> tuple[object, ...]:
        """Document and seal to store for a value, and the copies of its fields that are columns too.

        Raises:
            LedgerError: the document is longer than the ledger stores.
        """
        doc = self.document(value)
        fields = json.loads(doc) if copies else {}
        return doc, self.chain.seal(kind, doc), *(_column(fields[name]) for name in copies)

    def document(self, value: Frozen) -> str:
        """Canonical JSON of a value; a row and its audit row have the same, made once.

        Raises:
            LedgerError: it is longer than the ledger stores.
        """
        known, doc = self._document
        if known is not value:
            doc = _bounded(canonical(value).decode())
            self._document = value, doc
        return doc

    def append(self, actor: str, action: str, subject: str, body: JsonValue) -> AuditRow:
        """Write one audit row behind the head, which is read here, inside the transaction."""
        seq, previous = self._head()
        row = self.chain.sign(
            AuditRow(
                seq=seq + 1,
                time_ms=self.now_ms,
                actor=actor,
                action=action,
                subject=subject,
                body=_bounded(canonical(body).decode()),
                previous=previous,
                mac="",
            )
        )
        self.change(ADD_AUDIT, *row.model_dump().values(), self.chain.key_id)
        self.head = row
        return row

    def _head(self) -> tuple[int, str]:
        if self.head is not None:
            return self.head.seq, self.head.mac
        row = self.connection.run(HEAD).fetchone()
        return (0, GENESIS) if row is None else (row[0], row[1])


class Database:
    """Runs work in transactions, each in the thread that owns its connection."""

    def __init__(
        self,
        engine: Engine,
        chain: Chain,
        anchors: AnchorFile,
        clock: Clock,
        anchoring: Anchoring | None = None,
    ) -> None:
        self.engine = engine
        self.chain = chain
        self.anchors = anchors
        self.anchoring = anchoring
        self._clock = clock
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="ledger-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="ledger-read")
        self._waiting: deque[Unit[Transaction, Any]] = deque()
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        self.closed = False

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, all of it or nothing, durable when this returns; what waits with it is written with it.

        Raises:
            LedgerError: it could not be written; nothing was changed, unless the message says otherwise.
        """
        self._require_open()
        return await asyncio.wrap_future(self._submit(work))

    def write_first(self, work: Callable[[Transaction], T]) -> T:
        """`write` before there is an event loop."""
        return self._submit(work).result()

    def _submit(self, work: Callable[[Transaction], T]) -> Future[T]:
        unit: Unit[Transaction, T] = Unit(work)
        self._waiting.append(unit)
        self._writing.submit(self._write_waiting)
        return unit.answer

    def _write_waiting(self) -> None:
        """Write all that waits by now; what comes meanwhile is the next group."""
        taken = [self._waiting.popleft() for _ in range(len(self._waiting))]
        units = [unit for unit in taken if unit.claim()]
        if not units:
            return
        try:
            self._write_together(units)
        except BaseException as error:
            for unit in units:
                unit.fail(error)

    def _write_together(self, units: list[Unit[Transaction, Any]]) -> None:
        try:
            connection = self._begin()
        except self.engine.errors as error:
            raise self.engine.broken(error) from error
        done: list[Unit[Transaction, Any]] = []
        last: Transaction | None = None
        try:
            for unit in units:
                transaction = self._run(connection, unit)
                if transaction is not None:
                    done.append(unit)
                    last = transaction if transaction.head else last
        except self.engine.errors as error:
            self._undo(connection)
            raise self.engine.broken(error) from error
        self._commit(connection)
        if last is not None:
            self._anchor(connection, last)
        for unit in done:
            unit.settle()

    def _run(self, connection: Connection, unit: Unit[Transaction, Any]) -> Transaction | None:
        """One unit; None when it failed and its changes were taken back.

        Raises:
            Exception: the driver's, when nothing of the group can be kept.
        """
        transaction = Transaction(connection, self.chain, self._clock.now_ms())
        connection.run(BEGIN)
        try:
            unit.run(transaction)
        except BaseException as error:
            connection.run(UNDO)
            unit.fail(self.engine.broken(error) if isinstance(error, self.engine.errors) else error)
            return None
        connection.run(END)
        return transaction

    def _begin(self) -> Connection:
        connection = self._usable(self._writer, writable=True)
        try:
            connection.begin()
        except self.engine.errors:
            self._undo(connection)
            if not connection.lost:
                raise
            # The session ended while it was idle; nothing of this work was done yet.
            connection = self.engine.connect(writable=True)
            connection.begin()
        self._writer = connection
        return connection

    def _usable(self, connection: Connection | None, *, writable: bool) -> Connection:
        if connection is not None and not connection.lost:
            return connection
        return self.engine.connect(writable=writable)

    def _commit(self, connection: Connection) -> None:
        try:
            connection.commit()
        except self.engine.errors as error:
            self._undo(connection)
            raise self.engine.broken(error, committing=True) from error

    def _undo(self, connection: Connection) -> None:
        try:
            connection.rollback()
        except self.engine.errors:
            # What cannot be taken back here the database drops with the session.
            connection.close()

    def _anchor(self, connection: Connection, transaction: Transaction) -> None:
        if transaction.head is None:
            return
        try:
            self.anchors.write(transaction.head.seq, transaction.head.mac, transaction.now_ms)
            if self.anchoring is not None:
                self.anchoring.committed(connection, transaction.now_ms)
        except (OSError, self.engine.errors) as error:
            # A driver's words may quote stored text.
            said = error if isinstance(error, OSError) else type(error).__name__
            raise LedgerError(
                f"the change is stored, but its anchor is not ({said}); nothing more is sent",
                f"değişiklik kaydedildi ama çıpası yazılamadı ({said}); başka emir gönderilmez",
            ) from error

    async def sign_head(self) -> SignedAnchor | None:
        """The signed anchor of the head, signed now unless it is; None without signed anchors.

        Raises:
            LedgerError: it cannot be written, or the record does not fit it.
        """
        self._require_open()
        return await asyncio.get_running_loop().run_in_executor(self._writing, self._sign_head)

    def _sign_head(self) -> SignedAnchor | None:
        if self.anchoring is None:
            return None
        try:
            self._writer = self._usable(self._writer, writable=True)
            return self.anchoring.sign_head(self._writer, self._clock.now_ms())
        except self.engine.errors as error:
            raise self.engine.broken(error) from error
        except OSError as error:
            raise LedgerError(
                f"the anchor cannot be written: {error.strerror}", f"çıpa yazılamadı: {error.strerror}"
            ) from error

    async def read(self, work: Callable[[View], T]) -> T:
        """Run `work` on the reading connection.

        Raises:
            LedgerError: it could not be read.
        """
        self._require_open()
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._read, work)

    def _require_open(self) -> None:
        if self.closed:
            raise LedgerError("the ledger is closed", "kayıt kapalı")

    def _read(self, work: Callable[[View], T]) -> T:
        try:
            return self._read_once(work)
        except self.engine.errors as error:
            if self._reader is None or not self._reader.lost:
                raise self.engine.broken(error) from error
        # The session ended while it was idle, and reading again changes nothing.
        try:
            return self._read_once(work)
        except self.engine.errors as error:
            raise self.engine.broken(error) from error

    def _read_once(self, work: Callable[[View], T]) -> T:
        self._reader = self._usable(self._reader, writable=False)
        return work(View(self._reader, self.chain))

    async def read_apart(self, work: Callable[[View], T]) -> T:
        """Run long `work` on one moment of the database, on a connection of its own.

        Raises:
            LedgerError: it could not be read.
        """
        return await asyncio.to_thread(self.read_apart_now, work)

    def read_apart_now(self, work: Callable[[View], T]) -> T:
        """`read_apart` before there is an event loop."""
        with snapshot(self.engine) as connection:
            return work(View(connection, self.chain))

    def close(self) -> None:
        """Close both connections and stop both threads; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        for thread, connection in ((self._reading, self._reader), (self._writing, self._writer)):
            if connection is not None:
                thread.submit(connection.close).result()
            thread.shutdown()
        if self.anchoring is not None and self.anchoring.publisher is not None:
            self.anchoring.publisher.close()


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection of its own that reads one moment of the database: that of its first statement.

    Raises:
        LedgerError: it could not be read.
    """
    connection = engine.connect(writable=False)
    try:
        connection.begin_snapshot()
        yield connection
    except engine.errors as error:
        raise engine.broken(error) from error
    finally:
        connection.close()


def _column(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise LedgerError(
            f"too long for the record: {len(text)} characters, at most {MAX_TEXT}",
            f"kayıt için çok uzun: {len(text)} karakter, en fazla {MAX_TEXT}",
        )
    return text
