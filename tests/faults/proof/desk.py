"""What every trial needs around the executor: keys, a policy without rules, orders, and approved permits."""

from decimal import Decimal
from random import Random
from typing import Any

from tools.canonical import canonical
from tools.ledger.ledger import ApprovalRow, Decision, Ledger
from tools.permit import Effects, Permit, mac
from tools.terms import Grouping, Mode, OrderType, Side, TimeInForce, VenueName
from tools.venues.orders import OrderRequest

AUDIT_KEYS = {"a1": b"audit-key-of-the-trials-32-bytes"}
PERMIT_KEYS = {"k1": b"permit-key-of-the-trials-32-byte"}
STRANGER = {"k1": b"permit-key-of-a-stranger-32-byte"}
WHOLE = Decimal("0.004")


def chance_of(seed: int) -> Random:
    """The generator of a trial: histories to repeat, not secrets."""
    return Random(seed)  # noqa: S311


class Policy:
    """A policy without rules; the gate is not what is on trial."""

    profile = "canary"
    digest = "sha256:policy"

    async def in_force(self) -> "Policy":
        return self

    def rules(self) -> tuple[()]:
        return ()

    def limit(self, name: str) -> None:
        return None


def entry(symbol: str, *, limit: bool) -> OrderRequest:
    """A buy order, at the market or resting below it."""
    priced = {"type": OrderType.LIMIT, "price": Decimal(60_000), "time_in_force": TimeInForce.GTC}
    market = {"type": OrderType.MARKET}
    return OrderRequest(
        venue=VenueName.BINANCE_FUTURES,
        symbol=symbol,
        side=Side.BUY,
        quantity=WHOLE,
        **(priced if limit else market),
    )


def orders_of(kind: str, symbol: str) -> dict[str, Any]:
    """Orders and grouping of a kind: `market`, `limit`, the same `protected-…`, or `oco`."""
    first = entry(symbol, limit="limit" in kind)
    if kind == "oco":
        return {"orders": _pair(symbol), "grouping": Grouping.OCO}
    if not kind.startswith("protected"):
        return {"orders": (first,), "grouping": Grouping.SINGLE}
    stop, target = (
        _protects(first, OrderType.STOP_MARKET, 59_000),
        _protects(first, OrderType.TAKE_PROFIT_MARKET, 67_000),
    )
    return {"orders": (first, stop, target), "grouping": Grouping.PROTECTED}


def permit_of(effects: Effects, name: str, now_ms: int, life_ms: int, keys: dict[str, bytes]) -> Permit:
    """A permit for an approval `apr_NAME`; its intent is `int_NAME`."""
    key_id, key = next(iter(keys.items()))
    bare = Permit(
        key_id=key_id,
        approval_id=f"apr_{name}",
        plan_id=f"plan_{name}",
        proposer="desk",
        approver="desk",
        effects=effects,
        risk_score=1,
        market=None,
        nonce=name,
        issued_ms=now_ms,
        expires_ms=now_ms + life_ms,
    )
    return bare.model_copy(update={"mac": mac(bare.signed_bytes(), key)})


def effects_of(account: str, orders: dict[str, Any]) -> Effects:
    """What is approved."""
    first = orders["orders"][0]
    return Effects(
        tool="place_order",
        mode=Mode.LOCAL_TESTNET,
        venue=VenueName.BINANCE_FUTURES,
        account=account,
        params={"symbol": first.symbol, "quantity": str(first.quantity)},
        policy_digest=Policy.digest,
        **orders,
    )


async def propose(ledger: Ledger, effects: Effects, name: str, now_ms: int) -> None:
    """A pending approval `apr_NAME`."""
    row = ApprovalRow(
        approval_id=f"apr_{name}",
        plan_id=f"plan_{name}",
        index=0,
        proposer="desk",
        exclusive=False,
        status="pending",
        digest=effects.digest(),
        review=canonical({"tool": effects.tool}).decode(),
        created_ms=now_ms,
        expires_ms=now_ms + 90_000,
    )
    await ledger.propose(row)


async def decide(ledger: Ledger, effects: Effects, name: str, permit: Permit | None) -> ApprovalRow:
    """Approve with a permit, reject without."""
    decision = Decision(
        approval_id=f"apr_{name}",
        status="rejected" if permit is None else "approved",
        actor="risk" if permit is None else "desk",
        digest=effects.digest(),
        channel="trial",
    )
    return await ledger.decide(decision, permit)


def _protects(first: OrderRequest, kind: OrderType, price: int) -> OrderRequest:
    fields = {"side": Side.SELL, "type": kind, "stop_price": Decimal(price), "reduce_only": True}
    return first.model_copy(update={**fields, "price": None, "time_in_force": None})


def _pair(symbol: str) -> tuple[OrderRequest, OrderRequest]:
    selling = entry(symbol, limit=True).model_copy(update={"side": Side.SELL, "price": Decimal(70_000)})
    stop = {"type": OrderType.STOP, "price": Decimal(58_900), "stop_price": Decimal(59_000)}
    return selling, selling.model_copy(update=stop)
