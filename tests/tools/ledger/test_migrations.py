import sqlite3
from importlib.resources import files

import pytest

from tools.errors import LedgerError
from tools.ledger.database import connect
from tools.ledger.migrations import MIGRATIONS, migrate, statements


def _columns(connection, table):
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _version(connection):
    return connection.execute("SELECT max(version) FROM schema_version").fetchone()[0]


@pytest.fixture
def first_version(path):
    """A ledger as the first version of the product left it."""
    connection = connect(path, writable=True)
    for statement in statements(files("tools.ledger").joinpath(MIGRATIONS[0]).read_text("utf-8")):
        connection.execute(statement)
    yield connection
    connection.close()


def test_an_older_ledger_is_brought_forward_once(first_version):
    assert "guarding" not in _columns(first_version, "intent")
    for _ in range(2):
        migrate(first_version)
        assert _version(first_version) == len(MIGRATIONS)
    assert "guarding" in _columns(first_version, "intent")


def test_a_migration_that_is_cut_off_changes_nothing(first_version):
    first_version.execute("ALTER TABLE intent ADD COLUMN guarding INTEGER NOT NULL DEFAULT 0")
    with pytest.raises(sqlite3.OperationalError):
        migrate(first_version)
    assert _version(first_version) == 1


def test_a_newer_ledger_is_refused(first_version):
    migrate(first_version)
    first_version.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(LedgerError, match="99"):
        migrate(first_version)
