"""The freqtrade section of docs/clients.md, command by command, against a real `spark-copilot testnet`."""

import asyncio
import json
import os
import re
import shlex
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests/clients/freqtrade"
SECTION = (
    (ROOT / "docs/clients.md").read_text(encoding="utf-8").split("\n## freqtrade\n")[1].split("\n## ")[0]
)
(CONFIG,), (STRATEGY,) = (re.findall(rf"```{kind}\n(.*?)```", SECTION, re.S) for kind in ("json", "python"))
TRADE, *CLIENT = [
    line for block in re.findall(r"```sh\n(.*?)```", SECTION, re.S) for line in block.splitlines()
]
LONGEST_S = 90


def test_the_page_shows_what_the_flows_use():
    assert (FOLDER / "config.json").read_text(encoding="utf-8") == CONFIG
    assert (FOLDER / "Patient.py").read_text(encoding="utf-8") == STRATEGY


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@asynccontextmanager
async def started(said: str, *command: str, cwd: Path) -> AsyncIterator[None]:
    """A process that has said something, until the block ends."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=cwd, env=environment, stdout=PIPE, stderr=STDOUT
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LONGEST_S):
            while said not in (line := (await process.stdout.readline()).decode()):
                assert line, f"{command} ended"
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


class Terminal:
    """Where the page's commands are typed."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder

    def words(self, line: str) -> list[str]:
        program, *rest = shlex.split(line, comments=True)
        return [str(self._programs / program), *rest]

    async def run(self, line: str, enough: Callable[[Any], Any] = bool) -> Any:
        """The JSON a command prints, typed again until that is enough."""
        async with asyncio.timeout(LONGEST_S):
            while not enough(answer := await self._once(line)):
                pass
        return answer

    async def _once(self, line: str) -> Any:
        process = await asyncio.create_subprocess_exec(
            *self.words(line), cwd=self._folder, stdout=PIPE, stderr=PIPE
        )
        output, errors = await process.communicate()
        assert output, errors.decode()
        return json.loads(output)


async def test_the_page_trades(interpreter, tmp_path):
    terminal = Terminal(interpreter("freqtrade").parent, tmp_path)
    venue, api = str(free_port()), str(free_port())
    config = CONFIG.replace("127.0.0.1:4010", f"127.0.0.1:{venue}").replace("8080", api)
    (tmp_path / "config.json").write_text(config, encoding="utf-8")
    (tmp_path / "Patient.py").write_text(STRATEGY, encoding="utf-8")
    testnet = (sys.executable, "-m", "ui.cli", "testnet", "--port", venue)
    enter, status, leave, trades = CLIENT
    async with (
        started(f":{venue}", *testnet, cwd=tmp_path),
        started("Changing state to: RUNNING", *terminal.words(TRADE), cwd=tmp_path),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{venue}", trust_env=False) as door,
    ):
        await terminal.run(enter)
        (held,) = await terminal.run(status, lambda rows: len(rows[0]["orders"]) == 2)
        entry, stop = held["orders"]
        assert (entry["status"], entry["filled"], stop["status"]) == ("closed", 0.0076, "open")
        assert (stop["safe_price"], held["stop_loss_ratio"]) == (held["stop_loss_abs"], -0.05)
        await terminal.run(leave)
        (trade,) = (await terminal.run(trades, lambda answer: answer["trades"]))["trades"]
        ledger = (await door.get("/testnet/ledger")).json()
    assert [order["status"] for order in ledger["orders"]] == ["FILLED", "FILLED"]
    earned = sum(Decimal(fill["realizedPnl"]) - Decimal(fill["commission"]) for fill in ledger["fills"])
    # the venue rounds each commission to eight places, freqtrade only their sum
    assert abs(Decimal(str(trade["close_profit_abs"])) - earned) <= Decimal("1e-8")
