"""ccxt's asynchronous client in the rounds of `make bench`."""

import asyncio

import ccxt.async_support
from connection import PAIR, settings
from desk import Desk

from evals.bench.rounds import Job, job, serve

ORDER = {"timeInForce": "GTC", "newOrderRespType": "RESULT"}


async def rounds(job: Job) -> None:
    exchange = ccxt.async_support.binanceusdm(settings(Desk(job.port, job.key, job.secret)))
    quantity, price = float(job.quantity), float(job.price)

    async def place() -> str:
        order = await exchange.create_order(PAIR, "limit", "buy", quantity, price, ORDER)
        return order["id"]

    try:
        await exchange.load_markets()
        await serve(f"ccxt {ccxt.__version__}", place, lambda order_id: exchange.cancel_order(order_id, PAIR))
    finally:
        await exchange.close()


asyncio.run(rounds(job()))
