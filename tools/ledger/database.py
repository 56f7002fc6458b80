"""The database: one writing connection in one thread, one reading connection in another."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from pydantic import JsonValue

from tools.canonical import canonical
from tools.clock import Clock
from tools.errors import LedgerError, LedgerTampered
from tools.frozen import Frozen
from tools.ledger.anchoring import Anchoring
from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import GENESIS, Chain
from tools.ledger.ledger import AuditRow
from tools.ledger.signed_anchors import SignedAnchor

T = TypeVar("T")
M = TypeVar("M", bound=Frozen)

BUSY_SECONDS = 5
MAX_TEXT = 1_000_000
"""Longest text stored in one row."""


class View:
    """Reads documents and checks their seals."""

    def __init__(self, connection: sqlite3.Connection, chain: Chain) -> None:
        self.connection = connection
        self.chain = chain

    def many(self, kind: str, model: type[M], sql: str, *values: object) -> tuple[M, ...]:
        """Documents selected by `sql`, which names the columns `doc, row_mac`.

        Raises:
            LedgerTampered: a document does not fit its seal.
        """
        return tuple(self._open(kind, model, *row) for row in self.connection.execute(sql, values))

    def one(self, kind: str, model: type[M], sql: str, *values: object) -> M | None:
        """The first document selected, or None."""
        row = self.connection.execute(sql, values).fetchone()
        return None if row is None else self._open(kind, model, *row)

    def value(self, sql: str, *values: object) -> object:
        """The first column of the first row, or None."""
        row = self.connection.execute(sql, values).fetchone()
        return None if row is None else row[0]

    def _open(self, kind: str, model: type[M], doc: str, seal: str) -> M:
        if not self.chain.sealed(seal, kind, doc):
            raise LedgerTampered(
                f"a row of {kind} was changed behind the product's back; keep the files",
                f"{kind} tablosundaki bir satır ürünün dışında değiştirilmiş; dosyaları koruyun",
            )
        return model.model_validate_json(doc)


class Transaction(View):
    """One write transaction; `append` puts its audit rows where the changes are."""

    def __init__(self, connection: sqlite3.Connection, chain: Chain, now_ms: int) -> None:
        super().__init__(connection, chain)
        self.now_ms = now_ms
        self.head: AuditRow | None = None
        """The last audit row this transaction wrote."""

    def seal(self, kind: str, value: Frozen) -> tuple[str, str]:
        """Document and seal to store for a value.

        Raises:
            LedgerError: the document is longer than the ledger stores.
        """
        doc = _bounded(canonical(value).decode())
        return doc, self.chain.seal(kind, doc)

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
        self.connection.execute(
            "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row.model_dump().values(), self.chain.key_id),
        )
        self.head = row
        return row

    def _head(self) -> tuple[int, str]:
        if self.head is not None:
            return self.head.seq, self.head.mac
        row = self.connection.execute("SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
        return (0, GENESIS) if row is None else (row[0], row[1])


class Database:
    """Runs work in transactions, each in the thread that owns its connection."""

    def __init__(
        self,
        path: Path,
        chain: Chain,
        anchors: AnchorFile,
        clock: Clock,
        anchoring: Anchoring | None = None,
    ) -> None:
        self.path = path
        self.chain = chain
        self.anchors = anchors
        self.anchoring = anchoring
        self._clock = clock
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="ledger-write")
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="ledger-read")
        self._writer = self._writing.submit(connect, path, writable=True).result()
        self._reader: sqlite3.Connection | None = None
        self.closed = False

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one immediate transaction, durable when this returns.

        Raises:
            LedgerError: it could not be written; nothing was changed.
        """
        self._require_open()
        return await asyncio.get_running_loop().run_in_executor(self._writing, self.write_now, work)

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        """`write` for the thread that owns the writing connection."""
        connection = self._writer
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                transaction = Transaction(connection, self.chain, self._clock.now_ms())
                answer = work(transaction)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise _broken(error) from error
        self._anchor(transaction)
        return answer

    def _anchor(self, transaction: Transaction) -> None:
        if transaction.head is None:
            return
        try:
            self.anchors.write(transaction.head.seq, transaction.head.mac, transaction.now_ms)
            if self.anchoring is not None:
                self.anchoring.committed(self._writer, transaction.now_ms)
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(
                f"the change is stored, but its anchor is not ({error}); nothing more is sent",
                f"değişiklik kaydedildi ama çıpası yazılamadı ({error}); başka emir gönderilmez",
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
            return self.anchoring.sign_head(self._writer, self._clock.now_ms())
        except (OSError, sqlite3.Error) as error:
            raise _broken(error) from error

    def write_first(self, work: Callable[[Transaction], T]) -> T:
        """`write` before there is an event loop."""
        return self._writing.submit(self.write_now, work).result()

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
            if self._reader is None:
                self._reader = connect(self.path, writable=False)
            return work(View(self._reader, self.chain))
        except sqlite3.Error as error:
            raise _broken(error) from error

    def close(self) -> None:
        """Close both connections and stop both threads; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        if self._reader is not None:
            self._reading.submit(self._reader.close).result()
        self._reading.shutdown()
        self._writing.submit(self._writer.close).result()
        self._writing.shutdown()
        if self.anchoring is not None and self.anchoring.publisher is not None:
            self.anchoring.publisher.close()


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A connection with the ledger's settings.

    Raises:
        LedgerError: the file cannot be opened.
    """
    mode = "rwc" if writable else "ro"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        if writable:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        raise _broken(error) from error
    return connection


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise LedgerError(
            f"too long for the record: {len(text)} characters, at most {MAX_TEXT}",
            f"kayıt için çok uzun: {len(text)} karakter, en fazla {MAX_TEXT}",
        )
    return text


def _broken(error: Exception) -> LedgerError:
    return LedgerError(
        f"the record cannot be used ({error}); nothing was changed",
        f"kayıt kullanılamıyor ({error}); hiçbir şey değişmedi",
    )
