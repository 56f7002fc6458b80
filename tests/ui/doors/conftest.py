"""A scripted session and a small record behind the real application, for the HTTP and MCP tests."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx
import pytest

from agent.decision import Decided
from agent.settings import Settings
from agent.turn import ReadResult, Turn
from guardrails.diff import ParamDiff
from guardrails.preview import Preview
from guardrails.review import ApprovalNeed, Review
from guardrails.risk import RiskFactor, RiskScore
from policies.verdict import Outcome, Verdict
from tools.call import Source
from tools.catalogue import call
from tools.clock import VirtualClock
from tools.errors import NotFound
from tools.ids import SequenceIds
from tools.ledger.ledger import ApprovalRow, AuditRow
from tools.permit import Effects, MarketSnapshot
from tools.receipt import Evidence, IntentState, Receipt
from tools.telemetry.relay import Relay
from tools.terms import Mode, OrderStatus, OrderType, Side, VenueName
from tools.text import Text
from tools.venues.orders import Fill, OrderRequest
from ui.server import create_app

BASE = "http://127.0.0.1:3003"
ORDER = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}


def make_review(outcome="allow", required=True, kind="click", tool="place_order", args=ORDER):
    made = call(tool, args)
    request = OrderRequest(
        venue=VenueName.BINANCE_FUTURES,
        symbol="BTCUSDT",
        side=Side.BUY,
        type=OrderType.MARKET,
        quantity=Decimal("0.001"),
    )
    effects = Effects(
        tool=tool,
        mode=Mode.LOCAL_TESTNET,
        venue=VenueName.BINANCE_FUTURES,
        account="local-testnet:spark-te…",
        params=made.effective(),
        orders=(request,) if tool == "place_order" else (),
        policy_digest="sha256:" + "0" * 64,
    )
    verdict = Verdict(
        rule="max_notional",
        outcome=Outcome.DENY if outcome == "deny" else Outcome.ALLOW,
        code="too_big" if outcome == "deny" else "ok",
        reason=Text(en="60 USDT against a limit of 100 USDT", tr="60 USDT, limit 100 USDT"),
        limit="100",
        actual="60",
    )
    preview = Preview(
        symbol="BTCUSDT",
        side=Side.BUY,
        quantity=Decimal("0.001"),
        fill_price=Decimal("65000.10"),
        takes_liquidity=True,
        notional=Decimal("65.0001"),
        fee=Decimal("0.026"),
        fee_rate=Decimal("0.0004"),
        slippage_bps=Decimal("0.2"),
        leverage=5,
        margin=Decimal("13"),
        position_after=Decimal("0.001"),
        liquidation_price=Decimal("52260"),
        exposure_after=Decimal("65"),
        headroom={"max_notional": "35"},
        as_of_ms=1_750_000_000_000,
    )
    diff = ParamDiff(
        path="quantity",
        before="0.00092",
        after="0.001",
        source=Source.AUTOFIX,
        reason=Text(en="step size 0.001", tr="adım büyüklüğü 0.001"),
    )
    factor = RiskFactor(name="size", points=12, why=Text(en="60 % of the limit", tr="limitin %60'ı"))
    return Review(
        tool=tool,
        asked=made.args(),
        effects=effects,
        diff=(diff,) if tool == "place_order" else (),
        verdicts=(verdict,),
        outcome=outcome,
        risk=RiskScore(score=12, level="low", factors=(factor,)),
        preview=preview if tool == "place_order" else None,
        market=MarketSnapshot(
            symbol="BTCUSDT", mark=Decimal(65000), bid=Decimal(64999), ask=Decimal(65001), time_ms=1
        ),
        approval=ApprovalNeed(
            required=required, kind=kind, digest=effects.digest(), expires_ms=1_750_000_030_000
        ),
    )


def make_row(status="pending", review=None, **changes):
    review = review or make_review()
    row = ApprovalRow(
        approval_id="apr_1",
        plan_id="plan_1",
        index=0,
        proposer="desk",
        exclusive=True,
        status=status,
        digest=review.approval.digest,
        review=review.model_dump_json(),
        created_ms=1_750_000_000_000,
        expires_ms=review.approval.expires_ms,
    )
    return row.model_copy(update=changes)


def make_receipt(state=IntentState.ACKED):
    fill = Fill(
        symbol="BTCUSDT",
        trade_id="7",
        order_id="42",
        side=Side.BUY,
        price=Decimal("65000.10"),
        quantity=Decimal("0.001"),
        commission=Decimal("0.026"),
        commission_asset="USDT",
        realized_pnl=Decimal(0),
        maker=False,
        time_ms=1_750_000_001_000,
    )
    return Receipt(
        receipt_id="int_1",
        approval_id="apr_1",
        plan_id="plan_1",
        tool="place_order",
        mode=Mode.LOCAL_TESTNET,
        venue=VenueName.BINANCE_FUTURES,
        account="local-testnet:spark-te…",
        client_order_id="spk-abc",
        order_id="42",
        state=state,
        status=OrderStatus.FILLED,
        fills=(fill,),
        message=Text(en="Bought 0.001 BTC", tr="0.001 BTC alındı"),
        evidence=(Evidence(seq=9, action="acked", digest="sha256:" + "1" * 64),),
        time_ms=1_750_000_001_000,
    )


def make_turn(status="proposed", reviews=(), **fields):
    calls = tuple(call(review.tool, review.asked) for review in reviews)
    values = {"plan_id": "plan_1", "text": "", "actor": "desk", "language": "en", "planner": "offline"}
    return Turn(**{**values, "status": status, "calls": calls, "reviews": tuple(reviews), **fields})


@dataclass
class ScriptedSessions:
    """Answers with what a test put in, and keeps what it was asked."""

    turn: Turn = field(default_factory=make_turn)
    row: ApprovalRow | None = None
    found: Receipt | None = None
    decided: Decided | None = None
    error: Exception | None = None
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    async def plan(self, text, principal, language=None):
        return self._answer("plan", text, principal, language)

    async def ask(self, text, principal, language=None, *, thread=None):
        return self._answer("ask", text, principal, language)

    async def call_tool(self, name, args, principal, language="en", *, thread=None):
        call(name, args)
        return self._answer("call_tool", name, dict(args), principal, language)

    async def decide(self, approval_id, decision, digest, principal, edits=None):
        self.asked.append(("decide", approval_id, decision, digest, principal, edits))
        if self.decided is None:
            raise NotFound(f"there is no approval {approval_id}")
        return self.decided

    async def approval(self, approval_id):
        return self.row if self.row and self.row.approval_id == approval_id else None

    async def approvals(self):
        return (self.row,) if self.row else ()

    async def receipt(self, receipt_id):
        return self.found

    def _answer(self, *question):
        self.asked.append(question)
        if self.error is not None:
            raise self.error
        return self.turn


@dataclass
class Record:
    """The few methods of a ledger that the doors use themselves."""

    rows: list[tuple[str, str, str, Any]] = field(default_factory=list)
    states: tuple[Any, ...] = ()
    failing: tuple[AuditRow, ...] = ()
    waiting: tuple[ApprovalRow, ...] = ()
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    error: Exception | None = None
    anchor: Any = None

    async def append(self, actor, action, subject, body):
        self.rows.append((actor, action, subject, body))
        return Evidence(seq=len(self.rows), action=action, digest="")

    async def trading_states(self):
        if self.error is not None:
            raise self.error
        return self.states

    async def intents(self, states, limit=1000):
        return ()

    async def unfinished(self, limit=1000):
        return ()

    async def approvals(self, status=None, limit=100):
        self.asked.append((status, limit))
        return self.waiting

    async def audit(self, *, limit=50, action=None, subject=None):
        return tuple(row for row in self.failing if row.subject == subject)

    async def anchored(self):
        return self.anchor


@dataclass
class Context:
    clock: VirtualClock
    ids: SequenceIds


@dataclass
class ScriptedParts:
    sessions: ScriptedSessions
    ledger: Record
    context: Context
    policy: None = None
    events: Relay = field(default_factory=Relay)
    lived: list[str] = field(default_factory=list)

    async def start(self, *, watch=False):
        self.lived.append(f"start watch={watch}")

    async def close(self):
        self.lived.append("close")


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def sessions():
    return ScriptedSessions()


@pytest.fixture
def record():
    return Record()


@pytest.fixture
def parts(sessions, record, clock):
    return ScriptedParts(sessions, record, Context(clock, SequenceIds()))


@pytest.fixture
def settings(tmp_path):
    desk = "desk:read+propose+approve+control:tok-desk"
    tokens = f"{desk},bot:read+propose:tok-bot,eye:read:tok-eye,mute:admin:tok-mute"
    return Settings(home=tmp_path, api_tokens=tokens)


@pytest.fixture
def app(parts, settings):
    return create_app(parts, settings)


@pytest.fixture
async def client(app):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": "Bearer tok-desk"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield client


@pytest.fixture
def make():
    """Builders of the values a scripted session answers with."""

    class Make:
        order = ORDER
        review = staticmethod(make_review)
        row = staticmethod(make_row)
        receipt = staticmethod(make_receipt)
        turn = staticmethod(make_turn)
        read = staticmethod(lambda tool, result: ReadResult(tool=tool, result=result, time_ms=1))

    return Make
