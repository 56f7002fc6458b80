import pytest

from tools.ledger.ledger import TradingStateRow
from tools.outages import note
from tools.reconciliation import ACTOR
from tools.safety.latches import BREAKER, release_words
from tools.safety.scope import scope_words
from tools.system.get_health import GetHealthParams, run, say
from tools.terms import VenueName


async def test_a_healthy_installation(reading):
    health = await run(GetHealthParams(), reading.context)
    assert (health.status, health.mode, health.time_ms) == ("ok", "local_testnet", reading.clock.now_ms())
    (venue,) = health.venues
    assert (venue.venue, venue.account) == ("binance-futures", reading.venue.account_name)
    assert (venue.reachable, venue.clock_offset_ms, venue.problem) == (True, 0, None)
    assert venue.round_trip_ms == 0


async def test_the_head_of_the_record(reading):
    first = (await run(GetHealthParams(), reading.context)).ledger
    await reading.context.ledger.append("tester", "note", "subject", {"a": 1})
    second = (await run(GetHealthParams(), reading.context)).ledger
    (newest,) = await reading.context.ledger.audit(limit=1)
    assert (second.head_seq, second.head_mac) == (newest.seq, newest.mac)
    assert second.head_seq > first.head_seq


async def test_the_clock_offset_is_shown(reading):
    await reading.fault(fault="clock_skew", ms=2_500)
    assert (await run(GetHealthParams(), reading.context)).venues[0].clock_offset_ms == 2_500


async def test_a_venue_that_is_down_is_a_finding_not_an_error(reading):
    await reading.fault(fault="status", status=403, path="/fapi/v1/time", count=9)
    health = await run(GetHealthParams(), reading.context)
    (venue,) = health.venues
    assert health.status == "degraded"
    assert (venue.reachable, venue.round_trip_ms, venue.clock_offset_ms) == (False, None, None)
    assert venue.problem.en != venue.problem.tr
    assert health.ledger.readable


def _latch(actor, scope="venue:binance-futures", state="REDUCING"):
    return TradingStateRow(scope=scope, state=state, reason="why", actor=actor, time_ms=1)


@pytest.mark.parametrize(
    ("row", "status"),
    [(_latch(BREAKER), "degraded"), (_latch(ACTOR), "degraded"), (_latch("desk", "all", "HALTED"), "ok")],
)
async def test_what_is_latched_is_shown_and_counts_when_the_product_did_it(reading, row, status):
    await reading.context.ledger.set_trading_state(row)
    health = await run(GetHealthParams(), reading.context)
    assert (health.status, health.latched) == (status, (row,))
    assert f"latched: {scope_words(row.scope).en} (write “{release_words(row).en}”)" in say(health).en
    assert "kilitli: " in say(health).tr


async def test_a_venue_that_fails_again_and_again_is_a_finding(reading):
    await note(reading.context.ledger, VenueName.BINANCE_FUTURES, True)
    health = await run(GetHealthParams(), reading.context)
    assert health.status == "degraded"
    assert [outage.venue for outage in health.outages] == ["binance-futures"]
    assert "binance-futures fails again and again, new risk waits" in say(health).en
