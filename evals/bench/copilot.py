"""What a trader waits for: the gate, the approval card, the acknowledgement."""

import asyncio
import time
from decimal import Decimal
from pathlib import Path

from agent.app import App
from agent.session import Principal
from agent.settings import Settings
from agent.wiring import build
from evals.bench.floors import help_times
from evals.bench.samples import WARM_UP, Row, Samples, since, timed
from evals.bench.timed_ledger import TimedLedger
from guardrails.gate import review
from policies.limits import Limits, load
from tools.catalogue import call
from tools.ledger.ledger import Ledger
from tools.terms import Mode

GROUP = "The copilot"
MOST = 60
MOST_PROCESSES = 6
TRADER = Principal("trader", "cli", frozenset({"read", "propose", "approve", "control"}))


async def copilot(port: int, folder: Path, count: int) -> list[Row]:
    """From the utterance to the acknowledgement, on the testnet at a port."""
    url = f"http://127.0.0.1:{port}"
    settings = Settings(home=folder / "home", mode=Mode.LOCAL_TESTNET, binance_futures_rest_url=url)
    ledgers: list[TimedLedger] = []

    def timing(ledger: Ledger) -> Ledger:
        ledgers.append(TimedLedger(ledger))
        return ledgers[0].as_ledger()

    app = await build(settings, limits=_roomy(), wrap_ledger=timing)
    await app.start()
    try:
        return await _measure(app, ledgers[0], min(count, MOST))
    finally:
        await app.close()


def _roomy() -> Limits:
    """The testnet profile without the rules that would stop a burst of equal orders."""
    limits = load("testnet")
    numbers = dict(limits.limits)
    for name, value in {
        "max_order_rate": 100_000,
        "max_pending_approvals": 100_000,
        "duplicate_window_ms": 1,
    }.items():
        if name in numbers:
            numbers[name] = numbers[name].model_copy(update={"value": Decimal(value)})
    return limits.model_copy(update={"limits": numbers})


async def _measure(app: App, ledger: TimedLedger, count: int) -> list[Row]:
    order = call(
        "place_order",
        {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False},
    )
    facts = await app.parts.gatherer.gather(order)
    decisions = await timed(count, lambda _: asyncio.sleep(0, review(order, facts)))
    cards = await timed(count, lambda _: app.sessions.ask("testnette 60 dolarlık BTC al", TRADER))
    acknowledged, reported = await _approvals(app, ledger, count)
    starts = help_times(min(count, MOST_PROCESSES))
    return [
        Row(GROUP, "gate decision", decisions, aim="p95 < 2"),
        Row(GROUP, "utterance to approval card", cards, aim="p95 < 60"),
        Row(GROUP, "approve to ACK, audit row durable", acknowledged, aim="p95 < 25"),
        Row(GROUP, "approve to receipt with its fills", reported),
        Row(GROUP, "spark-copilot --help, fresh process", starts, aim="< 300"),
    ]


async def _approvals(app: App, ledger: TimedLedger, count: int) -> tuple[Samples, Samples]:
    """From the click to the venue's acknowledgement on record, and to the answer."""
    acknowledged: Samples = []
    reported: Samples = []
    for number in range(-WARM_UP, count):
        side = "al" if number % 2 else "sat"
        turn = await app.sessions.ask(f"testnette 0.00{number % 7 + 11} BTC {side}", TRADER)
        approval_id = turn.approval_ids[0] if turn.approval_ids else None
        if approval_id is None:
            raise SystemExit(f"no approval to measure: {turn.message}")
        digest = turn.reviews[0].approval.digest
        start = time.perf_counter()
        decided = await app.sessions.decide(approval_id, "approve", digest, TRADER)
        if not decided.accepted or decided.receipt is None:
            raise SystemExit(f"not executed: {decided.reason}")
        if number >= 0:
            reported.append(since(start))
            acknowledged.append((ledger.acked[decided.receipt.receipt_id] - start) * 1000)
    return acknowledged, reported
