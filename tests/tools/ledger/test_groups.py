"""Units of work that wait together are written in one transaction, and fail one by one."""

import asyncio
import threading
from contextlib import asynccontextmanager

import pytest

from tools.errors import LedgerError, NotFound
from tools.ledger.unit import Unit, tell


@pytest.fixture
def busy(ledger):
    """Keeps the writing thread at work: what is asked for meanwhile waits, and then goes together."""

    @asynccontextmanager
    async def hold():
        begun, release = threading.Event(), threading.Event()

        def hold_up(tx):
            begun.set()
            release.wait(10)

        first = asyncio.ensure_future(ledger._database.write(hold_up))
        await asyncio.to_thread(begun.wait, 10)
        yield
        # One turn of the loop takes what was asked for to the thread's door.
        await asyncio.sleep(0)
        release.set()
        await first

    return hold


def anchors(place):
    return [line for line in place.anchors.read_text().splitlines() if line]


def note(ledger, subject):
    return asyncio.ensure_future(ledger.append("desk", "note", subject, {}))


async def test_what_waits_together_is_committed_together_in_its_order(ledger, place, busy):
    before = len(anchors(place))
    async with busy():
        notes = [note(ledger, f"s{number}") for number in range(5)]
    rows = await asyncio.gather(*notes)
    assert [row.seq for row in rows] == list(range(rows[0].seq, rows[0].seq + 5))
    assert len(anchors(place)) == before + 1
    assert (await ledger.verify_audit()).ok


async def test_one_that_fails_takes_back_its_own_changes_and_no_others(ledger, row, busy):
    def half(tx):
        tx.append("desk", "half", "s", {})
        raise NotFound("stops in the middle")

    async with busy():
        first = note(ledger, "first")
        broken = asyncio.ensure_future(ledger._database.write(half))
        last = note(ledger, "last")
    with pytest.raises(NotFound, match="middle"):
        await broken
    assert (await last).seq == (await first).seq + 1
    assert await ledger.audit(action="half") == ()
    assert (await ledger.verify_audit()).ok


async def test_what_was_undone_with_another_ones_failure_is_done_again_once(ledger, busy):
    runs = []

    def count(tx):
        runs.append(tx.append("desk", "counted", "s", {}).seq)

    def stop(tx):
        raise NotFound("stops")

    async with busy():
        counted = asyncio.ensure_future(ledger._database.write(count))
        stopped = asyncio.ensure_future(ledger._database.write(stop))
    await counted
    with pytest.raises(NotFound):
        await stopped
    assert len(runs) == 2
    assert [row.seq for row in await ledger.audit(action="counted")] == runs[1:]


async def test_a_closed_event_loop_keeps_nobody_else_from_an_answer():
    gone = asyncio.new_event_loop()
    units = [Unit(int, loop.create_future()) for loop in (gone, asyncio.get_running_loop())]
    gone.close()
    for unit in units:
        unit.run(7)
    await asyncio.to_thread(tell, units)
    assert await units[1].waits == 7


async def test_a_broken_rule_of_the_database_fails_only_who_broke_it(ledger, row, busy):
    async with busy():
        once, twice = (asyncio.ensure_future(ledger.propose(row())) for _ in range(2))
        other = asyncio.ensure_future(ledger.propose(row("apr_2")))
    await once
    with pytest.raises(LedgerError, match="nothing was changed"):
        await twice
    await other
    assert {approval.approval_id for approval in await ledger.approvals()} == {"apr_1", "apr_2"}
    assert (await ledger.verify_audit()).ok


async def test_a_later_one_sees_what_an_earlier_one_did(ledger, row, permit, yes, busy):
    async with busy():
        asked = [asyncio.ensure_future(ledger.propose(row()))]
        asked += [asyncio.ensure_future(ledger.decide(yes(), permit(nonce=nonce))) for nonce in ("a", "b")]
    _, won, late = await asyncio.gather(*asked)
    assert won.intent_id == late.intent_id == "int_a"
    assert len(await ledger.ready()) == 1


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
async def test_when_the_group_cannot_be_committed_nobody_is_told_it_was(ledger, busy):
    def orphan(tx):
        tx.change("PRAGMA defer_foreign_keys = ON")
        tx.change("INSERT INTO fill VALUES ('v', 'a', 'no such intent', '{}', '', 'BTCUSDT', '1', 1)")

    before = await ledger.audit()
    async with busy():
        asked = [note(ledger, "s"), asyncio.ensure_future(ledger._database.write(orphan)), note(ledger, "s")]
    for answer in await asyncio.gather(*asked, return_exceptions=True):
        assert isinstance(answer, LedgerError)
        assert "nothing was changed" in str(answer)
    assert await ledger.audit() == before
    await note(ledger, "s")


@pytest.mark.slow
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
async def test_when_the_session_ends_in_a_group_nothing_of_it_is_there(ledger, busy):
    def end(tx):
        tx.change("SELECT pg_terminate_backend(pg_backend_pid())")

    before = await ledger.audit()
    async with busy():
        asked = [note(ledger, "s"), asyncio.ensure_future(ledger._database.write(end)), note(ledger, "s")]
    for answer in await asyncio.gather(*asked, return_exceptions=True):
        assert isinstance(answer, LedgerError)
        assert "nothing was changed" in str(answer)
    assert await ledger.audit() == before
    await note(ledger, "s")


async def test_what_nobody_waits_for_any_more_is_not_begun(ledger, busy):
    async with busy():
        kept, dropped = note(ledger, "kept"), note(ledger, "dropped")
        await asyncio.sleep(0)
        dropped.cancel()
    await kept
    assert await ledger.audit(subject="dropped") == ()


async def test_an_anchor_that_cannot_be_written_is_told_to_all_whose_changes_it_covers(ledger, place, busy):
    async with busy():
        notes = [note(ledger, "s"), note(ledger, "s")]
        place.anchors.unlink()
        place.anchors.mkdir()
    for answer in await asyncio.gather(*notes, return_exceptions=True):
        assert isinstance(answer, LedgerError)
        assert "anchor" in str(answer)
