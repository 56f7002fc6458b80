import asyncio
from decimal import Decimal

import pytest

from tools.catalogue import RUNNABLE, TOOLS
from tools.errors import LeaseLost, NotFound
from tools.executor.lease import take_lease
from tools.executor.refusal import Refusal
from tools.ledger.ledger import TradingStateRow
from tools.receipt import IntentState
from tools.terms import Mode, OrderStatus, OrderType
from tools.text import Text
from tools.venues.orders import OrderRequest

AGAIN = Refusal(code="price-moved", message=Text(en="the price moved", tr="fiyat oynadı"), again=True)


async def test_a_market_order_is_sent_once_and_reported_with_fills_and_evidence(desk, market):
    receipt = await desk.execute(market)
    assert (receipt.state, receipt.status) == (IntentState.ACKED, OrderStatus.FILLED)
    assert desk.venue.posts == [receipt.client_order_id]
    assert [fill.quantity for fill in receipt.fills] == [Decimal("0.001")]
    assert [e.action for e in receipt.evidence] == [
        "approval.proposed",
        "approval.approved",
        "intent.ready",
        "intent.sending",
        "intent.acked",
        "fill.booked",
    ]
    assert "65000" in receipt.message.en
    assert "gerçekleşti" in receipt.message.tr
    assert await desk.ledger.receipt(receipt.approval_id) == receipt
    assert await desk.ledger.unfinished() == ()


async def test_a_resting_limit_order_is_reported_as_working_and_followed_later(desk, limit):
    receipt = await desk.execute(limit)
    assert (receipt.state, receipt.status) == (IntentState.ACKED, OrderStatus.SUBMITTED)
    desk.venue.fill(receipt.client_order_id, Decimal("0.0004"))
    (later,) = await desk.executor().recover()
    assert (later.status, len(later.fills)) == (OrderStatus.PARTIALLY_FILLED, 1)
    desk.venue.fill(receipt.client_order_id, Decimal("0.0006"))
    (last,) = await desk.executor().recover()
    assert (last.status, len(last.fills)) == (OrderStatus.FILLED, 2)
    assert await desk.ledger.unfinished() == ()
    assert len(desk.venue.posts) == 1


async def test_executing_again_answers_with_the_stored_receipt(desk, market):
    intent_id = await desk.approved(market)
    executor = desk.executor()
    receipts = await asyncio.gather(*(executor.execute(intent_id) for _ in range(5)))
    assert len(set(map(repr, receipts))) == 1
    assert await desk.executor().execute(intent_id) == receipts[0]
    assert len(desk.venue.posts) == 1


async def test_two_executors_with_one_lease_still_send_once(desk, market):
    intent_id = await desk.approved(market)
    answers = await asyncio.gather(*(desk.executor().execute(intent_id) for _ in range(5)))
    assert len(desk.venue.posts) == 1
    assert {receipt.state for receipt in answers} == {IntentState.ACKED}


@pytest.mark.fault("F19")
async def test_a_permit_signed_with_another_key_sends_nothing(desk, market):
    receipt = await desk.execute(market, key=b"another-key-of-the-tests-32-byte")
    assert receipt.state is IntentState.REJECTED
    assert "genuine" in receipt.message.en
    assert (desk.venue.posts, desk.rechecked) == ([], [])


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"mode": Mode.BINANCE_TESTNET}, "mode"),
        ({"account": "another"}, "venue"),
        ({"venue": "binance-spot"}, "venue"),
        ({"policy_digest": "sha256:older"}, "policy_changed"),
        ({"lifetime_ms": 0}, "expired"),
    ],
)
async def test_a_permit_for_another_place_or_time_sends_nothing(desk, market, fields, code):
    receipt = await desk.execute(market, **fields)
    intent = await desk.ledger.intent(receipt.receipt_id)
    assert (receipt.state, receipt.status, intent.code) == (IntentState.REJECTED, None, code)
    assert (await desk.ledger.approval(receipt.approval_id)).reason == code
    assert desk.venue.posts == []


@pytest.mark.parametrize("tool", sorted(spec.name for spec in TOOLS if spec not in RUNNABLE))
async def test_a_permit_for_a_tool_that_cannot_run_yet_sends_nothing(desk, market, tool):
    ordered = await desk.execute(market, tool=tool)
    assert (await desk.ledger.intent(ordered.receipt_id)).code == "not_yet"
    without = await desk.execute(tool=tool)
    assert (ordered.state, without.state) == (IntentState.REJECTED, IntentState.REJECTED)
    assert "not available yet" in ordered.message.en
    assert "not available yet" in without.message.en
    assert (desk.venue.posts, desk.rechecked) == ([], [])


async def test_two_orders_under_one_permit_send_nothing(desk, market):
    assert (await desk.execute(market, market)).state is IntentState.REJECTED
    assert desk.venue.posts == []


async def test_dry_run_mode_sends_no_order(desk, market):
    desk.mode = Mode.DRY_RUN
    assert (await desk.execute(market, mode=Mode.DRY_RUN)).state is IntentState.REJECTED
    assert desk.venue.posts == []


async def test_the_recheck_can_say_no(desk, market):
    desk.refusal = AGAIN
    receipt = await desk.execute(market)
    assert (receipt.state, receipt.message) == (IntentState.REJECTED, AGAIN.message)
    assert desk.venue.posts == []


async def test_a_recheck_that_breaks_says_no(desk, market):
    async def break_down() -> None:
        raise RuntimeError("secret detail")

    desk.on_recheck = break_down
    receipt = await desk.execute(market)
    assert receipt.state is IntentState.REJECTED
    assert "secret" not in receipt.model_dump_json()
    assert desk.venue.posts == []


@pytest.mark.fault("F24")
async def test_a_halt_during_the_recheck_is_checked_again(desk, market):
    async def halt() -> None:
        desk.on_recheck = None
        desk.refusal = AGAIN
        await desk.ledger.set_trading_state(
            TradingStateRow(scope="all", state="HALTED", reason="r", actor="a", time_ms=1)
        )
        desk.rechecked.append("halted meanwhile")

    async def first_pass() -> None:
        await halt()
        desk.refusal = None
        desk.on_recheck = second_pass

    async def second_pass() -> None:
        desk.refusal = AGAIN

    desk.on_recheck = first_pass
    receipt = await desk.execute(market)
    assert receipt.state is IntentState.REJECTED
    assert desk.venue.posts == []


@pytest.mark.fault("F20")
async def test_a_permit_that_expires_during_the_recheck_sends_nothing(desk, market):
    async def dawdle() -> None:
        desk.clock.advance_ms(30_000)

    desk.on_recheck = dawdle
    assert (await desk.execute(market)).state is IntentState.REJECTED
    assert desk.venue.posts == []


async def test_leverage_is_set_before_the_order(desk, market):
    await desk.execute(market.model_copy(update={"leverage": 3}))
    assert desk.venue.leverages == {"BTCUSDT": 3}
    assert len(desk.venue.posts) == 1


async def test_without_the_venues_clock_nothing_is_sent(desk, market):
    desk.venue.reachable = False
    assert (await desk.execute(market)).state is IntentState.REJECTED
    assert desk.venue.posts == []


async def test_the_venues_no_is_reported_with_its_code(desk, market):
    desk.venue.script.append("reject")
    receipt = await desk.execute(market)
    assert (receipt.state, receipt.status) == (IntentState.REJECTED, None)
    assert "-2019" in receipt.message.tr


@pytest.mark.parametrize("step", ["lost-after", "raise-after"])
async def test_an_answer_lost_on_the_way_back_is_found_by_asking(desk, market, step):
    desk.venue.script.append(step)
    receipt = await desk.execute(market)
    assert (receipt.state, receipt.status) == (IntentState.ACKED, OrderStatus.FILLED)
    assert len(desk.venue.posts) == 1


async def test_an_order_lost_on_the_way_out_is_unknown_and_then_not_placed(desk, market):
    desk.venue.script.append("lost-before")
    receipt = await desk.execute(market)
    assert (receipt.state, receipt.status) == (IntentState.UNKNOWN, None)
    assert "Do not send" in receipt.message.en
    sent_ms = (await desk.ledger.intent(receipt.receipt_id)).stamp.timestamp_ms
    (later,) = await desk.executor().recover()
    assert later.state is IntentState.NOT_PLACED
    assert desk.clock.now_ms() > sent_ms + 17_000
    assert len(desk.venue.posts) == 1


@pytest.mark.fault("F81")
async def test_an_executor_that_lost_the_lease_leaves_the_intent_ready(desk, market):
    intent_id = await desk.approved(market)
    await desk.ledger.take_lease("executor", "another")
    with pytest.raises(LeaseLost):
        await desk.executor().execute(intent_id)
    assert (await desk.ledger.intent(intent_id)).state is IntentState.READY
    assert desk.venue.posts == []


@pytest.mark.fault("F11")
async def test_a_second_executor_on_the_same_home_is_refused(desk):
    with pytest.raises(LeaseLost):
        await take_lease(desk.home, desk.ledger, "second")
    desk.lease.release()
    second = await take_lease(desk.home, desk.ledger, "second")
    assert second.epoch == desk.lease.epoch + 1
    second.release()


@pytest.mark.fault("F13")
async def test_a_closed_executor_starts_nothing(desk, market):
    executor = desk.executor()
    intent_id = await desk.approved(market)
    await executor.close()
    with pytest.raises(LeaseLost):
        await executor.execute(intent_id)
    assert (await desk.ledger.intent(intent_id)).state is IntentState.READY


async def test_drain_executes_what_is_ready_and_drops_what_expired(desk, market, limit):
    late = await desk.approved(limit, lifetime_ms=10)
    ready = [await desk.approved(market), await desk.approved(limit)]
    desk.clock.advance_ms(10)
    receipts = {receipt.receipt_id: receipt.state for receipt in await desk.executor().drain()}
    assert receipts == {late: IntentState.REJECTED, **dict.fromkeys(ready, IntentState.ACKED)}
    assert await desk.executor().drain() == ()


async def test_an_unknown_intent_is_not_found(desk):
    with pytest.raises(NotFound):
        await desk.executor().execute("int_none")


async def test_the_gate_judges_in_turns_and_sees_every_other_order_in_flight_or_placed(
    desk, market: OrderRequest
):
    judging, together, seen = 0, [], []

    async def count() -> None:
        nonlocal judging
        judging += 1
        together.append(judging)
        flying = (IntentState.READY, IntentState.SENDING, IntentState.UNKNOWN)
        seen.append(len(await desk.ledger.intents((*flying, IntentState.ACKED))))
        judging -= 1

    desk.on_recheck = count
    ids = [await desk.approved(market) for _ in range(4)]
    executor = desk.executor()
    await asyncio.gather(*(executor.execute(intent_id) for intent_id in ids))
    assert together == [1, 1, 1, 1]
    assert seen == [4, 4, 4, 4]


async def test_a_conditional_order_is_followed_through_its_trigger_to_its_fill(desk, market):
    stop = market.model_copy(update={"type": OrderType.STOP_MARKET, "stop_price": Decimal(66_000)})
    receipt = await desk.execute(stop)
    assert receipt.status is OrderStatus.SUBMITTED
    assert "waits for its trigger at 66000" in receipt.message.en
    assert "66000 tetik fiyatını bekliyor" in receipt.message.tr
    assert await desk.executor().recover() == (receipt,)
    desk.venue.trigger(receipt.client_order_id)
    (later,) = await desk.executor().recover()
    assert (later.status, len(later.fills)) == (OrderStatus.FILLED, 1)
    assert await desk.ledger.unfinished() == ()
