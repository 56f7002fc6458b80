"""get_pnl: the venue's own bookings, summed to the last digit."""

from decimal import Decimal

import pytest

from tools.account.get_pnl import DAYS, GetPnlParams, run, start_of
from tools.errors import VenueUnavailable
from tools.terms import Side
from tools.venues.accounts import Income

DAY_MS = 86_400_000


class Changed:
    """The venue, with some answers changed."""

    def __init__(self, venue, **answers):
        self._venue = venue
        self.__dict__.update(answers)

    def __getattr__(self, name):
        return getattr(self._venue, name)


@pytest.fixture
def with_income(reading):
    async def pnl(*rows, **params):
        async def income(*, symbol, since_ms):
            return tuple(rows)

        reading.context.venues["binance-futures"] = Changed(reading.venue, income=income)
        return await run(GetPnlParams(**params), reading.context)

    return pnl


def booked(kind, amount, asset="USDT"):
    return Income(income_id="1", symbol="BTCUSDT", kind=kind, amount=Decimal(amount), asset=asset, time_ms=1)


async def test_the_sums_are_those_of_the_fills_to_the_last_digit(reading):
    await reading.buy("spk-1", quantity="0.0123")
    await reading.move(3)
    await reading.buy("spk-2", side=Side.SELL, quantity="0.0071")
    fills = await reading.venue.fills("BTCUSDT")
    pnl = await run(GetPnlParams(symbol="BTCUSDT"), reading.context)
    assert pnl.realized == sum(fill.realized_pnl for fill in fills) > 0
    assert pnl.fees == -sum(fill.commission for fill in fills) < 0
    assert pnl.net == pnl.realized + pnl.fees + pnl.funding + pnl.other
    (position,) = (await reading.venue.account()).positions
    assert pnl.unrealized == position.unrealized_pnl != 0


async def test_the_wallet_moved_by_exactly_the_net_result(reading):
    before = (await reading.venue.account()).wallet
    await reading.buy("spk-1")
    await reading.move(-2)
    await reading.buy("spk-2", side=Side.SELL)
    pnl = await run(GetPnlParams(period="all"), reading.context)
    assert (await reading.venue.account()).wallet - before == pnl.net < 0
    assert pnl.unrealized == 0


async def test_another_symbol_has_none_of_it(reading):
    await reading.buy()
    pnl = await run(GetPnlParams(symbol="ETHUSDT"), reading.context)
    assert (pnl.net, pnl.unrealized, pnl.symbol) == (0, 0, "ETHUSDT")


async def test_an_earlier_day_counts_for_the_week_only(reading):
    await reading.buy()
    reading.clock.advance_ms(2 * DAY_MS)
    today = await run(GetPnlParams(), reading.context)
    week = await run(GetPnlParams(period="week"), reading.context)
    assert today.fees == 0
    assert week.fees < 0


async def test_kinds_go_where_they_belong_and_transfers_nowhere(with_income):
    pnl = await with_income(
        booked("REALIZED_PNL", "10"),
        booked("COMMISSION", "-1"),
        booked("FUNDING_FEE", "-0.5"),
        booked("SPECIAL_FUNDING_FEE", "0.25"),
        booked("INSURANCE_CLEAR", "-2"),
        booked("TRANSFER", "1000"),
        booked("WELCOME_BONUS", "100"),
    )
    assert (pnl.realized, pnl.fees, pnl.funding, pnl.other) == (10, -1, Decimal("-0.25"), -2)
    assert pnl.net == Decimal("6.75")


async def test_fees_in_another_asset_are_shown_apart_and_not_added(with_income):
    pnl = await with_income(booked("COMMISSION", "-0.002", "BNB"), booked("COMMISSION", "-1"))
    assert (pnl.fees, pnl.net) == (-1, -1)
    assert [(row.asset, row.amount) for row in pnl.elsewhere] == [("BNB", Decimal("-0.002"))]


@pytest.mark.parametrize("period", list(DAYS))
def test_periods_are_whole_utc_days_with_today(period):
    now_ms = 20_000 * DAY_MS + 12_345_678
    assert start_of(period, now_ms) == (20_001 - DAYS[period]) * DAY_MS


async def test_no_answer_is_an_error_and_not_zero(reading):
    async def silent(*, symbol, since_ms):
        raise VenueUnavailable("down")

    reading.context.venues["binance-futures"] = Changed(reading.venue, income=silent)
    with pytest.raises(VenueUnavailable):
        await run(GetPnlParams(), reading.context)
