from dataclasses import replace
from decimal import Decimal

import pytest

from tools.ledger.ledger import TradingStateRow
from tools.system.get_metrics import GetMetricsParams, GetMetricsResult, run, say
from tools.telemetry.event import Event, EventKind
from tools.telemetry.prometheus import PrometheusSink
from tools.telemetry.readings import Reading
from tools.telemetry.relay import Relay

PLAN = Event(
    kind=EventKind.PLAN, labels={"status": "proposed", "planner": "offline", "language": "en"}, value=4
)
DENIED = Event(kind=EventKind.VERDICT, labels={"rule": "max_notional", "outcome": "deny"})


@pytest.fixture
def counting(reading):
    relay = Relay()
    relay.sink = PrometheusSink(reading.clock)
    return replace(reading.context, meters=relay)


def accepted(venue="binance-futures", state="ACKED"):
    return Event(kind=EventKind.ORDER, labels={"venue": venue, "state": state}, value=12)


async def test_what_was_counted_is_shown_without_buckets(counting):
    for event in (PLAN, PLAN, DENIED, accepted(), accepted(state="REJECTED")):
        counting.meters.emit(event)
    result = await run(GetMetricsParams(), counting)
    assert result.total("spark_plans_total") == 2
    assert result.total("spark_planner_latency_seconds_sum") == Decimal("0.008")
    assert not [each for each in result.readings if each.name.endswith("_bucket")]
    denied = [each for each in result.readings if each.name == "spark_risk_block_total"]
    assert denied == [Reading(name="spark_risk_block_total", labels={"reason": "max_notional"}, value=1)]
    assert say(result).en == (
        "This process: 2 plans (4 ms each), 1 denial; 1 order accepted, 1 refused. "
        "Right now: 0 approvals pending, 0 unknown outcomes."
    )
    assert say(result).tr == (
        "Bu süreç: 2 plan (ortalama 4 ms), 1 ret; 1 emir kabul edildi, 1 emir reddedildi. "
        "Şu an: 0 onay bekliyor, sonucu bilinmeyen 0 emir var."
    )


async def test_levels_are_those_of_now(counting):
    assert (await run(GetMetricsParams(), counting)).total("spark_risk_killswitch_active") == 0
    row = TradingStateRow(scope="all", state="HALTED", reason="drill", actor="desk", time_ms=1)
    await counting.ledger.set_trading_state(row)
    assert (await run(GetMetricsParams(), counting)).total("spark_risk_killswitch_active") == 1


async def test_a_process_that_counts_nothing_says_where_to_look(reading):
    for context in (reading.context, replace(reading.context, meters=Relay())):
        result = await run(GetMetricsParams(), context)
        assert result == GetMetricsResult(readings=(), time_ms=reading.clock.now_ms())
        assert "/metrics" in say(result).en
        assert "/metrics" in say(result).tr


def test_a_sentence_stays_short():
    names = ("spark_plans_total", "spark_planner_latency_seconds_sum", "spark_planner_latency_seconds_count")
    readings = tuple(Reading(name=name, value="123456789") for name in names)
    said = say(GetMetricsResult(readings=readings, time_ms=1))
    assert max(len(said.en), len(said.tr)) <= 300
