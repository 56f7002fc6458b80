"""Traffic: proposals, approvals and orders at a steady rate, through the sessions every front door uses."""

import asyncio
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from agent.app import App
from agent.session import Principal
from agent.settings import Settings
from agent.turn import Turn
from evals.bench.samples import Samples, since
from evals.bench.timed_ledger import TimedLedger
from policies.limits import Limits, load
from policies.verdict import Outcome
from tools.terms import Mode

TRADER = Principal("trader", "cli", frozenset({"read", "propose", "approve", "control"}))
SIZES = 90
STATM = Path("/proc/self/statm")


@dataclass
class Stretch:
    """What came of some seconds of traffic."""

    rate: float
    """Proposals a second."""
    cards: Samples = field(default_factory=list)
    """From when the utterance was due to its approval card."""
    places: Samples = field(default_factory=list)
    """From the permit to the acknowledgement, its audit row durable."""
    refused: Counter[str] = field(default_factory=Counter)
    """Proposals no order came of, by reason."""
    seconds: float = 0.0
    """From the first utterance to the last receipt."""
    memory_mb: tuple[int, int] = (0, 0)
    """Resident memory of the process before and after."""

    @property
    def orders(self) -> int:
        """Acknowledged."""
        return len(self.places)


def settings(home: Path, port: int, database: str) -> Settings:
    """The product with everything on the testnet at a port."""
    return Settings.model_validate(
        {
            "home": home,
            "mode": Mode.LOCAL_TESTNET,
            "policy_profile": "testnet",
            "database_url": database,
            "binance_futures_rest_url": f"http://127.0.0.1:{port}",
            "binance_futures_ws_url": f"ws://127.0.0.1:{port}",
        }
    )


def limits() -> Limits:
    """The testnet profile, but for the numbers of orders a minute and at once that a load goes beyond.

    An order counts as open from its approval on, so on a slow database they would refuse what only waits.
    """
    shipped = load("testnet")
    room = {
        name: shipped.limits[name].model_copy(update={"value": Decimal(1_000_000)})
        for name in ("max_order_rate", "max_open_orders")
    }
    return shipped.model_copy(update={"limits": {**shipped.limits, **room}})


async def stretch(app: App, ledger: TimedLedger, rate: float, seconds: float, first: int = 0) -> Stretch:
    """Utterances at their times, whether or not earlier ones are done; each card is approved at once.

    Args:
        app: started.
        ledger: the one `app` works with.
        rate: utterances a second.
        seconds: how long.
        first: number of the first utterance, so that stretches do not repeat each other.
    """
    came = Stretch(rate)
    ledger.forget()
    before = memory_mb()
    began = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(_order(app, came, ledger, utterance(first + number), due)))
    await asyncio.gather(*tasks)
    came.seconds = time.perf_counter() - began
    came.memory_mb = before, memory_mb()
    return came


async def _order(app: App, came: Stretch, ledger: TimedLedger, text: str, due: float) -> None:
    turn = await app.sessions.ask(text, TRADER)
    approval_id = next((found for found in turn.approval_ids if found is not None), None)
    if approval_id is None:
        came.refused[_objection(turn)] += 1
        return
    came.cards.append(since(due))
    decided = await app.sessions.decide(approval_id, "approve", turn.reviews[0].approval.digest, TRADER)
    if not decided.accepted or decided.receipt is None:
        came.refused[decided.reason] += 1
        return
    intent_id = decided.receipt.receipt_id
    if intent_id in ledger.acked:
        came.places.append((ledger.acked[intent_id] - ledger.issued[intent_id]) * 1000)
    else:
        came.refused[decided.receipt.state] += 1


def utterance(number: int) -> str:
    """Market orders, none of which repeats one of the last seconds; buys and sells keep positions small."""
    size = 10 + number // 4 % SIZES
    asset, step = ("ETH", "0.001") if number % 2 else ("BNB", "0.01")
    return f"testnette {size * Decimal(step)} {asset} {'sat' if number // 2 % 2 else 'al'}"


def memory_mb() -> int:
    """Resident memory of this process, 0 where the system does not tell."""
    if not STATM.exists():
        return 0
    return int(STATM.read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


def _objection(turn: Turn) -> str:
    """The rule that denied it, or how the turn ended."""
    verdicts = (verdict for review in turn.reviews for verdict in review.verdicts)
    return next((verdict.rule for verdict in verdicts if verdict.outcome is Outcome.DENY), turn.status)
