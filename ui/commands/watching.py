"""watchdog: the process beside the executor that can stop it."""

import asyncio
import signal
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agent.settings import load
from tools.clock import SystemClock
from tools.telemetry.prometheus import CONTENT_TYPE, PrometheusSink
from tools.watchdog.watchdog import WatchTiming
from ui.commands.exits import Exit
from ui.commands.serving import Announced, log_to_stderr
from ui.local_testnet import bind


async def watchdog(host: str, port: int, silent_after: int) -> int:
    """Watch until told to stop."""
    from agent.wiring import build_watchdog

    settings = load(executor_url="")
    sock = bind(host, port, "--port")
    log_to_stderr(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sink = PrometheusSink(SystemClock())
    dog = build_watchdog(settings, sink, timing=WatchTiming(silent_ms=silent_after * 1_000))
    config = uvicorn.Config(_metrics(sink), log_config=None, access_log=False, server_header=False)
    server = Announced(config, f"Spark Copilot's watchdog is at http://{host}:{port}/metrics")
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    watching = asyncio.create_task(dog.run())
    try:
        await asyncio.wait({serving, watching}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        server.should_exit = True
        await serving
        await dog.close()
    return Exit.OK


def _metrics(sink: PrometheusSink) -> Starlette:
    async def metrics(request: Request) -> Response:
        return Response(sink.text(), media_type=CONTENT_TYPE)

    async def health(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(routes=[Route("/metrics", metrics), Route("/healthz", health)])
