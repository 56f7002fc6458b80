"""Legs in the ledger: never more than the parent filled, each started once, all on the record."""

import asyncio
from decimal import Decimal

import pytest

from tools.errors import LeaseLost, LedgerTampered
from tools.ids import client_order_id
from tools.ledger import bracket
from tools.ledger.ledger import LegOrder
from tools.receipt import IntentState, LegRole, Receipt
from tools.terms import Grouping, Mode, OrderStatus, OrderType, Side, VenueName
from tools.text import Text
from tools.venues.orders import Fill, SendStamp, stop_leg_id

PARENT = "int_nonce-apr_1"
FILLED = Decimal("0.0004")


def _effects(permit, grouping):
    (entry,) = permit().effects.orders
    stop = {"side": Side.SELL, "type": OrderType.STOP_MARKET, "stop_price": Decimal(59_000)}
    reduces = {**stop, "reduce_only": grouping is Grouping.PROTECTED}
    orders = (entry, entry.model_copy(update=reduces))
    return permit().effects.model_copy(update={"orders": orders, "grouping": grouping})


@pytest.fixture
def stamp(clock):
    return SendStamp(timestamp_ms=clock.now_ms())


@pytest.fixture
async def sending(ledger, row, permit, yes, stamp):
    """Starts an intent of a grouping; returns the epoch."""

    async def start(grouping):
        effects = _effects(permit, grouping)
        await ledger.propose(row(digest=effects.digest()))
        await ledger.decide(yes(digest=effects.digest()), permit(effects=effects))
        epoch = await ledger.take_lease("executor", "test")
        await ledger.start_sending(PARENT, "nonce-apr_1", epoch, stamp)
        return epoch

    return start


@pytest.fixture
async def epoch(ledger, sending):
    """Epoch of the executor of an entry that has filled a part."""
    epoch = await sending(Grouping.PROTECTED)
    await _fill(ledger, epoch, FILLED)
    return epoch


def _trade(trade_id):
    return Fill(
        symbol="BTCUSDT",
        trade_id=trade_id,
        order_id=trade_id,
        side=Side.BUY,
        price=Decimal(60_000),
        quantity=FILLED,
        commission=Decimal(0),
        commission_asset="USDT",
        realized_pnl=Decimal(0),
        maker=True,
        time_ms=1,
    )


async def _fill(ledger, epoch, quantity, status=OrderStatus.PARTIALLY_FILLED):
    return await ledger.settle(
        PARENT, IntentState.ACKED, epoch=epoch, order_id="7", status=status, executed_quantity=quantity
    )


async def _stop(ledger, quantity=FILLED, part=1):
    parent = await ledger.intent(PARENT)
    request = bracket.leg_request(parent.permit.effects, LegRole.STOP_LOSS, quantity)
    return LegOrder(parent_id=PARENT, role=LegRole.STOP_LOSS, part=part, request=request)


def _receipt(**fields):
    values = {
        "receipt_id": PARENT,
        "approval_id": "apr_1",
        "plan_id": "plan_1",
        "tool": "place_order",
        "mode": Mode.LOCAL_TESTNET,
        "venue": VenueName.BINANCE_FUTURES,
        "account": "scripted:1",
        "client_order_id": "spk-1",
        "order_id": "7",
        "state": IntentState.ACKED,
        "status": OrderStatus.PARTIALLY_FILLED,
        "message": Text(en="done", tr="oldu"),
        "time_ms": 1,
    }
    return Receipt.model_validate({**values, **fields})


async def test_legs_have_their_own_ids_and_their_parents_permit(ledger, epoch):
    (leg,) = await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)
    parent = await ledger.intent(PARENT)
    assert (leg.intent_id, leg.leg, leg.state) == (f"{PARENT}-1", 1, IntentState.READY)
    assert leg.client_order_id == client_order_id(leg.intent_id) != parent.client_order_id
    assert (leg.permit, leg.orders[0].quantity) == (parent.permit, FILLED)
    assert (parent.orders, leg.grouping) == (parent.permit.effects.orders[:1], Grouping.SINGLE)
    assert await ledger.legs(PARENT) == (leg,)
    assert await ledger.intent_of_order(leg.client_order_id) == leg
    (row,) = await ledger.audit(action="intent.ready", subject=leg.intent_id)
    assert (row.actor, '"role":"stop_loss"' in row.body) == ("executor", True)


async def test_however_many_add_the_same_leg_there_is_one(ledger, reopen, epoch):
    other = reopen()
    stop = await _stop(ledger)
    added = await asyncio.gather(
        *(part.add_legs(PARENT, (stop,), epoch=epoch) for part in (ledger, other) * 5)
    )
    assert [len(legs) for legs in added].count(1) == 1
    assert len(await ledger.legs(PARENT)) == 1
    await other.close()


async def test_the_sum_of_legs_never_exceeds_what_was_filled(ledger, epoch):
    await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)
    assert await ledger.add_legs(PARENT, (await _stop(ledger, Decimal("0.0001"), 2),), epoch=epoch) == ()
    await _fill(ledger, epoch, Decimal("0.0005"))
    assert len(await ledger.add_legs(PARENT, (await _stop(ledger, Decimal("0.0001"), 2),), epoch=epoch)) == 1


async def test_all_legs_of_one_call_are_added_or_none(ledger, epoch):
    stops = (await _stop(ledger), await _stop(ledger, Decimal("0.0001"), 2))
    assert await ledger.add_legs(PARENT, stops, epoch=epoch) == ()
    assert await ledger.legs(PARENT) == ()


async def test_an_entry_without_a_fill_has_no_legs(ledger, sending):
    epoch = await sending(Grouping.PROTECTED)
    assert await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch) == (), "not accepted yet"
    await _fill(ledger, epoch, Decimal(0), OrderStatus.SUBMITTED)
    assert await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch) == ()


async def test_a_leg_is_started_once_by_the_holder_of_the_lease(ledger, epoch, stamp, clock):
    (leg,) = await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)
    clock.advance_ms(3_600_000)
    assert await ledger.start_leg(leg.intent_id, epoch - 1, stamp) is None
    assert await ledger.start_leg(PARENT, epoch, stamp) is None, "not a leg"
    started = await asyncio.gather(*(ledger.start_leg(leg.intent_id, epoch, stamp) for _ in range(5)))
    assert [leg.state for leg in started if leg is not None] == [IntentState.SENDING]
    assert (await ledger.intent(leg.intent_id)).stamp == stamp


async def test_a_stale_executor_adds_no_legs(ledger, epoch):
    await ledger.take_lease("executor", "next")
    with pytest.raises(LeaseLost):
        await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)


async def test_a_leg_is_not_sent_like_an_entry(ledger, epoch, stamp):
    (leg,) = await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)
    assert await ledger.start_sending(leg.intent_id, leg.permit.nonce, epoch, stamp) is None


async def test_without_the_used_nonce_there_are_no_legs(ledger, epoch, place):
    place.run("DELETE FROM nonce")
    assert await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch) == ()


async def test_a_leg_put_back_to_ready_is_not_sent_again(ledger, epoch, stamp, place):
    (leg,) = await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)
    (before,) = place.rows("SELECT doc, row_mac, state, version FROM intent WHERE leg = 1")
    await ledger.start_leg(leg.intent_id, epoch, stamp)
    place.set("UPDATE intent SET doc = $1, row_mac = $2, state = $3, version = $4 WHERE leg = 1", *before)
    with pytest.raises(LedgerTampered):
        await ledger.start_leg(leg.intent_id, epoch, stamp)
    assert not (await ledger.verify_audit()).ok


async def test_verify_notices_an_entry_that_no_longer_guards(ledger, epoch, place):
    place.run("UPDATE intent SET guarding = 0")
    assert not (await ledger.verify_audit()).ok


async def test_an_entry_guards_until_its_legs_have_ended(ledger, epoch, stamp):
    async def open_ids():
        return {left.intent_id for left in await ledger.unfinished()}

    await _fill(ledger, epoch, FILLED, OrderStatus.CANCELLED)
    told = _receipt(status=OrderStatus.CANCELLED, fills=(_trade("1"),))
    receipt = await ledger.conclude(told, epoch=epoch)
    assert (receipt.unprotected_quantity, await open_ids()) == (FILLED, {PARENT})
    (leg,) = await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)
    await ledger.start_leg(leg.intent_id, epoch, stamp)
    await ledger.settle(leg.intent_id, IntentState.ACKED, epoch=epoch, status=OrderStatus.SUBMITTED)
    receipt = await ledger.conclude(receipt, epoch=epoch)
    assert (receipt.unprotected_quantity, receipt.legs[0].status) == (0, OrderStatus.SUBMITTED)
    assert await open_ids() == {PARENT, leg.intent_id}
    done = {"status": OrderStatus.FILLED, "executed_quantity": FILLED}
    await ledger.settle(leg.intent_id, IntentState.ACKED, epoch=epoch, **done)
    assert await open_ids() == {PARENT}, "its receipt does not say so yet"
    await ledger.conclude(receipt, epoch=epoch)
    assert await open_ids() == {PARENT}, "the trade of its stop is not booked yet"
    await ledger.add_fills("binance-futures", "scripted:1", leg.intent_id, (_trade("2"),))
    receipt = await ledger.conclude(receipt, epoch=epoch)
    assert (receipt.unprotected_quantity, await open_ids()) == (0, set())
    assert "intent.released" in [evidence.action for evidence in receipt.evidence]
    assert (await ledger.verify_audit()).ok


async def test_an_entry_that_was_never_placed_guards_nothing(ledger, sending):
    epoch = await sending(Grouping.PROTECTED)
    await ledger.conclude(_receipt(state=IntentState.REJECTED, status=None, order_id=None), epoch=epoch)
    assert await ledger.unfinished() == ()


async def test_what_fills_later_makes_it_guard_again(ledger, sending):
    epoch = await sending(Grouping.PROTECTED)
    gone = {"state": IntentState.NOT_PLACED, "status": None, "order_id": None}
    await ledger.conclude(_receipt(**gone), epoch=epoch)
    late = {"status": OrderStatus.FILLED, "executed_quantity": FILLED}
    assert (await ledger.settle(PARENT, IntentState.LATE_FOUND, epoch=epoch, **late)).guarding


async def test_the_stop_order_of_a_pair_is_sending_with_its_parent(ledger, sending, stamp):
    await sending(Grouping.OCO)
    parent = await ledger.intent(PARENT)
    (leg,) = await ledger.legs(PARENT)
    assert (leg.state, leg.stamp, leg.orders) == (IntentState.SENDING, stamp, parent.orders[1:])
    assert leg.client_order_id == stop_leg_id(parent.client_order_id)
    assert len(leg.client_order_id) <= 36


async def test_a_refused_leg_leaves_its_approval_alone(ledger, epoch):
    (leg,) = await ledger.add_legs(PARENT, (await _stop(ledger),), epoch=epoch)
    assert (await ledger.refuse_intent(leg.intent_id, "not_needed", "n")).state is IntentState.REJECTED
    assert (await ledger.approval("apr_1")).reason is None
