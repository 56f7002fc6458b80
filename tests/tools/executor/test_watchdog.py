"""What has been in flight for too long is alerted, once."""

import asyncio

from tools.executor.timing import Timing
from tools.ledger.overdue import LIMIT_MS, overdue
from tools.receipt import IntentState

IMPATIENT = Timing(recovery_ms=0, patience_ms=0)


async def _watched(desk, passes):
    """Let the executor watch until it has refreshed so often."""
    watching = asyncio.ensure_future(desk.executor(timing=IMPATIENT).watch(1_000, 1_000))
    until_ms = desk.clock.now_ms() + passes * 1_000
    while desk.clock.now_ms() < until_ms:
        await asyncio.sleep(0)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_an_outcome_that_is_overdue_is_on_the_record_once(desk, market):
    desk.venue.script.append("lost-before")
    intent_id = await desk.approved(market)
    await desk.executor(timing=IMPATIENT).execute(intent_id)
    assert (await desk.ledger.intent(intent_id)).state is IntentState.UNKNOWN
    desk.venue.reachable = False
    assert await overdue(desk.ledger, desk.clock.now_ms()) == ()
    desk.clock.advance_ms(LIMIT_MS + 1)
    assert [intent.intent_id for intent in await overdue(desk.ledger, desk.clock.now_ms())] == [intent_id]
    await _watched(desk, 30)
    (row,) = await desk.ledger.audit(action="intent.overdue")
    assert row.subject == intent_id


async def test_what_is_settled_is_not_overdue(desk, market):
    await desk.execute(market)
    desk.clock.advance_ms(10 * LIMIT_MS)
    assert await overdue(desk.ledger, desk.clock.now_ms()) == ()
