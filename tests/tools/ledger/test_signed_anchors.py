import asyncio
import contextlib
import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.errors import ConfigError, LedgerError, LedgerTampered
from tools.ledger.anchoring import EVERY_MS, EVERY_ROWS, AnchorSetup
from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.ledger import AuditRow
from tools.ledger.signed_anchors import SignedAnchor, SignedAnchorFile
from tools.ledger.signing import Ed25519Signer, signed_by
from tools.ledger.sqlite import ANCHORS, open_ledger
from tools.receipt import IntentState
from tools.venues.orders import SendStamp

SEEDS = {"s1": b"seed-of-the-tests-with-32-bytes!"}
NEW_SEEDS = {"s2": b"another-seed-of-the-tests-32-by!"}


class Receiver:
    """A publisher that keeps what it gets."""

    failures = 3

    def __init__(self):
        self.got = []

    def publish(self, anchor):
        self.got.append(anchor)

    def close(self):
        self.got.append(None)


@pytest.fixture
def file(tmp_path):
    return SignedAnchorFile(tmp_path / "elsewhere" / "signed.jsonl")


@pytest.fixture
async def reopen(place, file, clock, audit_keys):
    opened = []

    def open_(seeds=SEEDS, publisher=None):
        setup = AnchorSetup(Ed25519Signer(seeds), file.path, publisher)
        opened.append(place.open(audit_keys, clock, setup))
        return opened[-1]

    yield open_
    for ledger in opened:
        with contextlib.suppress(LedgerTampered):
            await ledger.close()


async def _append(ledger, count):
    for number in range(count):
        await ledger.append("desk", "note", f"s{number}", {"n": number})


def _anchors(file):
    return [anchor.seq for anchor in file.all()]


async def test_the_first_start_signs_the_head_and_puts_the_key_on_record(reopen, file):
    ledger = reopen()
    signer = Ed25519Signer(SEEDS)
    (row,) = await ledger.audit(action="anchor.key")
    assert (row.subject, json.loads(row.body)) == ("s1", {"public_key": signer.publics["s1"]})
    anchor = file.last()
    assert anchor.seq == row.seq
    assert signed_by(signer.publics["s1"], anchor.signature, anchor.statement())
    assert file.path.stat().st_mode & 0o077 == 0
    await ledger.close()


async def test_the_head_is_signed_every_256_rows(reopen, file):
    ledger = reopen()
    before = file.last().seq
    await _append(ledger, EVERY_ROWS - 1)
    assert file.last().seq == before
    await _append(ledger, 1)
    assert file.last().seq == before + EVERY_ROWS
    await ledger.close()


async def test_a_commit_after_a_minute_is_signed_and_so_is_the_end(reopen, file, clock):
    ledger = reopen()
    before = file.last().seq
    clock.advance_ms(EVERY_MS - 1)
    await _append(ledger, 1)
    assert file.last().seq == before
    clock.advance_ms(1)
    await _append(ledger, 1)
    assert file.last().seq == before + 2
    await _append(ledger, 1)
    await ledger.close()
    assert file.last().seq == before + 3


async def test_asking_signs_what_is_not_signed_and_only_that(reopen, file):
    ledger = reopen()
    await _append(ledger, 1)
    state = await ledger.anchor()
    assert (state.seq, state.seq) == (file.last().seq, (await ledger.audit(limit=1))[0].seq)
    lines = _anchors(file)
    await ledger.anchor()
    assert _anchors(file) == lines
    await ledger.close()


async def test_each_ack_is_signed_with_its_own_transaction(reopen, file, row, permit, yes):
    ledger = reopen()
    await ledger.propose(row())
    await ledger.decide(yes(), permit())
    epoch = await ledger.take_lease("executor", "test")
    before = file.last().seq
    stamp = SendStamp(timestamp_ms=1, recv_window_ms=5000)
    assert await ledger.start_sending("int_nonce-apr_1", "nonce-apr_1", epoch, stamp) is not None
    assert file.last().seq == before
    await ledger.settle("int_nonce-apr_1", IntentState.ACKED, epoch=epoch, order_id="1")
    (ack,) = await ledger.audit(action="intent.acked")
    assert file.last().seq == ack.seq
    await ledger.close()


async def test_an_anchor_is_logged_and_published(reopen, file, caplog):
    receiver = Receiver()
    with caplog.at_level(logging.INFO, logger="spark.audit"):
        ledger = reopen(publisher=receiver)
        assert (await ledger.anchored()).publish_failures == 3
        await ledger.close()
    anchors = list(file.all())
    assert receiver.got == [*anchors, None]
    assert all(anchor.signature in caplog.text and anchor.root in caplog.text for anchor in anchors)


async def test_two_processes_anchor_one_record(reopen, file):
    first, second = reopen(), reopen()
    for number in range(2 * EVERY_ROWS):
        await _append(first if number % 2 else second, 1)
    report = await first.verify_audit()
    assert (report.ok, report.signed) == (True, len(set(_anchors(file))))
    await first.close()
    await second.close()


async def test_a_torn_last_line_is_as_good_as_none(reopen, file):
    await reopen().close()
    file.path.write_bytes(file.path.read_bytes()[:-20])
    ledger = reopen()
    await _append(ledger, 1)
    assert (await ledger.verify_audit()).ok
    await ledger.close()


async def test_a_ledger_from_before_signed_anchors_is_taken_up(place, reopen, clock, audit_keys):
    old = place.open(audit_keys, clock)
    await _append(old, 20)
    await old.close()
    ledger = reopen()
    report = await ledger.verify_audit()
    assert (report.ok, report.rows, report.signed) == (True, 22, 2)
    await ledger.close()


async def test_an_old_backup_of_the_ledger_folder_does_not_start(path, file, clock, audit_keys, tmp_path):
    def reopen():
        return open_ledger(path, audit_keys, clock, AnchorSetup(Ed25519Signer(SEEDS), file.path))

    ledger = reopen()
    await _append(ledger, 5)
    await ledger.close()
    shutil.copytree(path.parent, tmp_path / "backup", ignore=shutil.ignore_patterns("elsewhere", "backup"))
    ledger = reopen()
    await _append(ledger, 5)
    await ledger.close()
    for name in ("ledger.db", ANCHORS):
        shutil.copy(tmp_path / "backup" / name, path.parent / name)
    path.with_name("ledger.db-wal").unlink(missing_ok=True)
    with pytest.raises(LedgerTampered, match="ends at row 7, the last signed anchor is row 12"):
        reopen()


def _rewrite(place, audit_keys, first):
    """What an insider with the audit key does: rewrites rows, seals them, and makes new MAC anchors."""
    chain = Chain(audit_keys)
    ((previous,),) = place.rows(f"SELECT previous FROM audit WHERE seq = {first}")  # noqa: S608
    for stored in place.rows(f"SELECT * FROM audit WHERE seq >= {first} ORDER BY seq"):  # noqa: S608
        fields = dict(zip(AuditRow.model_fields, stored, strict=False))
        row = chain.sign(AuditRow.model_validate({**fields, "actor": "nobody", "previous": previous}))
        place.set(
            "UPDATE audit SET actor = $1, previous = $2, mac = $3 WHERE seq = $4",
            *(row.actor, row.previous, row.mac, row.seq),
        )
        previous = row.mac
    place.anchors.unlink()
    return previous


async def test_what_an_insider_with_the_audit_key_rewrites_is_found(reopen, file, place, clock, audit_keys):
    ledger = reopen()
    await _append(ledger, 30)
    await ledger.anchor()
    head = _rewrite(place, audit_keys, 10)
    AnchorFile(place.anchors, Chain(audit_keys)).write(32, head, clock.now_ms())
    report = await ledger.verify_audit()
    assert (report.ok, report.seq) == (False, 32)
    assert "signature" in report.problem
    with pytest.raises(LedgerTampered, match="row 32 is not the one the signed anchor names"):
        reopen()


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'"seq":2', b'"seq":7'), (b'"time_ms":17', b'"time_ms":16'), (b'"key_id":"s1"', b'"key_id":"s9"')],
)
async def test_a_forged_anchor_does_not_start(reopen, file, before, after):
    await reopen().close()
    file.path.write_bytes(file.path.read_bytes().replace(before, after))
    with pytest.raises(LedgerTampered, match="forged"):
        reopen()


async def test_an_older_anchor_that_says_something_else_is_found(reopen, file):
    ledger = reopen()
    await _append(ledger, 1)
    await ledger.anchor()
    first = next(file.all())
    file.path.write_bytes(file.path.read_bytes().replace(first.root.encode(), b"0" * 64, 1))
    report = await ledger.verify_audit()
    assert (report.ok, report.seq) == (False, first.seq)
    file.write(first)
    report = await ledger.verify_audit()
    assert (report.ok, report.problem) == (
        False,
        f"the signed anchor of row {first.seq} is forged; keep the files",
    )
    await ledger.close()


async def test_the_signature_of_the_newest_anchor_is_verified(reopen, file):
    ledger = reopen()
    newest = file.last()
    file.path.write_bytes(file.path.read_bytes().replace(newest.signature.encode(), b"0" * 128))
    report = await ledger.verify_audit()
    assert (report.ok, report.problem) == (
        False,
        f"the signed anchor of row {newest.seq} is forged; keep the files",
    )
    await ledger.close()


async def test_rewritten_rows_are_not_exported(reopen, place, audit_keys, tmp_path):
    ledger = reopen()
    await _append(ledger, 30)
    _rewrite(place, audit_keys, 10)
    with pytest.raises(LedgerTampered, match="do not make the signed root of row 32"):
        await ledger.export_audit(tmp_path / "out.jsonl")
    assert not list(tmp_path.glob("*out.jsonl*"))
    await ledger.close()


async def test_a_record_whose_signed_anchors_are_gone_does_not_start(reopen, file):
    ledger = reopen()
    file.path.unlink()
    assert "missing" in (await ledger.verify_audit()).problem
    with pytest.raises(LedgerTampered, match=r"signed\.jsonl is missing"):
        reopen()


async def test_an_anchor_that_cannot_be_written_stops_the_next_send(reopen, file):
    ledger = reopen()
    shutil.rmtree(file.path.parent)
    file.path.parent.write_text("not a folder")
    with pytest.raises(LedgerError, match="its anchor is not"):
        await _append(ledger, EVERY_ROWS)


@pytest.mark.fault("F89")
async def test_a_rotated_key_is_endorsed_and_rows_before_and_after_verify(reopen, audit_keys, clock, file):
    ledger = reopen()
    await _append(ledger, 3)
    await ledger.close()
    with pytest.raises(LedgerTampered, match="SPARK_ANCHOR_KEYS"):
        reopen(NEW_SEEDS)
    ledger = reopen({**NEW_SEEDS, **SEEDS})
    await _append(ledger, 3)
    await ledger.close()
    ledger = reopen(NEW_SEEDS)
    await _append(ledger, 3)
    report = await ledger.verify_audit()
    assert (report.ok, report.problem) == (True, None)
    assert {anchor.key_id for anchor in file.all()} == {"s1", "s2"}
    await ledger.close()
    with pytest.raises(LedgerTampered, match="anchored with the key s2"):
        reopen(SEEDS)


async def test_both_rotations_together_keep_every_row_verifiable(place, file, clock, audit_keys):
    def open_(keys, seeds):
        return place.open(keys, clock, AnchorSetup(Ed25519Signer(seeds), file.path))

    new_keys = {"a2": b"another-audit-key-with-32-bytes!"}
    ledger = open_(audit_keys, SEEDS)
    await _append(ledger, 3)
    await ledger.close()
    ledger = open_({**new_keys, **audit_keys}, {**NEW_SEEDS, **SEEDS})
    await _append(ledger, 3)
    report = await ledger.verify_audit()
    assert (report.ok, report.rows) == (True, 9)
    await ledger.close()


async def test_a_key_nobody_endorsed_is_found(reopen):
    ledger = reopen()
    public = Ed25519Signer(NEW_SEEDS).publics["s2"]
    await ledger.append("system", "anchor.key", "s2", {"public_key": public})
    assert "the key before it did not endorse it" in (await ledger.verify_audit()).problem
    with pytest.raises(LedgerTampered, match="the key before it did not endorse it"):
        reopen()


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(ConfigError, match="s1 has 33 bytes"):
        Ed25519Signer({"s1": bytes(33)})


@pytest.mark.parametrize(
    ("first", "last", "rows"), [(1, 40, 40), (20, 30, 30), (20, None, 63), (63, 63, 63)], ids=str
)
async def test_a_range_verifies_by_itself(reopen, first, last, rows):
    ledger = reopen()
    await _append(ledger, 61)
    report = await ledger.verify_audit(first, last)
    assert (report.ok, report.first, report.rows) == (True, first, rows)
    await ledger.close()


async def test_a_range_finds_what_is_inside_it_and_only_that(reopen, place):
    ledger = reopen()
    await _append(ledger, 61)
    place.run("UPDATE audit SET actor = 'nobody' WHERE seq = 25")
    assert (await ledger.verify_audit(20, 30)).seq == 25
    assert (await ledger.verify_audit(26, 30)).ok
    assert (await ledger.verify_audit(1, 24)).ok
    assert (await ledger.verify_audit(60, 70)).problem.startswith("row 64: missing")
    assert (await ledger.verify_audit(70, 70)).problem == "row 69: missing"
    place.run("UPDATE audit SET actor = 'desk' WHERE seq = 25")
    await ledger.close()


def test_an_anchor_whose_peaks_are_not_its_roots_is_forged():
    anchor = SignedAnchor(seq=1, mac="", root="00", time_ms=1, key_id="s1", peaks=("00" * 32,))
    with pytest.raises(LedgerTampered):
        anchor.frontier()


async def test_processes_that_start_together_begin_one_record(reopen):
    opened = await asyncio.gather(*(asyncio.to_thread(reopen) for _ in range(6)))
    for ledger in opened:
        await _append(ledger, 2)
    for action in ("anchor.key", "ledger.opened", "ledger.joined"):
        assert len(await opened[0].audit(action=action)) <= 1
    assert (await opened[0].verify_audit()).ok
    for ledger in opened:
        await ledger.close()


@pytest.mark.parametrize(("first", "last"), [(1, None), (3, 7)], ids=str)
async def test_an_export_of_either_database_verifies_without_the_product(reopen, tmp_path, first, last):
    ledger = reopen()
    await _append(ledger, 10)
    out = tmp_path / "out.jsonl"
    report = await ledger.export_audit(out, first, last)
    assert _check(out, f"{report.key_id}:{report.public_key}").startswith("VERIFIES:")


def _check(export, key):
    script = Path(__file__).parents[3] / "ops" / "verify_audit.py"
    command = [sys.executable, str(script), str(export), "--key", key]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
