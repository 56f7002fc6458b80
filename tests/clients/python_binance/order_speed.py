"""python-binance's asynchronous client in the rounds of `make bench`."""

import asyncio
from importlib.metadata import version

from connection import ID, connected
from desk import Desk

from evals.bench.rounds import Job, job, serve


async def rounds(job: Job) -> None:
    async with connected(Desk(job.port, job.key, job.secret)) as (client, _):

        async def place() -> int:
            order = await client.futures_create_order(
                symbol=ID,
                side="BUY",
                type="LIMIT",
                timeInForce="GTC",
                quantity=job.quantity,
                price=job.price,
                newOrderRespType="RESULT",
            )
            return order["orderId"]

        await serve(
            f"python-binance {version('python-binance')}",
            place,
            lambda order_id: client.futures_cancel_order(symbol=ID, orderId=order_id),
        )


asyncio.run(rounds(job()))
