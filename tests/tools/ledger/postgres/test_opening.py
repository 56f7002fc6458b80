"""Homes that share one record: each joins it once, checks it first and keeps anchors of its own."""

import asyncio

import pytest

from tools.errors import LedgerTampered
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.postgres.opening import ANCHORS, has_record, open_ledger
from tools.ledger.signed_anchors import SignedAnchorFile
from tools.ledger.signing import Ed25519Signer

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("place", ["postgres"], indirect=True)]
SIGNED = "signed-postgresql.jsonl"
END_SESSIONS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE application_name = 'spark-copilot' AND pid <> pg_backend_pid()
"""


@pytest.fixture
def second_home(place, tmp_path, audit_keys, clock):
    return lambda: open_ledger(place.address, tmp_path / "second", audit_keys, clock)


async def test_a_database_has_a_record_once_it_was_opened(place, reopen):
    assert not has_record(place.address)
    await reopen().close()
    assert has_record(place.address)


async def test_a_second_home_joins_on_the_record(ledger, second_home):
    await ledger.append("desk", "note", "s", {})
    for _ in range(2):
        second = second_home()
        await second.append("desk", "note", "s", {})
        await second.close()
    joined = await ledger.audit(action="ledger.joined")
    assert len({row.subject for row in joined}) == len(joined) == 2
    assert (await ledger.verify_audit()).ok


async def test_a_changed_record_is_not_joined(ledger, place, second_home):
    await ledger.append("desk", "note", "s", {})
    await ledger.append("desk", "note", "s", {})
    place.run("UPDATE audit SET actor = 'nobody' WHERE seq = 2")
    with pytest.raises(LedgerTampered, match="row 2"):
        second_home()


async def test_a_home_that_lost_its_anchors_does_not_join_again(ledger, tmp_path, second_home):
    await second_home().close()
    (tmp_path / "second" / ANCHORS).unlink()
    with pytest.raises(LedgerTampered, match="anchors"):
        second_home()


async def test_processes_that_start_together_share_an_empty_database(reopen, place):
    opened = await asyncio.gather(*(asyncio.to_thread(reopen) for _ in range(4)))
    for ledger in opened:
        await ledger.append("desk", "note", "s", {})
    assert len(await opened[0].audit(action="ledger.joined")) == 1
    assert (await opened[0].verify_audit()).ok
    for ledger in opened:
        await ledger.close()


SEEDS = {"s1": b"seed-of-the-tests-with-32-bytes!"}
OTHER_SEEDS = {"s2": b"another-seed-of-the-tests-32-by!"}


@pytest.fixture
async def signed(place, audit_keys, clock, tmp_path):
    """Opens a home of its own, its file of signed anchors in it."""
    opened = []

    def open_(name, seeds=SEEDS):
        home = tmp_path / name
        setup = AnchorSetup(Ed25519Signer(seeds), home / SIGNED)
        opened.append(open_ledger(place.address, home, audit_keys, clock, setup))
        return opened[-1]

    yield open_
    for ledger in opened:
        await ledger.close()


async def test_homes_of_one_record_sign_it_each_in_its_own_file(signed, tmp_path):
    first = signed("first")
    await first.append("desk", "note", "s", {})
    second = signed("second")
    assert SignedAnchorFile(tmp_path / "second" / SIGNED).last() is not None
    for ledger in (second, first, second):
        await ledger.append("desk", "note", "s", {})
        await ledger.anchor()
    assert len(await first.audit(action="anchor.key")) == 1
    for ledger in (first, second):
        report = await ledger.verify_audit()
        assert (report.ok, report.problem, report.signed > 1) == (True, None, True)


async def test_a_home_with_another_anchor_key_writes_nothing(signed, tmp_path):
    first = signed("first")
    rows = await first.audit()
    with pytest.raises(LedgerTampered, match="SPARK_ANCHOR_KEYS"):
        signed("second", OTHER_SEEDS)
    assert await first.audit() == rows
    assert not (tmp_path / "second" / SIGNED).exists()
    signed("second")


async def test_a_home_that_lost_its_signed_anchors_does_not_begin_again(signed, tmp_path):
    signed("first")
    second = signed("second")
    await second.close()
    (tmp_path / "second" / SIGNED).unlink()
    with pytest.raises(LedgerTampered, match=f"{SIGNED} is missing"):
        signed("second")


async def test_a_server_that_is_away_does_not_keep_the_process_from_ending(signed, place, caplog):
    ledger = signed("first")
    await ledger.append("desk", "note", "s", {})
    place.run(END_SESSIONS)
    await ledger.close()
    assert "cannot be anchored" in caplog.text
    assert (await signed("first").verify_audit()).ok
