"""The one server: API, metrics, MCP and, last, the chat, behind the guard against foreign pages."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.routing import Route

from agent.session import Sessions
from agent.settings import Settings
from tools.telemetry.prometheus import PrometheusSink
from ui.access import Access
from ui.api import approvals, tool_calls
from ui.api.body_limit import BodyLimit
from ui.api.counting import Counting
from ui.api.door import BrowserUser, Door, nobody
from ui.api.errors import add_error_handlers, error_response
from ui.api.health import health_routes
from ui.api.plans import plan_routes
from ui.api.queue import queue_routes
from ui.app_parts import AppParts
from ui.mcp_door import McpDoor, token_holder
from ui.mcp_server import SparkMcp
from ui.metered import MeteredSessions
from ui.queue_door import QueueDoor
from ui.rate_limit import RateLimit, Strangers
from ui.tokens import open_tokens

DESCRIPTION = (
    "Plan, review, approve and apply trades on testnets. Decimals are strings. Bearer tokens carry the "
    "scopes read, propose, approve, control and admin; a proposal is never executed without a decision "
    "on its exact digest by a token with `approve`."
)

MountChat = Callable[[FastAPI, Sessions], None]
"""Mounts the chat as the last route of the application."""


def create_app(
    parts: AppParts,
    settings: Settings,
    *,
    base_url: str = "http://127.0.0.1:3003",
    mount_chat: MountChat | None = None,
    browser_user: BrowserUser = nobody,
    queue: QueueDoor | None = None,
) -> FastAPI:
    """The application; its lifespan starts and closes `parts`.

    Args:
        parts: the composed application.
        settings: tokens, home folder and mode.
        base_url: where people reach this server; approval addresses begin with it.
        mount_chat: mounts the chat; None serves without one.
        browser_user: who is signed in to the chat in a request's browser.
        queue: the executor's door, where this process may be the executor.
    """
    clock, ids = parts.context.clock, parts.context.ids
    sink = parts.events.sink = PrometheusSink(clock)
    sessions = MeteredSessions(parts.sessions, sink, clock)
    tokens = open_tokens(settings.api_tokens.get_secret_value(), settings.home, ids)
    access = Access(tokens, RateLimit(clock), parts.ledger, Strangers(clock))
    mcp = McpDoor(SparkMcp(sessions, access, token_holder, base_url), access)
    app = FastAPI(
        title="Spark Copilot",
        description=DESCRIPTION,
        version="1",
        lifespan=_lifespan(parts, mcp),
        docs_url=None,
        redoc_url=None,
    )
    app.state.door = Door(sessions, parts.ledger, access, clock, ids, browser_user)
    add_error_handlers(app)
    app.include_router(_api())
    app.include_router(health_routes(sink, settings.mode.value))
    if queue is not None:
        app.include_router(queue_routes(queue))
    app.router.routes.append(Route("/mcp", mcp, include_in_schema=False))
    app.add_api_route("/api/{rest:path}", _unknown, methods=_ALL_METHODS, include_in_schema=False)
    if mount_chat is not None:
        mount_chat(app, sessions)
    app.add_middleware(BodyLimit)
    app.add_middleware(Counting, sink=sink, clock=clock)
    return app


def guard(app: FastAPI, hosts: Iterable[str]) -> None:
    """Put the guard against foreign hosts and pages outside everything else."""
    from ui.browser_guard import LOOPBACK_HOSTS, BrowserGuard

    app.add_middleware(BrowserGuard, hosts=(*LOOPBACK_HOSTS, *hosts))


_ALL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def _unknown(request: Request) -> JSONResponse:
    # Without this the chat's catch-all would answer an unknown API path with a page and 200.
    return error_response(404, "not_found", f"there is no route {request.url.path}")


def _api() -> APIRouter:
    router = APIRouter(prefix="/api/v1")
    router.include_router(plan_routes())
    router.include_router(tool_calls.router)
    router.include_router(approvals.router)
    return router


def _lifespan(parts: AppParts, mcp: McpDoor) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await parts.start(watch=True)
            async with mcp.sessions.run():
                yield
        finally:
            await parts.close()

    return lifespan
