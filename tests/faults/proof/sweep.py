"""A death at every await: the same small history again and again, ended one step later each time."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from proof.desk import PERMIT_KEYS, effects_of, orders_of, permit_of
from proof.exchange import Connection, Fate
from proof.mutants import Protocol
from proof.virtual_loop import Process, ProcessClock, VirtualLoop
from proof.world import KINDS, World

FATES = {
    "answered": {},
    "lost before": {"lost": "before"},
    "lost after": {"lost": "after"},
    "500 after": {"says": "500"},
}
SECONDS = 6.0


@dataclass(frozen=True)
class Case:
    """One history: what is ordered, what the line does to the first request, and the fatal step."""

    kind: str
    fate: str
    step: int


class Certain(Connection):
    """A line without chance: the first order has its fate, everything else goes through."""

    async def _send(self, stamp, *, conditional, work):
        world = self.exchange.world
        fate, world.fate = world.fate, "answered"
        self.fated = Fate(out_ms=5, back_ms=5, **FATES[fate])
        return await super()._send(stamp, conditional=conditional, work=work)

    def _fate(self) -> Fate:
        return self.fated


class Swept(World):
    """Approve, execute, fill, and die at one step; the next executor finds peace."""

    def __init__(self, loop: VirtualLoop, home: Path, case: Case) -> None:
        super().__init__(loop, home, 0, Protocol("no chance", connection=Certain))
        self.case = case
        self.fate = case.fate
        self.exchange.calm = True
        self.exchange.world = self
        self.reached = False
        """Whether the fatal step was reached at all."""

    async def run(self) -> None:
        await asyncio.gather(self._order(self.case.kind), self._one_executor())
        await self._peace()

    async def _one_executor(self) -> None:
        process = self.process("executor")
        process.healthy = True
        process.dies_at = self.case.step
        process.spawn(self._work(process, self.home / "lock0", watch=True))
        await asyncio.sleep(SECONDS / 2)
        for order in [o for o in self.exchange.orders if o.status.working and o.type == "LIMIT"]:
            self.exchange.fill(order.client_order_id, order.quantity / 2)
        await asyncio.sleep(SECONDS / 2)
        self.reached = not process.alive

    async def _order(self, kind: str) -> None:
        await asyncio.sleep(0.2)
        desk = self.process("desk")
        effects = effects_of(self.exchange.account_name, orders_of(kind, "S0USDT"))
        await self._ended(desk.spawn(self._propose(desk, effects, "n0")))
        permit = permit_of(effects, "n0", ProcessClock(desk).now_ms(), 30_000, PERMIT_KEYS)
        await self._decide(effects, "n0", permit)

    def process(self, name: str) -> Process:
        made = super().process(name)
        made.skew_ms = 0
        made.healthy = True
        return made


def cases(step: int) -> list[Case]:
    """Every kind and fate at one step."""
    return [Case(kind, fate, step) for kind in KINDS for fate in FATES]
