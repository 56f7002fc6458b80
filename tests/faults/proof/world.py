"""One simulated history: approvals, executors that die, freeze and are replaced, a bad venue, then peace."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from proof.desk import (
    AUDIT_KEYS,
    PERMIT_KEYS,
    STRANGER,
    WHOLE,
    Policy,
    chance_of,
    decide,
    effects_of,
    orders_of,
    permit_of,
)
from proof.desk import propose as propose_to
from proof.exchange import PROTECTIVE, Exchange
from proof.mutants import PRODUCT, Protocol
from proof.virtual_loop import Process, ProcessClock, VirtualLoop, on_virtual_disk

from tools.errors import LeaseLost, LedgerError, NotFound, VenueError
from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.executor.refusal import Refusal
from tools.ids import SequenceIds
from tools.ledger.ledger import Intent, TradingStateRow
from tools.ledger.sqlite import open_ledger
from tools.ledger.stored import StoredLedger
from tools.receipt import IntentState
from tools.spec import ToolContext
from tools.terms import Mode, OrderType, VenueName
from tools.text import Text
from tools.venues.orders import Order

KINDS = ("market", "limit", "protected-market", "protected-limit", "oco")
AT_ONCE = 2
"""The limit of this desk: so many entries may be on their way or placed."""
TROUBLE_MS = 45_000
LOT = WHOLE / 4


class World:
    """Everything of one seed."""

    def __init__(self, loop: VirtualLoop, home: Path, seed: int, protocol: Protocol = PRODUCT) -> None:
        self.loop = loop
        self.home = home
        self.seed = seed
        self.protocol = protocol
        self.chance = chance_of(seed)
        self.lines: list[str] = []
        self.exchange = Exchange(loop, self.chance, self.trace)
        self.processes: list[Process] = []
        self.ledgers: list[StoredLedger] = []
        self.surprises: list[str] = []
        """Exceptions that no process may end with."""
        self.forged: set[str] = set()
        self._reached: dict[str, OrderType] = {}
        self._executor: tuple[Process, Executor] | None = None

    def trace(self, line: str) -> None:
        """Note what happened, with its virtual time."""
        self.lines.append(f"{self.loop.now_ms:>7} {line}")

    async def run(self) -> None:
        """Trouble, then peace, until everything must be known."""
        approvals = [self._approve(number) for number in range(self.chance.randint(1, 4))]
        await asyncio.gather(self._keep_an_executor(), self._market(), *approvals)
        await self._peace()

    def process(self, name: str) -> Process:
        """A new process of the product."""
        made = Process(self.loop, f"{name}{len(self.processes)}", self.chance, self.trace)
        self.processes.append(made)
        return made

    def open(self, process: Process) -> StoredLedger:
        """The ledger as a process opens it."""
        ledger = open_ledger(self.home / "ledger.db", AUDIT_KEYS, ProcessClock(process))
        self.ledgers.append(ledger)
        return self.protocol.ledger(on_virtual_disk(ledger))

    async def _approve(self, number: int) -> None:
        """A desk process that proposes and approves; sometimes two decide, sometimes it dies."""
        await asyncio.sleep(self.chance.uniform(0, 15))
        name, kind = f"n{number}", self.chance.choice(KINDS)
        effects = effects_of(self.exchange.account_name, orders_of(kind, f"S{number}USDT"))
        keys = PERMIT_KEYS
        if self.chance.random() < 0.08:
            keys = STRANGER
            self.forged.add(f"int_{name}")
        desk = self.process("desk")
        if self.chance.random() < 0.15:
            desk.dies_at = self.chance.randint(1, 6)
        self.trace(f"{desk.name} wants {kind} as {name}")
        await self._ended(desk.spawn(self._propose(desk, effects, name)))
        permits = [
            permit_of(effects, name, ProcessClock(desk).now_ms(), self.chance.choice((3_000, 30_000)), keys)
        ]
        if self.chance.random() < 0.3:
            permits.append(self.chance.choice((None, permits[0])))
        deciding = [self._decide(effects, name, permit) for permit in permits]
        await asyncio.gather(*deciding)
        if self.chance.random() < 0.15:
            await self._halt()

    async def _propose(self, desk: Process, effects: Any, name: str) -> None:
        await propose_to(self.open(desk), effects, name, ProcessClock(desk).now_ms())

    async def _decide(self, effects: Any, name: str, permit: Any) -> None:
        process = self.process("desk")
        approved: list[bool] = []

        async def deciding() -> None:
            row = await decide(self.open(process), effects, name, permit)
            approved.append(row.intent_id is not None)
            self.trace(f"{process.name} finds {name} {row.status}")

        await self._ended(process.spawn(deciding()))
        if any(approved) and self._executor is not None and self.chance.random() < 0.6:
            host, executor = self._executor
            for _ in range(self.chance.choice((1, 1, 2))):
                host.spawn(self._execute(host, executor, f"int_{name}"))

    async def _execute(self, host: Process, executor: Executor, intent_id: str) -> None:
        await self._noted(host, executor.execute(intent_id))

    async def _halt(self) -> None:
        await asyncio.sleep(self.chance.choice((self.chance.uniform(0, 0.3), self.chance.uniform(0, 10))))
        process = self.process("risk")
        for state in ("HALTED", "ACTIVE")[: self.chance.randint(1, 2)]:
            await self._ended(process.spawn(self._set_state(process, state)))
            await asyncio.sleep(self.chance.uniform(0.01, 8))

    async def _set_state(self, process: Process, state: Any) -> None:
        now_ms = ProcessClock(process).now_ms()
        row = TradingStateRow(scope="all", state=state, reason="drill", actor="risk", time_ms=now_ms)
        await self.open(process).set_trading_state(row)
        self.trace(f"trading is {state}")

    async def _keep_an_executor(self) -> None:
        """Start one; when it is dead or frozen another takes over, until the trouble ends."""
        lock = 0
        while self.loop.now_ms < TROUBLE_MS:
            process = self.process("executor")
            self._doom(process)
            working = process.spawn(self._work(process, self.home / f"lock{lock}", watch=True))
            while process.alive and not process.frozen and self.loop.now_ms < TROUBLE_MS:
                if working.done():
                    process.kill()
                await asyncio.sleep(0.25)
            if process.frozen:
                # Its session is given up, as a database does with a client that does not answer.
                await asyncio.sleep(self.chance.uniform(0.1, 3))
                lock += 1
            else:
                await asyncio.sleep(self.chance.uniform(0, 4))

    def _doom(self, process: Process) -> None:
        roll = self.chance.random()
        if roll < 0.4:
            process.dies_at = self.chance.randint(1, self.chance.choice((60, 400)))
        elif roll < 0.55:
            process.dies_at_point = self.chance.randint(1, 12)
        if self.chance.random() < 0.4:
            process.freezes_at = self.chance.randint(1, self.chance.choice((60, 300)))
            process.freezes_ms = self.chance.choice((300, 4_000, 12_000, 30_000))

    async def _work(self, process: Process, lock: Path, *, watch: bool) -> None:
        await self._noted(process, self._executing(process, lock, watch=watch))

    async def _executing(self, process: Process, lock: Path, *, watch: bool) -> None:
        ledger = self.open(process)
        lease = await take_lease(lock, ledger, process.name)
        process.on_kill.append(lease.release)
        context = self._context(process, ledger)
        gate = _Gate(context, self.protocol.counted)
        executor = Executor(context, PERMIT_KEYS, gate, lease, self.protocol.timing, process.checkpoint)
        self.exchange.listeners.append(_Ear(self, process, executor))
        self._executor = (process, executor)
        self.trace(f"{process.name} has epoch {lease.epoch}")
        await executor.recover()
        while watch:
            await executor.watch(every_ms=800, refresh_ms=4_000, orphans_ms=20_000)
        await executor.drain()

    def _context(self, process: Process, ledger: StoredLedger) -> ToolContext:
        venue = self.protocol.connection(self.exchange, process, self.chance)
        return ToolContext(
            venues={VenueName.BINANCE_FUTURES: venue},
            ledger=ledger,
            policy=Policy(),
            clock=ProcessClock(process),
            ids=SequenceIds(),
            mode=Mode.LOCAL_TESTNET,
        )

    async def _market(self) -> None:
        """Entries fill in parts, stops trigger, people cancel."""
        while self.loop.now_ms < TROUBLE_MS:
            await asyncio.sleep(self.chance.uniform(0.5, 6))
            working = [o for o in self.exchange.orders if o.status.working]
            if not working:
                continue
            order = self.chance.choice(working)
            if order.type is OrderType.LIMIT and self.chance.random() < 0.85:
                self.exchange.fill(
                    order.client_order_id, min(LOT * self.chance.randint(1, 4), order.remaining)
                )
            elif order.type is OrderType.LIMIT and self.exchange.shown(order):
                await self.exchange.cancel(order.symbol, order_id=order.order_id)
            elif order.type in PROTECTIVE and order.remaining <= self.exchange.held(order.symbol):
                self._reach(order)

    def _reach(self, order: Order) -> None:
        """The price reaches the stop or the target of a symbol, and does not come all the way back."""
        if self._reached.setdefault(order.symbol, order.type) is order.type:
            self.exchange.trigger(order.client_order_id)

    async def _peace(self) -> None:
        """Frozen ones thaw and do what they still want to; then one healthy executor has time enough."""
        self.trace("peace")
        await asyncio.sleep(max(process.freeze_left_ms for process in self.processes) / 1000)
        await asyncio.sleep(8)
        self.exchange.calm = True
        self.exchange.listeners.clear()
        for process in self.processes:
            process.kill()
        for pause_s in (1, 30, 65, 65, 65):
            await asyncio.sleep(pause_s)
            last = self.process("executor")
            last.healthy = True
            await self._ended(last.spawn(self._work(last, self.home / "lock-last", watch=False)))
            last.kill()

    async def _ended(self, task: "asyncio.Task[Any]") -> None:
        """Wait for a task of a process; a dead process is no error."""
        await asyncio.wait({task})
        if not task.cancelled() and task.exception() is not None:
            error = task.exception()
            self.trace(f"ended with {error!r}")
            if not isinstance(error, LedgerError | NotFound):
                raise error

    async def _noted(self, process: Process, work: Any) -> None:
        """Run work of an executor; it may end for want of lease or ledger and for nothing else."""
        try:
            await work
        except LeaseLost:
            self.trace(f"{process.name} lost the lease")
        except LedgerError as error:
            self.trace(f"{process.name} stops: {error}")
        except Exception as error:
            self.surprises.append(f"{process.name} ended with {error!r}")


class _Gate:
    """The re-check of this desk: no entry while trading is held, and not too many at once.

    Like the product's it counts what is READY too, and asks the venue on the way, so that time passes
    between its look and the send.
    """

    def __init__(self, context: ToolContext, counted: tuple[IntentState, ...]) -> None:
        self._context = context
        self._counted = counted

    async def __call__(self, intent: Intent) -> Refusal | None:
        ledger = self._context.ledger
        if any(row.state != "ACTIVE" for row in await ledger.trading_states()):
            return Refusal(code="halted", message=Text(en="halted", tr="durduruldu"))
        known = await ledger.recent_intents(0)
        others = [other for other in known if other.leg == 0 and other.intent_id != intent.intent_id]
        busy = [other for other in others if other.state in self._counted]
        with suppress(VenueError):
            await self._context.venue(VenueName.BINANCE_FUTURES).account()
        if len(busy) >= AT_ONCE:
            return Refusal(code="limit", message=Text(en="too many", tr="fazla"))
        return None


class _Ear:
    """The venue's stream to one executor: late, sometimes twice, sometimes not at all."""

    def __init__(self, world: World, process: Process, executor: Executor) -> None:
        self._world = world
        self._process = process
        self._hear: Callable[[Any], None] = executor.hear

    def __call__(self, event: Any) -> None:
        chance = self._world.chance
        for _ in range(chance.choice((0, 1, 1, 1, 1, 2))):
            self._process.later(chance.uniform(1, 400), lambda: self._hear(event))
