"""Opening the ledger on SQLite: one file, its anchors beside it."""

from functools import partial
from pathlib import Path

from tools.clock import Clock
from tools.errors import LedgerTampered
from tools.ledger import audit, verify
from tools.ledger.anchoring import Anchoring, AnchorSetup
from tools.ledger.anchors import Anchor, AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.database import Database
from tools.ledger.migrations import migrate
from tools.ledger.sqlite_file import SqliteFile
from tools.ledger.stored import StoredLedger
from tools.ledger.transaction import Transaction
from tools.permit import Keys

ANCHORS = "anchors.jsonl"
ROWS = "SELECT count(*) FROM (SELECT 1 FROM audit LIMIT 2)"


def open_ledger(
    path: Path, audit_keys: Keys, clock: Clock, signed: AnchorSetup | None = None
) -> StoredLedger:
    """Open the ledger, made when missing; `anchors.jsonl` beside it holds its anchors.

    Args:
        path: the database file.
        audit_keys: keys of the chain.
        clock: dates rows and anchors.
        signed: what signs the head and where those anchors go; None signs nothing.

    Raises:
        LedgerTampered: the record ends before its last anchor, does not verify from there on, or is gone
            while its anchors are there.
        LedgerError: the file cannot be used, or a newer version of the product wrote it.
    """
    chain = Chain(audit_keys)
    anchors = AnchorFile(path.with_name(ANCHORS), chain)
    anchoring = None if signed is None else Anchoring(signed, chain)
    # Anchors first: while both are read, another process may only add to the record.
    anchor = anchors.last()
    if not path.exists() and (anchor or (anchoring is not None and anchoring.file.last())):
        raise _gone(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    engine = SqliteFile(path)
    migrate(engine)
    database = Database(engine, chain, anchors, clock, anchoring)
    try:
        if anchoring is not None:
            database.read_apart_now(lambda view: anchoring.open(view.connection))
        if anchor is None:
            anchor = _begun(database)
        database.read_apart_now(lambda view: verify.require_sound(view, anchor))
        if anchoring is not None:
            database.write_first(lambda tx: audit.introduce_anchor_key(tx, anchoring))
    except BaseException:
        database.close()
        raise
    return StoredLedger(database, clock)


def _begun(database: Database) -> Anchor | None:
    """Begin the record, unless another process is quicker; its last anchor, None when they are gone."""
    # One row and no anchor: whoever wrote the row ended before it was anchored.
    for rows in (0, 1):
        database.write_first(partial(_begin, rows=rows))
        anchor = database.anchors.awaited()
        if anchor is not None:
            return anchor
    return None


def _begin(tx: Transaction, rows: int) -> None:
    if tx.value(ROWS) == rows:
        audit.open_record(tx, "ledger.opened", "ledger")


def _gone(path: Path) -> LedgerTampered:
    # Not made anew: an empty file would stand where the ledger or a backup has to be put.
    return LedgerTampered(
        f"there is no {path}, though its anchors are here; put it or a backup back (docs/runbooks/backup.md)",
        f"{path} yok, ama çıpaları burada; onu ya da bir yedeği geri koyun (docs/runbooks/backup.md)",
    )
