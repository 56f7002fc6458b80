"""How soon the record knows what the venue tells: from the event on the user stream to the stored receipt."""

import asyncio
import time
from decimal import Decimal

from agent.app import App
from evals.bench.raw_http import RawConnection
from evals.bench.samples import Row, Samples
from evals.bench.timed_ledger import TimedLedger
from evals.bench.traffic import TRADER
from evals.bench.venue import resting_price
from tools.testnet.server import DEFAULT_KEY_PAIR
from tools.venues.stream_events import OrderUpdate, StreamEvent

RATE = 20.0
MOST_WORKING = 30
"""At once; the shipped profile allows 50."""
PATIENCE_S = 10


class Ear:
    """Notes when the end of an order was told, by its id at the venue."""

    def __init__(self) -> None:
        self.ended: dict[str, float] = {}

    def hear(self, event: StreamEvent) -> None:
        """A `Listener` of the streams."""
        if isinstance(event, OrderUpdate) and not event.order.status.working:
            self.ended.setdefault(event.order.order_id, time.perf_counter())


async def hearing(app: App, ear: Ear, ledger: TimedLedger, port: int, count: int, where: str) -> Row:
    """Working orders cancelled behind the product's back, at a rate; `ear` listens before the executor."""
    samples: Samples = []
    async with RawConnection(port, *DEFAULT_KEY_PAIR) as connection:
        price = await resting_price(connection)
    while len(samples) < count:
        numbers = range(len(samples), min(len(samples) + MOST_WORKING, count))
        orders = [await _resting(app, price, number) for number in numbers]
        # A connection of its own: the testnet closes one that is idle meanwhile.
        async with RawConnection(port, *DEFAULT_KEY_PAIR) as connection:
            samples += await _cancelled(connection, orders, ear, ledger)
    what = "ORDER_TRADE_UPDATE to receipt stored"
    return Row(f"What the venue tells: {where}", what, samples, aim="p95 < 10", with_p99=True)


async def _resting(app: App, price: str, number: int) -> tuple[str, str]:
    """Place one that waits; its intent and its id at the venue."""
    turn = await app.sessions.call_tool(
        "place_order",
        {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "LIMIT",
            "quantity": "0.002",
            # No two are the same order.
            "price": str(Decimal(price) - number),
            "dry_run": False,
        },
        TRADER,
    )
    approval_id = turn.approval_ids[0] if turn.approval_ids else None
    if approval_id is None:
        raise SystemExit(f"no approval to measure: {turn.message}")
    decided = await app.sessions.decide(approval_id, "approve", turn.reviews[0].approval.digest, TRADER)
    if decided.receipt is None or decided.receipt.order_id is None:
        raise SystemExit(f"not placed: {decided.message.en}")
    return decided.receipt.receipt_id, decided.receipt.order_id


async def _cancelled(
    connection: RawConnection, orders: list[tuple[str, str]], ear: Ear, ledger: TimedLedger
) -> Samples:
    ledger.forget()
    for _, order_id in orders:
        await connection.ask("DELETE", "/fapi/v1/order", f"symbol=BTCUSDT&orderId={order_id}")
        await asyncio.sleep(1 / RATE)
    async with asyncio.timeout(PATIENCE_S):
        await ledger.all_concluded([intent_id for intent_id, _ in orders])
    return [(ledger.concluded[intent] - ear.ended[order]) * 1000 for intent, order in orders]
