import json

import pytest

from tools import catalogue
from tools.executor import messages
from tools.executor.lease import take_lease
from tools.receipt import IntentState
from tools.terms import OrderStatus
from tools.trade.cancel_order import CancelOrderResult


class Died(BaseException):
    """Ends the coroutine where a kill would end the process."""


async def _die(desk, at, **fields):
    def checkpoint(point):
        if point == at:
            raise Died

    intent_id = await desk.approved(**fields)
    with pytest.raises(Died):
        await desk.executor(checkpoint=checkpoint).execute(intent_id)
    desk.lease.release()
    desk.lease = await take_lease(desk.home, desk.ledger, "next")
    return intent_id


def _cancel(client_order_id):
    params = {"venue": "binance-futures", "symbol": "BTCUSDT", "client_order_id": client_order_id}
    return {"tool": "cancel_order", "params": {**params, "order_id": None}}


LEVERAGE = {"tool": "set_leverage", "params": {"symbol": "BTCUSDT", "leverage": 3}}


async def test_a_permitted_cancel_runs_once_with_its_result_in_the_receipt(desk, limit):
    order = await desk.execute(limit)
    receipt = await desk.execute(**_cancel(order.client_order_id))
    assert (receipt.state, receipt.client_order_id, receipt.order_id) == (IntentState.ACKED, None, None)
    assert receipt.result["order"]["status"] == "CANCELLED"
    assert receipt.message == catalogue.tool("cancel_order").say(
        CancelOrderResult(order=desk.venue.orders[0])
    )
    assert desk.venue.orders[0].status is OrderStatus.CANCELLED


async def test_the_venues_no_to_a_cancel_is_rejected(desk):
    receipt = await desk.execute(**_cancel("spk-none"))
    assert receipt.state is IntentState.REJECTED
    assert "-2011" in receipt.message.en
    assert receipt.message.tr.startswith("Gerçekleşmedi: borsa reddetti")


async def test_a_tool_without_an_answer_is_unknown(desk):
    async def fall_silent() -> None:
        desk.venue.reachable = False

    desk.on_recheck = fall_silent
    assert (await desk.execute(**LEVERAGE)).state is IntentState.UNKNOWN


@pytest.mark.parametrize("params", [{"symbol": "BTCUSDT"}, {"symbol": "BTCUSDT", "leverage": 3, "x": 1}])
async def test_parameters_that_do_not_fit_run_nothing(desk, params):
    receipt = await desk.execute(tool="set_leverage", params=params)
    assert receipt.state is IntentState.REJECTED
    assert desk.venue.leverages == {}


async def test_a_tool_that_ends_in_an_order_does_not_run_without_one(desk):
    assert (await desk.execute(tool="place_order", params={})).state is IntentState.REJECTED


async def test_the_reason_comes_from_the_review_the_human_saw(desk):
    review = json.dumps({"asked": {"scope": "all", "reason": "after the incident"}})
    receipt = await desk.execute(tool="release_kill_switch", params={"scope": "all"}, review=review)
    assert receipt.state is IntentState.ACKED
    (state,) = await desk.ledger.trading_states()
    assert (state.state, state.reason, state.actor) == ("ACTIVE", "after the incident", "desk")


async def test_an_interrupted_cancel_is_repeated(desk, limit):
    order = await desk.execute(limit)
    intent_id = await _die(desk, "sending", **_cancel(order.client_order_id))
    await desk.executor().recover()
    assert (await desk.ledger.intent(intent_id)).state is IntentState.ACKED
    assert desk.venue.orders[0].status is OrderStatus.CANCELLED


async def test_a_cancel_interrupted_after_it_worked_counts_as_done(desk, limit):
    order = await desk.execute(limit)
    intent_id = await _die(desk, "posted", **_cancel(order.client_order_id))
    await desk.executor().recover()
    receipt = await desk.ledger.receipt(intent_id)
    assert (receipt.state, receipt.message) == (IntentState.ACKED, messages.ALREADY_DONE)


@pytest.mark.parametrize(
    ("at", "state", "said"),
    [
        ("sending", IntentState.NOT_PLACED, "BTCUSDT kaldıracı hâlâ 20x; hiçbir şey değişmedi."),
        ("posted", IntentState.ACKED, "BTCUSDT kaldıracı artık 3x."),
    ],
)
async def test_an_interrupted_leverage_change_is_settled_by_asking(desk, at, state, said):
    intent_id = await _die(desk, at, **LEVERAGE)
    await desk.executor().recover()
    receipt = await desk.ledger.receipt(intent_id)
    assert (receipt.state, receipt.message.tr) == (state, said)


async def test_an_interrupted_release_is_not_repeated(desk):
    fields = {"tool": "release_kill_switch", "params": {"scope": "all", "reason": "r"}}
    intent_id = await _die(desk, "sending", **fields)
    for _ in range(2):
        await desk.executor().recover()
    assert (await desk.ledger.receipt(intent_id)).state is IntentState.UNKNOWN
    assert await desk.ledger.trading_states() == ()
