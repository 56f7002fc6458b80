"""Trials with real processes at a real testnet server: killed at any moment, or frozen and overtaken.

Each trial's processes are forked from this one, which runs no loop and no thread: they start at once, and a
kill -9 ends them as it ends any process.
"""

import asyncio
import json
import os
import signal
import socket
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from proof.desk import (
    AUDIT_KEYS,
    PERMIT_KEYS,
    Policy,
    chance_of,
    decide,
    effects_of,
    orders_of,
    permit_of,
    propose,
)
from proof.mutants import PRODUCT, Protocol

from evals.bench.roomy_testnet import roomy_profile
from tools.clock import SystemClock
from tools.errors import LeaseLost, LedgerError
from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.executor.timing import Timing
from tools.ids import RandomIds
from tools.ledger.ledger import Intent
from tools.ledger.sqlite import open_ledger
from tools.receipt import IntentState
from tools.spec import ToolContext
from tools.terms import Mode, VenueName
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import SendStamp

TIMING = Timing(
    recv_window_ms=1_000,
    backend_timeout_ms=500,
    skew_ms=300,
    ask_after_ms=(50, 100),
    miss_gap_ms=200,
    patience_ms=500,
)
SYMBOLS = ("BTCUSDT", "ETHUSDT", "BNBUSDT")
QUANTITIES = {"BTCUSDT": "0.002", "ETHUSDT": "0.02", "BNBUSDT": "0.1"}
KINDS = ("market", "market", "limit", "protected-market")
FAULTS = (
    "drop_before_accept",
    "drop_after_accept",
    "drop_mid_answer",
    "status",
    "status_after_accept",
    "timeout_after_accept",
    "invalid_json",
)
PLACED = (IntentState.ACKED, IntentState.LATE_FOUND)
PER_TESTNET = 50
"""Trials before a fresh testnet, so that the account never runs out of margin."""
RECOVERIES = 2
APPROVED = "approved"
"""A file that says that the orders are about to be executed."""


@dataclass
class Outcome:
    """What a set of trials came to."""

    problems: list[str] = field(default_factory=list)
    trials: int = 0
    killed: int = 0
    seconds: float = 0
    states: dict[str, int] = field(default_factory=dict)


@contextmanager
def testnet() -> Iterator[str]:
    """A testnet server in a process of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    pid = _fork(lambda: _serve(port))
    url = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=url, trust_env=False) as client:
            _wait_for(lambda: client.get("/fapi/v1/ping").is_success)
        yield url
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _serve(port: int) -> None:
    async def serve() -> None:
        async with running(build_venue(roomy_profile()), port=port):
            await asyncio.Event().wait()

    asyncio.run(serve())


def kills(trials: int, seed: int, protocol: Protocol = PRODUCT, *, stop: bool = False) -> Outcome:
    """Kill an executor at a random moment, mostly also those that recover from it, and look.

    Args:
        stop: end with the first problem.
    """
    return _trials(trials, seed, stop, lambda *of: _kill(*of, protocol))


def zombies(trials: int, seed: int, *, signs_late: bool = False, stop: bool = False) -> Outcome:
    """Freeze an executor between SENDING and the send, let another take over, and let it wake."""
    return _trials(trials, seed, stop, lambda *of: _zombie(*of, signs_late))


def _trials(
    trials: int, seed: int, stop: bool, trial: Callable[[int, Random, str, Outcome], None]
) -> Outcome:
    outcome, started = Outcome(), time.monotonic()
    for begin in range(0, trials, PER_TESTNET):
        with testnet() as url:
            for number in range(begin, min(begin + PER_TESTNET, trials)):
                outcome.trials += 1
                trial(number, chance_of(seed + number), url, outcome)
                outcome.seconds = time.monotonic() - started
                if stop and outcome.problems:
                    return outcome
    return outcome


def _kill(number: int, chance: Random, url: str, outcome: Outcome, protocol: Protocol) -> None:
    with TemporaryDirectory(prefix="spk-kill-") as folder:
        home = Path(folder)
        fault = {"fault": chance.choice(FAULTS), "path": "/fapi/v1/order", "method": "POST"}
        if chance.random() < 0.3:
            httpx.post(f"{url}/testnet/faults", json=fault, trust_env=False)
        desk = _Desk(home, url, f"k{number}", chance.randint(0, 1 << 30), protocol)
        executor = _fork_of(desk.execute)
        if chance.random() < 0.85:
            _wait_for((home / APPROVED).exists)
        died = _killed_after(executor, chance.uniform(0, 0.12))
        for _ in range(chance.randint(0, 2)):
            died += _killed_after(_fork_of(desk.recover), chance.uniform(0.005, 0.4))
        httpx.delete(f"{url}/testnet/faults", trust_env=False)
        outcome.killed += died
        _conclude(desk, f"trial {number}", outcome)


def _zombie(number: int, chance: Random, url: str, outcome: Outcome, signs_late: bool) -> None:
    with TemporaryDirectory(prefix="spk-zombie-") as folder:
        desk = _Desk(Path(folder), url, f"z{number}", chance.randint(0, 1 << 30), signs_late=signs_late)
        frozen = _fork_of(desk.freeze)
        os.waitpid(frozen, os.WUNTRACED)
        next_one = _fork_of(desk.recover, "second")
        late = chance.uniform(2.5, 4.0)
        time.sleep(chance.choice((0.0, chance.uniform(0.1, 0.9), late, late)))
        os.kill(frozen, signal.SIGCONT)
        for pid in (frozen, next_one):
            os.waitpid(pid, 0)
        outcome.killed += 1
        _conclude(desk, f"trial {number}", outcome)


def _conclude(desk: "_Desk", name: str, outcome: Outcome) -> None:
    for _ in range(RECOVERIES):
        os.waitpid(_fork_of(desk.recover, "last"), 0)
    os.waitpid(_fork_of(desk.judge), 0)
    try:
        verdict = json.loads((desk.home / "verdict.json").read_text())
    except OSError:
        verdict = {"problems": ["the record could not be judged"], "states": []}
    outcome.problems += [f"{name}: {problem}" for problem in verdict["problems"]]
    for state in verdict["states"]:
        outcome.states[state] = outcome.states.get(state, 0) + 1


class _Desk:
    """What the processes of one trial do."""

    def __init__(
        self,
        home: Path,
        url: str,
        name: str,
        seed: int,
        protocol: Protocol = PRODUCT,
        signs_late: bool = False,
    ) -> None:
        self.home = home
        self._url = url
        self._name = name
        self._seed = seed
        self._protocol = protocol
        self._signs_late = signs_late

    async def execute(self) -> None:
        """Approve three orders and execute them all at once."""
        async with self._context() as context:
            lease = await take_lease(self.home / "first", context.ledger, "first")
            await context.venue(VenueName.BINANCE_FUTURES).clock_offset_ms()
            intents = await self._approved(context)
            (self.home / APPROVED).touch()
            executor = Executor(context, PERMIT_KEYS, _allow, lease, TIMING)
            await asyncio.gather(*map(executor.execute, intents))

    async def freeze(self) -> None:
        """Approve one order and stand still right before it is sent."""

        def stop(point: str) -> None:
            if point == "sending":
                os.kill(os.getpid(), signal.SIGSTOP)

        async with self._context() as context:
            lease = await take_lease(self.home / "first", context.ledger, "first")
            (intent_id, *_) = await self._approved(context)
            executor = Executor(context, PERMIT_KEYS, _allow, lease, TIMING, stop)
            with suppress(LeaseLost):
                await executor.execute(intent_id)

    async def recover(self, lock: str = "first") -> None:
        """What the next executor does first."""
        async with self._context() as context:
            lease = await take_lease(self.home / lock, context.ledger, "next")
            executor = Executor(context, PERMIT_KEYS, _allow, lease, TIMING)
            await executor.recover()
            await executor.drain()

    async def judge(self) -> None:
        """Compare the record with the venue and write the verdict down."""
        async with self._context() as context:
            intents = await context.ledger.recent_intents(0)
            async with httpx.AsyncClient(base_url=self._url, trust_env=False) as client:
                told = (await client.get("/testnet/ledger")).json()
            problems = [p for i in intents for p in await _untrue(context, i, told)]
            report = await context.ledger.verify_audit()
            problems += [] if report.ok else [f"the chain: {report.problem}"]
        verdict = {"problems": problems, "states": [intent.state for intent in intents if intent.leg == 0]}
        (self.home / "verdict.json").write_text(json.dumps(verdict))

    async def _approved(self, context: ToolContext) -> list[str]:
        chance = chance_of(self._seed)
        venue = context.venue(VenueName.BINANCE_FUTURES)
        return [
            await self._approve(context, venue, f"{self._name}-{at}", chance.choice(KINDS), symbol)
            for at, symbol in enumerate(SYMBOLS)
        ]

    async def _approve(self, context: ToolContext, venue: Any, name: str, kind: str, symbol: str) -> str:
        mark = (await venue.mark_price(symbol)).mark
        orders = orders_of(kind, symbol)
        orders["orders"] = tuple(_priced(order, mark) for order in orders["orders"])
        effects = effects_of(venue.account_name, orders)
        now_ms = context.clock.now_ms()
        await propose(context.ledger, effects, name, now_ms)
        await decide(context.ledger, effects, name, permit_of(effects, name, now_ms, 30_000, PERMIT_KEYS))
        return f"int_{name}"

    def _context(self) -> "_Context":
        return _Context(self.home, self._url, self._protocol, self._signs_late)


class _Context:
    """Ledger and venue of one process, closed when it ends well."""

    def __init__(self, home: Path, url: str, protocol: Protocol, signs_late: bool) -> None:
        clock = SystemClock()
        self._venue = connect(url, *DEFAULT_KEY_PAIR, clock, Mode.LOCAL_TESTNET)
        self._ledger = open_ledger(home / "ledger.db", AUDIT_KEYS, clock)
        venue: Any = _SigningLate(self._venue) if signs_late else self._venue
        self._made = ToolContext(
            venues={VenueName.BINANCE_FUTURES: venue},
            ledger=protocol.ledger(self._ledger),
            policy=Policy(),
            clock=clock,
            ids=RandomIds(clock),
            mode=Mode.LOCAL_TESTNET,
        )

    async def __aenter__(self) -> ToolContext:
        # Its limits are wide; a connector learns that with the rules.
        await self._venue.rules(SYMBOLS[0])
        return self._made

    async def __aexit__(self, *_: object) -> None:
        await self._venue.close()
        await self._ledger.close()


class _SigningLate:
    """A connector that signs with the time at which it sends."""

    def __init__(self, right: Any) -> None:
        self._right = right

    def __getattr__(self, name: str) -> Any:
        return getattr(self._right, name)

    async def place(self, request: Any, client_order_id: str, stamp: SendStamp) -> Any:
        now_ms = SystemClock().now_ms()
        fresh = stamp.model_copy(update={"timestamp_ms": now_ms})
        return await self._right.place(request, client_order_id, fresh)


async def _untrue(context: ToolContext, intent: Intent, told: dict[str, Any]) -> list[str]:
    """What the record says of an intent and the venue does not."""
    name, symbol = intent.client_order_id, intent.orders[0].symbol
    placed = intent.state in PLACED
    listed = [order for order in told["orders"] if order["clientOrderId"] == name]
    order = await context.venue(VenueName.BINANCE_FUTURES).order(symbol, client_order_id=name)
    if len(listed) > 1 or (order is not None) != placed:
        return [f"{intent.intent_id} is {intent.state}, the venue has {order} ({len(listed)} listed)"]
    if intent.state is IntentState.LATE_FOUND:
        return [f"{intent.intent_id} was given up and is there"]
    if not intent.state.settled:
        return [f"{intent.intent_id} is still {intent.state}"]
    if order is None:
        return []
    if (order.order_id, order.status, order.executed_quantity) != (
        intent.order_id,
        intent.status,
        intent.executed,
    ):
        return [f"{intent.intent_id} is recorded as {intent.status} {intent.executed}, is {order}"]
    booked = sum((fill.quantity for fill in await context.ledger.fills(intent.intent_id)), Decimal(0))
    return [] if booked == order.executed_quantity else [f"{booked} booked of {intent.intent_id}, is {order}"]


async def _allow(intent: Intent) -> None:
    return None


def _priced(order: Any, mark: Decimal) -> Any:
    """The same order for this symbol at this market."""
    changed: dict[str, Any] = {"quantity": Decimal(QUANTITIES[order.symbol])}
    if order.price is not None:
        changed["price"] = round(mark * Decimal("0.97"), 1)
    if order.stop_price is not None:
        factor = "0.95" if "STOP" in order.type else "1.05"
        changed["stop_price"] = round(mark * Decimal(factor), 1)
    return order.model_copy(update=changed)


def _killed_after(pid: int, seconds: float) -> int:
    """Kill it after a while; 1 if it was still at work."""
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return int(os.WIFSIGNALED(status))


def _fork_of(work: Callable[..., Awaitable[None]], *arguments: str) -> int:
    def body() -> None:
        with suppress(LedgerError):
            asyncio.run(work(*arguments))

    return _fork(body)


def _fork(body: Callable[[], object]) -> int:
    """A process that does this and nothing else."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        body()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _wait_for(ready: Callable[[], bool]) -> None:
    for _ in range(20_000):
        with suppress(httpx.TransportError):
            if ready():
                return
        time.sleep(0.001)
    raise AssertionError("what was started does not get ready")
