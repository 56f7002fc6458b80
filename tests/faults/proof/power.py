"""Power-loss trials: the ledger's own transactions on a disk that forgets what was not synced.

The executor works with the ledger through SQLite of the apsw package on `ForgetfulVfs`; the power fails at
some write or sync; the product then opens what survived with its own SQLite and goes on at the same venue.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import apsw
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
from proof.unsynced_disk import Disk, ForgetfulVfs
from proof.virtual_loop import VirtualLoop, on_virtual_disk

from tools.clock import SteppingClock
from tools.errors import LedgerError
from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.ids import SequenceIds
from tools.ledger import audit
from tools.ledger.anchors import AnchorFile
from tools.ledger.chain import Chain
from tools.ledger.database import Database
from tools.ledger.migrations import migrate
from tools.ledger.sqlite import ANCHORS, open_ledger
from tools.ledger.sqlite_file import SqliteConnection, SqliteFile
from tools.ledger.stored import StoredLedger
from tools.receipt import IntentState
from tools.spec import ToolContext
from tools.terms import Mode, VenueName
from tools.venues.scripted_venue import ScriptedVenue

NAMES = count(1)
ORDERS = 6
KINDS = ("market", "limit", "protected-market")
PLACED = (IntentState.ACKED, IntentState.LATE_FOUND)


class PowerCut(BaseException):
    """The machine is off."""


class _Answer:
    """An apsw cursor with the row count the ledger asks for."""

    def __init__(self, raw: apsw.Connection, cursor: Any) -> None:
        self._cursor = cursor
        self.rowcount = raw.changes()

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)


class _ApswConnection(SqliteConnection):
    def run(self, sql: str, *values: object) -> Any:
        bound = {str(number): value for number, value in enumerate(values, start=1)}
        return _Answer(self.raw, self.raw.execute(sql, bound or None))


class ForgetfulEngine(SqliteFile):
    """The ledger's engine on a disk that forgets, with the settings the product gives its connections."""

    errors = apsw.Error

    def __init__(self, path: Path, disk: Disk, synchronous: str | None) -> None:
        super().__init__(path)
        self.made: list[apsw.Connection] = []
        self._name = f"forgetful-{next(NAMES)}"
        self._vfs = ForgetfulVfs(self._name, disk)
        self._settings = _product_settings(path.parent)
        if synchronous is not None:
            self._settings["synchronous"] = synchronous

    def connect(self, *, writable: bool) -> _ApswConnection:
        flags = (
            apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE if writable else apsw.SQLITE_OPEN_READONLY
        )
        raw = apsw.Connection(str(self.path), flags=flags, vfs=self._name)
        self.made.append(raw)
        raw.set_busy_timeout(5_000)
        for name, value in self._settings.items():
            if writable or name in ("trusted_schema", "foreign_keys"):
                raw.execute(f"PRAGMA {name} = {value}").fetchall()
        return _ApswConnection(raw)


def _product_settings(folder: Path) -> dict[str, object]:
    """The settings of a connection of the product, as SQLite reports them."""
    names = ("trusted_schema", "foreign_keys", "journal_mode", "synchronous")
    connection = SqliteFile(folder / "asked.db").connect(writable=True)
    try:
        return {name: connection.run(f"PRAGMA {name}").fetchone()[0] for name in names}
    finally:
        connection.close()


@dataclass
class Trial:
    """One machine, until its power fails."""

    seed: int
    synchronous: str | None
    fails_at: int = 0
    promised: list[tuple[str, str]] = field(default_factory=list)
    """What the ledger has confirmed: the subject and what must be known of it."""
    disk: Disk = field(init=False)
    venue: ScriptedVenue = field(init=False)
    clock: SteppingClock = field(default_factory=SteppingClock)

    def __post_init__(self) -> None:
        self.chance = chance_of(self.seed)
        self.disk = Disk(self.fails_at, self.chance)
        self.venue = _Metered(self)

    def require_power(self, *_: object) -> None:
        """End here when the power has failed."""
        if self.disk.image is not None:
            raise PowerCut

    def promise(self, subject: str, what: str) -> None:
        """Note what was confirmed, if there was power until then."""
        self.require_power()
        self.promised.append((subject, what))

    async def work(self, home: Path) -> None:
        """Approve and execute until all is done or the power fails."""
        self.disk.beside = home / ANCHORS
        engine = ForgetfulEngine(home / "ledger.db", self.disk, self.synchronous)
        try:
            migrate(engine)
            chain = Chain(AUDIT_KEYS)
            database = Database(
                engine, chain, AnchorFile(home / ANCHORS, chain, self.disk.sync_beside), self.clock
            )
            database.write_first(lambda tx: audit.open_record(tx, "ledger.opened", "ledger"))
            ledger = on_virtual_disk(StoredLedger(database, self.clock))
            lease = await take_lease(home / "first", ledger, "first")
            executor = self.executor(ledger, lease)
            for number in range(ORDERS):
                await self._order(ledger, executor, f"n{number}")
        finally:
            for raw in reversed(engine.made):
                raw.close()

    def executor(self, ledger: StoredLedger, lease: Any) -> Executor:
        """An executor at this trial's venue."""
        context = ToolContext(
            venues={VenueName.BINANCE_FUTURES: self.venue},
            ledger=ledger,
            policy=Policy(),
            clock=self.clock,
            ids=SequenceIds(),
            mode=Mode.LOCAL_TESTNET,
        )
        return Executor(context, PERMIT_KEYS, _allow, lease, checkpoint=self.require_power)

    async def _order(self, ledger: StoredLedger, executor: Executor, name: str) -> None:
        orders = orders_of(self.chance.choice(KINDS), f"{name.upper()}USDT")
        effects = effects_of(self.venue.account_name, orders)
        now_ms = self.clock.now_ms()
        await propose(ledger, effects, name, now_ms)
        self.promise(name, "proposed")
        if self.chance.random() < 0.2:
            await decide(ledger, effects, name, None)
            self.promise(name, "rejected")
            return
        await decide(ledger, effects, name, permit_of(effects, name, now_ms, 30_000, PERMIT_KEYS))
        self.promise(name, "approved")
        await executor.execute(f"int_{name}")
        self.promise(name, "executed")


class _Metered(ScriptedVenue):
    """A venue that outlives the machine; what reaches it was sent while there was power."""

    def __init__(self, trial: Trial) -> None:
        super().__init__(trial.clock)
        self._trial = trial
        self.script.extend(
            trial.chance.choice(("accept", "accept", "lost-after", "lost-before")) for _ in range(ORDERS)
        )

    def _send(self, client_order_id: str, *how: Any) -> Any:
        self._trial.require_power()
        return super()._send(client_order_id, *how)


def trial(seed: int, synchronous: str | None = None) -> list[str]:
    """One trial of a seed: what was lost, doubled or refused; empty when nothing was."""
    measured = Trial(seed, synchronous)
    with TemporaryDirectory(prefix="spk-power-") as folder:
        _run(measured.work(Path(folder)))
    first = 1 if seed % 10 == 0 else measured.disk.operations // 4
    cut = Trial(seed, synchronous, fails_at=chance_of(seed).randint(first, measured.disk.operations))
    with TemporaryDirectory(prefix="spk-power-") as before, TemporaryDirectory(prefix="spk-power-") as after:
        with suppress(PowerCut, LedgerError):
            _run(cut.work(Path(before)))
        _survive(cut, Path(after))
        return _run(_judge(cut, Path(after)))


def _survive(cut: Trial, after: Path) -> None:
    for name, content in cut.disk.fail().items():
        (after / name).write_bytes(content)
    (after / ANCHORS).write_bytes(cut.disk.beside_left)


async def _judge(cut: Trial, home: Path) -> list[str]:
    try:
        ledger = on_virtual_disk(open_ledger(home / "ledger.db", AUDIT_KEYS, cut.clock))
    except LedgerError as error:
        return [f"the record cannot be opened: {error}"]
    found = [problem for name, what in cut.promised if (problem := await _broken(ledger, name, what))]
    for name in list(cut.venue.posts):
        intent = await ledger.intent_of_order(name)
        if intent is None or intent.state is IntentState.READY:
            found.append(f"{name} was sent, and the record does not know it")
    cut.disk.image = None
    sent = list(cut.venue.posts)
    lease = await take_lease(home, ledger, "second")
    executor = cut.executor(ledger, lease)
    for _ in range(3):
        await executor.recover()
        await executor.drain()
        cut.clock.advance_ms(70_000)
    found += [f"{name} was sent twice" for name in sent if cut.venue.posts.count(name) > 1]
    found += [problem async for problem in _untrue(cut, ledger)]
    report = await ledger.verify_audit()
    lease.release()
    await ledger.close()
    return found if report.ok else [*found, f"the chain: {report.problem}"]


async def _broken(ledger: StoredLedger, name: str, what: str) -> str | None:
    row = await ledger.approval(f"apr_{name}")
    if row is None:
        return f"the proposal of {name} is lost"
    if what in ("approved", "rejected") and row.status != what:
        return f"{name} was {what} and is {row.status}"
    receipt = await ledger.receipt(f"apr_{name}")
    return f"the receipt of {name} is lost" if what == "executed" and receipt is None else None


async def _untrue(cut: Trial, ledger: StoredLedger) -> Any:
    for intent in await ledger.recent_intents(0):
        orders = [order for order in cut.venue.orders if order.client_order_id == intent.client_order_id]
        if len(orders) != (intent.state in PLACED):
            yield f"{intent.intent_id} is {intent.state}, the venue has {len(orders)} of it"


async def _allow(intent: object) -> None:
    return None


def _run(work: Any) -> Any:
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.close()
