"""The database behind the ledger, whichever it is: one connection and thread writes, one of each reads.

What a ledger does is written once, in SQL that both databases understand; `$1`, `$2`… stand for values. What
differs (how to connect, begin, lock and fail) is an `Engine`: `tools.ledger.sqlite_file` or
`tools.ledger.postgres.server`.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

from tools.clock import Clock
from tools.errors import LedgerError
from tools.ledger.anchoring import Anchoring
from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.engine import Connection, Engine
from tools.ledger.ledger import AuditRow
from tools.ledger.signed_anchors import SignedAnchor
from tools.ledger.transaction import Transaction, View
from tools.ledger.unit import Unit, tell

T = TypeVar("T")


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
        self._door = Lock()
        self._waiting: list[Unit[Transaction, Any]] = []
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        self.closed = False

    async def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work`, all of it or nothing, durable when this returns; what waits with it is written with it.

        Raises:
            LedgerError: it could not be written; nothing was changed, unless the message says otherwise.
        """
        self._require_open()
        waits: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        unit = Unit(work, waits)
        with self._door:
            self._waiting.append(unit)
            first = len(self._waiting) == 1
        if first:
            self._writing.submit(self._write_waiting)
        return await waits

    def write_first(self, work: Callable[[Transaction], T]) -> T:
        """`write` before there is an event loop."""
        unit: Unit[Transaction, T] = Unit(work)
        self._writing.submit(self._write, [unit]).result()
        return unit.result()

    def _write_waiting(self) -> None:
        """Write all that waits by now; what comes meanwhile is the next group."""
        with self._door:
            taken, self._waiting = self._waiting, []
        units = [unit for unit in taken if unit.wanted]
        self._write(units)
        tell(units)

    def _write(self, units: list[Unit[Transaction, Any]]) -> None:
        """Write them in one transaction, and when that cannot be, each in one of its own."""
        try:
            together = not units or self._write_together(units)
        except BaseException as error:
            for unit in units:
                unit.fail(error)
            return
        if not together:
            for unit in units:
                self._write([unit])

    def _write_together(self, units: list[Unit[Transaction, Any]]) -> bool:
        """Whether they are durable now; False when one of several failed, and nothing of any is there.

        Raises:
            Exception: the one unit failed, or the database did.
        """
        try:
            connection = self._begin()
        except self.engine.errors as error:
            raise self.engine.broken(error) from error
        try:
            head = self._run(connection, units)
        except self.engine.errors as error:
            self._undo(connection)
            if len(units) > 1 and not connection.lost:
                return False
            raise self.engine.broken(error) from error
        except BaseException:
            self._undo(connection)
            if len(units) > 1:
                return False
            raise
        self._commit(connection)
        if head is not None:
            self._anchor(connection, head)
        return True

    def _run(self, connection: Connection, units: list[Unit[Transaction, Any]]) -> AuditRow | None:
        """The last audit row they wrote, if any."""
        head: AuditRow | None = None
        for unit in units:
            transaction = Transaction(connection, self.chain, self._clock.now_ms(), head)
            unit.run(transaction)
            head = transaction.head
        return head

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

    def _anchor(self, connection: Connection, head: AuditRow) -> None:
        try:
            self.anchors.write(head.seq, head.mac, head.time_ms)
            if self.anchoring is not None:
                self.anchoring.committed(connection, head.time_ms)
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
