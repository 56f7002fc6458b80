"""Resetting the breaker and releasing the kill switch, on a ledger and a venue."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tools.clock import to_datetime
from tools.errors import VenueRejected
from tools.ledger.ledger import TradingStateRow
from tools.safety import release_kill_switch, reset_circuit_breaker
from tools.safety.latches import BREAKER
from tools.safety.release_kill_switch import ReleaseKillSwitchParams
from tools.safety.reset_circuit_breaker import ResetCircuitBreakerParams
from tools.terms import VenueName

FUTURES = "venue:binance-futures"
RESET = ResetCircuitBreakerParams(reason="reviewed", venue=VenueName.BINANCE_FUTURES)


async def latch(reading, scope=FUTURES, state="REDUCING", actor=BREAKER):
    row = TradingStateRow(scope=scope, state=state, reason="why", actor=actor, time_ms=reading.clock.now_ms())
    await reading.context.ledger.set_trading_state(row)


async def states(reading):
    return {row.scope: row.state for row in await reading.context.ledger.trading_states()}


@pytest.fixture
def officer(reading):
    return replace(reading.context, actor="risk officer")


async def test_a_reset_counts_the_loss_from_the_equity_of_that_moment(reading, officer):
    await latch(reading)
    equity = (await reading.venue.account()).equity
    done = await reset_circuit_breaker.run(RESET, officer)
    assert (done.venue, done.equity, done.latched) == (VenueName.BINANCE_FUTURES, equity, ())
    (row,) = await reading.context.ledger.trading_states()
    assert (row.scope, row.state, row.actor, row.reason) == (FUTURES, "ACTIVE", "risk officer", "reviewed")
    marks = await reading.context.ledger.day_marks(reading.venue.account_name, _day(reading), Decimal(1))
    assert marks.reset_equity == equity


async def test_a_reset_without_a_latched_breaker_changes_nothing(reading, officer):
    await latch(reading, state="HALTED", actor="desk")
    for params in (RESET, ResetCircuitBreakerParams(reason="r")):
        done = await reset_circuit_breaker.run(params, officer)
        assert (done.venue, done.equity) == (None, None)
    assert await states(reading) == {FUTURES: "HALTED"}
    marks = await reading.context.ledger.day_marks(reading.venue.account_name, _day(reading), Decimal(1))
    assert marks.reset_equity is None


async def test_without_an_equity_to_count_from_the_breaker_stays_latched(reading, officer):
    await latch(reading)
    await reading.fault(fault="status", path="/account", status=400, code=-2015, msg="Invalid API-key.")
    with pytest.raises(VenueRejected, match="no equity"):
        await reset_circuit_breaker.run(RESET, officer)
    assert await states(reading) == {FUTURES: "REDUCING"}


async def test_releasing_everything_releases_no_other_latch_and_names_it(reading, officer):
    await latch(reading)
    await latch(reading, "all", "HALTED", "desk")
    done = await release_kill_switch.run(ReleaseKillSwitchParams(reason="drill over"), officer)
    assert await states(reading) == {"all": "ACTIVE", FUTURES: "REDUCING"}
    assert [row.scope for row in done.latched] == [FUTURES]
    said = release_kill_switch.say(done)
    assert "“reset the circuit breaker on futures because …”" in said.en
    assert "“futures devre kesicisini sıfırla, sebep: …”" in said.tr


async def test_releasing_a_venue_by_name_resets_its_breaker_too(reading, officer):
    await latch(reading)
    params = ReleaseKillSwitchParams(scope=FUTURES, reason="reviewed")
    assert (await release_kill_switch.run(params, officer)).latched == ()
    marks = await reading.context.ledger.day_marks(reading.venue.account_name, _day(reading), Decimal(1))
    assert marks.reset_equity == (await reading.venue.account()).equity


def _day(reading):
    return to_datetime(reading.clock.now_ms()).date().isoformat()
