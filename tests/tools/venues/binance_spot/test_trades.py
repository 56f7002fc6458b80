from decimal import Decimal

import pytest

from tools.errors import VenueUnavailable
from tools.terms import Side
from tools.venues.binance.spans import LIMIT
from tools.venues.binance_spot.trades import DAY_MS, fills_numbered, fills_since
from tools.venues.orders import Fill


def fill(number, time_ms):
    return Fill(
        symbol="BTCUSDT",
        trade_id=str(number),
        order_id="1",
        side=Side.BUY,
        price=Decimal(1),
        quantity=Decimal(1),
        commission=Decimal(0),
        commission_asset="BTC",
        realized_pnl=Decimal(0),
        maker=False,
        time_ms=time_ms,
    )


def pages_of(history, newest):
    async def page(start_ms, end_ms):
        assert end_ms - start_ms < DAY_MS
        rows = [row for row in history if start_ms <= row.time_ms <= end_ms]
        return tuple(rows[-LIMIT:] if newest else rows[:LIMIT])

    return page


async def test_the_first_and_last_millisecond_of_each_day_are_read_once():
    times = [0, 1, DAY_MS - 1, DAY_MS, 2 * DAY_MS - 1, 2 * DAY_MS, 2 * DAY_MS + 5]
    history = [fill(n, time_ms) for n, time_ms in enumerate(times)]
    assert await fills_since(pages_of(history, newest=False), 0, times[-1]) == tuple(history)


@pytest.mark.parametrize("newest", [True, False])
async def test_full_pages_are_read_whichever_rows_the_venue_drops(newest):
    history = [fill(n, n // 3) for n in range(2 * LIMIT + 500)]
    assert await fills_since(pages_of(history, newest), 0, 10_000) == tuple(history)


async def test_what_cannot_be_listed_is_an_error_not_a_gap():
    history = [fill(n, 5) for n in range(LIMIT)]
    with pytest.raises(VenueUnavailable):
        await fills_since(pages_of(history, newest=False), 5, 10)


@pytest.mark.parametrize("count", [0, 3, LIMIT, 2 * LIMIT + 1])
async def test_a_long_span_is_read_by_number_a_thousand_at_a_time(count):
    history = [fill(7 * n, n) for n in range(count)]
    asked = []

    async def page(first):
        asked.append(first)
        return tuple(row for row in history if int(row.trade_id) >= first)[:LIMIT]

    assert await fills_numbered(page, 2) == tuple(history[2:])
    assert len(asked) == count // LIMIT + 1
