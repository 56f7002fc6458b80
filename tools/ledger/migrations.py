"""Migrations: only forward, each in one transaction, refused when the file is newer than the code."""

import sqlite3
from importlib.resources import files

from tools.errors import LedgerError

MIGRATIONS: tuple[str, ...] = ("schema.sql", "limit_change.sql", "guarding.sql")
"""Script number n takes a ledger from version n - 1 to n and ends by writing n into `schema_version`."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a ledger to this code's version.

    Raises:
        LedgerError: the ledger was written by a newer version of the product.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise LedgerError(
                f"the ledger has version {version}, this program {len(MIGRATIONS)}; update it",
                f"kayıt sürümü {version}, programınki {len(MIGRATIONS)}; programı güncelleyin",
            )
        for script in MIGRATIONS[version:]:
            for statement in statements(files("tools.ledger").joinpath(script).read_text("utf-8")):
                connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


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


def _version(connection: sqlite3.Connection) -> int:
    exists = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchone()
    if exists is None:
        return 0
    return int(connection.execute("SELECT max(version) FROM schema_version").fetchone()[0])
