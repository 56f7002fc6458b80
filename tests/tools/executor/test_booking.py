"""Trades that could not be had at first are booked later: until then the order counts as unfinished."""

import asyncio
from decimal import Decimal

import pytest

from tools.executor.lease import take_lease
from tools.executor.timing import Timing
from tools.receipt import IntentState
from tools.terms import Grouping, OrderStatus
from tools.venues.stream_events import OrderUpdate


class Died(BaseException):
    """Ends the coroutine where a kill would end the process."""


def _withhold(desk):
    """The venue lists no trade until they are given back."""
    listed = list(desk.venue.trades)
    desk.venue.trades.clear()
    return listed


async def _booked(desk, intent_id):
    return [fill.trade_id for fill in await desk.ledger.fills(intent_id)]


async def test_an_order_not_found_after_a_kill_has_its_trades_booked_once_it_is(desk, market):
    def die(point):
        if point == "acked":
            raise Died

    intent_id = await desk.approved(market)
    try:
        await desk.executor(checkpoint=die).execute(intent_id)
    except Died:
        desk.lease.release()
        desk.lease = await take_lease(desk.home, desk.ledger, "next")
    desk.venue.hidden = set(desk.venue.posts)
    receipt = await desk.recovered()
    assert (receipt.status, receipt.fills) == (OrderStatus.FILLED, ())

    desk.venue.hidden = set()
    assert len((await desk.recovered()).fills) == 1

    assert await _booked(desk, intent_id) == ["1"]
    assert await desk.ledger.unfinished() == ()


async def test_trades_listed_late_are_booked_late(desk, market):
    withheld = []

    def withhold(point):
        if point == "acked":
            withheld.extend(_withhold(desk))

    receipt = await desk.executor(checkpoint=withhold).execute(await desk.approved(market))
    assert (receipt.state, receipt.status, receipt.fills) == (IntentState.ACKED, OrderStatus.FILLED, ())
    assert len(await desk.ledger.unfinished()) == 1

    desk.venue.trades.extend(withheld)
    assert len((await desk.recovered()).fills) == 1
    assert await desk.ledger.unfinished() == ()


async def test_a_protected_entry_stays_open_until_the_trades_of_its_stop_are_booked(desk, protected_market):
    receipt = await desk.execute(*protected_market, grouping=Grouping.PROTECTED)
    (stop,) = desk.stops()
    desk.venue.trigger(stop.client_order_id)
    trades = _withhold(desk)
    await desk.executor().recover()
    rows = len(await desk.ledger.audit(limit=1_000))
    await desk.executor().recover()
    assert len(await desk.ledger.audit(limit=1_000)) == rows, "nothing new is nothing to write down"
    assert [left.intent_id for left in await desk.ledger.unfinished()] == [receipt.receipt_id]
    assert [order.status for order in desk.targets()] == [OrderStatus.CANCELLED]

    desk.venue.trades.extend(trades)
    await desk.executor().recover()

    assert await _booked(desk, f"{receipt.receipt_id}-1") == ["2"]
    assert await desk.ledger.unfinished() == ()


async def test_a_target_is_taken_back_before_another_part_is_asked_about(desk, protected_limit):
    entry = await desk.execute(*protected_limit, grouping=Grouping.PROTECTED)
    half = protected_limit[0].quantity / 2
    desk.venue.fill(entry.client_order_id, half)
    await desk.executor().recover()
    desk.venue.fill(entry.client_order_id, half)
    desk.venue.script.append("lost-before")
    await desk.executor(timing=Timing(patience_ms=0, recovery_ms=0)).recover()
    (stop,) = desk.stops()
    desk.venue.trigger(stop.client_order_id)

    await desk.executor().recover()

    said = [row.action for row in reversed(await desk.ledger.audit(limit=1_000))]
    assert said.index("leg.cancel") < said.index("intent.not_placed")


async def test_an_order_found_late_is_reported_even_if_its_finder_died(desk, market):
    desk.venue.script.append("lost-after")
    intent_id = await desk.approved(market)
    told = await desk.executor(timing=Timing(patience_ms=0)).execute(intent_id)
    assert told.state is IntentState.UNKNOWN
    intent = await desk.ledger.intent(intent_id)
    (order,) = desk.venue.orders
    done = {"status": order.status, "executed_quantity": order.executed_quantity, "order_id": order.order_id}
    await desk.ledger.settle(intent_id, IntentState.ACKED, epoch=intent.epoch, **done)

    receipt = await desk.recovered()

    assert (receipt.state, receipt.status, len(receipt.fills)) == (IntentState.ACKED, OrderStatus.FILLED, 1)
    assert await desk.ledger.unfinished() == ()


async def test_a_found_order_without_trades_is_reported_too(desk, limit):
    desk.venue.script.append("lost-after")
    intent_id = await desk.approved(limit)
    await desk.executor(timing=Timing(patience_ms=0)).execute(intent_id)
    intent = await desk.ledger.intent(intent_id)
    (order,) = desk.venue.orders
    known = {"status": order.status, "executed_quantity": order.executed_quantity, "order_id": order.order_id}
    await desk.ledger.settle(intent_id, IntentState.ACKED, epoch=intent.epoch, **known)

    assert (await desk.recovered()).state is IntentState.ACKED


async def test_what_executed_while_another_leg_was_asked_about_needs_no_further_order(desk, protected_market):
    entry = await desk.approved(*protected_market, grouping=Grouping.PROTECTED)
    desk.venue.script.extend(["accept", "lost-before"])
    await desk.executor(timing=Timing(patience_ms=0)).execute(entry)
    (target,) = desk.targets()
    clock, asked = desk.clock, desk.clock.sleep_ms

    async def triggering(duration_ms):
        clock.sleep_ms = asked
        desk.venue.trigger(target.client_order_id)
        await asked(duration_ms)

    clock.sleep_ms = triggering
    await desk.executor().recover()

    assert (len(desk.stops()), desk.closes()) == (0, [])


@pytest.mark.fault("F64")
async def test_a_fill_the_stream_tells_after_the_cancel_is_booked(desk, limit):
    receipt = await desk.execute(limit)
    name, intent_id = receipt.client_order_id, receipt.receipt_id
    desk.venue.end(name, OrderStatus.CANCELLED)
    assert (await desk.recovered()).status is OrderStatus.CANCELLED
    assert await desk.ledger.unfinished() == ()
    executor = desk.executor()
    watching = asyncio.ensure_future(executor.watch())
    await asyncio.sleep(0)

    desk.venue.fill(name, Decimal("0.0004"))
    late = desk.venue.end(name, OrderStatus.CANCELLED)
    executor.hear(OrderUpdate(order=late, execution="TRADE"))

    for _ in range(10_000):
        told = await desk.ledger.receipt(intent_id)
        if told.fills:
            break
    assert await _booked(desk, intent_id) == ["1"]
    assert (told.status, [fill.quantity for fill in told.fills]) == (
        OrderStatus.CANCELLED,
        [Decimal("0.0004")],
    )
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
