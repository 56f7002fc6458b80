"""Our futures connector beside ccxt and python-binance: the same LIMIT orders on the same testnet, in turns.

Every client runs in a process and an environment of its own. They take turns in short rounds, so that
whatever else the machine does hits all of them.
"""

import asyncio
import json
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from os import pathsep
from pathlib import Path
from typing import Any

from evals.bench.raw_http import RawConnection
from evals.bench.roomy_testnet import key_pair
from evals.bench.rounds import Job
from evals.bench.samples import Row, Samples
from evals.bench.venue import resting_price

GROUP = "One LIMIT order, client by client"
ROUND = 20
"""Orders of one client before the next has its turn."""
WARM_UP_ROUNDS = 2
ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".venv-clients"
OTHERS = ("ccxt", "python_binance")
"""Folders of tests/clients with an environment and an order_speed.py."""


class Racer:
    """One client in its process."""

    def __init__(self, process: asyncio.subprocess.Process, name: str) -> None:
        self.name = name
        self.samples: Samples = []
        self.cpu: Samples = []
        self._process = process

    async def run(self, orders: int, *, counts: bool) -> None:
        """One round."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{orders}\n".encode())
        answer = await _heard(self._process)
        if counts:
            self.samples += answer["ms"]
            self.cpu.append(answer["cpu_ms"] / orders)

    def row(self) -> Row:
        """Its line of the table; the processor time is that of the middle round."""
        return Row(GROUP, self.name, self.samples, cpu_ms=statistics.median(self.cpu))


async def connectors(port: int, count: int, environments: Path = ENVIRONMENTS) -> tuple[list[Row], list[str]]:
    """Rows of the clients that are there, and a note for each that is not."""
    pythons = {client: environments / client / "bin" / "python" for client in OTHERS}
    async with RawConnection(port, *key_pair(3)) as connection:
        price = await resting_price(connection)
    commands = [[sys.executable, "-m", "evals.bench.spark_orders"]] + [
        [str(python), str(ROOT / "tests/clients" / client / "order_speed.py")]
        for client, python in pythons.items()
        if python.exists()
    ]
    async with AsyncExitStack() as stack:
        racers = []
        for number, command in enumerate(commands, start=3):
            job = Job(port, *key_pair(number), quantity="0.002", price=price)
            racers.append(await stack.enter_async_context(_racer(command, job)))
        size = min(ROUND, count)
        for turn in range(-WARM_UP_ROUNDS, -(-count // size)):
            for racer in racers:
                await racer.run(size, counts=turn >= 0)
    notes = [missing(client) for client, python in pythons.items() if not python.exists()]
    return [racer.row() for racer in racers], notes


def missing(client: str) -> str:
    """The note of a client that is not there."""
    return f"{client}: not measured, its environment is missing; `make clients` builds it."


@asynccontextmanager
async def _racer(command: list[str], job: Job) -> AsyncIterator[Racer]:
    """A client's process, ready for its first round."""
    path = pathsep.join((str(ROOT), str(ROOT / "tests/clients")))
    process = await asyncio.create_subprocess_exec(
        *command,
        json.dumps(job._asdict()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        yield Racer(process, (await _heard(process))["client"])
    finally:
        await process.communicate(b"")


async def _heard(process: asyncio.subprocess.Process) -> dict[str, Any]:
    """A client's next answer.

    Raises:
        SystemExit: it ended instead; what it had to say is on standard error.
    """
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise SystemExit("a client ended before its rounds were over")
    answer: dict[str, Any] = json.loads(line)
    return answer
