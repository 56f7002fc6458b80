"""A server that is not the executor stands by, and becomes it when the other one ends."""

import pytest

from agent.app import STANDBY_MS
from agent.wiring import build
from tools.clock import VirtualClock


@pytest.fixture
async def standby(desk):
    """A second server on the home of the desk; its time moves when the test says so."""
    clock = VirtualClock(desk.clock.now_ms())
    app = await build(desk.settings, clock=clock, transport=desk.transport)
    await app.start(watch=True)
    yield app
    await app.close()


def _pass(desk, standby, duration_ms):
    """The venue and the server must agree about the time."""
    desk.clock.advance_ms(duration_ms)
    standby.context.clock.advance_ms(desk.clock.now_ms() - standby.context.clock.now_ms())


async def test_a_server_that_stands_by_takes_over_and_sends_what_is_approved(desk, standby):
    row = await desk.pending()
    epoch = await standby.ledger.lease_epoch("executor")
    _pass(desk, standby, STANDBY_MS)
    assert await standby.ledger.lease_epoch("executor") == epoch, "the executor lives"
    await desk.close()

    for _ in range(1_000):
        # In small steps: an approval lives for 90 seconds.
        _pass(desk, standby, STANDBY_MS // 20)
        if await standby.ledger.lease_epoch("executor") != epoch:
            break
    decided = await standby.sessions.decide(row.approval_id, "approve", row.digest, desk.trader, None)

    assert decided.receipt.state == "ACKED"
    assert len(await desk.orders()) == 1
