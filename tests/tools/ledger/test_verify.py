import json

import pytest

from tools.clock import VirtualClock
from tools.errors import LedgerError, LedgerTampered
from tools.ledger.anchors import TAIL_BYTES, AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.database import Database
from tools.ledger.ledger import AuditRow
from tools.ledger.links import PAGE
from tools.ledger.sqlite import open_ledger
from tools.ledger.sqlite_file import SqliteFile
from tools.ledger.transaction import ADD_AUDIT
from tools.ledger.verify import Record, verify

ROWS = 300


@pytest.fixture
async def written(place, clock, audit_keys):
    """A closed ledger with 301 rows, to open and to tamper with."""
    ledger = place.open(audit_keys, clock)
    await ledger.close()
    await _write(place, audit_keys, clock, place.anchors)


async def _write(place, keys, clock, anchors, step=0):
    chain = Chain(keys)
    database = Database(place.engine, chain, AnchorFile(anchors, chain), clock)

    def write(tx):
        for number in range(ROWS):
            tx.append("desk", "note", f"s{number}", {"n": number + step})

    await database.write(write)
    database.close()


SWAP = (
    "UPDATE audit SET seq = -1 WHERE seq = 40",
    "UPDATE audit SET seq = 40 WHERE seq = 41",
    "UPDATE audit SET seq = 41 WHERE seq = -1",
)
TAMPERING = {
    "edited body": (("UPDATE audit SET body = '{\"n\":9}' WHERE seq = 17",), 17),
    "edited time": (("UPDATE audit SET time_ms = time_ms + 1 WHERE seq = 17",), 17),
    "moved between fields": (("UPDATE audit SET actor = 'des', action = 'knote' WHERE seq = 17",), 17),
    "deleted": (("DELETE FROM audit WHERE seq = 100",), 100),
    "swapped": (SWAP, 40),
    "deleted and renumbered": (
        ("DELETE FROM audit WHERE seq = 100", "UPDATE audit SET seq = seq - 1 WHERE seq > 100"),
        100,
    ),
    "first row deleted": (("DELETE FROM audit WHERE seq = 1",), 1),
    "last row deleted": (("DELETE FROM audit WHERE seq = 301",), 301),
    "tail cut off": (("DELETE FROM audit WHERE seq > 150",), 151),
    "everything deleted": (("DELETE FROM audit",), 1),
    "foreign key id": (("UPDATE audit SET key_id = 'zz' WHERE seq = 17",), 17),
    "bogus row": (
        ("INSERT INTO audit SELECT 302, 1, 'a', 'b', 'c', '{}', mac, 'ff', 'a1' FROM audit WHERE seq = 301",),
        302,
    ),
}


@pytest.mark.fault("F82", "F83", "F84", "F85")
@pytest.mark.parametrize(("statements", "seq"), TAMPERING.values(), ids=TAMPERING.keys())
async def test_verify_says_which_row(reopen, written, place, statements, seq):
    ledger = reopen()
    place.run(*statements)
    report = await ledger.verify_audit()
    assert (report.ok, report.seq) == (False, seq)
    assert f"row {seq}" in report.problem
    await ledger.close()


@pytest.mark.parametrize("name", ["deleted", "first row deleted", "deleted and renumbered"])
async def test_verify_says_what_happened(reopen, written, place, name):
    statements, seq = TAMPERING[name]
    ledger = reopen()
    place.run(*statements)
    problem = "edited" if name == "deleted and renumbered" else "missing"
    assert (await ledger.verify_audit()).problem == f"row {seq}: {problem}"
    await ledger.close()


async def test_rows_of_another_ledger_with_the_same_key_do_not_follow(
    reopen, written, place, tmp_path, audit_keys
):
    later = VirtualClock()
    later.advance_ms(1)
    other = open_ledger(tmp_path / "other" / "ledger.db", audit_keys, later)
    for number in range(ROWS):
        await other.append("desk", "note", f"o{number}", {"n": number})
    await other.close()
    connection = SqliteFile(tmp_path / "other" / "ledger.db").connect(writable=False)
    foreign = list(connection.run("SELECT * FROM audit WHERE seq > 150 ORDER BY seq"))
    connection.close()
    ledger = reopen()
    place.run("DELETE FROM audit WHERE seq > 150")
    for row in foreign:
        place.set(ADD_AUDIT, *row)
    assert (await ledger.verify_audit()).problem == "row 151: does not follow the row before it"
    await ledger.close()


async def test_a_sound_record_verifies(reopen, written):
    ledger = reopen()
    report = await ledger.verify_audit()
    assert (report.ok, report.rows, report.problem) == (True, ROWS + 1, None)
    await ledger.close()


async def test_a_tail_rewritten_without_the_key_is_detected(reopen, written, place):
    ledger = reopen()
    forger = Chain({"a1": b"x" * 31 + b"y"})
    ((previous,),) = place.rows("SELECT mac FROM audit WHERE seq = 199")
    for stored in place.rows("SELECT * FROM audit WHERE seq >= 200 ORDER BY seq"):
        fields = dict(zip(AuditRow.model_fields, stored, strict=False))
        row = forger.sign(AuditRow.model_validate({**fields, "previous": previous}))
        place.set("UPDATE audit SET previous = $1, mac = $2 WHERE seq = $3", previous, row.mac, row.seq)
        previous = row.mac
    assert (await ledger.verify_audit()).seq == 200
    await ledger.close()


@pytest.mark.fault("F86")
async def test_a_tail_rewritten_with_the_key_breaks_the_anchors(
    reopen, written, place, clock, audit_keys, tmp_path
):
    ledger = reopen()
    place.run("DELETE FROM audit WHERE seq > 1")
    await _write(place, audit_keys, clock, tmp_path / "elsewhere", step=1)
    assert not (await ledger.verify_audit()).ok
    await ledger.close()
    with pytest.raises(LedgerTampered):
        reopen()


@pytest.mark.fault("F77")
@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM audit WHERE seq > 150", "DELETE FROM audit", "UPDATE audit SET mac = 'ff' WHERE seq = 301"],
)
async def test_a_record_behind_its_anchor_does_not_open(reopen, written, place, statement):
    place.run(statement)
    with pytest.raises(LedgerTampered):
        reopen()


@pytest.mark.fault("F87")
async def test_a_record_whose_anchors_are_gone_does_not_open(reopen, written, place):
    place.anchors.unlink()
    with pytest.raises(LedgerTampered):
        reopen()


async def test_a_forged_anchor_is_noticed(reopen, written, place):
    file = place.anchors
    file.write_bytes(file.read_bytes().replace(b'"seq":301', b'"seq":299'))
    with pytest.raises(LedgerTampered):
        reopen()


@pytest.mark.parametrize("seq", [17, 9_999], ids=["another MAC", "beyond the end"])
async def test_an_old_anchor_with_a_wrong_seal_says_nothing_about_the_record(reopen, written, place, seq):
    forged = json.dumps({"seq": seq, "mac": "00" * 32, "time_ms": 1, "seal": "a1:00"}).encode()
    place.anchors.write_bytes(forged + b"\n" * TAIL_BYTES + place.anchors.read_bytes())
    ledger = reopen()
    report = await ledger.verify_audit()
    assert not report.ok
    assert f"the anchor of row {seq} is forged" in report.problem
    await ledger.close()


async def test_a_torn_last_anchor_is_as_good_as_none(reopen, written, place):
    file = place.anchors
    file.write_bytes(file.read_bytes()[:-20])
    ledger = reopen()
    await ledger.append("desk", "note", "s", {})
    assert (await ledger.verify_audit()).ok
    await ledger.close()


async def test_a_rotated_key_signs_while_the_old_one_still_verifies(written, place, clock, audit_keys):
    keys = {"a2": b"another-audit-key-with-32-bytes!", **audit_keys}
    ledger = place.open(keys, clock)
    await ledger.append("desk", "note", "s", {})
    assert (await ledger.verify_audit()).ok
    await ledger.close()
    with pytest.raises(LedgerTampered):
        place.open(audit_keys, clock)


async def test_a_deleted_intent_or_approval_is_missed(reopen, row, permit, yes, place):
    ledger = reopen()
    await ledger.propose(row())
    await ledger.decide(yes(), permit())
    place.run("DELETE FROM intent")
    report = await ledger.verify_audit()
    assert "int_nonce-apr_1" in report.problem
    await ledger.close()


async def test_a_copied_column_that_lies_is_found(reopen, row, permit, yes, place):
    ledger = reopen()
    await ledger.propose(row())
    await ledger.decide(yes(), permit())
    place.run("UPDATE intent SET state = 'REJECTED'")
    assert not (await ledger.verify_audit()).ok
    await ledger.close()


@pytest.mark.fault("F98")
async def test_a_newer_ledger_does_not_open(reopen, written, place):
    place.run("UPDATE schema_version SET version = 99")
    with pytest.raises(LedgerError, match="99"):
        reopen()


async def test_two_writers_share_one_chain(reopen, written):
    first, second = reopen(), reopen()
    for number in range(20):
        await (first if number % 2 else second).append("desk", "note", "s", {"n": number})
    assert (await first.verify_audit()).ok
    await first.close()
    await second.close()


@pytest.mark.slow
@pytest.mark.parametrize("statement", [None, "DELETE FROM audit WHERE seq > 10040", "DELETE FROM approval"])
async def test_a_long_record_is_verified_in_pages_by_one_process_or_two(
    ledger, place, clock, audit_keys, row, statement
):
    await ledger.propose(row())
    for _ in range(PAGE // ROWS + 1):
        await _write(place, audit_keys, clock, place.anchors)
    if statement is not None:
        place.run(statement)
    chain = Chain(audit_keys)
    record = Record(place.engine, chain, AnchorFile(place.anchors, chain))
    report = verify(record)
    assert report.ok == (statement is None)
    assert verify(record, apart_rows=1) == report
