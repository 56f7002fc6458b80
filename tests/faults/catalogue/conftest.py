"""The floor the faults are provoked on: the whole product beside a venue in this process, and the invariants.

`Floor.check` is what every fault must leave true, facts of the venue against facts of the record:

I1 what fills under an approval is at most what was approved
I2 an approval has one order, or its declared legs
I3 every order with our prefix has an intent
I4 no intent stays open once things work again
I5 every change is on record, and the chain verifies
I6 the record's position is the venue's
I7 nothing is sent while halted, too late, or with other parameters
I8 no secret is in anything that is kept
"""

import json
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from agent.session import Principal
from agent.settings import Settings
from agent.wiring import build
from tools.clock import SteppingClock
from tools.errors import SparkError
from tools.terms import Mode, Side, VenueName
from tools.testnet.app import create_app
from tools.testnet.order_request import read_order
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue

ALL = frozenset({"read", "propose", "approve", "control"})
SOMEBODY_ELSE = ("b" * 64, "s" * 64)
ORDER = "/fapi/v1/order"
RECV_WINDOW_MS = 5_000


class Wire(httpx.AsyncBaseTransport):
    """The way to the venue; its answers can be altered."""

    def __init__(self, inner):
        self.inner = inner
        self.alter = {}
        """By path: what becomes of the JSON of an answer."""

    async def handle_async_request(self, request):
        answer = await self.inner.handle_async_request(request)
        alter = self.alter.get(request.url.path)
        if alter is None:
            return answer
        return httpx.Response(answer.status_code, json=alter(json.loads(await answer.aread())))


class Floor:
    """One desk, its venue, and everybody's clock."""

    trader = Principal("trader", "chat", ALL)
    agent = Principal("agent", "http", frozenset({"read", "propose"}))

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home = home
        self.clock = SteppingClock()
        self.settings = Settings(home=home, mode=Mode.LOCAL_TESTNET, database_url=SecretStr(database_url))
        self.market = build_venue(clock=self.clock, keys=(DEFAULT_KEY_PAIR, SOMEBODY_ELSE))
        self.wire = Wire(httpx.ASGITransport(create_app(self.market)))
        self.testnet = httpx.AsyncClient(transport=self.wire.inner, base_url="http://127.0.0.1")
        self.by_hand = Decimal(0)
        """What somebody traded on the account without the product, in BTC."""
        self.skew_ms = 0
        """How far the venue's clock was ahead when it took orders."""
        self.app = None

    async def open(self, **changed):
        """The product on this home; what ran before is closed, as in a restart."""
        await self.close()
        settings = changed.pop("settings", self.settings)
        clock = changed.pop("clock", self.clock)
        self.app = await build(settings, clock=clock, transport=self.wire, **changed)
        await self.app.start()
        return self.app

    async def close(self):
        if self.app is not None:
            await self.app.close()
            self.app = None

    @property
    def ledger(self):
        return self.app.ledger

    async def call(self, tool, who=None, **args):
        return await self.app.sessions.call_tool(tool, args, who or self.trader)

    async def pending(self, who=None, **args):
        """A live order that waits for its approval."""
        order = {"symbol": "BTCUSDT", "side": "BUY", "dry_run": False} | (
            args or {"type": "MARKET", "notional": "60"}
        )
        turn = await self.call("place_order", who, **order)
        assert turn.approval_ids[0] is not None, turn.message
        return await self.app.sessions.approval(turn.approval_ids[0])

    async def resting(self, **args):
        return await self.pending(**{"type": "LIMIT", "quantity": "0.001", "price": "64000"} | args)

    async def decide(self, row, choice="approve", *, who=None, edits=None):
        return await self.app.sessions.decide(row.approval_id, choice, row.digest, who or self.trader, edits)

    async def try_to_decide(self, row):
        """Approve; a refusal of the machinery is as good as an answer, the record tells what came of it."""
        try:
            return await self.decide(row)
        except SparkError as error:
            return error

    async def arm(self, **fault):
        (await self.testnet.post("/testnet/faults", json=fault)).raise_for_status()

    async def fault_on_order(self, **fault):
        """A fault that hits the next new order."""
        await self.arm(path=ORDER, method="POST", **fault)

    async def move(self, price, symbol="BTCUSDT"):
        body = {"symbol": symbol, "price": price}
        (await self.testnet.post("/testnet/market", json=body)).raise_for_status()

    def trade(self, key=SOMEBODY_ELSE[0], **params):
        """An order at the venue that this product knows nothing of."""
        request = read_order({"symbol": "BTCUSDT"} | params, self.market.instruments, self.market.now_ms())
        return self.market.place(self.market.account_of(key), request)

    async def heal(self):
        """The day gets better: no fault, the wire whole, two restarts a minute apart."""
        self.wire.alter.clear()
        await self.testnet.delete("/testnet/faults")
        for _ in range(2):
            self.clock.advance_ms(61_000)
            await self.open()

    async def orders(self):
        """What the venue itself says happened with our prefix."""
        rows = (await self.testnet.get("/testnet/ledger")).json()["orders"]
        return [row for row in rows if row["clientOrderId"].startswith("spk-")]

    async def intent_of(self, row):
        """The intent of an approval; None while there is none."""
        row = await self.app.sessions.approval(row.approval_id)
        return None if row.intent_id is None else await self.ledger.intent(row.intent_id)

    async def state_of(self, row):
        intent = await self.intent_of(row)
        return None if intent is None else intent.state

    async def check(self):
        """I1 to I8."""
        await self.heal()
        halts = await self._halts()
        seen = set()
        for order in await self.orders():
            intent = await self.ledger.intent_of_order(order["clientOrderId"])
            assert intent is not None, f"I3: {order['clientOrderId']} has no intent"
            key = (intent.approval_id, intent.leg)
            assert key not in seen, f"I2: a second order of {key}"
            seen.add(key)
            self._as_approved(order, intent, halts)
        for intent in await self.ledger.recent_intents(0):
            assert intent.state.settled, f"I4: {intent.intent_id} is {intent.state}"
            actions = {row.action for row in await self.ledger.audit(limit=100, subject=intent.intent_id)}
            assert f"intent.{intent.state.value.lower()}" in actions, f"I5: {intent.state} not in {actions}"
        report = await self.ledger.verify_audit()
        assert report.ok, f"I5: {report.problem}"
        await self._same_position()
        self._no_secret()

    def _as_approved(self, order, intent, halts):
        wanted = intent.permit.effects.orders[0]
        if intent.leg == 0:
            assert Decimal(order["executedQty"]) <= wanted.quantity, "I1"
            sent = (order["symbol"], order["side"], Decimal(order["origQty"]))
            assert sent == (wanted.symbol, wanted.side.value, wanted.quantity), "I7: other parameters"
            assert order["time"] - self.skew_ms <= intent.permit.expires_ms + RECV_WINDOW_MS, (
                "I7: after its time"
            )
        late = [since for since, until in halts if since < order["time"] < until]
        assert not late or order["reduceOnly"], "I7: while halted"

    async def _halts(self):
        """Spans of time in which everything was halted."""
        spans, since = [], None
        for row in reversed(await self.ledger.audit(limit=1000, subject="all")):
            if row.action == "state.halted" and since is None:
                since = row.time_ms
            elif row.action == "state.active" and since is not None:
                spans, since = [*spans, (since, row.time_ms)], None
        return spans if since is None else [*spans, (since, self.clock.now_ms() + 1)]

    async def _same_position(self):
        booked = Decimal(0)
        for intent in await self.ledger.recent_intents(0):
            for fill in await self.ledger.fills(intent.intent_id):
                if fill.symbol == "BTCUSDT":
                    booked += fill.quantity if fill.side is Side.BUY else -fill.quantity
        positions = (await self.app.context.venue(VenueName.BINANCE_FUTURES).account()).positions
        held = sum((p.quantity for p in positions if p.symbol == "BTCUSDT"), Decimal(0))
        assert booked + self.by_hand == held, "I6"

    def _no_secret(self):
        settings = self.settings
        secrets = [settings.binance_futures_api_secret.get_secret_value()]
        secrets += [p.read_text().strip().partition(":")[2] for p in (self.home / "keys").iterdir()]
        kept = [p for p in self.home.rglob("*") if p.is_file() and p.parent.name != "keys"]
        for path in kept:
            data = path.read_bytes()
            assert not [s for s in secrets if s.encode() in data], f"I8: {path.name}"


@asynccontextmanager
async def _opened(made):
    await made.open()
    yield made
    await made.close()
    await made.testnet.aclose()
    made.market.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
async def floor(request, tmp_path):
    """A floor that is open for business, on each database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("new_database")()
    async with _opened(Floor(tmp_path / "home", url)) as made:
        yield made


@pytest.fixture
async def file_floor(tmp_path):
    """A floor whose record and checkpoints are files, for what goes wrong with files."""
    async with _opened(Floor(tmp_path / "home")) as made:
        yield made
