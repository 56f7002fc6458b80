"""The executor alone: from a permit to the acknowledgement on record, at a rate and with many in flight."""

import asyncio
import json
import sys
from os import pathsep
from pathlib import Path
from typing import Any

from evals.bench.roomy_testnet import key_pair
from evals.bench.samples import Row
from evals.bench.venue import bare_orders

GROUP = "The executor alone, place to ACK, audit row durable"
IN_FLIGHT = 32
RATE = 20.0
ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tests/speed/executor_alone.py"


async def execution(port: int, folder: Path, count: int, where: str, database: str = "") -> list[Row]:
    """Orders at a rate and in a burst, on a ledger of their own, and the floor of that burst.

    Args:
        port: of the testnet.
        folder: for the ledger, or the anchors of one in a database.
        count: orders of the burst.
        where: name of the database, for the rows.
        database: address of an empty PostgreSQL database; a file in the folder when empty.
    """
    paced = min(count, 200)
    bare = await bare_orders(
        GROUP, f"floor: the same POST over {IN_FLIGHT} bare connections", port, IN_FLIGHT, count
    )
    home = folder / where.replace(" ", "-")
    job = {"home": str(home), "port": port, "database": database}
    steady = await _run(job | _account(4), orders=paced, in_flight=1, rate=RATE)
    burst = await _run(job | _account(4), orders=count, in_flight=IN_FLIGHT, rate=0)
    return [
        bare,
        _row(f"{where}: {RATE:g} orders a second", steady, paced, aim="p95 < 10"),
        _row(f"{where}: {IN_FLIGHT} in flight", burst, count, aim="1000 orders/s or 60 % of the floor"),
    ]


def _row(what: str, came: dict[str, Any], orders: int, aim: str) -> Row:
    return Row(
        GROUP, what, came["ms"], orders / came["seconds"], came["cpu_ms"] / orders, aim=aim, with_p99=True
    )


def _account(number: int) -> dict[str, str]:
    key, secret = key_pair(number)
    return {"key": key, "secret": secret}


async def _run(job: dict[str, Any], **work: float) -> dict[str, Any]:
    """What one process measured.

    Raises:
        SystemExit: it ended without; what it had to say is on standard error.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(PROGRAM), json.dumps(job | work)),
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": pathsep.join((str(ROOT),)), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise SystemExit("the executor's process ended before its orders were done")
    came: dict[str, Any] = json.loads(said)
    return came
