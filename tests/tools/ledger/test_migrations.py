from importlib.resources import files

import pytest

from tools.errors import LedgerError
from tools.ledger.migrations import migrate
from tools.ledger.sqlite_file import SqliteFile


def _columns(connection, table):
    return [row[1] for row in connection.run(f"PRAGMA table_info({table})")]


@pytest.fixture
def first_version(path):
    """A ledger as the first version of the product left it."""
    connection = SqliteFile(path).connect(writable=True)
    connection.run_script(files("tools.ledger").joinpath("schema.sql").read_text("utf-8"))
    yield connection
    connection.close()


def test_an_older_ledger_is_brought_forward_once(first_version, path):
    assert "guarding" not in _columns(first_version, "intent")
    for _ in range(2):
        migrate(SqliteFile(path))
        assert first_version.schema_version() == len(SqliteFile.migrations)
    assert "guarding" in _columns(first_version, "intent")


@pytest.mark.fault("F79")
def test_a_migration_that_is_cut_off_changes_nothing(first_version, path):
    first_version.run("ALTER TABLE intent ADD COLUMN guarding INTEGER NOT NULL DEFAULT 0")
    with pytest.raises(LedgerError):
        migrate(SqliteFile(path))
    assert first_version.schema_version() == 1


def test_a_newer_ledger_is_refused(first_version, path):
    migrate(SqliteFile(path))
    first_version.run("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(LedgerError, match="99"):
        migrate(SqliteFile(path))
