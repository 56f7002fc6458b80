"""Measures what a trader waits for, beside the floors of the same run, and writes docs/performance.md."""

import asyncio
import contextlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import httpx

from agent.app import App
from agent.session import Principal
from agent.settings import Settings
from agent.wiring import build, testnet_is_up
from guardrails.gate import review
from policies.limits import Limits, load
from tools.catalogue import call
from tools.terms import Mode

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
PORT = 4019
ROUNDS = 60
TRADER = Principal("trader", "cli", frozenset({"read", "propose", "approve", "control"}))

Samples = list[float]
"""Milliseconds."""


def quantile(samples: Samples, share: float) -> float:
    """The value below which `share` of the samples lie."""
    return sorted(samples)[min(len(samples) - 1, int(len(samples) * share))]


async def timed(rounds: int, work: Callable[[int], Awaitable[object]]) -> Samples:
    """Milliseconds of each of `rounds` runs, after three that do not count."""
    samples: Samples = []
    for number in range(-3, rounds):
        start = time.perf_counter()
        await work(number)
        if number >= 0:
            samples.append((time.perf_counter() - start) * 1000)
    return samples


def fsync_floor(folder: Path) -> Samples:
    """Appending 200 bytes and forcing them to disk."""
    samples: Samples = []
    with (folder / "floor").open("ab", buffering=0) as file:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            file.write(b"x" * 200)
            os.fdatasync(file.fileno())
            samples.append((time.perf_counter() - start) * 1000)
    return samples


def help_time() -> Samples:
    """Wall time of `spark-copilot --help` in a fresh process."""
    samples: Samples = []
    for _ in range(7):
        start = time.perf_counter()
        command = [str(Path(sys.executable).with_name("spark-copilot")), "--help"]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own command
        samples.append((time.perf_counter() - start) * 1000)
    return samples[1:]


@asynccontextmanager
async def testnet(folder: Path) -> AsyncIterator[str]:
    """A testnet in a process of its own."""
    url = f"http://127.0.0.1:{PORT}"
    command = [sys.executable, "-m", "ui.cli", "testnet", "--port", str(PORT), "--state", str(folder)]
    process = subprocess.Popen(command)  # noqa: S603, ASYNC220 - our own command
    try:
        await asyncio.to_thread(_wait_for, url)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    while not testnet_is_up(url):
        time.sleep(0.1)


def roomy() -> Limits:
    """The testnet profile without the rules that would stop a burst of equal orders."""
    limits = load("testnet")
    numbers = dict(limits.limits)
    for name, value in {"max_order_rate": 100_000, "duplicate_window_ms": 1}.items():
        if name in numbers:
            numbers[name] = numbers[name].model_copy(update={"value": Decimal(value)})
    return limits.model_copy(update={"limits": numbers})


async def measure(app: App, url: str, folder: Path) -> dict[str, Samples]:
    """Every row of the table."""
    rows: dict[str, Samples] = {"floor: append and fdatasync": fsync_floor(folder)}
    async with httpx.AsyncClient(base_url=url) as client:
        rows["floor: bare HTTP round trip to the testnet"] = await timed(
            ROUNDS, lambda _: client.get("/fapi/v1/ping")
        )
    order = call(
        "place_order",
        {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False},
    )
    facts = await app.parts.gatherer.gather(order)
    rows["gate decision"] = await timed(ROUNDS, lambda _: asyncio.sleep(0, review(order, facts)))
    rows["utterance to approval card"] = await timed(
        ROUNDS, lambda _: app.sessions.ask("testnette 60 dolarlık BTC al", TRADER)
    )
    rows["approve to ACK, audit row durable"] = await approvals(app)
    rows["spark-copilot --help, fresh process"] = help_time()
    return rows


async def approvals(app: App) -> Samples:
    """From the click to the venue's acknowledgement on record."""
    samples: Samples = []
    for number in range(-3, ROUNDS):
        side = "al" if number % 2 else "sat"
        turn = await app.sessions.ask(f"testnette 0.00{number % 7 + 11} BTC {side}", TRADER)
        approval_id = turn.approval_ids[0] if turn.approval_ids else None
        if approval_id is None:
            raise SystemExit(f"no approval to measure: {turn.message}")
        digest = turn.reviews[0].approval.digest
        start = time.perf_counter()
        decided = await app.sessions.decide(approval_id, "approve", digest, TRADER)
        if not decided.accepted:
            raise SystemExit(f"not executed: {decided.reason}")
        if number >= 0:
            samples.append((time.perf_counter() - start) * 1000)
    return samples


AIMS = {
    "gate decision": "p95 < 2",
    "utterance to approval card": "p95 < 60",
    "approve to ACK, audit row durable": "p95 < 25",
    "spark-copilot --help, fresh process": "< 300",
}


def page(rows: dict[str, Samples]) -> str:
    """docs/performance.md."""
    lines = [
        "# Performance\n",
        "Written by `make bench`: milliseconds, one run, offline planner, the testnet in a process of",
        "its own on loopback, SQLite with `synchronous=FULL`. Floors are measured in the same run:",
        "a slow disk or a busy machine shows there first.\n",
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}.\n",
        "| what | p50 | p95 | aim |",
        "|---|---|---|---|",
    ]
    for name, samples in rows.items():
        p50, p95 = statistics.median(samples), quantile(samples, 0.95)
        lines.append(f"| {name} | {p50:.2f} | {p95:.2f} | {AIMS.get(name, '–')} |")
    return "\n".join(lines) + "\n"


async def run() -> None:
    """Measure and write the page."""
    with tempfile.TemporaryDirectory(prefix="spark-bench-") as name:
        folder = Path(name)
        async with testnet(folder / "testnet") as url:
            settings = Settings(home=folder / "home", mode=Mode.LOCAL_TESTNET, binance_futures_rest_url=url)
            app = await build(settings, limits=roomy())
            await app.start()
            try:
                rows = await measure(app, url, folder)
            finally:
                await app.close()
    sys.stdout.write(page(rows))
    marker = "\n## "
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    notes = marker + old.split(marker, 1)[1] if marker in old else ""
    PAGE.write_text(page(rows) + notes, encoding="utf-8")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run())
