"""Health and metrics, on the exact paths probes and scrapers ask for."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from tools.errors import SparkError
from tools.outages import outages
from tools.safety.latches import latched, strictest
from tools.telemetry.levels import read_levels
from tools.telemetry.prometheus import CONTENT_TYPE, PrometheusSink
from ui.api.door import door

HEALTH_PATHS = ("/healthz", "/api/healthz", "/health")
METRICS_PATHS = ("/metrics", "/api/public/metrics/prom", "/api/public/metrics.prom")


def health_routes(sink: PrometheusSink, mode: str) -> APIRouter:
    """The routes; they need no token and say nothing about accounts: what does not trade, and not why."""
    router = APIRouter(tags=["health"])

    async def health(request: Request) -> JSONResponse:
        try:
            ledger = door(request).ledger
            states, failing = await ledger.trading_states(), await outages(ledger)
        except SparkError as error:
            return JSONResponse({"status": "failing", "mode": mode, "ledger": error.text.en}, 503)
        return JSONResponse(
            {
                "status": "ok",
                "mode": mode,
                "ledger": "ok",
                "trading": strictest(states),
                "latched": [row.scope for row in latched(states)],
                "circuits_open": [outage.venue for outage in failing],
            }
        )

    async def metrics(request: Request) -> Response:
        if sink.stale():
            await read_levels(door(request).ledger, sink)
        return Response(sink.text(), media_type=CONTENT_TYPE)

    for path in HEALTH_PATHS:
        router.add_api_route(path, health, include_in_schema=path == "/healthz", summary="Is it serving?")
    for path in METRICS_PATHS:
        router.add_api_route(
            path, metrics, include_in_schema=path == "/metrics", summary="Prometheus metrics"
        )
    return router
