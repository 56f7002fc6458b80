"""The executor as a process of its own: its signed door, health and metrics, and no chat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from agent.settings import Settings
from tools.telemetry.prometheus import PrometheusSink
from ui.access import Access
from ui.api.body_limit import BodyLimit
from ui.api.counting import Counting
from ui.api.door import Door
from ui.api.errors import add_error_handlers
from ui.api.health import health_routes
from ui.api.queue import queue_routes
from ui.app_parts import AppParts
from ui.queue_door import QueueDoor
from ui.rate_limit import RateLimit, Strangers
from ui.tokens import Tokens


def create_executor_app(parts: AppParts, settings: Settings, door: QueueDoor) -> FastAPI:
    """The application; its lifespan starts and closes `parts`."""
    clock = parts.context.clock
    sink = PrometheusSink(clock)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await parts.start(watch=True)
            yield
        finally:
            await parts.close()

    app = FastAPI(
        title="Spark Copilot, executor", version="1", lifespan=lifespan, docs_url=None, redoc_url=None
    )
    # Nobody has a bearer token here: health and metrics need none, the queue has its signatures.
    access = Access(Tokens([]), RateLimit(clock), parts.ledger, Strangers(clock))
    app.state.door = Door(parts.sessions, parts.ledger, access, clock, parts.context.ids)
    add_error_handlers(app)
    app.include_router(queue_routes(door))
    app.include_router(health_routes(sink, settings.mode.value))
    app.add_middleware(BodyLimit)
    app.add_middleware(Counting, sink=sink, clock=clock)
    return app
