"""python-binance pointed at the venue."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from binance import AsyncClient, BinanceSocketManager, Client
from binance.exceptions import BinanceAPIException
from desk import Desk

ID = "BTCUSDT"


TAKER, MAKER = Decimal("0.0005"), Decimal("0.0002")


def point_at(desk: Desk) -> None:
    """The library takes no address: its class attributes are the addresses."""
    for client in (Client, AsyncClient):
        client.API_URL = f"{desk.rest}/api"
        client.MARGIN_API_URL = f"{desk.rest}/sapi"
        client.FUTURES_URL = f"{desk.rest}/fapi"
        client.FUTURES_DATA_URL = f"{desk.rest}/futures/data"
        client.WS_API_URL = f"{desk.sockets}/ws-api/v3"
        client.WS_FUTURES_URL = f"{desk.sockets}/ws-fapi/v1"
    BinanceSocketManager.STREAM_URL = f"{desk.sockets}/"
    BinanceSocketManager.FSTREAM_URL = f"{desk.sockets}/"


def connect(desk: Desk, key: str = "", secret: str = "") -> Client:
    """A client that does not ping the spot side first."""
    point_at(desk)
    return Client(key or desk.key, secret or desk.secret, ping=False)


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[tuple[AsyncClient, BinanceSocketManager]]:
    """An asynchronous client and its socket manager."""
    point_at(desk)
    client = AsyncClient(desk.key, desk.secret)
    try:
        yield client, BinanceSocketManager(client)
    finally:
        await client.close_connection()


def refusal(call: Callable[[], Any]) -> tuple[int, str]:
    """Code and text a call is refused with."""
    try:
        answer = call()
    except BinanceAPIException as failure:
        return failure.code, failure.message
    raise AssertionError(f"not refused: {answer}")
