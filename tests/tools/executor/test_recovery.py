"""What an executor that died leaves behind, and what the next one makes of it."""

import asyncio
from decimal import Decimal

import pytest

from tools.errors import LeaseLost, LedgerError
from tools.executor.lease import take_lease
from tools.executor.timing import Timing
from tools.receipt import IntentState
from tools.terms import Grouping, OrderStatus

QUIET = Timing(beat_ms=1, reconcile_ms=1, confirm_ms=1)
"""On a hasty clock every wait moves the time on, for all who wait."""


BREAK_COMMIT = (
    """
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql
    AS $$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END$$
    """,
    """
    CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON audit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION die()
    """,
)


class Died(BaseException):
    """Ends the coroutine where a kill would end the process."""


def die_at(point):
    def checkpoint(reached):
        if reached == point:
            raise Died

    return checkpoint


async def _die(desk, point, *orders, **fields):
    intent_id = await desk.approved(*orders, **fields)
    with pytest.raises(Died):
        await desk.executor(checkpoint=die_at(point)).execute(intent_id)
    desk.lease.release()
    desk.lease = await take_lease(desk.home, desk.ledger, "next")
    return intent_id


@pytest.mark.fault("F03", "F06", "F07")
@pytest.mark.parametrize(
    ("point", "state", "orders"),
    [
        ("sending", IntentState.NOT_PLACED, 0),
        ("posted", IntentState.ACKED, 1),
        ("acked", IntentState.ACKED, 1),
    ],
)
async def test_after_a_death_there_is_one_order_or_none_and_the_ledger_knows(
    desk, market, point, state, orders
):
    intent_id = await _die(desk, point, market)
    for _ in range(2):
        await desk.executor().recover()
    await desk.executor().drain()
    receipt = await desk.executor().execute(intent_id)
    assert (receipt.state, len(desk.venue.orders)) == (state, orders)
    assert desk.venue.posts == [receipt.client_order_id] * orders
    assert len(receipt.fills) == orders
    assert await desk.ledger.unfinished() == ()


@pytest.mark.fault("F09")
@pytest.mark.parametrize("point", ["sending", "posted", "acked"])
async def test_a_crash_loop_in_recovery_converges(desk, market, point):
    intent_id = await _die(desk, point, market)
    for place in ("reported", "reported", "acked"):
        try:
            await desk.executor(checkpoint=die_at(place)).recover()
        except Died:
            continue
    await desk.executor().recover()
    assert len(desk.venue.posts) <= 1
    assert (await desk.ledger.intent(intent_id)).state.settled
    assert (await desk.ledger.receipt(intent_id)) is not None


@pytest.mark.fault("F02")
async def test_recovery_rejects_ready_intents_past_their_time_only(desk, market):
    late = await desk.approved(market, lifetime_ms=10)
    fresh = await desk.approved(market)
    desk.clock.advance_ms(10)
    (receipt,) = await desk.executor().recover()
    assert (receipt.receipt_id, receipt.state) == (late, IntentState.REJECTED)
    assert (await desk.ledger.intent(fresh)).state is IntentState.READY
    assert desk.venue.posts == []


async def test_an_order_the_query_misses_is_found_among_open_orders(desk, limit):
    intent_id = await _die(desk, "posted", limit)
    desk.venue.hidden.add(desk.venue.posts[0])
    await desk.executor().recover()
    assert (await desk.ledger.intent(intent_id)).state is IntentState.ACKED


async def test_an_order_the_query_misses_is_found_by_its_trades(desk, market):
    intent_id = await _die(desk, "posted", market)
    desk.venue.hidden.add(desk.venue.posts[0])
    await desk.executor().recover()
    assert (await desk.ledger.intent(intent_id)).state is IntentState.ACKED


async def test_an_unreachable_venue_leaves_the_outcome_unknown(desk, market):
    intent_id = await _die(desk, "posted", market)
    desk.venue.reachable = False
    for _ in range(3):
        (receipt,) = await desk.executor().recover()
        assert receipt.state is IntentState.UNKNOWN
    stored = await desk.ledger.audit(subject=f"receipt:{intent_id}")
    assert len(stored) == 1, "said once, not at every attempt"
    desk.venue.reachable = True
    (receipt,) = await desk.executor().recover()
    assert receipt.state is IntentState.ACKED


@pytest.mark.fault("F42")
async def test_no_early_not_placed_while_the_order_can_still_appear(desk, market):
    desk.venue.script.append("lost-before")
    await desk.execute(market)
    (receipt,) = await desk.executor(timing=Timing(recovery_ms=10_000)).recover()
    assert receipt.state is IntentState.UNKNOWN


@pytest.mark.fault("F42")
async def test_an_order_found_after_it_was_given_up_is_adopted_loudly(desk, limit):
    desk.venue.script.append("lost-before")
    gone = await desk.execute(limit)
    await desk.executor().recover()
    assert (await desk.ledger.intent(gone.receipt_id)).state is IntentState.NOT_PLACED
    desk.venue._accept(limit, gone.client_order_id)
    (receipt,) = await desk.executor().recover()
    assert (receipt.state, receipt.status) == (IntentState.LATE_FOUND, OrderStatus.SUBMITTED)
    assert "Geç bulundu" in receipt.message.tr
    desk.venue.fill(gone.client_order_id, Decimal("0.001"))
    (receipt,) = await desk.executor().recover()
    assert (receipt.state, receipt.status) == (IntentState.LATE_FOUND, OrderStatus.FILLED)


async def test_a_stranger_with_our_prefix_goes_on_the_record_once(desk, limit):
    desk.venue._accept(limit, "spk-stranger")
    desk.venue._accept(limit, "web-manual")
    for _ in range(2):
        assert await desk.executor().recover() == ()
    (row,) = await desk.ledger.audit(action="order.orphan")
    assert row.subject == "spk-stranger"


@pytest.mark.fault("F80")
@pytest.mark.parametrize("place", ["postgres"], indirect=True)
@pytest.mark.parametrize(("point", "sent"), [("sending", 0), ("posted", 1)])
async def test_a_database_that_goes_away_in_a_commit(desk, market, place, point, sent):
    def break_commit(reached):
        if reached == "posted" and point == reached:
            place.run(*BREAK_COMMIT)

    intent_id = await desk.approved(market)
    if point == "sending":
        place.run(*BREAK_COMMIT)
    with pytest.raises(LedgerError, match="may or may not"):
        await desk.executor(checkpoint=break_commit).execute(intent_id)
    assert len(desk.venue.posts) == sent
    place.run("DROP TRIGGER dying ON audit")
    await desk.executor().recover()
    receipt = await desk.executor().execute(intent_id)
    assert receipt.state is IntentState.ACKED
    assert desk.venue.posts == [receipt.client_order_id]


@pytest.mark.fault("F10")
async def test_an_executor_that_slept_before_the_post_places_nothing(desk, market):
    def sleep(point):
        if point == "sending":
            desk.clock.advance_ms(60_000)

    receipt = await desk.executor(checkpoint=sleep).execute(await desk.approved(market))
    await desk.executor().recover()
    assert desk.venue.orders == [], "the frozen timestamp is past the receive window"
    assert (await desk.ledger.intent(receipt.receipt_id)).state is IntentState.NOT_PLACED


@pytest.mark.fault("F10")
async def test_an_executor_overtaken_before_its_ack_leaves_the_outcome_to_the_next(desk, market):
    intent_id = await desk.approved(market)
    place = desk.venue.place

    async def place_and_lose_the_lease(*arguments):
        outcome = await place(*arguments)
        await desk.ledger.take_lease("executor", "next")
        return outcome

    desk.venue.place = place_and_lose_the_lease
    with pytest.raises(LeaseLost):
        await desk.executor().execute(intent_id)
    assert (await desk.ledger.intent(intent_id)).state is IntentState.SENDING
    desk.lease.release()
    desk.lease = await take_lease(desk.home, desk.ledger, "next")
    (receipt,) = await desk.executor().recover()
    assert (receipt.state, len(desk.venue.posts)) == (IntentState.ACKED, 1)


async def test_watch_sends_what_another_process_made_ready(desk, market):
    reported = asyncio.Event()

    def checkpoint(point):
        if point == "reported":
            reported.set()

    executor = desk.executor(checkpoint=checkpoint, timing=QUIET)
    await desk.approved(market)
    watching = asyncio.create_task(executor.watch())
    await reported.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert len(desk.venue.posts) == 1


async def test_watch_protects_a_fill_and_looks_for_orphans_once_a_minute(desk, protected_limit):
    receipt = await desk.execute(*protected_limit, grouping=Grouping.PROTECTED)
    desk.venue.fill(receipt.client_order_id, Decimal("0.001"))
    asked, twice = [], asyncio.Event()
    open_orders = desk.venue.open_orders

    async def count(symbol=None):
        asked.append(desk.clock.monotonic_ms())
        if len(asked) == 2:
            twice.set()
        return await open_orders(symbol)

    desk.venue.open_orders = count
    watching = asyncio.create_task(desk.executor(timing=QUIET).watch())
    await twice.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert (len(desk.stops()), len(desk.targets())) == (1, 1)
    assert asked[1] - asked[0] >= 60_000


async def test_watch_says_that_it_lives(desk):
    told = asyncio.Event()
    confirm = desk.ledger.confirm_lease

    async def confirm_and_tell(name, epoch):
        await confirm(name, epoch)
        told.set()

    desk.ledger.confirm_lease = confirm_and_tell
    desk.clock.advance_ms(60_000)
    watching = asyncio.create_task(desk.executor(timing=QUIET).watch())
    await told.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert await desk.ledger.lease_confirmed_ms("executor") >= desk.clock.now_ms() - 60_000


async def test_an_executor_that_was_replaced_does_not_pretend_to_live(desk):
    await desk.ledger.take_lease("executor", "next")
    with pytest.raises(LeaseLost):
        await desk.executor(timing=QUIET).watch()


async def test_a_stopping_executor_ends_what_it_sends_and_begins_nothing(desk, market):
    sending, go_on = asyncio.Event(), asyncio.Event()
    place = desk.venue.place

    async def slow(*arguments):
        sending.set()
        await go_on.wait()
        return await place(*arguments)

    desk.venue.place = slow
    first, second = await desk.approved(market), await desk.approved(market)
    executor = desk.executor(timing=QUIET)
    waiting = asyncio.create_task(executor.execute(first))
    await sending.wait()
    waiting.cancel()
    closing = asyncio.create_task(executor.close())
    await asyncio.sleep(0)
    with pytest.raises(LeaseLost, match="stopping"):
        await executor.execute(second)
    go_on.set()
    await closing

    assert (await desk.ledger.intent(first)).state is IntentState.ACKED
    assert (await desk.ledger.intent(second)).state is IntentState.READY
    assert len(desk.venue.posts) == 1
    (await take_lease(desk.home, desk.ledger, "next")).release()
