"""The testnet over its sockets: orders a second by REST, and how soon the user stream tells of one."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect

from evals.bench.raw_http import RawConnection
from evals.bench.roomy_testnet import key_pair
from evals.bench.samples import WARM_UP, Row, Samples, since

GROUP = "The testnet"
SYMBOL = "BTCUSDT"
ORDER = "/fapi/v1/order"
CONNECTIONS = (1, 16)

Place = Callable[[RawConnection, int], Awaitable[float]]
"""Places the n-th order of a connection; the milliseconds its POST took."""


async def venue(port: int, count: int) -> list[Row]:
    """Resting and marketable orders by REST, then the user stream."""
    key, secret = key_pair(1)
    async with RawConnection(port, key, secret) as connection:
        price = await resting_price(connection)
    rows = []
    for connections in CONNECTIONS:
        doors = "1 connection" if connections == 1 else f"{connections} connections"
        for what, place in (("LIMIT placed, cancelled", _resting(price)), ("MARKET filled", _marketable)):
            rows.append(await _load(f"REST, {doors}: {what}", port, connections, count, place))
    return [*rows, await _stream(port, price, count)]


async def resting_price(connection: RawConnection) -> str:
    """A price at which a buy order waits: 3 % below the mark, in whole USDT."""
    mark = (await connection.ask("GET", "/fapi/v1/premiumIndex", f"symbol={SYMBOL}"))["markPrice"]
    return str(int(mark.partition(".")[0]) * 97 // 100)


async def bare_orders(group: str, what: str, port: int, connections: int, count: int) -> Row:
    """Market orders and nothing else: what a client that did no work of its own could reach."""
    return replace(await _load(what, port, connections, count, _marketable), group=group)


async def _load(what: str, port: int, connections: int, count: int, place: Place) -> Row:
    """`count` orders over some connections at once, each of which waits for its answers."""
    samples: Samples = []

    async def work(connection: RawConnection, orders: int) -> None:
        for number in range(orders):
            samples.append(await place(connection, number))

    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(RawConnection(port, *key_pair(1))) for _ in range(connections)
        ]
        for connection in opened:
            await place(connection, 0)
            await place(connection, 1)
        shares = [count // connections + (number < count % connections) for number in range(connections)]
        began = time.perf_counter()
        await asyncio.gather(*map(work, opened, shares))
        elapsed = since(began)
    return Row(GROUP, what, samples, count * 1000 / elapsed)


def _resting(price: str) -> Place:
    query = _query(side="BUY", type="LIMIT", timeInForce="GTC", price=price)

    async def place(connection: RawConnection, number: int) -> float:
        start = time.perf_counter()
        order = await connection.ask("POST", ORDER, query)
        taken = since(start)
        await connection.ask("DELETE", ORDER, f"symbol={SYMBOL}&orderId={order['orderId']}")
        return taken

    return place


async def _marketable(connection: RawConnection, number: int) -> float:
    start = time.perf_counter()
    await connection.ask("POST", ORDER, _query(side="SELL" if number % 2 else "BUY", type="MARKET"))
    return since(start)


def _query(**params: str) -> str:
    return urlencode({"symbol": SYMBOL, "quantity": "0.002", "newOrderRespType": "RESULT", **params})


async def _stream(port: int, price: str, count: int) -> Row:
    """From the first byte of the POST to its ORDER_TRADE_UPDATE at the listener."""
    samples: Samples = []
    heard: dict[str, asyncio.Future[float]] = {}
    async with RawConnection(port, *key_pair(2)) as connection:
        listen_key = (await connection.ask("POST", "/fapi/v1/listenKey"))["listenKey"]
        async with connect(f"ws://127.0.0.1:{port}/private/ws/{listen_key}") as socket:
            listener = asyncio.create_task(_listen(socket, heard))
            for number in range(-WARM_UP, count):
                name = f"bench-{number}"
                arrival = heard[name] = asyncio.get_running_loop().create_future()
                query = _query(
                    side="BUY", type="LIMIT", timeInForce="GTC", price=price, newClientOrderId=name
                )
                start = time.perf_counter()
                await connection.ask("POST", ORDER, query)
                async with asyncio.timeout(10):
                    taken = (await arrival - start) * 1000
                await connection.ask("DELETE", ORDER, f"symbol={SYMBOL}&origClientOrderId={name}")
                if number >= 0:
                    samples.append(taken)
            listener.cancel()
    return Row(GROUP, "POST to ORDER_TRADE_UPDATE on the user stream", samples)


async def _listen(socket: ClientConnection, heard: dict[str, asyncio.Future[float]]) -> None:
    """Note when the first event of each order arrives."""
    async for text in socket:
        event = json.loads(text)
        order = event.get("o", {}).get("c")
        if event["e"] == "ORDER_TRADE_UPDATE" and order in heard:
            heard.pop(order).set_result(time.perf_counter())
