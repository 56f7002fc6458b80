"""V-050 to V-069: bad days. An order is sent once, and its outcome is what the venue's ledger says."""

import asyncio

import pytest

from tools.errors import RateLimited, VenueUnavailable
from tools.terms import OrderStatus, OrderType, Side
from tools.venues.orders import OrderRef

AFTER = [
    {"fault": "drop_after_accept"},
    {"fault": "status_after_accept", "status": 503},
    {"fault": "status_after_accept", "status": 500, "code": -1000, "msg": "?"},
    {"fault": "timeout_after_accept"},
    {"fault": "invalid_json"},
]
BEFORE_OPEN = [
    {"fault": "drop_before_accept"},
    {"fault": "status", "status": 503},
    {"fault": "status", "status": 502},
]
BEFORE_NO = [
    {"fault": "status", "status": 503, "code": -1000, "msg": "Service Unavailable."},
    {"fault": "status", "status": 503, "code": -1008, "msg": "Request throttled by system-level protection."},
    {"fault": "status", "status": 429},
    {"fault": "status", "status": 418},
    {"fault": "status", "status": 400, "code": -2019, "msg": "Margin is insufficient."},
]


def kind_of(fault):
    return f"{fault['fault']}-{fault.get('status', '')}{fault.get('code', '')}"


async def send_with(stage, fault):
    request, own_id = await stage.request(), stage.new_id()
    await stage.fault(**fault, path=stage.door.order_path, method="POST")
    return await stage.place(request, own_id), own_id


@pytest.mark.parametrize("fault", AFTER, ids=kind_of)
async def test_v050_an_accepted_order_with_a_lost_answer_is_unknown_and_found(stage, fault):
    outcome, own_id = await send_with(stage, fault)
    assert outcome.kind == "unknown"
    assert len(await stage.at_the_venue(own_id)) == 1
    assert (await stage.venue.order(stage.symbol, client_order_id=own_id)).client_order_id == own_id


@pytest.mark.parametrize("fault", BEFORE_OPEN, ids=kind_of)
async def test_v051_a_lost_order_is_unknown_and_not_sent_again(stage, fault):
    outcome, own_id = await send_with(stage, fault)
    assert outcome.kind == "unknown"
    assert await stage.at_the_venue(own_id) == []


@pytest.mark.parametrize("fault", BEFORE_NO, ids=kind_of)
async def test_v052_a_rejection_means_the_order_does_not_exist(stage, fault):
    outcome, own_id = await send_with(stage, fault)
    assert outcome.kind == "rejected"
    assert await stage.at_the_venue(own_id) == []


@pytest.mark.parametrize(
    "fault", [{"fault": "drop_before_accept"}, {"fault": "status", "status": 502}], ids=kind_of
)
async def test_v053_a_read_survives_one_failure(stage, fault):
    await stage.fault(**fault, path=stage.door.price_path)
    assert (await stage.venue.mark_price(stage.symbol)).symbol == stage.symbol


async def test_v054_an_answer_that_is_no_answer_is_unavailable(stage):
    await stage.fault(fault="invalid_json", path=stage.door.price_path)
    with pytest.raises(VenueUnavailable):
        await stage.venue.mark_price(stage.symbol)


async def test_v055_a_429_pauses_until_the_venue_says(stage):
    await stage.fault(fault="status", status=429, retry_after=3, path=stage.door.price_path)
    with pytest.raises(RateLimited) as caught:
        await stage.venue.mark_price(stage.symbol)
    assert caught.value.retry_after_ms == 3_000
    with pytest.raises(RateLimited):
        await stage.venue.book(stage.symbol)
    stage.clock.advance_ms(3_000)
    await stage.venue.mark_price(stage.symbol)


async def test_v056_a_jumped_clock_is_measured_again(stage):
    await stage.venue.account()
    await stage.fault(fault="clock_skew", ms=20_000)
    assert (await stage.venue.account()).equity > 0


@pytest.mark.parametrize("fault", ["drop_before_accept", "drop_after_accept"])
async def test_v057_a_cancel_with_a_lost_answer_still_cancels(stage, fault):
    order = await stage.placed()
    await stage.fault(fault=fault, path=stage.door.order_path, method="DELETE")
    cancelled = await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    assert not cancelled.status.working
    assert await stage.venue.open_orders(stage.symbol) == ()


async def test_v058_reads_stop_before_the_venue_has_to_say_so(stage):
    asked = [stage.venue.open_orders() for _ in range(200)]
    refused = [answer for answer in await asyncio.gather(*asked, return_exceptions=True) if answer != ()]
    assert 0 < len(refused) < len(asked)
    assert {type(answer) for answer in refused} == {RateLimited}
    assert {answer.retry_after_ms for answer in refused} == {60_000 - stage.clock.now_ms() % 60_000}
    await stage.venue.cancel_all(stage.symbol)


STOP = {"kind": OrderType.STOP_MARKET, "side": Side.SELL, "stop": "0.98"}


async def send_stop_with(stage, fault):
    request, own_id = await stage.request(**STOP), stage.new_id()
    await stage.fault(**fault, path=stage.door.conditional_path, method="POST")
    return await stage.place(request, own_id), own_id


@pytest.mark.parametrize("fault", AFTER, ids=kind_of)
async def test_v059_an_accepted_conditional_order_with_a_lost_answer_is_unknown_and_found(stage, fault):
    outcome, own_id = await send_stop_with(stage, fault)
    assert outcome.kind == "unknown"
    found = await stage.venue.order(stage.symbol, client_order_id=own_id)
    assert (found.client_order_id, found.conditional) == (own_id, True)


@pytest.mark.parametrize("fault", BEFORE_OPEN, ids=kind_of)
async def test_v060_a_lost_conditional_order_is_unknown_and_not_sent_again(stage, fault):
    outcome, own_id = await send_stop_with(stage, fault)
    assert outcome.kind == "unknown"
    assert await stage.venue.order(stage.symbol, client_order_id=own_id) is None


@pytest.mark.parametrize("fault", BEFORE_NO, ids=kind_of)
async def test_v061_a_rejected_conditional_order_does_not_exist(stage, fault):
    outcome, own_id = await send_stop_with(stage, fault)
    assert outcome.kind == "rejected"
    await stage.control.delete("/testnet/faults")
    stage.clock.advance_ms(60_000)
    assert await stage.venue.order(stage.symbol, client_order_id=own_id) is None


@pytest.mark.parametrize("fault", ["drop_before_accept", "drop_after_accept"])
async def test_v062_a_conditional_cancel_with_a_lost_answer_still_cancels(stage, fault):
    order = await stage.placed(**STOP)
    await stage.fault(fault=fault, path=stage.door.conditional_path, method="DELETE")
    cancelled = await stage.venue.cancel(stage.symbol, client_order_id=order.client_order_id)
    assert cancelled.status is OrderStatus.CANCELLED
    assert await stage.venue.open_orders(stage.symbol) == ()


@pytest.mark.parametrize("everything", [False, True], ids=["one", "all"])
async def test_v063_conditional_orders_are_cancelled_when_reads_have_used_up_their_share(stage, everything):
    order = await stage.placed(**STOP)
    await asyncio.gather(*(stage.venue.open_orders() for _ in range(200)), return_exceptions=True)
    await use_up_reads(stage)
    if everything:
        await stage.venue.cancel_all(stage.symbol)
    else:
        await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    stage.clock.advance_ms(60_000)
    assert await stage.venue.open_orders(stage.symbol) == ()


async def use_up_reads(stage):
    while True:
        try:
            await stage.venue.mark_price(stage.symbol)
        except RateLimited:
            return


async def test_v064_a_cancel_does_not_trust_a_read_that_is_behind(stage):
    await stage.venue.clock_offset_ms()
    await stage.fault(fault="stale_order", ms=1_200)
    order = await stage.placed(**STOP)
    assert await stage.venue.order(stage.symbol, client_order_id=order.client_order_id) is None
    cancelling = asyncio.ensure_future(stage.venue.cancel(stage.symbol, order_id=order.order_id))
    while not cancelling.done():
        stage.clock.advance_ms(100)
        await asyncio.sleep(0)
    assert (await cancelling).status is OrderStatus.CANCELLED


@pytest.mark.needs("replace")
@pytest.mark.parametrize("fault", AFTER, ids=kind_of)
async def test_v065_a_change_with_a_lost_answer_is_unknown_and_was_made(stage, fault):
    outcome, order = await replace_with(stage, fault)
    assert outcome.kind == "unknown"
    (found,) = await stage.venue.open_orders(stage.symbol)
    assert found.price < order.price


@pytest.mark.needs("replace")
@pytest.mark.parametrize("fault", BEFORE_OPEN + BEFORE_NO, ids=kind_of)
async def test_v066_a_change_that_did_not_arrive_changes_nothing(stage, fault):
    outcome, order = await replace_with(stage, fault)
    assert outcome.kind == ("unknown" if fault in BEFORE_OPEN else "rejected")
    stage.clock.advance_ms(60_000)
    (found,) = await stage.venue.open_orders(stage.symbol)
    assert (found.order_id, found.price, found.quantity) == (order.order_id, order.price, order.quantity)


async def replace_with(stage, fault):
    order = await stage.placed()
    request = await stage.request(away="0.97", quantity=order.quantity)
    method, path = stage.door.replace
    await stage.fault(**fault, path=path, method=method)
    target = OrderRef(symbol=stage.symbol, client_order_id=order.client_order_id)
    return await stage.venue.replace(target, request, stage.new_id(), await stage.stamp()), order
