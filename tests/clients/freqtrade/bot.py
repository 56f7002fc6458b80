"""freqtrade's own `trade` command in live mode, pointed at the venue by its configuration alone."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import ccxt
from desk import Desk
from freqtrade_client import FtRestClient

HERE = Path(__file__).parent
_LONGEST_S = 90
_COMMAND = (
    "trade",
    "--userdir",
    ".",
    "--config",
    "config.json",
    "--strategy-path",
    ".",
    "--strategy",
    "Patient",
)

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Bot:
    """A running freqtrade, and the account it trades with as the venue sees it."""

    api: FtRestClient
    exchange: ccxt.binance

    def trade(self) -> dict[str, Any]:
        """The one trade of the bot's record."""
        return self.api.trade(1)

    def closed(self) -> dict[str, Any]:
        """The one trade, once the bot knows that it is over."""
        return until(lambda: self.trade() if self.trade()["is_open"] is False else None)

    def stops(self, symbol: str, status: str = "NEW") -> list[dict[str, Any]]:
        """Conditional orders of a symbol the venue holds in a state."""
        rows = self.exchange.fapiPrivateGetAllAlgoOrders({"symbol": symbol})
        return [row for row in rows if row["algoStatus"] == status]

    def stop(self, symbol: str) -> dict[str, Any]:
        """The one conditional order that waits on the exchange, once there is one."""
        (stop,) = until(lambda: self.stops(symbol))
        return stop

    def positions(self) -> list[dict[str, Any]]:
        """Open positions of the account."""
        return self.exchange.fapiPrivateV3GetPositionRisk()

    def wallet(self) -> Decimal:
        """The account's wallet balance, in USDT."""
        return Decimal(self.exchange.fapiPrivateV3GetAccount()["totalWalletBalance"])


@contextmanager
def running(desk: Desk, home: Path, **changes: Any) -> Iterator[Bot]:
    """A bot until the block ends; its database stays in `home` for the next one."""
    settings = _settings(desk) | changes
    (home / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    shutil.copy(HERE / "Patient.py", home)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("freqtrade"), *_COMMAND],
            cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _started(process, settings)
        except Exception as failure:
            failure.add_note((home / "log").read_text(encoding="utf-8")[-4000:])
            raise
        finally:
            _end(process)


def until(look: Callable[[], Seen]) -> Seen:
    """What a look gives as soon as that is something."""
    end = time.monotonic() + _LONGEST_S
    while not (seen := look()):
        assert time.monotonic() < end, f"not within {_LONGEST_S} s"
        time.sleep(0.1)
    return seen


def _settings(desk: Desk) -> dict[str, Any]:
    text = (HERE / "config.json").read_text(encoding="utf-8")
    settings: dict[str, Any] = json.loads(text.replace("http://127.0.0.1:4010", desk.rest))
    settings["exchange"] |= {"key": desk.key, "secret": desk.secret}
    settings["api_server"]["listen_port"] = _free_port()
    return settings


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _started(process: subprocess.Popen[bytes], settings: dict[str, Any]) -> Bot:
    server, keys = settings["api_server"], settings["exchange"]
    api = FtRestClient(f"http://127.0.0.1:{server['listen_port']}", server["username"], server["password"])

    def has_looked_at_the_market() -> bool:
        assert process.poll() is None, "freqtrade has ended"
        return bool((api.health() or {}).get("last_process"))

    until(has_looked_at_the_market)
    return Bot(api, ccxt.binance(keys["ccxt_config"] | {"apiKey": keys["key"], "secret": keys["secret"]}))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
