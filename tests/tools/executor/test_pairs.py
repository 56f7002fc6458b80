"""Pairs (OCO): both orders by one request, both followed, both on the receipt."""

from decimal import Decimal

import pytest

from tools.executor.lease import take_lease
from tools.receipt import IntentState, LegRole
from tools.terms import Grouping, OrderStatus, OrderType, Side
from tools.venues.orders import stop_leg_id

OCO = {"grouping": Grouping.OCO, "tool": "place_oco"}


@pytest.fixture
def pair(limit):
    sell = limit.model_copy(update={"side": Side.SELL, "price": Decimal(67_000)})
    stop = sell.model_copy(
        update={"type": OrderType.STOP_MARKET, "price": None, "stop_price": Decimal(59_000)}
    )
    return sell, stop


def _statuses(receipt):
    return receipt.status, receipt.legs[0].status


async def test_both_orders_are_sent_by_one_request_and_shown(desk, pair):
    receipt = await desk.execute(*pair, **OCO)
    assert desk.venue.posts == [receipt.client_order_id]
    (leg,) = receipt.legs
    assert leg.client_order_id == stop_leg_id(receipt.client_order_id)
    assert (leg.role, leg.stop_price) == (LegRole.STOP, Decimal(59_000))
    assert _statuses(receipt) == (OrderStatus.SUBMITTED, OrderStatus.SUBMITTED)
    assert receipt.unprotected_quantity is None
    assert "The stop order for 0.001 (trigger 59000) is working" in receipt.message.en
    assert "stop emri" in receipt.message.tr
    order = await desk.ledger.intent_of_order(leg.client_order_id)
    assert order.orders == (pair[1],)


@pytest.mark.parametrize(("first", "statuses"), [(0, ("FILLED", "CANCELLED")), (1, ("CANCELLED", "FILLED"))])
async def test_either_order_is_followed_to_its_end(desk, pair, first, statuses):
    receipt = await desk.execute(*pair, **OCO)
    ids = (receipt.client_order_id, receipt.legs[0].client_order_id)
    desk.venue.fill(ids[first], Decimal("0.001"))
    (later,) = await desk.executor().recover()
    assert _statuses(later) == statuses
    leg = (await desk.ledger.legs(receipt.receipt_id))[0]
    booked = (await desk.ledger.fills(receipt.receipt_id), await desk.ledger.fills(leg.intent_id))
    assert [len(fills) for fills in booked] == [1 - first, first]
    assert await desk.ledger.unfinished() == ()
    assert len(desk.venue.posts) == 1


async def test_a_pair_stays_open_until_the_trades_of_its_stop_are_booked(desk, pair):
    receipt = await desk.execute(*pair, **OCO)
    desk.venue.fill(receipt.legs[0].client_order_id, Decimal("0.001"))
    trades = list(desk.venue.trades)
    desk.venue.trades.clear()
    await desk.executor().recover()
    assert [left.intent_id for left in await desk.ledger.unfinished()] == [receipt.receipt_id]

    desk.venue.trades.extend(trades)
    await desk.executor().recover()

    assert await desk.ledger.fills(f"{receipt.receipt_id}-1") == tuple(trades)
    assert await desk.ledger.unfinished() == ()


async def test_a_refused_pair_leaves_nothing_open(desk, pair):
    desk.venue.script.append("reject")
    receipt = await desk.execute(*pair, **OCO)
    assert (receipt.state, receipt.legs[0].state) == (IntentState.REJECTED, IntentState.REJECTED)
    assert await desk.ledger.unfinished() == ()


async def test_a_lost_answer_is_found_by_asking_for_either_order(desk, pair):
    desk.venue.script.append("lost-after")
    receipt = await desk.execute(*pair, **OCO)
    assert _statuses(receipt) == (OrderStatus.SUBMITTED, OrderStatus.SUBMITTED)
    assert len(desk.venue.posts) == 1


@pytest.mark.fault("F49")
async def test_half_a_pair_proves_that_it_was_placed(desk, pair):
    """A lagging replica shows the stop order only: not absent, whatever the time."""
    desk.venue.script.append("lost-after")
    place_oco = desk.venue.place_oco

    async def place_and_hide(limit, stop, client_order_id, stamp):
        outcome = await place_oco(limit, stop, client_order_id, stamp)
        desk.venue.orders.reverse()
        desk.limit = desk.venue.orders.pop(0)
        assert desk.limit.client_order_id == client_order_id
        return outcome

    desk.venue.place_oco = place_and_hide
    receipt = await desk.execute(*pair, **OCO)
    (later,) = await desk.executor().recover()
    assert (receipt.state, later.state) == (IntentState.UNKNOWN, IntentState.UNKNOWN)
    desk.venue.orders.append(desk.limit)
    (later,) = await desk.executor().recover()
    assert _statuses(later) == (OrderStatus.SUBMITTED, OrderStatus.SUBMITTED)


async def test_a_pair_lost_on_the_way_out_is_not_placed(desk, pair):
    desk.venue.script.append("lost-before")
    await desk.execute(*pair, **OCO)
    (later,) = await desk.executor().recover()
    assert (later.state, later.legs[0].state) == (IntentState.NOT_PLACED, IntentState.NOT_PLACED)
    assert await desk.ledger.unfinished() == ()
    assert len(desk.venue.posts) == 1


class Died(BaseException):
    """Ends the coroutine where a kill would end the process."""


@pytest.mark.parametrize(("point", "orders"), [("sending", 0), ("posted", 2), ("acked", 2), ("reported", 2)])
async def test_after_a_death_there_are_both_orders_or_none(desk, pair, point, orders):
    def die(reached):
        if reached == point:
            raise Died

    intent_id = await desk.approved(*pair, **OCO)
    with pytest.raises(Died):
        await desk.executor(checkpoint=die).execute(intent_id)
    desk.lease.release()
    desk.lease = await take_lease(desk.home, desk.ledger, "next")
    for _ in range(2):
        await desk.executor().recover()
    receipt = await desk.ledger.receipt(intent_id)
    assert len(desk.venue.orders) == orders
    expected = IntentState.ACKED if orders else IntentState.NOT_PLACED
    assert (receipt.state, receipt.legs[0].state) == (expected, expected)


@pytest.mark.parametrize("change", [{"side": Side.BUY}, {"quantity": Decimal(1)}, {"stop_price": None}])
async def test_two_orders_that_are_no_pair_send_nothing(desk, pair, change):
    receipt = await desk.execute(pair[0], pair[1].model_copy(update=change), **OCO)
    assert (receipt.state, desk.venue.posts) == (IntentState.REJECTED, [])
