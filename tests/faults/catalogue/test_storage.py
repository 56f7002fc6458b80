"""F71 to F75: a ledger that cannot be written or read: nothing is sent, and what was sent is found again."""

import sqlite3

import pytest

from agent.backup import backup, restore
from tools.errors import LedgerError, LedgerTampered
from tools.receipt import IntentState

ACKED = IntentState.ACKED


async def locked_by_another(floor):
    """F71: somebody else holds the database for longer than anybody waits: fail closed."""
    row = await floor.pending()
    other = sqlite3.connect(floor.home / "ledger.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="locked"):
        await floor.decide(row)
    assert await floor.orders() == []
    other.execute("ROLLBACK")
    other.close()

    assert (await floor.decide(row)).receipt.state is ACKED


async def a_corrupted_page(floor):
    """F74: the start is refused; a backup is put back, and the venue is asked about what came after it."""
    first = await floor.pending()
    await floor.decide(first)
    saved = floor.home.parent / "saved"
    await backup(floor.settings, saved, floor.clock)
    await floor.close()
    file = floor.home / "ledger.db"
    data = bytearray(file.read_bytes())
    for start in range(4096, len(data), 4096):
        data[start : start + 16] = b"\xff" * 16
    file.write_bytes(data)
    with pytest.raises(LedgerError):
        await floor.open()

    for path in floor.home.glob("ledger.db*"):
        path.rename(floor.home.parent / path.name)
    await restore(floor.settings, saved, floor.clock)
    await floor.open()

    assert await floor.state_of(first) is ACKED


async def a_flipped_bit(floor):
    """F75: one bit of an approved order; SQLite finds nothing wrong, the seal of the row does."""
    row = await floor.pending()
    with sqlite3.connect(floor.home / "ledger.db") as raw:
        (doc,) = raw.execute("SELECT doc FROM approval").fetchone()
        place = doc.index("0.0009") + 5
        flipped = doc[:place] + chr(ord(doc[place]) ^ 1) + doc[place + 1 :]
        raw.execute("UPDATE approval SET doc = ?", (flipped,))
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with pytest.raises(LedgerTampered):
        await floor.decide(row)
    assert not (await floor.ledger.verify_audit()).ok
    assert await floor.orders() == []
    with raw:
        raw.execute("UPDATE approval SET doc = ?", (doc,))
    raw.close()


FAULTS = {"F74": a_corrupted_page, "F75": a_flipped_bit}
SLOW = {"F71": locked_by_another}


@pytest.mark.fault
@pytest.mark.parametrize("number", FAULTS)
async def test_fault(file_floor, number):
    await FAULTS[number](file_floor)
    await file_floor.check()


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.parametrize("number", SLOW)
async def test_slow_fault(file_floor, number):
    await SLOW[number](file_floor)
    await file_floor.check()
