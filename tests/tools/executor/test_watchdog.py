"""What has been in flight for too long is alerted, once."""

from tools.executor import watchdog
from tools.executor.desk import Desk as Parts
from tools.executor.timing import Timing
from tools.ledger.overdue import LIMIT_MS, overdue
from tools.receipt import IntentState

IMPATIENT = Timing(recovery_ms=0, patience_ms=0)


async def test_an_outcome_that_is_overdue_is_on_the_record_once(desk, market):
    desk.venue.script.append("lost-before")
    intent_id = await desk.approved(market)
    await desk.executor(timing=IMPATIENT).execute(intent_id)
    assert (await desk.ledger.intent(intent_id)).state is IntentState.UNKNOWN
    desk.venue.reachable = False
    assert await overdue(desk.ledger, desk.clock.now_ms()) == ()
    desk.clock.advance_ms(LIMIT_MS + 1)
    assert [intent.intent_id for intent in await overdue(desk.ledger, desk.clock.now_ms())] == [intent_id]
    parts = Parts(desk.context(), {}, desk.recheck, desk.lease)
    for _ in range(3):
        await watchdog.alert(parts)
    (row,) = await desk.ledger.audit(action="intent.overdue")
    assert row.subject == intent_id


async def test_what_is_settled_is_not_overdue(desk, market):
    await desk.execute(market)
    desk.clock.advance_ms(10 * LIMIT_MS)
    assert await overdue(desk.ledger, desk.clock.now_ms()) == ()
