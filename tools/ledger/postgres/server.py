"""PostgreSQL as the ledger's database: writers take turns, and a lease ends with its session.

Every write transaction appends to the one audit chain, so they could not run side by side anyway. Each takes
the same advisory lock first and then reads what is committed: the rules of the ledger, written for SQLite's
single writer, hold as they are, whatever the number of processes.
"""

from contextlib import suppress
from typing import Any

import psycopg
from psycopg.types.string import TextLoader

from tools.errors import LedgerError
from tools.ledger.postgres.address import Address

CLASS = 0x53504B
"""The first key of our advisory locks ("SPK"); another program on the database may use others.
The second is of the schema: one ledger per schema."""
WRITING = f"""
    BEGIN ISOLATION LEVEL READ COMMITTED;
    SELECT pg_advisory_xact_lock({CLASS}, hashtext(current_schema()))
"""
HOLD = f"SELECT pg_try_advisory_lock({CLASS}, hashtext(current_schema() || '/' || $1))"
RELEASE = "SELECT pg_advisory_unlock_all()"
VERSION = "SELECT to_regclass('schema_version') IS NOT NULL"
CONNECT_SECONDS = 5

SETTINGS = """
    SET synchronous_commit = on;
    SET lock_timeout = '5s';
    SET idle_in_transaction_session_timeout = '10s';
    SET tcp_keepalives_idle = 5;
    SET tcp_keepalives_interval = 2;
    SET tcp_keepalives_count = 3;
    SET client_min_messages = warning;
"""
"""A process that hangs inside a transaction does not stop the others for long, and the server notices within
seconds that a machine is gone, so that another executor can take over."""


class PostgresConnection:
    """`tools.ledger.engine.Connection` to a server."""

    skip_locked = "FOR UPDATE SKIP LOCKED"

    def __init__(self, raw: psycopg.Connection[tuple[Any, ...]], held: set[str]) -> None:
        self._raw = raw
        self._held = held

    @property
    def lost(self) -> bool:
        return self._raw.closed

    def run(self, sql: str, *values: object) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._raw.execute(sql.encode(), values or None)

    def octets(self, column: str) -> str:
        return f"convert_to({column}::text, 'UTF8')"

    def begin(self) -> None:
        self.run(WRITING)

    def begin_snapshot(self) -> None:
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        self.run("COMMIT")

    def rollback(self) -> None:
        if not self._raw.closed:
            self._raw.rollback()

    def hold(self, name: str) -> bool:
        """Keep a name until the session ends, be it because its process or its machine died."""
        held = self.run(HOLD, name).fetchone() == (True,)
        (self._held.add if held else self._held.discard)(name)
        return held

    def schema_version(self) -> int:
        if self.run(VERSION).fetchone() != (True,):
            return 0
        row = self.run("SELECT coalesce(max(version), 0) FROM schema_version").fetchone()
        return 0 if row is None else int(row[0])

    def run_script(self, script: str) -> None:
        self._raw.execute(script.encode())

    def close(self) -> None:
        # The server ends a session some time after we leave: the next executor need not wait for that.
        with suppress(psycopg.Error):
            self.run(RELEASE)
        self._raw.close()


class PostgresServer:
    """`tools.ledger.engine.Engine` on one database; several processes, on several machines, may use it."""

    errors: type[Exception] = psycopg.Error
    package = "tools.ledger.postgres"
    migrations: tuple[str, ...] = ("schema.sql",)

    def __init__(self, address: Address) -> None:
        self.address = address
        self._held: set[str] = set()
        """What our writing session keeps; the next one asks for it again."""

    def connect(self, *, writable: bool) -> PostgresConnection:
        """A connection with the ledger's settings. Both kinds may write: passing over locked rows locks rows.

        A lease whose session broke is taken up again unless somebody else has it by now; its epoch tells.

        Raises:
            LedgerError: the server cannot be reached or refuses.
        """
        try:
            raw = psycopg.connect(
                self.address.url,
                autocommit=True,
                cursor_factory=psycopg.RawCursor,
                connect_timeout=CONNECT_SECONDS,
                application_name="spark-copilot",
            )
            # As text: the driver would parse it, and a seal covers the exact text.
            raw.adapters.register_loader("json", TextLoader)
            raw.execute(SETTINGS)
            connection = PostgresConnection(raw, self._held)
            if writable:
                for name in tuple(self._held):
                    connection.hold(name)
        except psycopg.Error as error:
            raise self.broken(error) from None
        return connection

    def broken(self, error: Exception, *, committing: bool = False) -> LedgerError:
        """What failed, in the server's words but without details, which quote stored text."""
        diagnosis = error.diag.message_primary if isinstance(error, psycopg.Error) else None
        said = self.address.masked(diagnosis or str(error))
        if committing:
            return LedgerError(
                f"the connection to the record broke while a change was being stored ({said}); it may or may "
                "not be there: look before you repeat anything",
                f"bir değişiklik kaydedilirken kayıtla bağlantı koptu ({said}); değişiklik kaydedilmiş de "
                "olabilir, kaydedilmemiş de: yinelemeden önce bakın",
            )
        return LedgerError(
            f"the record cannot be used ({said}); nothing was changed",
            f"kayıt kullanılamıyor ({said}); hiçbir şey değişmedi",
        )
