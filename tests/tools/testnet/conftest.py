"""A venue in this process, and a client that signs."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tools.clock import VirtualClock
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.signature import sign
from tools.testnet.venue import Venue

KEY, SECRET = DEFAULT_KEY_PAIR


class Trader:
    """Signs requests with the default key pair; parameters go into the query."""

    def __init__(self, http: httpx.AsyncClient, venue: Venue) -> None:
        self.http = http
        self.venue = venue

    async def send(self, method: str, path: str, **params: Any) -> httpx.Response:
        query = urlencode({"timestamp": self.venue.clock.now_ms()} | params)
        query += "&signature=" + sign(SECRET, query.encode())
        return await self.http.request(method, f"/fapi/{path}?{query}", headers={"X-MBX-APIKEY": KEY})

    async def get(self, path: str, **params: Any) -> Any:
        response = await self.send("GET", path, **params)
        assert response.status_code == 200, response.text
        return response.json()

    async def order(self, side: str, quantity: str, price: str | None = None, **params: Any) -> Any:
        kind = (
            {"type": "MARKET"} if price is None else {"type": "LIMIT", "price": price, "timeInForce": "GTC"}
        )
        given = {"symbol": "BTCUSDT", "side": side, "quantity": quantity, "newOrderRespType": "RESULT"}
        return (await self.send("POST", "v1/order", **(given | kind | params))).json()

    async def move(self, price: str, symbol: str = "BTCUSDT") -> None:
        response = await self.http.post("/testnet/market", json={"symbol": symbol, "price": price})
        assert response.status_code == 200, response.text


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def venue(clock: VirtualClock) -> Iterator[Venue]:
    venue = build_venue(clock=clock)
    yield venue
    venue.close()


@asynccontextmanager
async def trading_on(venue: Venue) -> AsyncIterator[Trader]:
    transport = httpx.ASGITransport(app=create_app(venue))
    async with httpx.AsyncClient(transport=transport, base_url="http://testnet") as http:
        yield Trader(http, venue)
    venue.close()


@pytest.fixture
def trader_of() -> Callable[[Venue], AbstractAsyncContextManager[Trader]]:
    """A trader on a venue the test has built."""
    return trading_on


@pytest.fixture
async def trader(venue: Venue) -> AsyncIterator[Trader]:
    async with trading_on(venue) as trader:
        yield trader
