"""F31 to F52: bad answers of the venue to an approved order, through the whole product."""

from functools import partial

import pytest

from tools.receipt import IntentState
from tools.safety.latches import ACCESS, latched
from tools.terms import Mode, PositionMode
from tools.testnet.server import DEFAULT_KEY_PAIR
from tools.venues.binance_futures.connect import connect

ACKED, NOT_PLACED, REJECTED = IntentState.ACKED, IntentState.NOT_PLACED, IntentState.REJECTED
BUY = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}

ONE_ORDER = {
    "F31": ({"fault": "drop_before_accept", "ms": 30_000}, NOT_PLACED),
    "F32": ({"fault": "drop_after_accept", "ms": 30_000}, ACKED),
    "F33": ({"fault": "status_after_accept"}, ACKED),
    "F33-not-executed": ({"fault": "status"}, NOT_PLACED),
    "F34": ({"fault": "status", "msg": "Service Unavailable."}, REJECTED),
    "F35": ({"fault": "throttle"}, REJECTED),
    "F36": ({"fault": "timeout_after_accept"}, ACKED),
    "F36-not-executed": ({"fault": "status", "status": 408, "code": -1007}, NOT_PLACED),
    "F37": ({"fault": "status_after_accept", "status": 400, "code": -1006, "msg": "unexpected"}, ACKED),
    "F39": ({"fault": "status", "status": 400, "code": -1022, "msg": "Signature is not valid."}, REJECTED),
    "F40": ({"fault": "status", "status": 400, "code": -2010, "msg": "NEW_ORDER_REJECTED"}, REJECTED),
    "F41": ({"fault": "status_after_accept", "status": 400, "code": -4116, "msg": "duplicated."}, ACKED),
    "F43": ({"fault": "status", "status": 429, "retry_after": 7}, REJECTED),
    "F44": ({"fault": "status", "status": 418, "msg": "IP banned.", "retry_after": 30}, REJECTED),
    "F45": ({"fault": "waf_block"}, NOT_PLACED),
    "F46": ({"fault": "invalid_json"}, ACKED),
    "F47": ({"fault": "drop_mid_answer"}, ACKED),
    "F48": ({"fault": "slow_answer", "ms": 30_000}, ACKED),
}


async def one_order(floor, fault, state):
    """The answer to an approved order is bad; afterwards there is one order or none, as the record says."""
    row = await floor.pending()
    await floor.fault_on_order(**fault)

    await floor.try_to_decide(row)
    await floor.heal()

    assert await floor.state_of(row) is state
    assert len(await floor.orders()) == (1 if state is ACKED else 0)
    assert not (await floor.decide(row)).accepted, "an approval is used once, whatever came of it"
    assert len(await floor.orders()) == (1 if state is ACKED else 0)


async def overloaded_but_reducing(floor):
    """F35: what only takes risk away passes."""
    await floor.decide(await floor.pending())
    await floor.arm(fault="throttle", count=100)
    turn = await floor.call("close_position", symbol="BTCUSDT", dry_run=False)
    closing = await floor.app.sessions.approval(turn.approval_ids[0])

    assert (await floor.decide(closing)).receipt.state is ACKED


async def clocks_apart(floor):
    """F38: measured again, so that the order fits the venue's time, or refused; then nothing more opens."""
    row = await floor.pending()
    floor.skew_ms = 60_000
    await floor.arm(fault="clock_skew", ms=60_000)

    await floor.try_to_decide(row)

    state = await floor.state_of(row)
    assert state in (ACKED, REJECTED)
    assert len(await floor.orders()) == (1 if state is ACKED else 0)
    floor.clock.advance_ms(61_000)
    turn = await floor.call("place_order", **BUY)
    assert "60000 ms off" in turn.message


async def a_lagging_query(floor):
    """F42: the answer is lost and the venue does not know the order for half a minute."""
    row = await floor.resting()
    await floor.arm(fault="stale_order", ms=30_000)
    await floor.fault_on_order(fault="drop_after_accept")

    await floor.try_to_decide(row)
    assert await floor.state_of(row) in (IntentState.UNKNOWN, ACKED), "no premature verdict"
    await floor.heal()

    assert await floor.state_of(row) is ACKED


async def pauses_and_cancels(floor):
    """F43: after a 429 reads wait their time, a cancel goes first."""
    resting = await floor.resting()
    placed = await floor.decide(resting)
    await floor.arm(fault="status", status=429, retry_after=7, path="/fapi/v1/premiumIndex")
    await floor.call("get_market", symbol="ETHUSDT")
    turn = await floor.call("cancel_order", symbol="BTCUSDT", client_order_id=placed.receipt.client_order_id)
    waiting = await floor.app.sessions.approval(turn.approval_ids[0])
    await floor.decide(waiting)

    assert [order["status"] for order in await floor.orders()] == ["CANCELED"]


def halting(said, **fault):
    """F39 and F44: who does not let us in gets nothing new until a person has looked; closing goes on."""

    async def scene(floor):
        await floor.decide(await floor.pending())
        floor.clock.advance_ms(61_000)
        row = await floor.pending()
        await floor.fault_on_order(fault="status", **fault)
        await floor.decide(row)

        (latch,) = latched(await floor.ledger.trading_states())
        assert (latch.scope, latch.state, latch.actor) == ("venue:binance-futures", "HALTED", ACCESS)
        assert said in latch.reason
        await floor.heal()
        denied = await floor.call("place_order", **BUY)
        assert [v.code for v in denied.reviews[0].verdicts if v.outcome == "deny"] == ["halted"]
        closing = await floor.call("close_position", symbol="BTCUSDT", dry_run=False)
        done = await floor.decide(await floor.app.sessions.approval(closing.approval_ids[0]))
        assert done.receipt.state is ACKED

        asked = {"scope": latch.scope, "reason": "looked into it"}
        release = await floor.call("release_kill_switch", **asked)
        await floor.decide(await floor.app.sessions.approval(release.approval_ids[0]))
        floor.clock.advance_ms(61_000)
        assert (await floor.decide(await floor.pending())).receipt.state is ACKED

    return scene


async def another_tick(floor):
    """F51: the tick of the symbol changes while the card waits."""
    row = await floor.resting(price="64000.1")
    await floor.arm(fault="tick_size", symbol="BTCUSDT", tick="0.5")

    await floor.try_to_decide(row)

    assert await floor.state_of(row) is REJECTED
    assert await floor.orders() == []


async def another_position_mode(floor):
    """F52: somebody switches to hedge mode beside the product."""
    row = await floor.pending()
    beside = connect(
        "http://127.0.0.1:4010", *DEFAULT_KEY_PAIR, floor.clock, Mode.LOCAL_TESTNET, transport=floor.wire
    )
    await beside.set_position_mode(PositionMode.HEDGE)

    await floor.try_to_decide(row)

    assert await floor.state_of(row) is REJECTED
    assert await floor.orders() == []
    await beside.close()


FAULTS = {
    number: partial(one_order, fault=fault, state=state) for number, (fault, state) in ONE_ORDER.items()
} | {
    "F35-reducing": overloaded_but_reducing,
    "F38": clocks_apart,
    "F39-halts": halting("-1022", status=400, code=-1022, msg="Signature for this request is not valid."),
    "F44-halts": halting("418", status=418, msg="IP banned.", retry_after=30),
    "F42": a_lagging_query,
    "F43-cancels": pauses_and_cancels,
    "F51": another_tick,
    "F52": another_position_mode,
}


@pytest.mark.fault
@pytest.mark.parametrize("number", FAULTS)
async def test_fault(floor, number):
    await FAULTS[number](floor)
    await floor.check()
