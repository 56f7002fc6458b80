import asyncio

import pytest

from tools.clock import VirtualClock
from tools.errors import Banned, RateLimited
from tools.venues.binance.budget import MINUTE_MS, ORDERS, WEIGHT, Budget, Limit
from tools.venues.binance.endpoint import Endpoint, Urgency

START_MS = 1_750_000_020_000 // MINUTE_MS * MINUTE_MS
READ = Endpoint("GET", "/r", 10)
ORDER = Endpoint("POST", "/o", 0, Urgency.ORDER, orders=1)
CANCEL = Endpoint("DELETE", "/c", 10, Urgency.CANCEL)


@pytest.fixture
def clock():
    return VirtualClock(START_MS)


@pytest.fixture
def budget(clock):
    return Budget(
        clock, (Limit(WEIGHT, MINUTE_MS, 100), Limit(ORDERS, MINUTE_MS, 40), Limit(ORDERS, 10_000, 20))
    )


async def spend_all(budget, endpoint):
    spent = 0
    while True:
        try:
            await budget.spend(endpoint)
        except RateLimited as error:
            return spent, error.retry_after_ms
        spent += 1


async def test_reads_leave_the_rest_to_cancels(budget):
    assert (await spend_all(budget, READ))[0] == 8
    assert (await spend_all(budget, CANCEL))[0] == 2


async def test_a_refused_request_is_not_counted(budget):
    await spend_all(budget, READ)
    assert budget.used(WEIGHT, MINUTE_MS) == 80


async def test_the_wait_is_the_rest_of_the_window(budget, clock):
    clock.advance_ms(45_000)
    assert (await spend_all(budget, READ))[1] == 15_000
    clock.advance_ms(15_000)
    assert (await spend_all(budget, READ))[0] == 8


async def test_orders_count_in_both_windows(budget, clock):
    assert (await spend_all(budget, ORDER)) == (19, 10_000)
    clock.advance_ms(10_000)
    assert (await spend_all(budget, ORDER)) == (19, 50_000)
    clock.advance_ms(10_000)
    assert (await spend_all(budget, ORDER)) == (0, 40_000)


async def test_headers_of_the_venue_correct_the_count(budget):
    budget.observe({"X-MBX-USED-WEIGHT-1M": "75", "x-mbx-order-count-10s": "19", "X-MBX-ORDER-COUNT-1M": "x"})
    assert budget.used(WEIGHT, MINUTE_MS) == 75
    assert (await spend_all(budget, READ))[0] == 0
    assert (await spend_all(budget, ORDER))[0] == 0


async def test_headers_never_lower_what_is_under_way(budget):
    for _ in range(5):
        await budget.spend(READ)
    budget.observe({"x-mbx-used-weight-1m": "10"})
    assert budget.used(WEIGHT, MINUTE_MS) == 50


@pytest.mark.fault("F43")
async def test_retry_after_pauses_reads_and_orders(budget, clock):
    budget.refused({"retry-after": "7"}, "")
    for endpoint in (READ, ORDER):
        with pytest.raises(RateLimited) as caught:
            await budget.spend(endpoint)
        assert caught.value.retry_after_ms == 7_000
    clock.advance_ms(7_000)
    await budget.spend(READ)


async def test_a_cancel_waits_for_a_short_pause_and_goes_first(budget, clock):
    budget.refused({"retry-after": "7"}, "")
    cancel = asyncio.create_task(budget.spend(CANCEL))
    await asyncio.sleep(0)
    assert not cancel.done()
    clock.advance_ms(7_000)
    await cancel


@pytest.mark.fault("F44")
async def test_a_ban_is_read_from_the_text_and_binds_cancels_too(budget, clock):
    until_ms = START_MS + 120_000
    body = f'{{"code":-1003,"msg":"Way too much; IP banned until {until_ms}. Use streams."}}'
    budget.refused({}, body, status=418)
    with pytest.raises(Banned) as caught:
        await budget.spend(CANCEL)
    assert (caught.value.retry_after_ms, caught.value.until_ms) == (120_000, until_ms)


async def test_a_pause_after_a_ban_is_a_pause_again(budget, clock):
    budget.refused({"retry-after": "5"}, "", status=418)
    clock.advance_ms(5_000)
    budget.refused({"retry-after": "7"}, "")
    assert type(budget.refusal()) is RateLimited


async def test_without_a_hint_the_pause_lasts_to_the_next_minute(budget, clock):
    clock.advance_ms(20_000)
    budget.refused({}, "")
    assert budget.pause_ms() == 40_000


async def test_a_shorter_pause_does_not_end_a_longer_one(budget):
    budget.refused({"retry-after": "30"}, "")
    budget.refused({"retry-after": "1"}, "")
    assert budget.pause_ms() == 30_000
