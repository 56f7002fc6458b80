"""The whole product on a testnet of its own: one home, one clock; it can be closed and built again."""

from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from agent.session import Principal
from agent.settings import Settings
from agent.wiring import build, embedded_testnet
from tools.clock import SteppingClock
from tools.terms import Mode, VenueName

ALL = frozenset({"read", "propose", "approve", "control"})
MARKET_BUY = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}
LIMIT_BUY = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "quantity": "0.001",
    "price": "64000",
    "dry_run": False,
}


class Broken(httpx.AsyncBaseTransport):
    """A transport that can be unplugged."""

    def __init__(self, inner):
        self.inner = inner
        self.unplugged = False

    async def handle_async_request(self, request):
        if self.unplugged:
            raise httpx.ConnectError("unplugged", request=request)
        return await self.inner.handle_async_request(request)


class Desk:
    """A trader's desk: the product, its testnet and its clock."""

    trader = Principal("trader", "chat", ALL)

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clock = SteppingClock()
        self.settings = Settings(home=home, mode=Mode.LOCAL_TESTNET)
        inner = httpx.ASGITransport(embedded_testnet(self.settings, self.clock, state=None))
        self.transport = Broken(inner)
        self.testnet = httpx.AsyncClient(transport=inner, base_url="http://127.0.0.1")
        self.app = None
        self.app_settings = self.settings

    async def open(self, **changed):
        """Build the product on this home; what ran before is closed first, as in a restart."""
        await self.close()
        settings = changed.pop("settings", self.settings)
        self.app_settings = settings
        self.app = await build(settings, clock=self.clock, transport=self.transport, **changed)
        await self.app.start()
        return self.app

    async def close(self):
        if self.app is not None:
            await self.app.close()
            self.app = None

    @property
    def venue(self):
        return self.app.context.venue(VenueName.BINANCE_FUTURES)

    async def ask(self, text, who=None, language=None, thread=None):
        return await self.app.sessions.ask(text, who or self.trader, language, thread=thread)

    async def call(self, tool, who=None, **args):
        return await self.app.sessions.call_tool(tool, args, who or self.trader)

    async def pending(self, who=None, **args):
        """Propose a live order and return its pending approval."""
        turn = await self.call("place_order", who, **(args or MARKET_BUY))
        return await self.app.sessions.approval(turn.approval_ids[0])

    async def decide(self, row, choice="approve", *, who=None, digest=None, edits=None):
        who = who or self.trader
        return await self.app.sessions.decide(row.approval_id, choice, digest or row.digest, who, edits)

    async def say(self, text, language=None):
        """Ask, and approve the one card that comes of it; what was decided."""
        turn = await self.ask(text, language=language)
        assert [bool(each) for each in turn.approval_ids] == [True], turn.message
        return await self.decide(await self.app.sessions.approval(turn.approval_ids[0]))

    async def carry_out(self, tool, **args):
        """A typed call, approved if it has to be; its receipt."""
        turn = await self.call(tool, **args)
        if any(turn.approval_ids):
            row = await self.app.sessions.approval(turn.approval_ids[0])
            return (await self.decide(row)).receipt
        assert turn.receipts, turn.message
        return turn.receipts[0]

    async def look_again(self, decided):
        """A restart, which looks at everything unfinished; then the receipt of a decision."""
        await self.open(settings=self.app_settings)
        return await self.app.sessions.receipt(decided.receipt.receipt_id)

    async def move_price(self, symbol, price):
        answer = await self.testnet.post("/testnet/market", json={"symbol": symbol, "price": price})
        answer.raise_for_status()

    async def fault(self, **fault):
        answer = await self.testnet.post("/testnet/faults", json=fault)
        answer.raise_for_status()

    async def orders(self):
        """What the venue itself says happened: the only evidence."""
        return (await self.testnet.get("/testnet/ledger")).json()["orders"]

    async def algos(self):
        """Conditional orders of the venue's life, oldest first."""
        return (await self.testnet.get("/testnet/ledger")).json()["algoOrders"]

    async def held(self, symbol="BTCUSDT", market="futures", position_side="BOTH"):
        """Position or holding that the venue's fills add up to, signed; commissions aside."""
        fills = (await self.testnet.get("/testnet/ledger")).json()["fills"]
        return sum(
            (
                Decimal(fill["qty"])
                * (1 if fill.get("side", "BUY" if fill.get("isBuyer") else "SELL") == "BUY" else -1)
                for fill in fills
                if (fill["symbol"], fill["market"]) == (symbol, market)
                and fill.get("positionSide", position_side) == position_side
            ),
            Decimal(0),
        )

    async def actions(self, limit=200):
        """What the record says happened, oldest first."""
        return [row.action for row in reversed(await self.app.ledger.audit(limit=limit))]


@pytest.fixture
async def desk(tmp_path):
    """A desk that is open for business."""
    async with AsyncExitStack() as stack:
        made = Desk(tmp_path / "home")
        await stack.enter_async_context(made.testnet)
        stack.push_async_callback(made.close)
        await made.open()
        yield made


@pytest.fixture
def refused():
    """A check: this decision did nothing, and says why in both languages."""

    def check(decided, reason):
        assert not decided.accepted
        assert decided.reason == reason
        assert decided.message.en.strip()
        assert decided.message.tr.strip()
        assert decided.message.en != decided.message.tr

    return check


@pytest.fixture
def limit_buy():
    return dict(LIMIT_BUY)


@pytest.fixture
def market_buy():
    return dict(MARKET_BUY)
