"""The stage of the read tools: the embedded testnet and an empty ledger, on a clock that tests move; and the
places a ledger can be, for tests that hold on each of them."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from tools.clock import Clock, VirtualClock
from tools.ids import SequenceIds
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.engine import Engine
from tools.ledger.postgres import address, opening
from tools.ledger.postgres.server import PostgresServer
from tools.ledger.sqlite import ANCHORS, open_ledger
from tools.ledger.sqlite_file import SqliteFile
from tools.ledger.stored import StoredLedger
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


class SqlitePlace:
    """A ledger in a file, and a way behind its back."""

    def __init__(self, folder: Path) -> None:
        self.anchors = folder / ANCHORS
        self._path = folder / "ledger.db"
        self.engine: Engine = SqliteFile(self._path)

    def open(self, keys: dict[str, bytes], clock: Clock, signed: AnchorSetup | None = None) -> StoredLedger:
        return open_ledger(self._path, keys, clock, signed)

    def run(self, *statements: str) -> None:
        """Statements as an intruder would run them, or a careless operator."""
        connection = self.engine.connect(writable=True)
        for statement in statements:
            connection.run(statement)
        connection.close()

    def rows(self, select: str) -> list[tuple]:
        connection = self.engine.connect(writable=False)
        found = list(connection.run(select))
        connection.close()
        return found

    def set(self, statement: str, *values: object) -> None:
        connection = self.engine.connect(writable=True)
        connection.run(statement, *values)
        connection.close()

    def replace(self, table: str, old: str, new: str) -> None:
        """Put other text into every document."""
        for (text,) in self.rows(f"SELECT doc FROM {table}"):  # noqa: S608
            self.set(f"UPDATE {table} SET doc = $1", text.replace(old, new))  # noqa: S608

    def fill_disk(self) -> None:
        """From now on no audit row can be written."""
        self.run("CREATE TRIGGER full AFTER INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END")

    def free_disk(self) -> None:
        self.run("DROP TRIGGER full")


class PostgresPlace(SqlitePlace):
    """A ledger on a server; anchors in a home."""

    def __init__(self, folder: Path, url: str) -> None:
        self.anchors = folder / opening.ANCHORS
        self.address = address.parse(url)
        self._home = folder
        self.engine = PostgresServer(self.address)

    def open(self, keys: dict[str, bytes], clock: Clock, signed: AnchorSetup | None = None) -> StoredLedger:
        return opening.open_ledger(self.address, self._home, keys, clock, signed)

    def fill_disk(self) -> None:
        body = "BEGIN RAISE EXCEPTION 'disk full'; END"
        self.run(
            f"CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            'CREATE TRIGGER "full" AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION disk_full()',
        )

    def free_disk(self) -> None:
        self.run('DROP TRIGGER "full" ON audit', "DROP FUNCTION disk_full")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def place(request, tmp_path) -> SqlitePlace:
    """Where the ledger of a test is: every such test runs on each database."""
    if request.param == "sqlite":
        return SqlitePlace(tmp_path)
    return PostgresPlace(tmp_path, request.getfixturevalue("new_database")())
