from decimal import Decimal

import pytest

from tools.errors import VenueError
from tools.ledger.ledger import TradingStateRow
from tools.safety.get_risk_status import GetRiskStatusParams, run


async def test_a_flat_account_uses_nothing(reading):
    status = await run(GetRiskStatusParams(), reading.context)
    assert (status.daily_loss.used, status.daily_loss.limit, status.daily_loss.headroom) == (0, 50, 50)
    assert (status.drawdown.used, status.exposure.used, status.open_orders.used) == (0, 0, 0)
    assert status.day.opening_equity == status.day.high_water == status.equity
    assert (status.profile, status.account) == ("canary", reading.venue.account_name)


async def test_a_loss_counts_against_the_days_opening(reading):
    opening = (await run(GetRiskStatusParams(), reading.context)).equity
    await reading.buy()
    await reading.move(-3)
    status = await run(GetRiskStatusParams(), reading.context)
    loss = opening - status.equity
    assert status.daily_loss.used == loss > 0
    assert status.daily_loss.headroom == 50 - loss
    assert status.drawdown.used == (loss / opening).quantize(Decimal("0.0001"))
    assert status.exposure.used > 0


async def test_a_gain_is_no_loss_and_raises_the_high_water(reading):
    opening = (await run(GetRiskStatusParams(), reading.context)).equity
    await reading.buy()
    await reading.move(3)
    high = await run(GetRiskStatusParams(), reading.context)
    assert high.daily_loss.used == 0
    assert high.day.high_water == high.equity > opening
    await reading.move(-1)
    later = await run(GetRiskStatusParams(), reading.context)
    assert later.daily_loss.used == 0
    assert later.drawdown.used > 0


async def test_headroom_never_falls_below_zero(reading):
    await run(GetRiskStatusParams(), reading.context)
    await reading.buy(quantity="0.1")
    await reading.move(-4)
    status = await run(GetRiskStatusParams(), reading.context)
    assert status.daily_loss.used > 50
    assert status.daily_loss.headroom == 0


async def test_a_limit_nobody_set_shows_as_missing(reading):
    exposure = (await run(GetRiskStatusParams(), reading.context)).exposure
    assert (exposure.limit_name, exposure.limit, exposure.headroom) == ("max_exposure", None, None)


async def test_halts_and_working_orders_show(reading):
    row = TradingStateRow(scope="all", state="HALTED", reason="test", actor="tester", time_ms=1)
    await reading.context.ledger.set_trading_state(row)
    await reading.buy(price="60000")
    status = await run(GetRiskStatusParams(), reading.context)
    assert [(state.scope, state.state) for state in status.trading] == [("all", "HALTED")]
    assert (status.open_orders.used, status.open_orders.headroom) == (1, 4)


async def test_no_numbers_no_status(reading):
    await reading.fault(fault="invalid_json", path="/fapi/v3/account")
    with pytest.raises(VenueError):
        await run(GetRiskStatusParams(), reading.context)
