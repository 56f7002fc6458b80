"""Rounds of LIMIT orders, timed: the loop every client runs in a process of its own.

Imported by the clients' own environments, so it stands on the standard library alone. Each line read
is a number of orders; each is answered with the milliseconds every order took and the CPU milliseconds
of the process meanwhile. Cancelling them is not timed.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple


class Job(NamedTuple):
    """Where to place which order; numbers as text, so that every client writes the same."""

    port: int
    key: str
    secret: str
    quantity: str
    """BTC."""
    price: str
    """USDT; far enough from the market to rest."""


def job() -> Job:
    """The job this process was started with."""
    return Job(**json.loads(sys.argv[1]))


async def serve(
    client: str, place: Callable[[], Awaitable[Any]], cancel: Callable[[Any], Awaitable[Any]]
) -> None:
    """Say who is ready, then do the rounds asked for on standard input; `cancel` gets what `place` gave."""
    _say({"client": client})
    while line := await asyncio.to_thread(sys.stdin.readline):
        _say(await _round(int(line), place, cancel))


async def _round(
    orders: int, place: Callable[[], Awaitable[Any]], cancel: Callable[[Any], Awaitable[Any]]
) -> dict[str, Any]:
    samples, placed = [], []
    cpu = time.process_time()
    for _ in range(orders):
        start = time.perf_counter()
        placed.append(await place())
        samples.append((time.perf_counter() - start) * 1000)
    cpu_ms = (time.process_time() - cpu) * 1000
    for order in placed:
        await cancel(order)
    return {"ms": samples, "cpu_ms": cpu_ms}


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
