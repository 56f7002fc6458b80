"""A server that is not the executor stands by, and becomes it when the other one ends."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from agent.app import STANDBY_MS
from agent.wiring import build
from tools.clock import VirtualClock
from tools.executor.lease import take_lease

GIVE_UP_SECONDS = 60
LOOKS = 10_000


class StillClock(VirtualClock):
    """Whoever waits for the lease lets the others go on; no time passes, so what is due later never is."""

    async def sleep_ms(self, duration_ms: int) -> None:
        if duration_ms > STANDBY_MS:
            await asyncio.Event().wait()
        await asyncio.sleep(0)


@pytest.fixture
async def standby(desk):
    """A second server on the home of the desk."""
    app = await build(desk.settings, clock=StillClock(desk.clock.now_ms()), transport=desk.transport)
    await app.start(watch=True)
    yield app
    await app.close()


async def test_a_server_that_stands_by_takes_over_and_sends_what_is_approved(desk, standby):
    row = await desk.pending()
    epoch = await standby.ledger.lease_epoch("executor")
    await desk.close()

    async with asyncio.timeout(GIVE_UP_SECONDS):
        decided = await standby.sessions.decide(row.approval_id, "approve", row.digest, desk.trader, None)

    assert decided.receipt.state == "ACKED"
    assert await standby.ledger.lease_epoch("executor") == epoch + 1
    assert len(await desk.orders()) == 1


async def test_a_server_whose_record_was_changed_is_no_executor_any_more_and_says_so(desk, limit_buy, caplog):
    await desk.decide(await desk.pending(**limit_buy))
    await desk.close()
    app = await build(desk.settings, clock=StillClock(desk.clock.now_ms()), transport=desk.transport)
    with closing(sqlite3.connect(desk.home / "ledger.db")) as ledger:
        ledger.execute("UPDATE intent SET doc = replace(doc, '64000', '65000')")
        ledger.commit()

    try:
        await app.start(watch=True)
        for _ in range(LOOKS):
            if not app.parts.execution.executing:
                break
            await app.ledger.lease_epoch("executor")
        (await take_lease(desk.home, app.ledger, "the next one")).release()
    finally:
        await app.close()

    assert "nothing is executed here any more" in caplog.text
