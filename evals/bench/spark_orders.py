"""Our own connector in the rounds the other clients run, in a process of its own."""

import asyncio
import tempfile
from decimal import Decimal
from itertools import count
from pathlib import Path

from pydantic import SecretStr

from agent.settings import Settings
from agent.wiring import build
from evals.bench.rounds import Job, job, serve
from tools.clock import SystemClock
from tools.startup_memory import set_aside
from tools.terms import Mode, OrderType, Side, TimeInForce, VenueName
from tools.venues.orders import Acked, OrderRequest, SendStamp
from tools.venues.venue import Venue

SYMBOL = "BTCUSDT"


async def rounds(job: Job) -> None:
    """The connector as the product composes it."""
    with tempfile.TemporaryDirectory(prefix="spark-bench-") as home:
        settings = Settings(
            home=Path(home),
            mode=Mode.LOCAL_TESTNET,
            binance_futures_rest_url=f"http://127.0.0.1:{job.port}",
            binance_futures_api_key=SecretStr(job.key),
            binance_futures_api_secret=SecretStr(job.secret),
        )
        app = await build(settings)
        try:
            await _place_and_cancel(app.parts.context.venues[VenueName.BINANCE_FUTURES], job)
        finally:
            await app.close()


async def _place_and_cancel(venue: Venue, job: Job) -> None:
    clock = SystemClock()
    numbers = count(clock.now_ms())
    request = OrderRequest(
        venue=VenueName.BINANCE_FUTURES,
        symbol=SYMBOL,
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=Decimal(job.quantity),
        price=Decimal(job.price),
        time_in_force=TimeInForce.GTC,
    )
    await venue.rules(SYMBOL)
    # as `spark-copilot up` does before it serves
    set_aside()

    async def place() -> str:
        stamp = SendStamp(timestamp_ms=clock.now_ms() + await venue.clock_offset_ms())
        outcome = await venue.place(request, f"bench-{next(numbers)}", stamp)
        if not isinstance(outcome, Acked):
            raise SystemExit(f"not placed: {outcome}")
        return outcome.order.order_id

    await serve("Spark Copilot", place, lambda order_id: venue.cancel(SYMBOL, order_id=order_id))


if __name__ == "__main__":
    asyncio.run(rounds(job()))
