"""Margin type and position mode under a permit: once, with evidence, and settled by asking when cut off."""

import pytest

from tools.executor.lease import take_lease
from tools.receipt import IntentState
from tools.terms import MarginType, PositionMode

MARGIN = {"tool": "set_margin_type", "params": {"symbol": "BTCUSDT", "margin_type": "ISOLATED"}}
MODE = {"tool": "set_position_mode", "params": {"mode": "HEDGE"}}
SETTINGS = [pytest.param(MARGIN, id="margin"), pytest.param(MODE, id="mode")]


class Died(BaseException):
    """Ends the coroutine where a kill would end the process."""


async def die(desk, at, **fields):
    def checkpoint(point):
        if point == at:
            raise Died

    intent_id = await desk.approved(**fields)
    with pytest.raises(Died):
        await desk.executor(checkpoint=checkpoint).execute(intent_id)
    desk.lease.release()
    desk.lease = await take_lease(desk.home, desk.ledger, "next")
    return intent_id


async def test_a_permitted_change_is_made_and_is_in_the_receipt(desk):
    margin, mode = await desk.execute(**MARGIN), await desk.execute(**MODE)
    assert (margin.state, mode.state) == (IntentState.ACKED, IntentState.ACKED)
    assert margin.result == {"symbol": "BTCUSDT", "margin_type": "ISOLATED"}
    assert mode.result == {"mode": "HEDGE"}
    assert desk.venue.margin_types == {"BTCUSDT": MarginType.ISOLATED}
    assert desk.venue.mode_of_positions is PositionMode.HEDGE
    assert "isolated" in margin.message.en
    assert "izole" in margin.message.tr


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(
    ("at", "state"), [("sending", IntentState.NOT_PLACED), ("posted", IntentState.ACKED)]
)
async def test_an_interrupted_change_is_settled_by_asking(desk, setting, at, state):
    intent_id = await die(desk, at, **setting)
    await desk.executor().recover()
    receipt = await desk.ledger.receipt(intent_id)
    assert receipt.state is state
    assert receipt.message.en.startswith("Nothing was changed") == (state is IntentState.NOT_PLACED)
    assert ("still" in receipt.message.en) == ("hâlâ" in receipt.message.tr) == (at == "sending")


@pytest.mark.parametrize("setting", SETTINGS)
async def test_without_an_answer_it_stays_open_until_there_is_one(desk, setting):
    intent_id = await die(desk, "posted", **setting)
    desk.venue.reachable = False
    await desk.executor().recover()
    assert (await desk.ledger.receipt(intent_id)).state is IntentState.UNKNOWN
    desk.venue.reachable = True
    await desk.executor().recover()
    assert (await desk.ledger.receipt(intent_id)).state is IntentState.ACKED
