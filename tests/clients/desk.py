"""What the flows of every client share: where the venue is, whose keys, and how a flow is judged.

Runs inside the client's own environment, so it stands on the standard library alone.
"""

import asyncio
import inspect
import json
import socket
import sys
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from types import ModuleType
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


@dataclass
class Desk:
    """One account at the venue, and the venue's control routes."""

    port: int
    key: str
    secret: str
    refusals: list[int] = field(default_factory=list)
    """Codes the venue refused with, in the order they were provoked."""
    _moved: dict[str, str] = field(default_factory=dict)

    @property
    def rest(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sockets(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def get(self, path: str) -> Any:
        """The JSON a public or control route answers."""
        return self._send("GET", path)

    def move(self, symbol: str, price: str) -> None:
        """Put mark and book of a symbol at a price; undone after the flow."""
        before = self.get(f"/fapi/v1/premiumIndex?symbol={symbol}")["markPrice"]
        self._moved.setdefault(symbol, before)
        self._send("POST", "/testnet/market", {"symbol": symbol, "price": price})

    def arm(self, **fault: Any) -> None:
        """Arm a fault; disarmed after the flow."""
        self._send("POST", "/testnet/faults", fault)

    def deposit(self, asset: str, amount: Decimal) -> Decimal:
        """Bring money to the spot wallet; what is free of it then."""
        body = {"apiKey": self.key, "asset": asset, "amount": str(amount)}
        return Decimal(self._send("POST", "/testnet/deposit", body)["free"])

    def best(self, symbol: str, side: str) -> Decimal:
        """The price a small market order of a side fills at."""
        book = self.get(f"/fapi/v1/depth?symbol={symbol}&limit=5")
        return Decimal(book["asks" if side == "BUY" else "bids"][0][0])

    def serves(self, need: str) -> bool:
        """Whether the venue has what a flow needs: `GET /path`, `WS /path`, or `STREAM name`."""
        method, path = need.split()
        if method == "WS":
            return bool(self._open_socket(path))
        if method == "STREAM":
            route = "public" if "@depth" in path else "market"
            return b'"e":' in self._open_socket(f"/{route}/ws/{path}", listen=True)
        answer = self._send(method, path)
        return not (isinstance(answer, dict) and answer.get("code") == -5000)

    def refused(self, code: int, text: str, refusal: tuple[int, str]) -> None:
        """Assert that a call was refused with a code and Binance's text."""
        assert refusal == (code, text), f"wanted {(code, text)}, got {refusal}"
        self.refusals.append(code)

    def restore(self) -> None:
        """Put moved prices back and disarm faults."""
        self._send("DELETE", "/testnet/faults")
        for symbol, price in self._moved.items():
            self._send("POST", "/testnet/market", {"symbol": symbol, "price": price})

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        try:
            request = Request(self.rest + path, data, method=method)  # noqa: S310 - always http
            with urlopen(request, timeout=10) as answer:  # noqa: S310 - always http
                return json.load(answer)
        except HTTPError as refusal:
            return json.load(refusal)

    def _open_socket(self, path: str, listen: bool = False) -> bytes:
        """What a socket says first (its handshake without `listen`); nothing if it is not there or silent."""
        upgrade = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.port), timeout=4) as line:
            line.sendall(upgrade.encode())
            said = line.recv(4096)
            if b" 101 " not in said[:64]:
                return b""
            try:
                while listen and b'"e":' not in said:
                    said += line.recv(4096)
            except TimeoutError:
                return b""
            return said


Flow = Callable[[Desk], Awaitable[None] | None]


@dataclass(frozen=True)
class Case:
    """A flow and the routes without which it makes no sense."""

    flow: Flow
    needs: tuple[str, ...] = ()
    prepare: Callable[[Desk], None] = lambda desk: None
    """Called with the desk before the flow."""


def cases_of(*modules: ModuleType, prefix: str, prepare: Callable[[Desk], None]) -> tuple[Case, ...]:
    """A case for every function of modules whose name starts with `prefix`."""
    names = [(module, name) for module in modules for name in vars(module) if name.startswith(prefix)]
    return tuple(Case(getattr(module, name), prepare=prepare) for module, name in names)


def same(left: Any, right: Any) -> None:
    """Assert that two amounts are the same number, whatever they are written as."""
    assert Decimal(str(left)) == Decimal(str(right)), f"{left} is not {right}"


def cents(amount: Decimal) -> Decimal:
    """An amount rounded as the venue rounds USDT, to eight places."""
    return amount.quantize(Decimal("1e-8"), ROUND_HALF_EVEN)


def main(cases: tuple[Case, ...]) -> None:
    """Run the flows named on standard input, each with keys of its own; one JSON line each."""
    order = json.load(sys.stdin)
    for case in cases:
        name = case.flow.__name__
        if name in order["keys"]:
            desk = Desk(order["port"], *order["keys"][name])
            sys.stdout.write(json.dumps({"flow": name} | _run(desk, case)) + "\n")
            sys.stdout.flush()


def _run(desk: Desk, case: Case) -> dict[str, Any]:
    absent = [need for need in case.needs if not desk.serves(need)]
    if absent:
        return {"absent": absent}
    try:
        case.prepare(desk)
        result = case.flow(desk)
        if inspect.isawaitable(result):
            asyncio.run(_within(result))
    except Exception:
        return {"error": traceback.format_exc(), "refusals": desk.refusals}
    finally:
        desk.restore()
    return {"refusals": desk.refusals}


async def _within(flow: Awaitable[None]) -> None:
    async with asyncio.timeout(60):
        await flow
