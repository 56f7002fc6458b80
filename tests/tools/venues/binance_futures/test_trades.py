from decimal import Decimal

import pytest

from tools.errors import VenueUnavailable
from tools.terms import Side
from tools.venues.binance_futures.trades import LIMIT, WINDOW_MS, fills_since
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
        commission_asset="USDT",
        realized_pnl=Decimal(0),
        maker=False,
        time_ms=time_ms,
    )


def pages_of(history, spans):
    async def page(start_ms, end_ms):
        spans.append((start_ms, end_ms))
        return tuple(f for f in history if start_ms <= f.time_ms <= end_ms)[:LIMIT]

    return page


async def test_more_than_a_week_is_read_week_by_week():
    history = [fill(n, n * WINDOW_MS // 2) for n in range(8)]
    spans = []
    found = await fills_since(pages_of(history, spans), 0, history[-1].time_ms)
    assert found == tuple(history)
    assert all(end - start < WINDOW_MS for start, end in spans)


async def test_full_pages_are_read_on_without_repeats():
    history = [fill(n, n // 3) for n in range(2 * LIMIT + 500)]
    found = await fills_since(pages_of(history, []), 0, 10_000)
    assert found == tuple(history)


async def test_what_cannot_be_listed_is_an_error_not_a_gap():
    history = [fill(n, 5) for n in range(LIMIT)]
    with pytest.raises(VenueUnavailable):
        await fills_since(pages_of(history, []), 5, 10)
