"""The stage of the read tools: the embedded testnet and an empty ledger, on a clock that tests move."""

from dataclasses import dataclass
from decimal import Decimal

import httpx
import pytest

from tools.clock import VirtualClock
from tools.ids import SequenceIds
from tools.ledger.sqlite import open_ledger
from tools.policy_view import LimitView, RuleView
from tools.spec import ToolContext
from tools.terms import Mode, OrderType, Side, VenueName
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.text import Text
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import OrderRequest, SendStamp

URL = "http://127.0.0.1:4010"


def rule(name, value=None, unit="USDT"):
    limit = None
    if value is not None:
        limit = LimitView(name=name, value=value, unit=unit, owner="risk officer", rationale="a test")
    return RuleView(name=name, summary=Text(en=name, tr=name), why="a test", limit=limit)


class Policy:
    """Limits and rules as a test states them."""

    profile = "canary"
    digest = "sha256:test"

    def __init__(self):
        self.views = (
            rule("max_daily_loss", "50"),
            rule("max_drawdown", "0.15", "fraction"),
            rule("max_open_orders", "5", "count"),
            rule("trading_state"),
        )

    async def in_force(self):
        return self

    def rules(self):
        return self.views

    def limit(self, name):
        return next((view.limit for view in self.views if view.name == name), None)


@dataclass
class Reading:
    """A context for read tools, and hands to change what they read."""

    context: ToolContext
    clock: VirtualClock
    control: httpx.AsyncClient

    @property
    def venue(self):
        return self.context.venue(VenueName.BINANCE_FUTURES)

    async def buy(self, order_id="spk-1", side=Side.BUY, price=None, quantity="0.01"):
        """A market order, or a limit order at a price."""
        request = OrderRequest(
            venue=VenueName.BINANCE_FUTURES,
            symbol="BTCUSDT",
            side=side,
            type=OrderType.MARKET if price is None else OrderType.LIMIT,
            quantity=quantity,
            price=price,
        )
        outcome = await self.venue.place(request, order_id, SendStamp(timestamp_ms=self.clock.now_ms()))
        assert outcome.kind == "acked", outcome
        return outcome.order

    async def move(self, percent):
        """Move the price of BTCUSDT."""
        mark = (await self.venue.mark_price("BTCUSDT")).mark
        price = (mark * (100 + percent) / 100).quantize(Decimal("0.1"))
        body = {"symbol": "BTCUSDT", "price": str(price)}
        (await self.control.post("/testnet/market", json=body)).raise_for_status()

    async def fault(self, **fault):
        (await self.control.post("/testnet/faults", json=fault)).raise_for_status()


@pytest.fixture
async def reading(tmp_path):
    clock = VirtualClock()
    transport = httpx.ASGITransport(create_app(build_venue(clock=clock)))
    venue = connect(URL, *DEFAULT_KEY_PAIR, clock, Mode.LOCAL_TESTNET, transport=transport)
    ledger = open_ledger(tmp_path / "ledger.db", {"test": b"k" * 32}, clock)
    context = ToolContext(
        venues={venue.name: venue},
        ledger=ledger,
        policy=Policy(),
        clock=clock,
        ids=SequenceIds(),
        mode=Mode.LOCAL_TESTNET,
    )
    control = httpx.AsyncClient(base_url=URL, transport=transport)
    yield Reading(context, clock, control)
    await control.aclose()
    await venue.close()
    await ledger.close()
