"""What a kind of database has to do for the ledger: connect, begin, lock and fail."""

from collections.abc import Iterator
from typing import Any, Protocol

from tools.errors import LedgerError


class Cursor(Protocol):
    """What a statement found or changed."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> tuple[Any, ...] | None: ...

    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...


class Connection(Protocol):
    """One session with the database."""

    skip_locked: str
    """Ends a SELECT that passes over rows another session is changing right now."""

    @property
    def lost(self) -> bool:
        """Whether the session is over, so that a new one is needed."""
        ...

    def run(self, sql: str, *values: object) -> Cursor: ...

    def octets(self, column: str) -> str:
        """SQL for the UTF-8 bytes of a column's text."""
        ...

    def begin(self) -> None:
        """Start a write transaction; it sees all that was committed, and no other one runs beside it."""
        ...

    def begin_snapshot(self) -> None:
        """Start a transaction that reads one moment of the database."""
        ...

    def commit(self) -> None: ...

    def rollback(self) -> None:
        """End the transaction, if there is one, without its changes."""
        ...

    def hold(self, name: str) -> bool:
        """Keep a name to this session for as long as it lives; False when another session has it."""
        ...

    def schema_version(self) -> int:
        """How many migrations were run; 0 for an empty database."""
        ...

    def run_script(self, script: str) -> None:
        """Run every statement of a migration."""
        ...

    def close(self) -> None: ...


class Engine(Protocol):
    """A kind of database, and where this one is."""

    errors: type[Exception]
    """What its driver raises."""
    package: str
    """Where its migrations are."""
    migrations: tuple[str, ...]
    """Script number n takes a ledger from version n - 1 to n and ends by writing n into `schema_version`."""

    def connect(self, *, writable: bool) -> Connection:
        """A connection with the ledger's settings.

        Raises:
            LedgerError: the database cannot be reached or opened.
        """
        ...

    def broken(self, error: Exception, *, committing: bool = False) -> LedgerError:
        """What a driver's error means to the user; it names no password."""
        ...
