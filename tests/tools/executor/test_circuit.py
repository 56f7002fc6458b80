"""The circuit: a venue that fails again and again gets no new risk, until it answers."""

import pytest

from tools.executor.circuit import FAILURES, PAUSE_MS, WINDOW_MS
from tools.executor.timing import Timing
from tools.receipt import IntentState
from tools.terms import PositionSide, Side
from tools.venues.orders import Rejected

IMPATIENT = Timing(patience_ms=0)
BUSY = Rejected(code="-1008", message="Request throttled.")


@pytest.fixture
def send(desk, market):
    executor = desk.executor(timing=IMPATIENT)

    async def send(*steps, **changes):
        desk.venue.script.extend(steps)
        return await executor.execute(await desk.approved(market.model_copy(update=changes)))

    return send


async def _fail(send, times, step="lost-before"):
    for _ in range(times):
        await send(step)


@pytest.mark.fault("F100")
@pytest.mark.parametrize("step", ["lost-before", BUSY])
async def test_failures_open_it(desk, send, step):
    await _fail(send, FAILURES, step)
    receipt = await send()
    assert (receipt.state, len(desk.venue.posts)) == (IntentState.REJECTED, FAILURES)
    assert (await desk.ledger.intent(receipt.receipt_id)).code == "venue_circuit_open"


async def test_one_failure_less_does_not(send):
    await _fail(send, FAILURES - 1)
    assert (await send()).state is IntentState.ACKED


async def test_failures_far_apart_do_not(desk, send):
    for _ in range(FAILURES):
        await send("lost-before")
        desk.clock.advance_ms(WINDOW_MS // 2)
    assert (await send()).state is IntentState.ACKED


async def test_an_ordinary_refusal_is_no_failure(send):
    await _fail(send, 2 * FAILURES, "reject")
    assert (await send()).state is IntentState.ACKED


CLOSES = ({"reduce_only": True}, {"position_side": PositionSide.LONG})


@pytest.mark.parametrize("closes", CLOSES, ids=["one-way", "hedge mode"])
async def test_what_reduces_passes(send, closes):
    await _fail(send, FAILURES)
    assert (await send(side=Side.SELL, **closes)).state is IntentState.ACKED


async def test_after_the_pause_an_answer_closes_it(desk, send):
    await _fail(send, FAILURES)
    desk.clock.advance_ms(PAUSE_MS)
    desk.venue.reachable = False
    assert (await send()).state is IntentState.REJECTED
    desk.venue.reachable = True
    assert (await send()).state is IntentState.REJECTED, "one question each pause"
    desk.clock.advance_ms(PAUSE_MS)
    assert (await send()).state is IntentState.ACKED
