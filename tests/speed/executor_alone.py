"""The executor alone, in a process of its own: orders approved beforehand, at a rate or many in flight.

Its policy has no rules and its re-check always agrees: what is measured is the way from a permit to the
acknowledgement on record, without the gate. Started by `evals.bench.execution`, which reads what it prints.
"""

import asyncio
import json
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from evals.bench.timed_ledger import TimedLedger
from tools.clock import SystemClock
from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.ids import RandomIds
from tools.ledger.ledger import ApprovalRow, Decision, Intent
from tools.ledger.postgres import opening
from tools.ledger.postgres.address import parse
from tools.ledger.sqlite import open_ledger
from tools.ledger.stored import StoredLedger
from tools.permit import Effects, Keys, Permit, mac
from tools.spec import ToolContext
from tools.startup_memory import set_aside
from tools.terms import Mode, OrderType, Side, VenueName
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import OrderRequest

KEYS = {"k1": b"key-of-the-measurement-32-bytes!"}
LIFE_MS = 600_000


class Job(NamedTuple):
    """What to do; as JSON on the command line."""

    home: str
    port: int
    key: str
    secret: str
    database: str
    """Address of a PostgreSQL database; a file in the home when empty."""
    orders: int
    in_flight: int
    """At most so many at once."""
    rate: float
    """Orders a second; 0 for as fast as it goes."""


class UnsafePolicy:
    """A policy without rules."""

    profile = "canary"
    digest = "sha256:none"

    async def in_force(self) -> "UnsafePolicy":
        return self

    def rules(self) -> tuple[()]:
        return ()

    def limit(self, name: str) -> None:
        return None


async def unsafe_recheck(intent: Intent) -> None:
    """Agrees with everything."""


async def main(job: Job) -> None:
    clock = SystemClock()
    venue = connect(f"http://127.0.0.1:{job.port}", job.key, job.secret, clock, Mode.LOCAL_TESTNET)
    ledger = TimedLedger(_opened(job, clock))
    context = ToolContext(
        venues={venue.name: venue},
        ledger=ledger.as_ledger(),
        policy=UnsafePolicy(),
        clock=clock,
        ids=RandomIds(clock),
        mode=Mode.LOCAL_TESTNET,
    )
    lease = await take_lease(Path(job.home), ledger, "measurement")
    executor = Executor(context, KEYS, unsafe_recheck, lease)
    sys.stdout.write(json.dumps(await _measured(job, context, ledger, executor)) + "\n")
    await executor.close()
    await venue.close()
    await ledger.close()


def _opened(job: Job, clock: SystemClock) -> StoredLedger:
    if job.database:
        return opening.open_ledger(parse(job.database), Path(job.home), KEYS, clock)
    return open_ledger(Path(job.home) / "ledger.db", KEYS, clock)


async def _measured(
    job: Job, context: ToolContext, ledger: TimedLedger, executor: Executor
) -> dict[str, Any]:
    # Tells the connector what the venue allows: its own caution would be what is measured.
    await context.venue(VenueName.BINANCE_FUTURES).rules("BTCUSDT")
    await _all(executor, [await _ready(context, n) for n in range(4)], 4)
    ids = await asyncio.gather(*(_ready(context, n) for n in range(job.orders)))
    set_aside()
    ledger.forget()
    cpu, began = time.process_time(), time.perf_counter()
    if job.rate:
        begun = await _paced(executor, ids, job.rate)
    else:
        begun = await _all(executor, list(ids), job.in_flight)
    elapsed = time.perf_counter() - began
    return {
        "ms": [(ledger.acked[intent_id] - begun[intent_id]) * 1000 for intent_id in ids],
        "seconds": elapsed,
        "cpu_ms": (time.process_time() - cpu) * 1000,
    }


async def _all(executor: Executor, ids: list[str], in_flight: int) -> dict[str, float]:
    """As fast as it goes; when each was begun."""
    begun: dict[str, float] = {}
    waiting = iter(ids)

    async def work() -> None:
        for intent_id in waiting:
            begun[intent_id] = time.perf_counter()
            await executor.execute(intent_id)

    await asyncio.gather(*(work() for _ in range(in_flight)))
    return begun


async def _paced(executor: Executor, ids: tuple[str, ...], rate: float) -> dict[str, float]:
    """One after the other at their times, whether or not earlier ones are done; when each was due."""
    began = time.perf_counter()
    begun, tasks = {}, []
    for number, intent_id in enumerate(ids):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        begun[intent_id] = due
        tasks.append(asyncio.create_task(executor.execute(intent_id)))
    await asyncio.gather(*tasks)
    return begun


async def _ready(context: ToolContext, number: int) -> str:
    """Propose and approve an order; the id of its intent, READY then."""
    now_ms = context.clock.now_ms()
    effects, name = _effects(context, number), context.ids.nonce()
    approval = ApprovalRow(
        approval_id=f"apr_{name}",
        plan_id=f"plan_{name}",
        index=0,
        proposer="bench",
        exclusive=False,
        status="pending",
        digest=effects.digest(),
        review="{}",
        created_ms=now_ms,
        expires_ms=now_ms + LIFE_MS,
    )
    decision = Decision(
        approval_id=approval.approval_id,
        status="approved",
        actor="bench",
        digest=approval.digest,
        channel="bench",
    )
    await context.ledger.propose(approval)
    decided = await context.ledger.decide(decision, _permit(context, approval, effects, KEYS))
    assert decided.intent_id is not None
    return decided.intent_id


def _effects(context: ToolContext, number: int) -> Effects:
    """Buys and sells in turns, so that the position stays small."""
    order = OrderRequest(
        venue=VenueName.BINANCE_FUTURES,
        symbol="BTCUSDT",
        side=Side.SELL if number % 2 else Side.BUY,
        type=OrderType.MARKET,
        quantity=Decimal("0.002"),
    )
    return Effects(
        tool="place_order",
        mode=context.mode,
        venue=order.venue,
        account=context.venue(order.venue).account_name,
        params={"symbol": order.symbol, "side": order.side, "type": order.type, "quantity": "0.002"},
        orders=(order,),
        policy_digest=UnsafePolicy.digest,
    )


def _permit(context: ToolContext, approval: ApprovalRow, effects: Effects, keys: Keys) -> Permit:
    key_id, key = next(iter(keys.items()))
    permit = Permit(
        key_id=key_id,
        approval_id=approval.approval_id,
        plan_id=approval.plan_id,
        proposer="bench",
        approver="bench",
        effects=effects,
        risk_score=1,
        market=None,
        nonce=context.ids.nonce(),
        issued_ms=approval.created_ms,
        expires_ms=approval.expires_ms,
    )
    return permit.model_copy(update={"mac": mac(permit.signed_bytes(), key)})


if __name__ == "__main__":
    asyncio.run(main(Job(**json.loads(sys.argv[1]))))
