"""Checkpoints: where LangGraph keeps what a plan waits with. A cache: the ledger is the truth."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, Protocol

from tools.clock import Clock
from tools.errors import LedgerError
from tools.ledger.postgres.address import Address

LOCK = "SELECT pg_try_advisory_lock(hashtext(current_schema() || '/checkpoints'))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext(current_schema() || '/checkpoints'))"
POLL_MS = 50
OPEN_SECONDS = 10


class Checkpoints(Protocol):
    """A place for checkpoints. LangGraph is imported only when it is opened."""

    async def open(self, serde: Any) -> Any:
        """The saver for the graph, with this serialiser."""
        ...

    async def close(self) -> None: ...


class SqliteCheckpoints:
    """Checkpoints in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: Any = None

    async def open(self, serde: Any) -> Any:
        """The saver; a file that cannot be read is put aside, decided approvals execute without it."""
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

        self._connection = await _connect(self._path)
        return AsyncSqliteSaver(self._connection, serde=serde)

    async def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            await self._connection.close()


class PostgresCheckpoints:
    """Checkpoints in the database of the ledger, shared by every process that uses it."""

    def __init__(self, address: Address, clock: Clock) -> None:
        self._address = address
        self._clock = clock
        self._pool: Any = None

    async def open(self, serde: Any) -> Any:
        """The saver, its tables made when missing.

        Raises:
            LedgerError: the database does not answer.
        """
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
        from psycopg.rows import dict_row
        from psycopg_pool import AsyncConnectionPool, PoolTimeout

        # What the saver asks of a connection; `check` replaces one that the server has closed meanwhile.
        self._pool = AsyncConnectionPool(
            self._address.url,
            min_size=1,
            open=False,
            check=AsyncConnectionPool.check_connection,
            kwargs={"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row},
        )
        try:
            await self._pool.open(wait=True, timeout=OPEN_SECONDS)
        except PoolTimeout:
            raise LedgerError(
                f"{self._address.shown} does not answer; nothing was changed",
                f"{self._address.shown} yanıt vermiyor; hiçbir şey değişmedi",
            ) from None
        async with self._pool.connection() as connection:
            await self._set_up(connection, AsyncPostgresSaver(connection, serde=serde))
        return AsyncPostgresSaver(self._pool, serde=serde)

    async def _set_up(self, connection: Any, saver: Any) -> None:
        # Asked again and again instead of waited for: the set-up builds an index that waits for everyone's
        # statements to end, also for one that waits for this lock.
        while not (await (await connection.execute(LOCK)).fetchone())["pg_try_advisory_lock"]:
            await self._clock.sleep_ms(POLL_MS)
        try:
            await saver.setup()
        finally:
            await connection.execute(UNLOCK)

    async def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            await self._pool.close()


async def _connect(path: Path) -> Any:
    import aiosqlite

    connection = await aiosqlite.connect(path)
    try:
        async with connection.execute("PRAGMA schema_version") as cursor:
            await cursor.fetchone()
    except sqlite3.DatabaseError:
        await connection.close()
        await asyncio.to_thread(path.replace, path.with_suffix(".broken"))
        connection = await aiosqlite.connect(path)
    # A power cut may take the last checkpoints, as deleting the file would; no order waits for the disk.
    await connection.execute("PRAGMA synchronous = NORMAL")
    return connection
