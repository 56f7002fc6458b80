"""Arena: the whole product on an embedded testnet of its own, in one process, on a clock that steps."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from agent.app import App
from agent.planner.planner import Planner
from agent.session import Channel, Principal, Scope
from agent.settings import Settings
from agent.wiring import build, embedded_testnet
from policies.limits import Profile
from tools.clock import SteppingClock
from tools.terms import Mode

ALL: frozenset[Scope] = frozenset({"read", "propose", "approve", "control"})


@dataclass
class Arena:
    """The product, its testnet and its clock."""

    app: App
    clock: SteppingClock
    testnet: httpx.AsyncClient
    """The venue's control routes, which only a judge may use."""
    home: Path
    rebuild: Callable[[], Awaitable[App]]

    async def restart(self, *, without: str | None = None) -> None:
        """Stop the product and start it again on the same home, after deleting `without`, if given."""
        await self.app.close()
        if without is not None:
            for path in self.home.glob(f"{without}*"):
                path.unlink()
        self.app = await self.rebuild()

    def principal(
        self, name: str = "trader", channel: Channel = "chat", scopes: frozenset[Scope] = ALL
    ) -> Principal:
        """Somebody at a door."""
        return Principal(name=name, channel=channel, scopes=scopes)

    async def move_price(self, symbol: str, price: str) -> None:
        """Move the testnet's market."""
        answer = await self.testnet.post("/testnet/market", json={"symbol": symbol, "price": price})
        answer.raise_for_status()

    async def fault(self, **fault: Any) -> None:
        """Arm a fault of the testnet (`tools.testnet.faults`)."""
        answer = await self.testnet.post("/testnet/faults", json=fault)
        answer.raise_for_status()

    async def orders(self) -> list[dict[str, Any]]:
        """Every order of the venue's life, from its own journal: the judge's only evidence."""
        answer = await self.testnet.get("/testnet/ledger")
        answer.raise_for_status()
        return list(answer.json()["orders"])


@asynccontextmanager
async def arena(planner: Planner | None = None, profile: Profile = "canary") -> AsyncIterator[Arena]:
    """A fresh arena, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="spark-arena-") as home:
        clock = SteppingClock()
        settings = Settings(home=Path(home), policy_profile=profile, mode=Mode.LOCAL_TESTNET)
        transport = embedded_testnet(settings, clock, state=None)

        async def rebuild() -> App:
            app = await build(settings, clock=clock, planner=planner, transport=transport)
            await app.start()
            return app

        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(transport), base_url="http://127.0.0.1"
        ) as testnet:
            place = Arena(await rebuild(), clock, testnet, Path(home), rebuild)
            try:
                yield place
            finally:
                await place.app.close()
