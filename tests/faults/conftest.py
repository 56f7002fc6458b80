import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tools.testnet.server import build_venue, server_of

TRIAL = Path(__file__).with_name("trial.py")

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
def trial(tmp_path: Path, testnet: httpx.AsyncClient) -> Trial:
    """Runs one executor process on this test's home; its exit code."""

    async def run(*arguments: str) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(TRIAL),
            str(tmp_path),
            str(testnet.base_url),
            *arguments,
            env={"PYTHONPATH": str(TRIAL.parents[2])},
        )
        return await process.wait()

    return run
