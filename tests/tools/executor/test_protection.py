"""Attached stops: what an entry fills is protected exactly once, whatever happens in between."""

import asyncio
from decimal import Decimal

import pytest

from tools.executor.permit_check import check_leg
from tools.executor.timing import Timing
from tools.ledger import bracket
from tools.ledger.ledger import LegOrder, TradingStateRow
from tools.receipt import IntentState, LegRole
from tools.terms import Grouping, OrderStatus, OrderType, PositionSide, Side
from tools.venues.accounts import Account, Position
from tools.venues.orders import Rejected

PERMIT_KEYS = {"k1": b"permit-key-of-the-tests-32-byte!"}
PROTECTED = {"grouping": Grouping.PROTECTED}
QUANTITY = Decimal("0.001")
REFUSED = Rejected(code="-4045", message="Reach max stop order limit.")


def _roles(receipt):
    return [(leg.role, leg.state, leg.status) for leg in receipt.legs]


async def _owing(desk, receipt):
    parent = await desk.ledger.intent(receipt.receipt_id)
    return bracket.owing(parent, await desk.ledger.legs(receipt.receipt_id))


async def test_a_filled_entry_has_its_stop_and_target_when_the_call_answers(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    entry, stop, target = desk.venue.orders
    assert (entry.type, stop.type, target.type) == (
        OrderType.MARKET,
        OrderType.STOP_MARKET,
        OrderType.TAKE_PROFIT_MARKET,
    )
    assert (stop.quantity, target.quantity) == (QUANTITY, QUANTITY)
    assert stop.reduce_only
    assert target.reduce_only
    assert receipt.unprotected_quantity == 0
    assert [(leg.role, leg.stop_price, leg.status) for leg in receipt.legs] == [
        (LegRole.STOP_LOSS, Decimal(59_000), OrderStatus.SUBMITTED),
        (LegRole.TAKE_PROFIT, Decimal(67_000), OrderStatus.SUBMITTED),
    ]
    assert {leg.client_order_id for leg in receipt.legs} == {stop.client_order_id, target.client_order_id}
    assert all(len(order.client_order_id) <= 36 for order in desk.venue.orders)
    assert "stop loss for 0.001 (trigger 59000) is working" in receipt.message.en
    assert "zarar durdurma emri (tetik 59000) bekliyor" in receipt.message.tr
    assert await desk.ledger.receipt(receipt.receipt_id) == receipt
    actions = [evidence.action for evidence in receipt.evidence]
    assert actions.count("intent.ready") == 3, "the entry and two legs"


async def test_the_entry_stays_unfinished_as_long_as_its_protection_works(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert receipt.receipt_id in {left.intent_id for left in await desk.ledger.unfinished()}
    desk.venue.trigger(receipt.legs[0].client_order_id)
    await desk.recovered()
    assert await desk.ledger.unfinished() == ()


async def test_executing_again_sends_nothing_more(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert await desk.executor().execute(receipt.receipt_id) == receipt
    leg = (await desk.ledger.legs(receipt.receipt_id))[0]
    assert await desk.executor().execute(leg.intent_id) == receipt, "a leg answers for its parent"
    assert len(desk.venue.posts) == 3


async def test_nothing_is_protected_before_anything_is_filled(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    assert (len(desk.venue.posts), receipt.legs, receipt.unprotected_quantity) == (1, (), 0)
    desk.venue.orders[0] = desk.venue.orders[0].model_copy(update={"status": OrderStatus.CANCELLED})
    await desk.recovered()
    assert await desk.ledger.unfinished() == ()


async def test_partial_fills_are_protected_by_the_difference_and_nothing_is_cancelled(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    for quantity in ("0.0003", "0.0005", "0.0002"):
        desk.venue.fill(receipt.client_order_id, Decimal(quantity))
        later = await desk.recovered()
        assert later.unprotected_quantity == 0
    quantities = [Decimal("0.0003"), Decimal("0.0005"), Decimal("0.0002")]
    assert [stop.quantity for stop in desk.stops()] == quantities
    assert [target.quantity for target in desk.targets()] == quantities
    assert all(order.status.working for order in desk.stops() + desk.targets())
    for _ in range(3):
        await desk.recovered()
    assert len(desk.venue.posts) == 7


async def test_a_cancelled_entry_keeps_the_protection_of_what_it_filled(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    desk.venue.fill(receipt.client_order_id, Decimal("0.0004"))
    await desk.venue.cancel("BTCUSDT", client_order_id=receipt.client_order_id)
    later = await desk.recovered()
    assert later.status is OrderStatus.CANCELLED
    assert [stop.quantity for stop in desk.stops()] == [Decimal("0.0004")]
    assert later.unprotected_quantity == 0


async def test_protection_is_sent_while_halted_after_expiry_and_under_a_newer_policy(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    halted = TradingStateRow(scope="all", state="HALTED", reason="r", actor="a", time_ms=1)
    await desk.ledger.set_trading_state(halted)
    desk.clock.advance_ms(3_600_000)
    desk.policy.digest = "sha256:newer"
    desk.venue.fill(receipt.client_order_id, QUANTITY)
    rechecked = len(desk.rechecked)
    later = await desk.recovered()
    assert later.unprotected_quantity == 0
    assert len(desk.stops()) == 1
    assert len(desk.rechecked) == rechecked, "the gate is asked about the entry, not about its legs"


async def test_what_is_not_protected_yet_is_said(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    desk.venue.fill(receipt.client_order_id, QUANTITY)
    desk.venue.script.extend([REFUSED] * 2)
    later = await desk.recovered(timing=Timing(recovery_ms=0))
    assert later.unprotected_quantity == QUANTITY
    assert "0.001 is not protected yet" in later.message.en
    assert "henüz korunmuyor" in later.message.tr
    assert await _owing(desk, receipt)
    await desk.recovered()
    assert not await _owing(desk, receipt)


async def test_a_target_that_fills_takes_the_stop_back_and_the_audit_says_so(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    stop, target = receipt.legs
    desk.venue.trigger(target.client_order_id)
    later = await desk.recovered()
    assert _roles(later) == [
        (LegRole.STOP_LOSS, IntentState.ACKED, OrderStatus.CANCELLED),
        (LegRole.TAKE_PROFIT, IntentState.ACKED, OrderStatus.FILLED),
    ]
    assert later.legs[0].code == "not_needed"
    assert later.unprotected_quantity == 0
    (row,) = await desk.ledger.audit(action="leg.cancel")
    assert stop.client_order_id in row.body
    filled = next(leg for leg in await desk.ledger.legs(receipt.receipt_id) if leg.leg == 2)
    assert [fill.quantity for fill in await desk.ledger.fills(filled.intent_id)] == [QUANTITY]
    assert await desk.ledger.unfinished() == ()


async def test_a_stop_that_fills_for_one_part_leaves_the_other_part_alone(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    desk.venue.fill(receipt.client_order_id, Decimal("0.0004"))
    await desk.recovered()
    desk.venue.fill(receipt.client_order_id, Decimal("0.0006"))
    await desk.recovered()
    desk.venue.trigger(desk.stops()[0].client_order_id)
    await desk.recovered()
    assert [order.status for order in desk.targets()] == [OrderStatus.CANCELLED, OrderStatus.SUBMITTED]
    assert desk.stops()[1].status is OrderStatus.SUBMITTED


async def test_when_both_fill_before_anybody_looks_both_are_on_the_record(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    for leg in receipt.legs:
        desk.venue.trigger(leg.client_order_id)
    later = await desk.recovered()
    assert [leg.status for leg in later.legs] == [OrderStatus.FILLED, OrderStatus.FILLED]
    assert await desk.ledger.unfinished() == ()
    assert len(desk.venue.posts) == 3


async def test_a_sibling_that_fills_during_its_cancel_is_booked_as_filled(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    stop, target = receipt.legs
    desk.venue.trigger(target.client_order_id)
    cancel = desk.venue.cancel

    async def too_late(symbol, **ids):
        desk.venue.trigger(stop.client_order_id)
        return await cancel(symbol, **ids)

    desk.venue.cancel = too_late
    later = await desk.recovered()
    assert [leg.status for leg in later.legs] == [OrderStatus.FILLED, OrderStatus.FILLED]
    assert await desk.ledger.unfinished() == ()


async def test_a_stop_the_user_cancels_is_not_put_back(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    for leg in receipt.legs:
        await desk.venue.cancel("BTCUSDT", client_order_id=leg.client_order_id)
    later = await desk.recovered()
    assert (len(desk.venue.posts), later.unprotected_quantity) == (3, QUANTITY)
    assert "Nothing protects 0.001" in later.message.en
    assert not await _owing(desk, receipt), "it was somebody's decision"
    assert await desk.ledger.unfinished() == ()


@pytest.mark.parametrize("status", [OrderStatus.EXPIRED, OrderStatus.REJECTED])
async def test_a_stop_the_venue_ends_is_placed_again(desk, protected_market, status):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    desk.venue.end(receipt.legs[0].client_order_id, status)
    later = await desk.recovered()
    assert [stop.status for stop in desk.stops()] == [status, OrderStatus.SUBMITTED]
    assert later.unprotected_quantity == 0


def _account(desk, quantity):
    zero = Decimal(0)
    position = Position(
        symbol="BTCUSDT",
        position_side=PositionSide.BOTH,
        quantity=quantity,
        entry_price=zero,
        mark_price=zero,
        unrealized_pnl=zero,
        liquidation_price=zero,
        initial_margin=zero,
        maintenance_margin=zero,
    )
    totals = dict.fromkeys(
        ("equity", "wallet", "available", "initial_margin", "maintenance_margin", "unrealized_pnl"), zero
    )
    positions = (position,) if quantity else ()

    async def account():
        return Account(**totals, balances=(), positions=positions, time_ms=desk.clock.now_ms())

    return account


@pytest.mark.parametrize(("held", "working"), [("0.001", True), ("0", False), ("-0.002", False)])
async def test_protection_of_a_position_closed_in_another_way_is_taken_back(
    desk, protected_market, held, working
):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    desk.venue.account = _account(desk, Decimal(held))
    await desk.recovered()
    assert all(stop.status.working for stop in desk.stops()), "too soon to tell"
    desk.clock.advance_ms(10_000)
    later = await desk.recovered()
    assert {stop.status.working for stop in desk.stops() + desk.targets()} == {working}
    assert later.unprotected_quantity == 0
    assert (receipt.receipt_id in {left.intent_id for left in await desk.ledger.unfinished()}) == working


async def test_the_ledger_adds_no_leg_the_permit_does_not_allow(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    parent = await desk.ledger.intent(receipt.receipt_id)
    order = bracket.leg_request(parent.permit.effects, LegRole.STOP_LOSS, QUANTITY)
    epoch = desk.lease.epoch

    async def add(request, role=LegRole.STOP_LOSS):
        leg = LegOrder(parent_id=parent.intent_id, role=role, part=2, request=request)
        return await desk.ledger.add_legs(parent.intent_id, (leg,), epoch=epoch)

    assert await add(order) == (), "more than the entry filled"
    close = bracket.leg_request(parent.permit.effects, LegRole.CLOSE, QUANTITY)
    assert await add(close.model_copy(update={"reduce_only": False}), LegRole.CLOSE) == ()
    assert await add(close.model_copy(update={"side": parent.orders[0].side}), LegRole.CLOSE) == ()
    assert len(await add(close, LegRole.CLOSE)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"reduce_only": False},
        {"side": Side.BUY},
        {"quantity": Decimal("0.002")},
        {"stop_price": None},
        {"leverage": 5},
        {"type": OrderType.LIMIT},
        {"symbol": "ETHUSDT"},
    ],
)
async def test_a_permit_whose_orders_do_not_protect_sends_nothing(desk, protected_market, change):
    entry, stop, target = protected_market
    receipt = await desk.execute(entry, stop.model_copy(update=change), target, **PROTECTED)
    assert (receipt.state, desk.venue.posts) == (IntentState.REJECTED, [])


async def test_executors_with_one_lease_still_protect_once(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    desk.venue.fill(receipt.client_order_id, QUANTITY)
    await asyncio.gather(*(desk.executor().recover() for _ in range(4)))
    assert (len(desk.stops()), len(desk.targets()), len(desk.venue.posts)) == (1, 1, 3)


@pytest.mark.parametrize(
    ("parent_change", "leg_change", "code"),
    [
        ({}, {}, None),
        ({"risk_score": 1}, {"risk_score": 1}, "forged"),
        ({}, {"risk_score": 1}, "shape"),
        ({"approval_id": "apr_9"}, {}, "forged"),
    ],
)
async def test_a_leg_needs_its_parents_genuine_permit(
    desk, protected_market, parent_change, leg_change, code
):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    parent = await desk.ledger.intent(receipt.receipt_id)
    leg = (await desk.ledger.legs(receipt.receipt_id))[0]
    parent = parent.model_copy(update={"permit": parent.permit.model_copy(update=parent_change)})
    leg = leg.model_copy(update={"permit": leg.permit.model_copy(update=leg_change)})
    refusal = check_leg(parent, leg, PERMIT_KEYS, desk.context())
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    "change", [{"symbol": "ETHUSDT"}, {"side": Side.BUY}, {"stop_price": Decimal(1)}, {"reduce_only": False}]
)
async def test_a_leg_is_an_order_of_its_permit_and_nothing_else(desk, protected_market, change):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    parent = await desk.ledger.intent(receipt.receipt_id)
    leg = (await desk.ledger.legs(receipt.receipt_id))[0]
    request = leg.leg_order.request.model_copy(update=change)
    leg = leg.model_copy(update={"leg_order": leg.leg_order.model_copy(update={"request": request})})
    refusal = check_leg(parent, leg, PERMIT_KEYS, desk.context())
    assert refusal.code == "shape"


async def test_a_leg_for_another_account_is_not_sent(desk, protected_market):
    receipt = await desk.execute(*protected_market, **PROTECTED)
    parent = await desk.ledger.intent(receipt.receipt_id)
    leg = (await desk.ledger.legs(receipt.receipt_id))[0]
    desk.venue.account_name = "scripted:2"
    assert check_leg(parent, leg, PERMIT_KEYS, desk.context()).code == "venue"
