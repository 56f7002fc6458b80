"""python-binance pointed at the venue's spot market."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from binance import AsyncClient, BinanceSocketManager, Client
from connection import point_at
from desk import Desk


def connect(desk: Desk) -> Client:
    """A client of the spot market; it pings it, as it always does."""
    point_at(desk)
    return Client(desk.key, **_secret(desk))


@asynccontextmanager
async def connected(desk: Desk) -> AsyncIterator[tuple[AsyncClient, BinanceSocketManager]]:
    """An asynchronous client and its socket manager."""
    point_at(desk)
    client = await AsyncClient.create(desk.key, **_secret(desk))
    try:
        yield client, BinanceSocketManager(client)
    finally:
        await client.close_connection()


def _secret(desk: Desk) -> dict[str, str]:
    return {"private_key" if "PRIVATE KEY" in desk.secret else "api_secret": desk.secret}


def totals(account: dict[str, Any]) -> dict[str, Decimal]:
    """What a wallet holds, by asset."""
    return {row["asset"]: Decimal(row["free"]) + Decimal(row["locked"]) for row in account["balances"]}


def balance(client: Client, asset: str) -> tuple[Decimal, Decimal]:
    """Free and locked."""
    row = client.get_asset_balance(asset=asset)
    return Decimal(row["free"]), Decimal(row["locked"])
