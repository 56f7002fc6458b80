from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tools.clock import VirtualClock
from tools.executor.executor import Executor
from tools.executor.lease import Lease, take_lease
from tools.executor.refusal import Refusal
from tools.ids import SequenceIds
from tools.ledger.ledger import ApprovalRow, Decision, Intent
from tools.ledger.stored import StoredLedger
from tools.permit import Effects, Permit, mac
from tools.policy_view import LimitView, RuleView
from tools.receipt import Receipt
from tools.spec import ToolContext
from tools.terms import Mode, OrderType, Side, VenueName
from tools.venues.orders import Order, OrderRequest
from tools.venues.scripted_venue import ScriptedVenue

AUDIT_KEYS = {"a1": b"audit-key-of-the-tests-32-bytes!"}
PERMIT_KEYS = {"k1": b"permit-key-of-the-tests-32-byte!"}
MARKET = OrderRequest(
    venue=VenueName.BINANCE_FUTURES,
    symbol="BTCUSDT",
    side=Side.BUY,
    type=OrderType.MARKET,
    quantity=Decimal("0.001"),
)


class HastyClock(VirtualClock):
    """Time passes only, and at once, when somebody waits for it."""

    async def sleep_ms(self, duration_ms: int) -> None:
        self.advance_ms(duration_ms)


class Policy:
    profile = "canary"
    digest = "sha256:policy"

    async def in_force(self) -> "Policy":
        return self

    def rules(self) -> tuple[RuleView, ...]:
        return ()

    def limit(self, name: str) -> LimitView | None:
        return None


@dataclass
class Desk:
    """One executor at a scripted venue, under a virtual clock."""

    clock: VirtualClock
    venue: ScriptedVenue
    ledger: StoredLedger
    policy: Policy
    lease: Lease
    home: Path
    mode: Mode = Mode.LOCAL_TESTNET
    refusal: Refusal | None = None
    rechecked: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    on_recheck: Callable[[], Awaitable[None]] | None = None
    number: int = 0

    def executor(self, **options: Any) -> Executor:
        return Executor(
            self.context(), PERMIT_KEYS, self.recheck, options.pop("lease", self.lease), **options
        )

    def context(self) -> ToolContext:
        venues = {VenueName.BINANCE_FUTURES: self.venue}
        return ToolContext(
            venues=venues,
            ledger=self.ledger,
            policy=self.policy,
            clock=self.clock,
            ids=SequenceIds(),
            mode=self.mode,
        )

    async def recheck(self, intent: Intent) -> Refusal | None:
        self.rechecked.append(intent.intent_id)
        if self.on_recheck is not None:
            await self.on_recheck()
        return self.refusal

    async def approved(self, *orders: OrderRequest, **fields: Any) -> str:
        """Id of a READY intent."""
        self.number += 1
        approval_id = f"apr_{self.number}"
        review = fields.pop("review", "{}")
        permit = self.permit(approval_id, orders, **fields)
        now_ms = self.clock.now_ms()
        row = ApprovalRow(
            approval_id=approval_id,
            plan_id="plan_1",
            index=0,
            proposer="desk",
            exclusive=False,
            status="pending",
            digest=permit.effects.digest(),
            review=review,
            created_ms=now_ms,
            expires_ms=now_ms + 90_000,
        )
        await self.ledger.propose(row)
        decision = Decision(
            approval_id=approval_id, status="approved", actor="desk", digest=row.digest, channel="test"
        )
        decided = await self.ledger.decide(decision, permit)
        assert decided.intent_id is not None
        return decided.intent_id

    def permit(
        self,
        approval_id: str,
        orders: tuple[OrderRequest, ...],
        *,
        key: bytes = PERMIT_KEYS["k1"],
        lifetime_ms: int = 30_000,
        **effects: Any,
    ) -> Permit:
        values = {
            "tool": "place_order",
            "mode": Mode.LOCAL_TESTNET,
            "venue": VenueName.BINANCE_FUTURES,
            "account": "scripted:1",
            "params": {"symbol": "BTCUSDT"},
            "orders": orders,
            "policy_digest": "sha256:policy",
            **effects,
        }
        bare = Permit(
            key_id="k1",
            approval_id=approval_id,
            plan_id="plan_1",
            proposer="desk",
            approver="desk",
            effects=Effects.model_validate(values),
            risk_score=10,
            market=None,
            nonce=f"n{self.number}",
            issued_ms=self.clock.now_ms(),
            expires_ms=self.clock.now_ms() + lifetime_ms,
        )
        return bare.model_copy(update={"mac": mac(bare.signed_bytes(), key)})

    def stops(self) -> list[Order]:
        return [order for order in self.venue.orders if order.type is OrderType.STOP_MARKET]

    def targets(self) -> list[Order]:
        return [order for order in self.venue.orders if order.type is OrderType.TAKE_PROFIT_MARKET]

    def closes(self) -> list[Order]:
        market = [order for order in self.venue.orders if order.type is OrderType.MARKET]
        return [order for order in market if order.reduce_only]

    async def recovered(self, **options: Any) -> Receipt:
        """The receipt of the one intent that is open."""
        (receipt,) = await self.executor(**options).recover()
        return receipt

    async def execute(self, *orders: OrderRequest, **fields: Any) -> Receipt:
        return await self.executor().execute(await self.approved(*orders, **fields))


@pytest.fixture
def market() -> OrderRequest:
    return MARKET


@pytest.fixture
def limit() -> OrderRequest:
    return MARKET.model_copy(update={"type": OrderType.LIMIT, "price": Decimal(60_000)})


def bracket(entry: OrderRequest) -> tuple[OrderRequest, ...]:
    """The entry, its stop loss and its take profit."""
    protects = {"side": entry.side.opposite, "price": None, "reduce_only": True, "leverage": None}
    stop = {**protects, "type": OrderType.STOP_MARKET, "stop_price": Decimal(59_000)}
    target = {**protects, "type": OrderType.TAKE_PROFIT_MARKET, "stop_price": Decimal(67_000)}
    return (entry, entry.model_copy(update=stop), entry.model_copy(update=target))


@pytest.fixture
def protected_market() -> tuple[OrderRequest, ...]:
    return bracket(MARKET)


@pytest.fixture
def protected_limit(limit: OrderRequest) -> tuple[OrderRequest, ...]:
    return bracket(limit)


@pytest.fixture
async def desk(place, tmp_path: Path) -> AsyncIterator[Desk]:
    clock = HastyClock()
    ledger = place.open(AUDIT_KEYS, clock)
    lease = await take_lease(tmp_path, ledger, "test")
    yield Desk(clock, ScriptedVenue(clock), ledger, Policy(), lease, tmp_path)
    assert (await ledger.verify_audit()).ok
    lease.release()
    await ledger.close()
