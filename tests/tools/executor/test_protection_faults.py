"""Protective orders that are refused, lost or interrupted: still one stop for each filled quantity."""

from decimal import Decimal
from itertools import pairwise

import pytest

from tools.errors import LeaseLost
from tools.executor.lease import take_lease
from tools.ledger import bracket, leases
from tools.receipt import IntentState, LegRole
from tools.terms import Grouping, OrderStatus
from tools.venues.orders import Rejected

PROTECTED = {"grouping": Grouping.PROTECTED}
QUANTITY = Decimal("0.001")
PAST_THE_STOP = Rejected(code="-2021", message="Order would immediately trigger.")
REFUSED = Rejected(code="-4045", message="Reach max stop order limit.")
NOTHING_HELD = Rejected(code="-2022", message="ReduceOnly Order is rejected.")


def _roles(receipt):
    return [(leg.role, leg.state, leg.status) for leg in receipt.legs]


async def test_a_stop_the_market_is_past_becomes_a_close_at_the_market(desk, protected_market):
    desk.venue.script.extend(["accept", PAST_THE_STOP])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert [order.quantity for order in desk.closes()] == [QUANTITY]
    assert (desk.stops(), desk.targets()) == ([], []), "the target is not sent for what is closed"
    assert _roles(receipt) == [
        (LegRole.STOP_LOSS, IntentState.REJECTED, None),
        (LegRole.TAKE_PROFIT, IntentState.REJECTED, None),
        (LegRole.CLOSE, IntentState.ACKED, OrderStatus.FILLED),
    ]
    assert [leg.code for leg in receipt.legs] == ["-2021", "not_needed", None]
    assert receipt.unprotected_quantity == 0
    assert "a close at the market for 0.001 is filled" in receipt.message.en
    assert await desk.ledger.unfinished() == ()


async def test_a_target_the_market_is_past_closes_and_takes_the_stop_back(desk, protected_market):
    desk.venue.script.extend(["accept", "accept", PAST_THE_STOP])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert len(desk.closes()) == 1
    assert [order.status for order in desk.stops()] == [OrderStatus.CANCELLED]
    assert receipt.unprotected_quantity == 0


async def test_a_target_the_market_is_past_closes_nothing_that_its_stop_just_closed(desk, protected_market):
    desk.venue.script.extend(["accept", "accept", PAST_THE_STOP])
    settled: list[str] = []

    def whipsaw(point):
        if point == "leg-settled":
            settled.append(point)
            if len(settled) == 2:
                desk.venue.trigger(desk.stops()[0].client_order_id)

    intent_id = await desk.approved(*protected_market, **PROTECTED)
    receipt = await desk.executor(checkpoint=whipsaw).execute(intent_id)
    assert [order.status for order in desk.stops()] == [OrderStatus.FILLED]
    assert desk.closes() == []
    assert receipt.unprotected_quantity == 0


async def test_a_refused_stop_is_sent_again_as_a_new_leg_after_a_pause(desk, protected_market):
    desk.venue.script.extend(["accept", REFUSED, "accept", "accept"])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert len(desk.stops()) == 1
    assert len(set(desk.venue.posts)) == 4, "each attempt has its own client order id"
    assert receipt.unprotected_quantity == 0
    first, _, second = await desk.ledger.legs(receipt.receipt_id)
    assert (first.state, second.state) == (IntentState.REJECTED, IntentState.ACKED)
    assert second.stamp.timestamp_ms - first.stamp.timestamp_ms >= bracket.PAUSE_MS


async def test_a_stop_refused_too_often_becomes_a_close(desk, protected_market):
    desk.venue.script.extend(["accept", REFUSED, "accept", REFUSED, REFUSED])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    stops = [leg for leg in receipt.legs if leg.role is LegRole.STOP_LOSS]
    assert [leg.state for leg in stops] == [IntentState.REJECTED] * bracket.ATTEMPTS
    assert len(desk.closes()) == 1
    assert [order.status for order in desk.targets()] == [OrderStatus.CANCELLED]
    assert receipt.unprotected_quantity == 0


async def test_a_busy_venue_uses_up_no_attempt(desk, protected_market):
    """Nobody's position is closed because of a rate limit."""
    busy = Rejected(code="local_rate_limit", message="the weight budget is used up")
    desk.venue.script.extend(["accept", busy, "accept", *[busy] * 3])
    await desk.execute(*protected_market, **PROTECTED)
    receipt = await desk.recovered()
    assert (desk.closes(), len(desk.stops()), receipt.unprotected_quantity) == ([], 1, 0)


async def test_a_target_refused_too_often_is_given_up_and_the_stop_stays(desk, protected_market):
    desk.venue.script.extend(["accept", "accept", REFUSED, REFUSED, REFUSED])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    await desk.executor().recover()
    assert (desk.closes(), len(desk.stops()), len(desk.venue.posts)) == ([], 1, 5)
    assert receipt.unprotected_quantity == 0


async def test_a_close_that_is_refused_is_tried_again_ever_more_slowly(desk, protected_market):
    desk.venue.script.extend(["accept", PAST_THE_STOP, *[REFUSED] * 3])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert receipt.unprotected_quantity == QUANTITY
    closes = [
        leg for leg in await desk.ledger.legs(receipt.receipt_id) if bracket.role_of(leg) is LegRole.CLOSE
    ]
    times = [leg.stamp.timestamp_ms for leg in closes]
    assert [after - before for before, after in pairwise(times)] == [1_000, 2_000]
    later = await desk.recovered()
    assert (later.unprotected_quantity, len(desk.closes())) == (0, 1)


async def test_a_close_that_meets_no_position_ends_it(desk, protected_market):
    desk.venue.script.extend(["accept", PAST_THE_STOP, NOTHING_HELD])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert receipt.unprotected_quantity == 0
    assert await desk.ledger.unfinished() == ()


async def test_a_stop_that_meets_no_position_is_not_believed_at_once(desk, protected_market):
    """The service that takes conditional orders may not have seen the fill yet."""
    desk.venue.script.extend(["accept", NOTHING_HELD])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert (len(desk.stops()), receipt.unprotected_quantity) == (1, 0)


@pytest.mark.parametrize("step", ["lost-after", "raise-after"])
async def test_a_stop_whose_answer_is_lost_is_found_by_asking(desk, protected_market, step):
    desk.venue.script.extend(["accept", step])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert (len(desk.stops()), len(desk.venue.posts)) == (1, 3)
    assert receipt.unprotected_quantity == 0


async def test_a_stop_lost_on_the_way_out_is_sent_anew_only_when_it_cannot_exist(desk, protected_market):
    desk.venue.script.extend(["accept", "lost-before"])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    assert receipt.unprotected_quantity == QUANTITY
    assert "is being checked" in receipt.message.en
    assert desk.stops() == []
    later = await desk.recovered()
    first, _, second = await desk.ledger.legs(receipt.receipt_id)
    assert (first.state, second.state) == (IntentState.NOT_PLACED, IntentState.ACKED)
    assert second.stamp.timestamp_ms - first.stamp.timestamp_ms > 17_000
    assert (len(desk.stops()), later.unprotected_quantity) == (1, 0)


async def test_a_stop_found_after_it_was_replaced_is_taken_back(desk, protected_market):
    desk.venue.script.extend(["accept", "lost-before"])
    receipt = await desk.execute(*protected_market, **PROTECTED)
    await desk.recovered()
    lost = (await desk.ledger.legs(receipt.receipt_id))[0]
    desk.venue._accept(lost.orders[0], lost.client_order_id)
    for _ in range(2):
        await desk.executor().recover()
    late = desk.venue._own(lost.client_order_id)
    assert late.status is OrderStatus.CANCELLED
    assert (await desk.ledger.intent(lost.intent_id)).state is IntentState.LATE_FOUND
    assert [stop.status.working for stop in desk.stops()].count(True) == 1


async def test_an_unreachable_venue_leaves_the_legs_ready_for_the_next_look(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    desk.venue.fill(receipt.client_order_id, QUANTITY)
    offset = desk.venue.clock_offset_ms

    async def break_down():
        desk.venue.reachable = False
        return await offset()

    desk.venue.clock_offset_ms = break_down
    later = await desk.recovered()
    assert (later.unprotected_quantity, len(desk.venue.posts)) == (QUANTITY, 1)
    desk.venue.clock_offset_ms = offset
    desk.venue.reachable = True
    (drained,) = await desk.executor().drain()
    assert (drained.unprotected_quantity, len(desk.venue.posts)) == (0, 3)


async def test_an_overtaken_executor_sends_no_leg(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, **PROTECTED)
    desk.venue.fill(receipt.client_order_id, QUANTITY)

    def overtake(point):
        if point == "legs-ready":
            desk.ledger._database.write_first(lambda tx: leases.take(tx, "executor", "next"))

    with pytest.raises(LeaseLost):
        await desk.executor(checkpoint=overtake).recover()
    assert len(desk.venue.posts) == 1
    desk.lease.release()
    desk.lease = await take_lease(desk.home, desk.ledger, "next")
    await desk.executor().drain()
    assert (len(desk.stops()), len(desk.targets())) == (1, 1)


class Died(BaseException):
    """Ends the coroutine where a kill would end the process."""


@pytest.mark.parametrize(
    "point", ["acked", "reported", "legs-ready", "leg-sending", "leg-posted", "leg-settled"]
)
async def test_after_a_death_each_fill_has_one_stop(desk, protected_market, point):
    def die(reached):
        if reached == point:
            raise Died

    intent_id = await desk.approved(*protected_market, **PROTECTED)
    with pytest.raises(Died):
        await desk.executor(checkpoint=die).execute(intent_id)
    desk.lease.release()
    desk.lease = await take_lease(desk.home, desk.ledger, "next")
    for _ in range(3):
        await desk.executor().recover()
        await desk.executor().drain()
    receipt = await desk.ledger.receipt(intent_id)
    assert [stop.quantity for stop in desk.stops()] == [QUANTITY]
    assert [target.quantity for target in desk.targets()] == [QUANTITY]
    assert receipt.unprotected_quantity == 0
