"""Migrations: only forward, each in one transaction, refused when the ledger is newer than the code."""

from importlib.resources import files

from tools.errors import LedgerError
from tools.ledger.engine import Connection, Engine


def migrate(engine: Engine) -> None:
    """Bring a ledger to this code's version.

    Raises:
        LedgerError: the database cannot be used, or a newer version of the product wrote the ledger.
    """
    connection = engine.connect(writable=True)
    try:
        _migrate(engine, connection)
    except engine.errors as error:
        raise engine.broken(error) from error
    finally:
        # Closing takes back what was not committed.
        connection.close()


def _migrate(engine: Engine, connection: Connection) -> None:
    connection.begin()
    version = connection.schema_version()
    if version > len(engine.migrations):
        raise LedgerError(
            f"the ledger has version {version}, this program {len(engine.migrations)}; update it",
            f"kayıt sürümü {version}, programınki {len(engine.migrations)}; programı güncelleyin",
        )
    for script in engine.migrations[version:]:
        connection.run_script(files(engine.package).joinpath(script).read_text("utf-8"))
    connection.commit()
