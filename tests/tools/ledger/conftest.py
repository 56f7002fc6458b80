from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tools.clock import VirtualClock
from tools.ledger.ledger import ApprovalRow, Decision
from tools.ledger.stored import StoredLedger
from tools.permit import Effects, Permit, mac
from tools.terms import Mode, OrderType, Side, VenueName
from tools.venues.orders import OrderRequest

AUDIT_KEYS = {"a1": b"audit-key-of-the-tests-32-bytes!"}
PERMIT_KEYS = {"k1": b"permit-key-of-the-tests-32-byte!"}
EFFECTS = Effects(
    tool="place_order",
    mode=Mode.LOCAL_TESTNET,
    venue=VenueName.BINANCE_FUTURES,
    account="scripted:1",
    params={"symbol": "BTCUSDT", "quantity": "0.001"},
    orders=(
        OrderRequest(
            venue=VenueName.BINANCE_FUTURES,
            symbol="BTCUSDT",
            side=Side.BUY,
            type=OrderType.MARKET,
            quantity=Decimal("0.001"),
        ),
    ),
    policy_digest="sha256:policy",
)


@pytest.fixture(scope="session")
def audit_keys() -> dict[str, bytes]:
    return AUDIT_KEYS


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def reopen(place, clock: VirtualClock) -> Callable[[], StoredLedger]:
    return lambda: place.open(AUDIT_KEYS, clock)


@pytest.fixture
async def ledger(reopen: Callable[[], StoredLedger]) -> AsyncIterator[StoredLedger]:
    opened = reopen()
    yield opened
    await opened.close()


@pytest.fixture
def row(clock: VirtualClock) -> Callable[..., ApprovalRow]:
    def make(approval_id: str = "apr_1", **fields: object) -> ApprovalRow:
        now_ms = clock.now_ms()
        values = {
            "approval_id": approval_id,
            "plan_id": "plan_1",
            "index": 0,
            "proposer": "desk",
            "exclusive": False,
            "status": "pending",
            "digest": EFFECTS.digest(),
            "review": '{"tool":"place_order"}',
            "created_ms": now_ms,
            "expires_ms": now_ms + 90_000,
        }
        return ApprovalRow.model_validate({**values, **fields})

    return make


@pytest.fixture
def permit(clock: VirtualClock) -> Callable[..., Permit]:
    def make(approval_id: str = "apr_1", **fields: object) -> Permit:
        now_ms = clock.now_ms()
        bare = Permit.model_validate(
            {
                "key_id": "k1",
                "approval_id": approval_id,
                "plan_id": "plan_1",
                "proposer": "desk",
                "approver": "desk",
                "effects": EFFECTS,
                "risk_score": 10,
                "market": None,
                "nonce": f"nonce-{approval_id}",
                "issued_ms": now_ms,
                "expires_ms": now_ms + 30_000,
                **fields,
            }
        )
        return bare.model_copy(update={"mac": mac(bare.signed_bytes(), PERMIT_KEYS["k1"])})

    return make


@pytest.fixture
def yes() -> Callable[..., Decision]:
    def make(approval_id: str = "apr_1", **fields: object) -> Decision:
        values = {
            "approval_id": approval_id,
            "status": "approved",
            "actor": "desk",
            "digest": EFFECTS.digest(),
            "channel": "test",
        }
        return Decision.model_validate({**values, **fields})

    return make
