"""Opening the ledger on PostgreSQL: each home keeps its own anchors, and joins a record once."""

import socket
from pathlib import Path

from tools.clock import Clock
from tools.errors import LedgerTampered
from tools.ledger import audit, verify
from tools.ledger.anchoring import Anchoring, AnchorSetup
from tools.ledger.anchors import Anchor, AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.database import Database
from tools.ledger.migrations import migrate
from tools.ledger.postgres.address import Address
from tools.ledger.postgres.server import PostgresServer
from tools.ledger.stored import StoredLedger
from tools.ledger.transaction import View
from tools.permit import Keys

ANCHORS = "anchors-postgresql.jsonl"
"""Not the name SQLite uses: a home can move from one to the other, its anchors cannot."""
JOINED = "SELECT 1 FROM audit WHERE action = 'ledger.joined' AND subject = $1 LIMIT 1"


def has_record(address: Address) -> bool:
    """Whether the database holds a ledger.

    Raises:
        LedgerError: the database cannot be reached.
    """
    engine = PostgresServer(address)
    connection = engine.connect(writable=False)
    try:
        return connection.schema_version() > 0
    except engine.errors as error:
        raise engine.broken(error) from None
    finally:
        connection.close()


def open_ledger(
    address: Address, home: Path, audit_keys: Keys, clock: Clock, signed: AnchorSetup | None = None
) -> StoredLedger:
    """Open the ledger, made when missing; `anchors-postgresql.jsonl` in the home anchors what was done here.

    A home that is new to a record checks the whole of it and says on it that it joined. So a home that
    joined before and has no anchors now has lost them. The same goes for its file of signed anchors; the key
    that signs them is the record's, every home needs it.

    Raises:
        LedgerTampered: the record ends before this home's last anchor, does not verify from there on, or the
            anchors are gone.
        LedgerError: the database cannot be used, or a newer version of the product wrote the ledger.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    chain = Chain(audit_keys)
    anchors = AnchorFile(home / ANCHORS, chain)
    anchor = anchors.last()
    engine = PostgresServer(address)
    migrate(engine)
    anchoring = None if signed is None else Anchoring(signed, chain)
    database = Database(engine, chain, anchors, clock, anchoring)
    try:
        name = f"{socket.gethostname()}:{home.absolute()}"
        joined = anchor is not None or database.read_apart_now(lambda view: _known(view, name))
        if anchoring is not None:
            joining_ms = None if joined else clock.now_ms()
            database.read_apart_now(lambda view: anchoring.open(view.connection, joining_ms=joining_ms))
        if anchor is None:
            anchor = _anchor(database) if joined else _join(database, name)
        database.read_apart_now(lambda view: verify.require_sound(view, anchor))
        if anchoring is not None:
            database.write_first(lambda tx: audit.introduce_anchor_key(tx, anchoring))
    except BaseException:
        database.close()
        raise
    return StoredLedger(database, clock)


def _join(database: Database, name: str) -> Anchor:
    """Become one of the homes of the record; the anchor of that, or of the process that was quicker."""
    database.read_apart_now(verify.require_whole)
    database.write_first(
        lambda tx: None if _known(tx, name) else audit.open_record(tx, "ledger.joined", name)
    )
    return _anchor(database)


def _known(view: View, name: str) -> bool:
    return view.value(JOINED, name) is not None


def _anchor(database: Database) -> Anchor:
    anchor = database.anchors.awaited()
    if anchor is not None:
        return anchor
    raise LedgerTampered(
        "this home joined the record before, but its anchors are missing; keep the files as they are",
        "bu klasör kayda daha önce katılmış ama çıpaları yok; dosyaları olduğu gibi koruyun",
    )
