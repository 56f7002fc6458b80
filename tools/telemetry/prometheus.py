"""Prometheus sink: events become few metrics with bounded labels, scraped as text.

A scrape holds the interpreter while it renders, so the text is cached for a second and only the
latencies that people alert on are histograms.
"""

from decimal import Decimal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from tools.clock import Clock
from tools.telemetry.event import Event, EventKind
from tools.telemetry.readings import Reading

# A creation time per series would double the scrape; nobody asks for it.
disable_created_metrics()  # type: ignore[no-untyped-call]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MOST_VALUES_PER_LABEL = 100
"""Further values of a label are counted under `other`, so that no input can grow the scrape."""
SCRAPE_CACHE_MS = 1_000

_PLACES = 6
_SECONDS = ("0.001", "0.005", "0.01", "0.025", "0.06", "0.1", "0.3", "1", "3", "10")
_AGE_SECONDS = ("1", "5", "15", "30", "60", "90", "300")
_MILLISECONDS = ("1", "5", "10", "25", "50", "100", "250", "1000", "5000")
_GAUGES = {
    EventKind.KILL_SWITCH: ("spark_risk_killswitch_active", "1 while any scope is halted"),
    EventKind.BREAKERS: (
        "spark_risk_breakers_latched",
        "Venues that only reduce because their account lost the day's limit",
    ),
    EventKind.OUTAGES: ("spark_venue_circuits_open", "Venues that failed so often that new risk waits"),
    EventKind.DIFFERENCES: (
        "spark_reconcile_differences",
        "Scopes that only reduce because venue and record differ",
    ),
    EventKind.ORDERS_UNKNOWN: ("spark_orders_unresolved", "Orders whose outcome is not known right now"),
    EventKind.ORDERS_UNPROTECTED: (
        "spark_orders_unprotected",
        "Entries that filled more than their protective orders cover right now",
    ),
    EventKind.APPROVALS_PENDING: ("spark_approvals_pending", "Approvals that wait for a person"),
    EventKind.WATCHDOG_FINDINGS: ("spark_watchdog_findings", "What the watchdog finds wrong right now"),
    EventKind.HEARTBEAT_AGE: (
        "spark_executor_heartbeat_age_ms",
        "Milliseconds since the executor last said that it lives",
    ),
    EventKind.AUDIT_HEAD: ("spark_audit_head_seq", "Sequence number of the newest audit row"),
    EventKind.AUDIT_ANCHOR: ("spark_audit_anchor_seq", "Newest audit row under a signed anchor"),
    EventKind.ANCHOR_FAILURES: (
        "spark_audit_anchor_undelivered",
        "Signed anchors the webhook did not take since the process began",
    ),
}


class PrometheusSink:
    """Counts events in a registry of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._registry = CollectorRegistry(auto_describe=False)
        self._seen: dict[str, set[str]] = {}
        self._scraped_ms: int | None = None
        self._text = b""
        self._make_flow_metrics()
        self._make_order_metrics()
        self._gauges = {
            kind: Gauge(name, text, registry=self._registry) for kind, (name, text) in _GAUGES.items()
        }
        Gauge("spark_up", "1 while the process serves", registry=self._registry).set(1)

    def emit(self, event: Event) -> None:
        """Count one event."""
        labels = {name: self._bounded(name, value) for name, value in event.labels.items()}
        gauge = self._gauges.get(event.kind)
        if gauge is not None:
            gauge.set(event.value)
            return
        _COUNT[event.kind](self, labels, event.value)

    def stale(self) -> bool:
        """Whether the next scrape renders anew, so that levels are worth reading first."""
        return self._scraped_ms is None or self._clock.monotonic_ms() - self._scraped_ms >= SCRAPE_CACHE_MS

    def text(self) -> bytes:
        """The scrape in Prometheus' text format, at most a second old."""
        if self.stale():
            self._text = generate_latest(self._registry)
            self._scraped_ms = self._clock.monotonic_ms()
        return self._text

    def readings(self) -> tuple[Reading, ...]:
        """Every series as it stands, without the buckets of histograms."""
        return tuple(
            Reading(name=sample.name, labels=sample.labels, value=round(Decimal(str(sample.value)), _PLACES))
            for family in self._registry.collect()
            for sample in family.samples
            if not sample.name.endswith("_bucket")
        )

    def _bounded(self, label: str, value: str) -> str:
        seen = self._seen.setdefault(label, set())
        if value not in seen and len(seen) >= MOST_VALUES_PER_LABEL:
            return "other"
        seen.add(value)
        return value

    def _make_flow_metrics(self) -> None:
        new = self._registry
        self._plans = Counter("spark_plans", "Plans made", ["status", "planner", "language"], registry=new)
        self._planner = Histogram(
            "spark_planner_latency_seconds", "Utterance to reviewed plan", registry=new, buckets=_SECONDS
        )
        self._model = Counter("spark_model", "Questions to the language model", ["outcome"], registry=new)
        self._model_seconds = Histogram(
            "spark_model_latency_seconds", "Language model asked to answered", registry=new, buckets=_SECONDS
        )
        self._tokens = Counter(
            "spark_model_tokens", "Tokens of the language model", ["direction"], registry=new
        )
        self._verdicts = Counter("spark_verdicts", "Verdicts of rules", ["rule", "outcome"], registry=new)
        self._blocks = Counter("spark_risk_block", "Calls a rule denied", ["reason"], registry=new)
        self._approvals = Counter(
            "spark_approvals", "Approvals by what became of them", ["status"], registry=new
        )
        self._ages = Histogram(
            "spark_approval_age_seconds", "Age of approvals when decided", registry=new, buckets=_AGE_SECONDS
        )
        self._http = Counter("http_requests", "HTTP requests by status code", ["code"], registry=new)
        self._http_seconds = Histogram(
            "http_request_duration_seconds", "Request to response", registry=new, buckets=_SECONDS
        )

    def _make_order_metrics(self) -> None:
        new = self._registry
        self._acks = Counter("spark_futures_order_ack", "Orders the venue accepted", registry=new)
        self._rejects = Counter(
            "spark_futures_order_reject", "Orders the venue or executor refused", registry=new
        )
        self._unknown = Counter("spark_orders_unknown", "Orders sent without a known outcome", registry=new)
        self._latency = Histogram(
            "spark_futures_order_place_latency_ms", "Approval to outcome", registry=new, buckets=_MILLISECONDS
        )

    def _count_plan(self, labels: dict[str, str], value: int) -> None:
        self._plans.labels(**labels).inc()
        self._planner.observe(value / 1000)

    def _count_model(self, labels: dict[str, str], value: int) -> None:
        self._model.labels(**labels).inc()
        self._model_seconds.observe(value / 1000)

    def _count_tokens(self, labels: dict[str, str], value: int) -> None:
        self._tokens.labels(**labels).inc(value)

    def _count_verdict(self, labels: dict[str, str], value: int) -> None:
        self._verdicts.labels(**labels).inc(value)
        if labels["outcome"] == "deny":
            self._blocks.labels(labels["rule"]).inc(value)

    def _count_approval(self, labels: dict[str, str], value: int) -> None:
        self._approvals.labels(**labels).inc()
        if labels["status"] != "pending":
            self._ages.observe(value / 1000)

    def _count_order(self, labels: dict[str, str], value: int) -> None:
        counter = {"ACKED": self._acks, "REJECTED": self._rejects, "UNKNOWN": self._unknown}.get(
            labels["state"]
        )
        if counter is not None:
            counter.inc()
        self._latency.observe(value)

    def _count_http(self, labels: dict[str, str], value: int) -> None:
        self._http.labels(**labels).inc()
        self._http_seconds.observe(value / 1000)


_COUNT = {
    EventKind.PLAN: PrometheusSink._count_plan,
    EventKind.MODEL: PrometheusSink._count_model,
    EventKind.MODEL_TOKENS: PrometheusSink._count_tokens,
    EventKind.VERDICT: PrometheusSink._count_verdict,
    EventKind.APPROVAL: PrometheusSink._count_approval,
    EventKind.ORDER: PrometheusSink._count_order,
    EventKind.HTTP: PrometheusSink._count_http,
}
