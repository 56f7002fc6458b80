"""V-050 to V-069: bad days. An order is sent once, and its outcome is what the venue's ledger says."""

import asyncio

import pytest

from tools.errors import RateLimited, VenueUnavailable

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
    await stage.fault(**fault, path=stage.order_path, method="POST")
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
    await stage.fault(**fault, path=stage.price_path)
    assert (await stage.venue.mark_price(stage.symbol)).symbol == stage.symbol


async def test_v054_an_answer_that_is_no_answer_is_unavailable(stage):
    await stage.fault(fault="invalid_json", path=stage.price_path)
    with pytest.raises(VenueUnavailable):
        await stage.venue.mark_price(stage.symbol)


async def test_v055_a_429_pauses_until_the_venue_says(stage):
    await stage.fault(fault="status", status=429, retry_after=3, path=stage.price_path)
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
    await stage.fault(fault=fault, path=stage.order_path, method="DELETE")
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
