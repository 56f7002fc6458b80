import pytest

from tools.account.get_portfolio import GetPortfolioParams, run
from tools.errors import VenueRejected, VenueUnavailable


async def test_where_the_numbers_come_from(reading):
    result = await run(GetPortfolioParams(), reading.context)
    assert (result.venue, result.mode) == ("binance-futures", "local_testnet")
    assert (result.account, result.time_ms) == (reading.venue.account_name, reading.clock.now_ms())


async def test_a_position_shows_in_equity_margin_and_exposure(reading):
    flat = await run(GetPortfolioParams(), reading.context)
    await reading.buy()
    await reading.move(2)
    result = await run(GetPortfolioParams(), reading.context)
    (position,) = result.positions
    assert flat.exposure == 0
    assert result.exposure == position.notional > 0
    assert result.unrealized_pnl == position.unrealized_pnl > 0
    assert result.equity == result.wallet + result.unrealized_pnl
    assert result.available < flat.available
    assert result.initial_margin > 0


async def test_numbers_are_strings_in_json(reading):
    body = (await run(GetPortfolioParams(), reading.context)).model_dump(mode="json")
    assert isinstance(body["equity"], str)
    assert isinstance(body["balances"][0]["wallet"], str)


async def test_a_venue_that_is_not_configured(reading):
    with pytest.raises(VenueRejected, match="not configured"):
        await run(GetPortfolioParams(venue="btcturk-spot"), reading.context)


async def test_no_answer_is_an_error_never_an_empty_account(reading):
    await reading.fault(fault="status", status=403, code=0, path="positionRisk")
    with pytest.raises(VenueUnavailable):
        await run(GetPortfolioParams(), reading.context)
