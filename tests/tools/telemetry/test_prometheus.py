import pytest

from tools.clock import VirtualClock
from tools.telemetry.event import Event, EventKind
from tools.telemetry.prometheus import MOST_VALUES_PER_LABEL, SCRAPE_CACHE_MS, PrometheusSink


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def sink(clock):
    return PrometheusSink(clock)


def lines(sink):
    return sink.text().decode().splitlines()


def test_a_plan_is_counted_with_its_labels_and_its_latency(sink):
    labels = {"status": "proposed", "planner": "offline", "language": "tr"}
    sink.emit(Event(kind=EventKind.PLAN, labels=labels, value=20))
    text = lines(sink)
    assert 'spark_plans_total{language="tr",planner="offline",status="proposed"} 1.0' in text
    assert 'spark_planner_latency_seconds_bucket{le="0.01"} 0.0' in text
    assert 'spark_planner_latency_seconds_bucket{le="0.025"} 1.0' in text


def test_only_a_denial_counts_as_a_risk_block(sink):
    for outcome in ("allow", "deny", "fix"):
        sink.emit(Event(kind=EventKind.VERDICT, labels={"rule": "max_notional", "outcome": outcome}))
    text = lines(sink)
    assert 'spark_risk_block_total{reason="max_notional"} 1.0' in text
    assert 'spark_verdicts_total{outcome="allow",rule="max_notional"} 1.0' in text


@pytest.mark.parametrize(
    ("state", "metric"),
    [
        ("ACKED", "spark_futures_order_ack_total"),
        ("REJECTED", "spark_futures_order_reject_total"),
        ("UNKNOWN", "spark_orders_unknown_total"),
    ],
)
def test_an_order_counts_under_its_outcome_only(sink, state, metric):
    sink.emit(Event(kind=EventKind.ORDER, labels={"venue": "binance-futures", "state": state}, value=12))
    names = (
        "spark_futures_order_ack_total",
        "spark_futures_order_reject_total",
        "spark_orders_unknown_total",
    )
    text = lines(sink)
    assert {name for name in names if f"{name} 1.0" in text} == {metric}
    assert "spark_futures_order_place_latency_ms_sum 12.0" in text


def test_a_new_approval_has_no_age_and_a_decided_one_has(sink):
    sink.emit(Event(kind=EventKind.APPROVAL, labels={"status": "pending"}, value=0))
    sink.emit(Event(kind=EventKind.APPROVAL, labels={"status": "approved"}, value=4_000))
    text = lines(sink)
    assert "spark_approval_age_seconds_count 1.0" in text
    assert "spark_approval_age_seconds_sum 4.0" in text


def test_levels_replace_each_other(sink):
    sink.emit(Event(kind=EventKind.KILL_SWITCH, value=1))
    sink.emit(Event(kind=EventKind.KILL_SWITCH, value=0))
    assert "spark_risk_killswitch_active 0.0" in lines(sink)


def test_every_kind_is_taken(sink):
    labels = {
        EventKind.PLAN: {"status": "s", "planner": "p", "language": "en"},
        EventKind.MODEL: {"outcome": "answered"},
        EventKind.MODEL_TOKENS: {"direction": "prompt"},
        EventKind.VERDICT: {"rule": "r", "outcome": "allow"},
        EventKind.APPROVAL: {"status": "pending"},
        EventKind.ORDER: {"venue": "v", "state": "ACKED"},
        EventKind.HTTP: {"code": "200"},
    }
    for kind in EventKind:
        sink.emit(Event(kind=kind, labels=labels.get(kind, {})))
    text = sink.text().decode()
    assert "spark_up 1.0" in text
    assert 'http_requests_total{code="200"} 1.0' in text


def test_labels_cannot_grow_without_bound(sink):
    for number in range(MOST_VALUES_PER_LABEL + 5):
        sink.emit(Event(kind=EventKind.VERDICT, labels={"rule": f"rule{number}", "outcome": "allow"}))
    series = [line for line in lines(sink) if line.startswith("spark_verdicts_total{")]
    assert len(series) == MOST_VALUES_PER_LABEL + 1
    assert 'spark_verdicts_total{outcome="allow",rule="other"} 5.0' in series


def test_a_scrape_is_cached_for_a_second(sink, clock):
    before = sink.text()
    sink.emit(Event(kind=EventKind.HTTP, labels={"code": "200"}))
    clock.advance_ms(SCRAPE_CACHE_MS - 1)
    assert sink.text() is before
    clock.advance_ms(1)
    assert sink.text() != before
