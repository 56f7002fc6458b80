"""One executor process of a kill trial: approves and executes, or recovers, and dies where it is told to.

trial.py HOME URL execute NUMBER [POINT]    POINT is a checkpoint, `approving`, `ready`, or `after:MS`
trial.py HOME URL protect NUMBER [POINT]    the same with a stop loss and a take profit attached
trial.py HOME URL recover "" [POINT]
trial.py HOME URL drain                     executes what is READY
"""

import asyncio
import os
import resource
import signal
import sys
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

from tools.clock import SystemClock
from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.executor.refusal import Refusal
from tools.executor.timing import Timing
from tools.ids import RandomIds
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.keys import load_keys
from tools.ledger.ledger import ApprovalRow, Decision, Intent
from tools.ledger.postgres import opening
from tools.ledger.postgres.address import parse
from tools.ledger.signing import Ed25519Signer
from tools.ledger.sqlite import open_ledger
from tools.ledger.stored import StoredLedger
from tools.money import round_down
from tools.permit import Effects, Permit, mac
from tools.spec import ToolContext
from tools.terms import Grouping, Mode, OrderType, Side, VenueName
from tools.testnet.server import DEFAULT_KEY_PAIR
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import OrderRequest

TIMING = Timing(
    recv_window_ms=1_000,
    backend_timeout_ms=500,
    skew_ms=300,
    ask_after_ms=(50, 100),
    miss_gap_ms=200,
    patience_ms=500,
)
ORDER = OrderRequest(
    venue=VenueName.BINANCE_FUTURES,
    symbol="BTCUSDT",
    side=Side.BUY,
    type=OrderType.MARKET,
    quantity=Decimal("0.002"),
)


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


async def allow(intent: Intent) -> Refusal | None:
    return None


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str):
    """Killed at a point; asleep from `stop:POINT` until somebody wakes it; a full disk from `full:POINT`."""

    def checkpoint(reached: str) -> None:
        if reached == point:
            die()
        if f"stop:{reached}" == point:
            os.kill(os.getpid(), signal.SIGSTOP)
        if f"full:{reached}" == point:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    if point.startswith("after:"):
        timer = threading.Timer(int(point.removeprefix("after:")) / 1000, die)
        timer.daemon = True
        timer.start()
    return checkpoint


async def bracket(context: ToolContext) -> dict[str, Any]:
    """The order with a stop loss 5 % below the market and a take profit 5 % above."""
    market = (await context.venue(VenueName.BINANCE_FUTURES).mark_price(ORDER.symbol)).mark

    def protects(kind: OrderType, factor: str) -> OrderRequest:
        price = round_down(market * Decimal(factor), Decimal("0.1"))
        fields = {"side": Side.SELL, "type": kind, "stop_price": price, "reduce_only": True}
        return ORDER.model_copy(update=fields)

    stop = protects(OrderType.STOP_MARKET, "0.95")
    target = protects(OrderType.TAKE_PROFIT_MARKET, "1.05")
    return {"orders": (ORDER, stop, target), "grouping": Grouping.PROTECTED}


async def approve(context: ToolContext, keys: dict[str, bytes], number: str, orders: dict[str, Any]) -> str:
    now_ms = context.clock.now_ms()
    effects = Effects(
        tool="place_order",
        mode=context.mode,
        venue=VenueName.BINANCE_FUTURES,
        account=context.venue(VenueName.BINANCE_FUTURES).account_name,
        params={"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.002"},
        policy_digest=Policy.digest,
        **orders,
    )
    approval = ApprovalRow(
        approval_id=f"apr_{number}",
        plan_id="plan",
        index=0,
        proposer="desk",
        exclusive=False,
        status="pending",
        digest=effects.digest(),
        review="{}",
        created_ms=now_ms,
        expires_ms=now_ms + 90_000,
    )
    key_id, key = next(iter(keys.items()))
    permit = Permit(
        key_id=key_id,
        approval_id=approval.approval_id,
        plan_id="plan",
        proposer="desk",
        approver="desk",
        effects=effects,
        risk_score=1,
        market=None,
        nonce=f"trial{number}",
        issued_ms=now_ms,
        expires_ms=now_ms + 30_000,
    )
    permit = permit.model_copy(update={"mac": mac(permit.signed_bytes(), key)})
    decision = Decision(
        approval_id=approval.approval_id,
        status="approved",
        actor="desk",
        digest=approval.digest,
        channel="trial",
    )
    await context.ledger.propose(approval)
    await context.ledger.decide(decision, permit)
    return f"int_{permit.nonce}"


def opened(home: Path, database_url: str, clock: SystemClock) -> StoredLedger:
    keys = load_keys(home, "audit")
    signer = Ed25519Signer(load_keys(home, "anchor"))
    if database_url:
        signed = AnchorSetup(signer, home / "anchors" / "signed-postgresql.jsonl")
        return opening.open_ledger(parse(database_url), home, keys, clock, signed)
    return open_ledger(
        home / "ledger.db", keys, clock, AnchorSetup(signer, home / "anchors" / "signed.jsonl")
    )


async def main(home: Path, url: str, action: str, number: str = "", point: str = "") -> None:
    clock = SystemClock()
    ledger = opened(home, os.environ["SPARK_DATABASE_URL"], clock)
    keys = load_keys(home, "approval")
    venue = connect(url, *DEFAULT_KEY_PAIR, clock, Mode.LOCAL_TESTNET)
    context = ToolContext(
        venues={VenueName.BINANCE_FUTURES: venue},
        ledger=ledger,
        policy=Policy(),
        clock=clock,
        ids=RandomIds(clock),
        mode=Mode.LOCAL_TESTNET,
    )
    lease = await take_lease(home, ledger, f"trial {os.getpid()}")
    if action in ("execute", "protect"):
        await venue.clock_offset_ms()
        orders = await bracket(context) if action == "protect" else {"orders": (ORDER,)}
        # A timed death is one of the executor: its time begins once there is an intent.
        before = die_at("" if point.startswith("after:") else point)
        before("approving")
        intent_id = await approve(context, keys, number, orders)
        before("ready")
        executor = Executor(context, keys, allow, lease, TIMING, die_at(point))
        await executor.execute(intent_id)
    elif action == "drain":
        await Executor(context, keys, allow, lease, TIMING).drain()
    else:
        await Executor(context, keys, allow, lease, TIMING, die_at(point)).recover()
    lease.release()
    await venue.close()
    await ledger.close()


if __name__ == "__main__":
    home, url, action, *rest = sys.argv[1:]
    asyncio.run(main(Path(home), url, action, *rest))
