"""Homes that share one record: each joins it once, checks it first and keeps anchors of its own."""

import asyncio

import pytest

from tools.errors import LedgerTampered
from tools.ledger.postgres.opening import ANCHORS, has_record, open_ledger

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("place", ["postgres"], indirect=True)]


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
