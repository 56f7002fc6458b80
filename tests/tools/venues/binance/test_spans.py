from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import VenueUnavailable
from tools.venues.accounts import Income
from tools.venues.binance.spans import LIMIT, between


def income(number, time_ms):
    return Income(
        income_id=str(number), symbol="", kind="COMMISSION", amount=Decimal(1), asset="USDT", time_ms=time_ms
    )


def page_of(history, newest):
    async def page(start_ms, end_ms):
        rows = [row for row in history if start_ms <= row.time_ms <= end_ms]
        return tuple(rows[-LIMIT:] if newest else rows[:LIMIT])

    return page


@pytest.mark.parametrize("newest", [True, False])
async def test_every_row_once_whichever_end_of_a_full_page_the_venue_drops(newest):
    history = [income(n, n // 3) for n in range(2 * LIMIT + 500)]
    assert await between(page_of(history, newest), 0, 10_000) == tuple(history)


@given(times=st.lists(st.integers(0, 10_000), max_size=60), first=st.integers(0, 10_000))
async def test_nothing_outside_the_span(times, first):
    history = [income(n, time_ms) for n, time_ms in enumerate(sorted(times))]
    found = await between(page_of(history, newest=False), first, 10_000)
    assert found == tuple(row for row in history if row.time_ms >= first)


async def test_what_cannot_be_listed_is_an_error_not_a_gap():
    history = [income(n, 5) for n in range(LIMIT)]
    with pytest.raises(VenueUnavailable):
        await between(page_of(history, newest=False), 0, 10)
