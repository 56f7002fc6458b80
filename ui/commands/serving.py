"""up, executor, testnet and mcp: the processes that stay."""

import logging
import signal
import socket
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request

from agent.session import Sessions
from agent.settings import Settings, executor_urls, load, secrets_of
from tools.clock import SystemClock
from tools.errors import ConfigError
from tools.startup_memory import set_aside
from tools.telemetry.log import JsonHandler
from tools.testnet.server import DEFAULT_KEY_PAIR
from ui.commands.exits import Exit
from ui.local_testnet import LOOPBACK, as_child, bind
from ui.terminal import complain, say
from ui.tokens import token_file

if TYPE_CHECKING:
    from agent.app import App
    from ui.queue_door import QueueDoor

_GRACE_SECONDS = 3


async def up(host: str, port: int, testnet_port: int | None) -> int:
    """Serve everything until told to stop."""
    settings = _settings(testnet_port)
    sock = bind(host, port, "--port")
    log_to_stderr(settings)
    # A stop by the service manager unwinds like Ctrl+C, so that the testnet stops too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    base_url = f"http://{host if host in LOOPBACK else '127.0.0.1'}:{port}"
    # The keys the testnet must know are the executor's; apart from it, it is started there.
    beside = nullcontext() if executor_urls(settings) else as_child(settings, SystemClock())
    async with beside as child:
        from agent.wiring import build

        parts = await build(settings)
        app = _application(parts, settings, base_url, host)
        await _serve(app, _banner(settings, base_url, child is not None), sock)
    return Exit.OK


async def executor(host: str, port: int, testnet_port: int | None) -> int:
    """Execute what others approve, until told to stop."""
    settings = _settings(testnet_port, executor_url="")
    sock = bind(host, port, "--port")
    log_to_stderr(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    url = f"http://{host}:{port}"
    async with as_child(settings, SystemClock()) as child:
        from agent.wiring import build
        from ui.executor_server import create_executor_app

        parts = await build(settings)
        app = create_executor_app(parts, settings, _queue_door(parts, settings))
        await _serve(app, _executor_banner(settings, url, child is not None), sock)
    return Exit.OK


def _queue_door(app: "App", settings: Settings) -> "QueueDoor":
    from agent.wiring import queue_keys
    from ui.queue_door import queue_door

    return queue_door(app.queue, app.ledger, queue_keys(settings), app.context.clock)


async def _serve(app: FastAPI, banner: str, sock: socket.socket) -> None:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    await Announced(config, banner).serve(sockets=[sock])


def testnet(
    host: str,
    port: int,
    profile: str,
    seed: int | None,
    state: Path | None,
    keys: list[str],
    secrets: list[str],
) -> int:
    """Serve the embedded testnet until interrupted."""
    from tools.testnet.server import DEFAULT_SEED, run

    if len(keys) != len(secrets):
        raise ConfigError(
            "every --api-key needs its --api-secret, in the same order",
            "her --api-key için aynı sırada bir --api-secret gerekir",
        )
    bind(host, port, "--port").close()
    pairs = tuple(zip(keys, secrets, strict=True)) or (DEFAULT_KEY_PAIR, *load().testnet_keys())
    complain(f"testnet {profile} on http://{host}:{port}, Ctrl+C stops it")
    run(host, port, profile, DEFAULT_SEED if seed is None else seed, state, tuple(dict.fromkeys(pairs)))
    return Exit.OK


async def mcp() -> int:
    """Serve the tools to the agent that started this process, over standard input and output."""
    from ui.access import Access
    from ui.commands.opened import opened
    from ui.mcp_server import SparkMcp, local_agent
    from ui.rate_limit import RateLimit, Strangers
    from ui.tokens import Tokens

    settings = load()
    log_to_stderr(settings)
    async with opened(settings, executing=True) as app:
        clock = app.context.clock
        access = Access(Tokens([]), RateLimit(clock), app.ledger, Strangers(clock))
        await SparkMcp(app.sessions, access, local_agent, "http://127.0.0.1:3003").run_stdio_async()
    return Exit.OK


class Announced(uvicorn.Server):
    """Says where it is once it answers."""

    def __init__(self, config: uvicorn.Config, banner: str) -> None:
        super().__init__(config)
        self._banner = banner

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            set_aside()
            say(self._banner)
            sys.stdout.flush()


def _application(parts: "App", settings: Settings, base_url: str, host: str) -> FastAPI:
    from ui import chat_mount
    from ui.server import create_app, guard

    port = urlsplit(base_url).port
    origins = (f"http://127.0.0.1:{port}", f"http://localhost:{port}")

    def mount(app: FastAPI, sessions: Sessions) -> None:
        chat_mount.mount_chat(app, sessions, settings.home, origins=origins)

    def user(request: Request) -> str | None:
        return chat_mount.browser_user(request)

    app = create_app(
        parts,
        settings,
        base_url=base_url,
        mount_chat=mount,
        browser_user=user,
        queue=None if executor_urls(settings) else _queue_door(parts, settings),
    )
    guard(app, () if host in (*LOOPBACK, "0.0.0.0", "::") else (host,))  # noqa: S104 - compared, not bound
    return app


def _settings(testnet_port: int | None, **overrides: object) -> Settings:
    if testnet_port is None:
        return load(**overrides)
    url = f"http://127.0.0.1:{testnet_port}"
    stream = url.replace("http", "ws", 1)
    return load(
        binance_futures_rest_url=url,
        binance_futures_ws_url=stream,
        binance_spot_rest_url=url,
        binance_spot_ws_url=stream,
        **overrides,
    )


def _banner(settings: Settings, base_url: str, own_testnet: bool) -> str:
    configured = settings.api_tokens.get_secret_value()
    token = "SPARK_API_TOKENS" if configured else str(token_file(settings.home))
    beside = " (started here)" if own_testnet else ""
    lines = (
        f"Spark Copilot is at {base_url}",
        f"  mode     {settings.mode.value}, limits {settings.policy_profile}; no real money anywhere",
        f"  venue    {settings.binance_futures_rest_url}{beside}",
        f"  API      {base_url}/api/v1, MCP {base_url}/mcp, token in {token}",
        f"  state    {settings.home}",
        "  stop     Ctrl+C",
    )
    return "\n".join(lines)


def _executor_banner(settings: Settings, url: str, own_testnet: bool) -> str:
    beside = " (started here)" if own_testnet else ""
    lines = (
        f"Spark Copilot's executor is at {url}",
        f"  mode     {settings.mode.value}, limits {settings.policy_profile}; no real money anywhere",
        f"  venue    {settings.binance_futures_rest_url}{beside}",
        f"  ask it   SPARK_EXECUTOR_URL={url} spark-copilot up",
        f"  state    {settings.home}",
        "  stop     Ctrl+C",
    )
    return "\n".join(lines)


def log_to_stderr(settings: Settings) -> None:
    """JSON lines of warnings and worse, with the secrets masked."""
    handler = JsonHandler(sys.stderr, SystemClock(), secrets_of(settings))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # A log that is collected elsewhere holds the anchors too.
    logging.getLogger("spark.audit").setLevel(logging.INFO)
