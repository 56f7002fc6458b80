"""Threads: checkpoints are a cache; the ledger alone knows what was approved and done."""

import asyncio
import sqlite3

import pytest

from agent.checkpoints import SqliteCheckpoints
from agent.planner.offline import OfflinePlanner
from agent.threads import UTTERANCES_AT_ONCE, Threads


async def test_a_restart_leaves_a_pending_approval_decidable(desk):
    row = await desk.pending()
    await desk.open()

    kept = await desk.app.sessions.approval(row.approval_id)
    decided = await desk.decide(kept)

    assert kept == row
    assert decided.accepted
    assert len(await desk.orders()) == 1


@pytest.mark.fault("F30")
async def test_a_lost_checkpoint_file_loses_nothing(desk):
    row = await desk.pending()
    await desk.close()
    for path in desk.home.glob("checkpoints.db*"):
        path.unlink()
    await desk.open()

    assert (await desk.decide(row)).accepted
    assert not (await desk.decide(row)).accepted
    assert len(await desk.orders()) == 1


async def test_a_restart_after_the_order_does_not_send_it_again(desk):
    row = await desk.pending()
    first = await desk.decide(row)
    await desk.open()

    again = await desk.decide(row)

    assert not again.accepted
    assert again.receipt == first.receipt
    assert len(await desk.orders()) == 1


@pytest.mark.fault("F17")
async def test_an_old_checkpoint_put_back_does_not_send_it_again(desk):
    row = await desk.pending()
    await desk.close()
    checkpoints = desk.home / "checkpoints.db"
    before = checkpoints.read_bytes()
    await desk.open()
    await desk.decide(row)
    await desk.close()
    for path in desk.home.glob("checkpoints.db-*"):
        path.unlink()
    checkpoints.write_bytes(before)
    await desk.open()

    await desk.decide(row)
    decided = await desk.app.sessions.approval(row.approval_id)
    await desk.app._threads.execute(decided)

    assert len(await desk.orders()) == 1


@pytest.mark.fault("F28")
async def test_what_is_only_in_a_checkpoint_has_no_authority(desk):
    row = await desk.pending()

    # The thread is resumed as if the approval had been given, which the ledger denies.
    receipt = await desk.app._threads.execute(row)

    assert receipt is None
    assert await desk.orders() == []
    assert (await desk.app.sessions.approval(row.approval_id)).status == "pending"
    assert (await desk.decide(row)).accepted
    assert len(await desk.orders()) == 1


async def test_checkpoints_hold_plain_data_only(desk):
    await desk.pending()
    await desk.close()

    with sqlite3.connect(desk.home / "checkpoints.db") as connection:
        kinds = {kind for (kind,) in connection.execute("select distinct type from checkpoints")}
        blobs = b"".join(bytes(blob) for (blob,) in connection.execute("select checkpoint from checkpoints"))
    connection.close()

    assert kinds == {"msgpack"}
    assert b"pickle" not in blobs


async def test_langgraph_is_not_loaded_before_it_is_needed(desk, tmp_path):
    threads = Threads(SqliteCheckpoints(tmp_path / "checkpoints.db"), desk.app.parts)

    await threads.close()

    assert not (tmp_path / "checkpoints.db").exists()


@pytest.mark.parametrize("restart", [False, True])
async def test_two_approvals_of_one_plan_survive_a_double_click_on_the_first(desk, restart):
    turn = await desk.ask("testnette 60 dolarlık BTC al ve testnette 60 dolarlık ETH al")
    bitcoin, ether = [await desk.app.sessions.approval(i) for i in turn.approval_ids]

    await desk.decide(bitcoin)
    await desk.decide(bitcoin)
    if restart:
        await desk.open()

    assert (await desk.decide(ether)).accepted
    assert sorted(order["symbol"] for order in await desk.orders()) == ["BTCUSDT", "ETHUSDT"]


async def test_a_checkpoint_file_that_is_no_database_is_put_aside(desk):
    await desk.close()
    (desk.home / "checkpoints.db").write_bytes(b"garbage " * 1000)
    await desk.open()

    turn = await desk.ask("pozisyonlarım")

    assert turn.status == "answered"
    assert (desk.home / "checkpoints.broken").exists()


class SlowPlanner:
    """Plans when it is told to; notes how many utterances it was given."""

    def __init__(self, planner):
        self.planner, self.begun = planner, 0
        self.full, self.go = asyncio.Event(), asyncio.Event()

    async def plan(self, utterance, surroundings):
        self.begun += 1
        if self.begun == UTTERANCES_AT_ONCE:
            self.full.set()
        await self.go.wait()
        return await self.planner.plan(utterance, surroundings)


async def test_more_utterances_than_there_is_room_for_wait_and_a_typed_call_does_not(desk):
    planner = SlowPlanner(OfflinePlanner(desk.clock))
    await desk.open(planner=planner)
    asked = [asyncio.ensure_future(desk.ask("testnette 60 dolarlık BTC al")) for _ in range(20)]
    await planner.full.wait()

    halted = await desk.call("engage_kill_switch", reason="drill")

    assert halted.receipts
    assert planner.begun == UTTERANCES_AT_ONCE
    planner.go.set()
    assert len(await asyncio.gather(*asked)) == planner.begun == 20


async def test_a_thread_that_cannot_be_resumed_keeps_no_receipt_back(desk):
    row = await desk.pending()
    await desk.app._threads.close()

    decided = await desk.decide(row)

    assert decided.accepted
    assert len(await desk.orders()) == 1
