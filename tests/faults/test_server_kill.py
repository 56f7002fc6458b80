"""kill -9 of the real server between proposal and receipt: one order or none, and the record says which."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}
STARTED = b"Spark Copilot is at"
TRIES = 400
"""A lost order is given up only after the venue could no longer accept it: about 20 s."""
PAUSE_SECONDS = 0.1
START_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`spark-copilot up`, started, killed and started again on the same home and testnet."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port, self.testnet_port = _free_port(), _free_port()
        self.testnet = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.testnet_port}", trust_env=False)
        self._processes: list[Process] = []
        self._up: Process | None = None

    async def run(self, *arguments: str) -> Process:
        """Start `spark-copilot` with nothing configured but its home."""
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
                "SPARK_HOME": str(self.home),
                "PATH": os.environ["PATH"],
                "HOME": str(self.home.parent),
            },
        )
        self._processes.append(process)
        return process

    async def start_testnet(self) -> None:
        """The venue is a process of its own: it outlives the server."""
        state = str(self.home.parent / "testnet")
        await self.run("testnet", "--port", str(self.testnet_port), "--state", state)
        for _ in range(TRIES):
            with suppress(httpx.TransportError):
                if (await self.testnet.get("/fapi/v1/ping")).is_success:
                    return
            await asyncio.sleep(PAUSE_SECONDS)
        raise AssertionError("the testnet does not answer")

    async def start(self) -> None:
        """Up to the banner, which is printed once it serves."""
        ports = ("--port", str(self.port), "--testnet-port", str(self.testnet_port))
        self._up = await self.run("up", *ports)
        assert self._up.stdout is not None
        banner = await asyncio.wait_for(self._up.stdout.readline(), START_SECONDS)
        assert STARTED in banner
        assert (await self.call("GET", "/healthz")).status_code == 200

    async def kill(self) -> None:
        """kill -9, now."""
        assert self._up is not None
        self._up.kill()
        await self._up.wait()

    async def stop(self) -> None:
        """End everything that was started here and still runs."""
        for process in reversed(self._processes):
            if process.returncode is None:
                process.terminate()
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

    async def propose(self) -> dict[str, str]:
        """An approval that waits."""
        answer = await self.call("POST", "/api/v1/tools/place_order", ORDER)
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
async def _served(folder: Path) -> AsyncIterator[Server]:
    server = Server(folder / "home")
    try:
        await server.start_testnet()
        await server.start()
        yield server
    finally:
        await server.stop()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with _served(tmp_path) as served:
        yield served


async def _record_is_whole(server: Server) -> None:
    await server.kill()
    verify = await server.run("audit", "verify")
    output, _ = await verify.communicate()
    assert verify.returncode == 0, output.decode()


async def _truth(server: Server, approval_id: str) -> str:
    """The state the record gives the order; it must be what the venue has."""
    receipt, orders = await server.settled(approval_id), await server.orders()
    if receipt["state"] in ("ACKED", "LATE_FOUND"):
        assert [order["clientOrderId"] for order in orders] == [receipt["client_order_id"]]
        assert [str(order["orderId"]) for order in orders] == [receipt["order_id"]]
        assert [order["status"] for order in orders] == [receipt["status"]]
    else:
        assert receipt["state"] in ("NOT_PLACED", "REJECTED")
        assert orders == []
    return receipt["state"]


async def test_before_the_approval(server: Server) -> None:
    approval = await server.propose()
    await server.kill()
    await server.start()

    assert (await server.approval(approval["id"]))["status"] == "pending"
    assert await server.orders() == []
    assert (await server.approve(approval)).status_code == 200

    assert await _truth(server, approval["id"]) == "ACKED"
    await _record_is_whole(server)


@pytest.mark.parametrize("patience_ms", [1, 10, 25, 60])
async def test_right_after_the_approval_was_sent(server: Server, patience_ms: int) -> None:
    approval = await server.propose()
    with suppress(asyncio.TimeoutError, httpx.TransportError):
        await asyncio.wait_for(server.approve(approval), patience_ms / 1000)
    await server.kill()
    await server.start()

    if (await server.approval(approval["id"]))["status"] == "pending":
        assert await server.orders() == []
        await server.approve(approval)
    await _truth(server, approval["id"])
    before = await server.orders()

    assert (await server.approve(approval)).status_code == 409
    assert await server.orders() == before
    assert len(before) <= 1
    await _record_is_whole(server)


async def test_after_the_answer(server: Server) -> None:
    approval = await server.propose()
    answer = await server.approve(approval)
    await server.kill()
    await server.start()

    receipt = await server.settled(approval["id"])
    assert answer.status_code == 200
    assert receipt["client_order_id"] == answer.json()["receipt"]["client_order_id"]
    assert (await server.approve(approval)).status_code == 409

    assert await _truth(server, approval["id"]) == "ACKED"
    await _record_is_whole(server)
