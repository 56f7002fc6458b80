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

IN_FLIGHT = 32
RATE = 20.0
PACED = 200
ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tests/speed/executor_alone.py"


async def execution(
    port: int, folder: Path, count: int, where: str, database: str = ""
) -> tuple[list[Row], list[str]]:
    """Orders at a rate and in a burst, on a ledger of their own, and the floor of that burst; and a note.

    Args:
        port: of the testnet.
        folder: for the ledger, or the anchors of one in a database.
        count: orders of the burst.
        where: name of the database, for the rows.
        database: address of an empty PostgreSQL database; a file in the folder when empty.
    """
    group = f"The executor alone, place to ACK: {where}"
    paced = min(count, PACED)
    bare = await bare_orders(group, f"floor: {IN_FLIGHT} bare connections", port, IN_FLIGHT, count)
    job = {"home": str(folder / "alone"), "port": port, "database": database} | _account(4)
    steady = await _run(job, orders=paced, in_flight=1, rate=RATE)
    burst = await _run(job, orders=count, in_flight=IN_FLIGHT, rate=0)
    share = 100 * count / burst["seconds"] / (bare.per_second or 1)
    note = (
        f"The executor alone on {where}: with {IN_FLIGHT} in flight {burst['cpu_ms'] / count:.2f} ms of "
        f"processor time an order, and {share:.0f} % of the floor."
    )
    return [
        bare,
        _row(group, f"{RATE:g} orders a second", steady, paced, "p95 < 10"),
        _row(group, f"{IN_FLIGHT} in flight", burst, count, ">= 1000/s"),
    ], [note]


def _row(group: str, what: str, came: dict[str, Any], orders: int, aim: str) -> Row:
    return Row(group, what, came["ms"], orders / came["seconds"], aim=aim, with_p99=True)


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
