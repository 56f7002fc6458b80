"""What has been in flight for too long, or fails again and again, is put on the record, once."""

import asyncio

from tools.executor import watchdog
from tools.executor.circuit import FAILURES, PAUSE_MS, Circuit
from tools.executor.desk import Desk as Parts
from tools.executor.timing import Timing
from tools.ledger.overdue import LIMIT_MS, overdue
from tools.outages import note, outages
from tools.receipt import IntentState
from tools.terms import VenueName
from tools.venues.orders import Unknown

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


async def test_the_watching_executor_says_what_is_overdue(desk, market):
    desk.venue.script.append("lost-before")
    await desk.executor(timing=IMPATIENT).execute(await desk.approved(market))
    desk.venue.reachable = False
    desk.clock.advance_ms(LIMIT_MS + 1)
    watching = asyncio.ensure_future(desk.executor(timing=IMPATIENT).watch())
    for _ in range(10_000):
        if await desk.ledger.audit(action="intent.overdue"):
            break
    else:
        raise AssertionError("nobody said so")
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_what_is_settled_is_not_overdue(desk, market):
    await desk.execute(market)
    desk.clock.advance_ms(10 * LIMIT_MS)
    assert await overdue(desk.ledger, desk.clock.now_ms()) == ()


async def test_a_circuit_that_opens_and_closes_is_on_the_record_once(desk, market):
    parts = Parts(desk.context(), {}, desk.recheck, desk.lease)
    circuit = parts.circuits.setdefault(VenueName.BINANCE_FUTURES, Circuit(desk.clock))

    async def failing():
        await watchdog.alert(parts)
        await watchdog.alert(parts)
        return [outage.venue for outage in await outages(desk.ledger)]

    assert await failing() == []
    for _ in range(FAILURES):
        circuit.note(Unknown(cause="timeout"))
    assert await failing() == ["binance-futures"]
    desk.clock.advance_ms(PAUSE_MS)
    assert await circuit.refuses((market,), desk.venue) is None
    assert await failing() == []
    rows = await desk.ledger.audit(subject="circuit:binance-futures")
    assert [row.action for row in rows] == ["circuit.closed", "circuit.opened"]


async def test_a_new_executor_has_closed_circuits_and_says_so(desk):
    await note(desk.ledger, VenueName.BINANCE_FUTURES, True)
    await watchdog.alert(Parts(desk.context(), {}, desk.recheck, desk.lease))
    assert await outages(desk.ledger) == ()
