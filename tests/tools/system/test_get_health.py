from tools.system.get_health import GetHealthParams, run


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
