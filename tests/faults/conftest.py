import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tools.testnet.server import build_venue, server_of

TRIAL = Path(__file__).with_name("trial.py")

ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}
STARTED = b"Spark Copilot is at"
TRIES = 400
"""A lost order is given up only after the venue could no longer accept it: about 20 s."""
PAUSE_SECONDS = 0.1
START_SECONDS = 60

_KEY = "ApartFuturesKey".ljust(64, "7")
_SECRET = "ApartFuturesSecretThatNobodyElseMayHold".ljust(64, "9")
_VENUE_KEYS = {
    "BINANCE_FUTURES_API_KEY": _KEY,
    "BINANCE_FUTURES_API_SECRET": _SECRET,
    "BINANCE_SPOT_API_KEY": _KEY,
    "BINANCE_SPOT_API_SECRET": _SECRET,
}
Trial = Callable[..., Awaitable[int]]


@pytest.fixture
async def testnet() -> AsyncIterator[httpx.AsyncClient]:
    # With the protocol named asyncio sets TCP_NODELAY; without it each answer waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = server_of(build_venue(), "127.0.0.1", 0)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        yield client
    server.should_exit = True
    await serving
    listener.close()


@pytest.fixture
def database_url() -> str:
    """Where executor processes keep their record; in a file of their home when empty."""
    return ""


@pytest.fixture
def trial(tmp_path: Path, testnet: httpx.AsyncClient, database_url: str) -> Trial:
    """Runs one executor process on this test's home; its exit code."""

    async def run(*arguments: str) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(TRIAL),
            str(tmp_path),
            str(testnet.base_url),
            *arguments,
            env={"PYTHONPATH": str(TRIAL.parents[2]), "SPARK_DATABASE_URL": database_url},
        )
        return await process.wait()

    return run


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`spark-copilot up`, started, killed and started again on the same home and testnet."""

    def __init__(self, home: Path, testnet_port: int | None = None, **settings: str) -> None:
        self.home = home
        self.port, self.testnet_port = _free_port(), testnet_port or _free_port()
        self.settings = settings
        self.testnet = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.testnet_port}", trust_env=False)
        self._processes: list[Process] = []
        self.up: Process | None = None

    async def run(self, *arguments: str, **more: str) -> Process:
        """Start `spark-copilot` with nothing configured but its home, and what `more` names."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ui.cli",
            *arguments,
            stdout=PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=self.home.parent,
            env={
                "PYTHONPATH": str(Path(__file__).parents[2]),
                **self.settings,
                **more,
                "SPARK_HOME": str(self.home),
                "PATH": os.environ["PATH"],
                "HOME": str(self.home.parent),
            },
        )
        self._processes.append(process)
        return process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start_testnet(self, **more: str) -> None:
        """The venue is a process of its own: it outlives the server."""
        state = str(self.home.parent / "testnet")
        await self.run("testnet", "--port", str(self.testnet_port), "--state", state, **more)
        for _ in range(TRIES):
            with suppress(httpx.TransportError):
                if (await self.testnet.get("/fapi/v1/ping")).is_success:
                    return
            await asyncio.sleep(PAUSE_SECONDS)
        raise AssertionError("the testnet does not answer")

    async def start(self) -> None:
        """Up to the banner, which is printed once it serves."""
        ports = ("--port", str(self.port), "--testnet-port", str(self.testnet_port))
        self.up = await self.run("up", *ports)
        assert self.up.stdout is not None
        banner = await asyncio.wait_for(self.up.stdout.readline(), START_SECONDS)
        assert STARTED in banner
        assert (await self.call("GET", "/healthz")).status_code == 200

    async def terminate(self) -> int:
        """SIGTERM, as a service manager does; how it ended."""
        assert self.up is not None
        self.up.terminate()
        await self.up.communicate()
        return int(self.up.returncode or 0)

    async def kill(self) -> None:
        """kill -9, now."""
        assert self.up is not None
        self.up.kill()
        await self.up.wait()

    def freeze(self) -> None:
        """Stand still where it is, with everything it holds."""
        assert self.up is not None
        self.up.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Go on as if no time had passed."""
        assert self.up is not None
        self.up.send_signal(signal.SIGCONT)

    async def stop(self) -> None:
        """End everything that was started here and still runs."""
        for process in reversed(self._processes):
            if process.returncode is None:
                process.terminate()
                process.send_signal(signal.SIGCONT)
        for process in self._processes:
            await process.communicate()
        await self.testnet.aclose()

    async def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        """One request with the local token."""
        token = (self.home / "token").read_text().strip()
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=30
        ) as client:
            return await client.request(method, path, json=body, headers={"Authorization": f"Bearer {token}"})

    async def propose(self, **changed: str) -> dict[str, str]:
        """An approval that waits."""
        answer = await self.call("POST", "/api/v1/tools/place_order", ORDER | changed)
        assert answer.status_code == 202, answer.text
        return await self.approval(answer.json()["approval_id"])

    async def approval(self, approval_id: str) -> dict[str, str]:
        return (await self.call("GET", f"/api/v1/approvals/{approval_id}")).json()

    async def approve(self, approval: dict[str, str]) -> httpx.Response:
        body = {"decision": "approve", "digest": approval["digest"]}
        return await self.call("POST", f"/api/v1/approvals/{approval['id']}/decision", body)

    async def settled(self, approval_id: str) -> dict[str, str]:
        """The receipt of an approved order once its fate is known."""
        for _ in range(TRIES):
            answer = await self.call("GET", f"/api/v1/receipts/{approval_id}")
            if answer.is_success and answer.json()["state"] not in ("READY", "SENDING", "UNKNOWN"):
                return answer.json()
            await asyncio.sleep(PAUSE_SECONDS)
        raise AssertionError(f"the fate of {approval_id} stays unknown: {answer.text}")

    async def orders(self) -> list[dict[str, str]]:
        """What the venue itself says."""
        return (await self.testnet.get("/testnet/ledger")).json()["orders"]


@asynccontextmanager
async def _served(*servers: Server, keys: dict[str, str] | None = None) -> AsyncIterator[None]:
    try:
        await servers[0].start_testnet(**(keys or {}))
        for server in servers:
            await server.start()
        yield
    finally:
        for server in reversed(servers):
            await server.stop()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """`spark-copilot up` on a home of its own."""
    made = Server(tmp_path / "home")
    async with _served(made):
        yield made


def _shared(database_url: str) -> dict[str, str]:
    """What all processes on one database have in common; the rest is in their homes."""
    names = ("SPARK_AUDIT_KEY", "SPARK_APPROVAL_KEYS", "SPARK_ANCHOR_KEYS", "SPARK_QUEUE_KEYS")
    seeds = (bytes(range(first, first + 32)) for first in range(0, 128, 32))
    keys = {name: f"k:{b64encode(seed).decode()}" for name, seed in zip(names, seeds, strict=True)}
    return {"SPARK_DATABASE_URL": database_url, **keys}


@pytest.fixture
async def two_servers(tmp_path: Path, new_database: Callable[[], str]) -> AsyncIterator[list[Server]]:
    """Two of them on one database and one venue; the first is the executor, the second stands by."""
    shared = _shared(new_database())
    first = Server(tmp_path / "first" / "home", **shared)
    second = Server(tmp_path / "second" / "home", first.testnet_port, **shared)
    for made in (first, second):
        made.home.parent.mkdir()
    async with _served(first, second):
        yield [first, second]


class Executor(Server):
    """`spark-copilot executor` on a home of its own, with the venue keys."""

    async def start(self) -> None:
        """Up to the banner."""
        ports = ("--port", str(self.port), "--testnet-port", str(self.testnet_port))
        self.up = await self.run("executor", *ports, **_VENUE_KEYS)
        assert self.up.stdout is not None
        assert b"executor is at" in await asyncio.wait_for(self.up.stdout.readline(), START_SECONDS)


@dataclass
class Desk:
    """Four processes on one database, each on a home of its own: two executors, two servers without keys."""

    active: Executor
    standby: Executor
    doors: tuple[Server, Server]

    @property
    def processes(self) -> tuple[Server, ...]:
        return (self.active, self.standby, *self.doors)


@pytest.fixture
async def desk(tmp_path: Path, new_database: Callable[[], str]) -> AsyncIterator[Desk]:
    """The active executor was started first, so that it holds the lease."""
    shared = _shared(new_database())
    active = Executor(tmp_path / "active" / "home", **shared)
    standby = Executor(tmp_path / "standby" / "home", active.testnet_port, **shared)
    asked = {"SPARK_EXECUTOR_URL": f"{active.url},{standby.url}", **shared}
    first, second = (Server(tmp_path / n / "home", active.testnet_port, **asked) for n in ("one", "two"))
    made = Desk(active, standby, (first, second))
    for process in made.processes:
        process.home.parent.mkdir()
    async with _served(active, standby, first, second, keys=_VENUE_KEYS):
        yield made


class Apart:
    """A testnet, an executor with the venue keys and a server without, on one home."""

    venue_keys = _VENUE_KEYS

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.executor: Process | None = None

    async def start_executor(self, **more: str) -> None:
        """Up to the banner."""
        ports = ("--port", self.url.rpartition(":")[2], "--testnet-port", str(self.server.testnet_port))
        self.executor = await self.server.run("executor", *ports, **_VENUE_KEYS, **more)
        assert self.executor.stdout is not None
        banner = await asyncio.wait_for(self.executor.stdout.readline(), START_SECONDS)
        assert b"executor is at" in banner

    async def start_watchdog(self) -> Process:
        """Up to the banner; it has keys of its own, and the addresses of the testnet."""
        url = f"http://127.0.0.1:{self.server.testnet_port}"
        venue = {"SPARK_BINANCE_FUTURES_REST_URL": url, **_VENUE_KEYS}
        options = ("--silent-after", "10", "--port", str(_free_port()))
        started = await self.server.run("watchdog", *options, **venue)
        assert started.stdout is not None
        assert b"watchdog is at" in await asyncio.wait_for(started.stdout.readline(), START_SECONDS)
        return started

    async def start_server(self, **more: str) -> None:
        """The server people use."""
        self.server.settings = {"SPARK_EXECUTOR_URL": self.url, **more}
        await self.server.start()

    async def stop_executor(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Signal it; how it ended."""
        assert self.executor is not None
        self.executor.send_signal(sign)
        await self.executor.communicate()
        return int(self.executor.returncode or 0)

    def server_pid(self) -> int:
        """The process that must not hold a venue key."""
        assert self.server.up is not None
        return self.server.up.pid


@pytest.fixture
async def apart(tmp_path: Path) -> AsyncIterator[Apart]:
    """The three, of which the testnet runs already."""
    made = Apart(Server(tmp_path / "home"))
    try:
        await made.server.start_testnet(**_VENUE_KEYS)
        yield made
    finally:
        await made.server.stop()
