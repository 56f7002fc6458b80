"""SQLite as the ledger's database: a file in WAL mode with full synchronous commits."""

import sqlite3
from pathlib import Path

from tools.errors import LedgerError

BUSY_SECONDS = 5
NUMBERS = tuple(map(str, range(1, 33)))
"""Names of the values of a statement; none has more."""


class SqliteConnection:
    """`tools.ledger.engine.Connection` to a file."""

    skip_locked = ""
    lost = False

    def __init__(self, raw: sqlite3.Connection) -> None:
        self.raw = raw

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        # SQLite takes `$1` for a name, PostgreSQL for a number.
        return self.raw.execute(sql, dict(zip(NUMBERS, values, strict=False)))

    def octets(self, column: str) -> str:
        return f"CAST({column} AS BLOB)"

    def begin(self) -> None:
        self.raw.execute("BEGIN IMMEDIATE")

    def begin_snapshot(self) -> None:
        self.raw.execute("BEGIN")

    def commit(self) -> None:
        self.raw.execute("COMMIT")

    def rollback(self) -> None:
        if self.raw.in_transaction:
            self.raw.execute("ROLLBACK")

    def hold(self, name: str) -> bool:
        """True: the lock of the home folder has kept every other process out already."""
        return True

    def schema_version(self) -> int:
        if self.run("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone() is None:
            return 0
        return int(self.run("SELECT max(version) FROM schema_version").fetchone()[0])

    def run_script(self, script: str) -> None:
        for statement in statements(script):
            self.raw.execute(statement)

    def close(self) -> None:
        self.raw.close()


class SqliteFile:
    """`tools.ledger.engine.Engine` on one file; several processes may open it."""

    errors: type[Exception] = sqlite3.Error
    package = "tools.ledger"
    migrations: tuple[str, ...] = ("schema.sql", "limit_change.sql", "guarding.sql")

    def __init__(self, path: Path) -> None:
        self.path = path

    def connect(self, *, writable: bool) -> SqliteConnection:
        """A connection with the ledger's settings.

        Raises:
            LedgerError: the file cannot be opened.
        """
        mode = "rwc" if writable else "ro"
        try:
            raw = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            raw.execute("PRAGMA trusted_schema = OFF")
            raw.execute("PRAGMA foreign_keys = ON")
            if writable:
                raw.execute("PRAGMA journal_mode = WAL")
                raw.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error as error:
            raise self.broken(error) from error
        return SqliteConnection(raw)

    def broken(self, error: Exception, *, committing: bool = False) -> LedgerError:
        """A commit that fails is undone, so that nothing was changed either way."""
        return LedgerError(
            f"the record cannot be used ({error}); nothing was changed",
            f"kayıt kullanılamıyor ({error}); hiçbir şey değişmedi",
        )


def statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit before its first one."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
