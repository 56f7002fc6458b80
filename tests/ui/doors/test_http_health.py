import pytest

from tools.errors import LedgerError
from tools.ledger.ledger import AuditRow, TradingStateRow
from tools.outages import OPENED
from tools.safety.latches import BREAKER
from tools.telemetry.prometheus import SCRAPE_CACHE_MS


@pytest.mark.parametrize("path", ["/healthz", "/api/healthz", "/health"])
async def test_health_needs_no_token_and_names_the_mode(client, path):
    answer = await client.get(path, headers={"Authorization": ""})
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ok",
            "mode": "local_testnet",
            "ledger": "ok",
            "trading": "ACTIVE",
            "latched": [],
            "circuits_open": [],
        },
    )


async def test_what_does_not_trade_is_said_without_its_numbers(client, record):
    lost = {"reason": "daily loss 62 USDT", "actor": BREAKER, "time_ms": 1}
    breaker = TradingStateRow(scope="venue:binance-spot", state="REDUCING", **lost)
    released = TradingStateRow(scope="all", state="ACTIVE", reason="ok", actor="desk", time_ms=1)
    record.states = (released, breaker)
    answer = (await client.get("/healthz")).json()
    assert (answer["status"], answer["trading"]) == ("ok", "REDUCING")
    assert answer["latched"] == ["venue:binance-spot"]
    assert "62" not in str(answer)
    assert "spark_risk_breakers_latched 1.0" in (await client.get("/metrics")).text


async def test_a_venue_that_fails_again_and_again_is_named(client, record):
    fields = {"seq": 1, "time_ms": 1, "actor": "executor", "body": "{}", "previous": "", "mac": ""}
    record.failing = (AuditRow(action=OPENED, subject="circuit:binance-spot", **fields),)
    assert (await client.get("/healthz")).json()["circuits_open"] == ["binance-spot"]
    assert "spark_venue_circuits_open 1.0" in (await client.get("/metrics")).text


async def test_a_broken_ledger_is_not_healthy(client, record):
    record.error = LedgerError("disk full")
    assert (await client.get("/healthz")).status_code == 503


@pytest.mark.parametrize("path", ["/metrics", "/api/public/metrics/prom", "/api/public/metrics.prom"])
async def test_metrics_are_text_on_the_exact_path(client, path):
    answer = await client.get(path, headers={"Authorization": ""})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "spark_up 1.0" in answer.text


async def test_what_happened_is_counted(client, sessions, record, clock, make):
    halted = TradingStateRow(scope="all", state="HALTED", reason="x", actor="desk", time_ms=1)
    record.states = (halted,)
    sessions.turn = make.turn(reviews=[make.review("deny")], approval_ids=("apr_1",))
    await client.post("/api/v1/plan", json={"text": "buy"})
    await client.post("/api/v1/nothing")
    text = (await client.get("/metrics")).text
    for line in (
        'spark_plans_total{language="en",planner="offline",status="proposed"} 1.0',
        'spark_risk_block_total{reason="max_notional"} 1.0',
        'spark_approvals_total{status="pending"} 1.0',
        "spark_risk_killswitch_active 1.0",
        'http_requests_total{code="200"} 1.0',
        'http_requests_total{code="404"} 1.0',
    ):
        assert line in text.splitlines()
    record.states = ()
    clock.advance_ms(SCRAPE_CACHE_MS)
    assert "spark_risk_killswitch_active 0.0" in (await client.get("/metrics")).text


async def test_starting_and_stopping_the_server_starts_and_closes_the_parts(app, parts):
    async with app.router.lifespan_context(app):
        assert parts.lived == ["start watch=True"]
    assert parts.lived == ["start watch=True", "close"]
