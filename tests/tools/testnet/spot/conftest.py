"""A client that signs spot requests."""

from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tools.clock import VirtualClock
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.signature import sign
from tools.testnet.venue import Venue

OTHER = ("b" * 64, "s" * 64)
BTC = {"symbol": "BTCUSDT"}


class SpotTrader:
    """Signs requests with a key pair; parameters go into the query."""

    def __init__(
        self, http: httpx.AsyncClient, venue: Venue, pair: tuple[str, str] = DEFAULT_KEY_PAIR
    ) -> None:
        self.http = http
        self.venue = venue
        self.key, self.secret = pair

    async def send(self, method: str, path: str, **params: Any) -> httpx.Response:
        query = urlencode({"timestamp": self.venue.clock.now_ms()} | params)
        query += "&signature=" + sign(self.secret, query.encode())
        return await self.http.request(method, f"/api/v3/{path}?{query}", headers={"X-MBX-APIKEY": self.key})

    async def get(self, path: str, **params: Any) -> Any:
        response = await self.send("GET", path, **params)
        assert response.status_code == 200, response.text
        return response.json()

    async def order(self, side: str, quantity: str, price: str | None = None, **params: Any) -> Any:
        """A market or limit order's answer, whatever it is."""
        kind = (
            {"type": "MARKET"} if price is None else {"type": "LIMIT", "price": price, "timeInForce": "GTC"}
        )
        return (
            await self.send("POST", "order", **(BTC | {"side": side, "quantity": quantity} | kind | params))
        ).json()

    async def oco(self, side: str = "SELL", quantity: str = "0.1", **params: Any) -> Any:
        """A list of a limit at 66 000 and a stop at 64 000, or mirrored for a buy."""
        limit, stop = ("above", "below") if side == "SELL" else ("below", "above")
        low, high = ("66000", "64000") if side == "SELL" else ("64000", "66000")
        legs = {f"{limit}Type": "LIMIT_MAKER", f"{limit}Price": low}
        legs |= {f"{stop}Type": "STOP_LOSS", f"{stop}StopPrice": high}
        return (
            await self.send(
                "POST", "orderList/oco", **(BTC | {"side": side, "quantity": quantity} | legs | params)
            )
        ).json()

    async def move(self, price: str, symbol: str = "BTCUSDT") -> None:
        response = await self.http.post("/testnet/market", json={"symbol": symbol, "price": price})
        assert response.status_code == 200, response.text

    async def balance(self, asset: str) -> tuple[Decimal, Decimal]:
        """Free and locked amount of an asset."""
        rows = (await self.get("account"))["balances"]
        row = next(row for row in rows if row["asset"] == asset)
        return Decimal(row["free"]), Decimal(row["locked"])


@pytest.fixture
async def spot(venue: Venue) -> AsyncIterator[SpotTrader]:
    transport = httpx.ASGITransport(app=create_app(venue))
    async with httpx.AsyncClient(transport=transport, base_url="http://testnet") as http:
        yield SpotTrader(http, venue)


DEPOSITS = {"USDT": Decimal(100_000), "BTC": Decimal(1), "ETH": Decimal(10)}
"""What the accounts of these tests hold: enough to trade through several levels of the book."""


@pytest.fixture
def venue(clock: VirtualClock) -> Iterator[Venue]:
    venue = build_venue(clock=clock, keys=(DEFAULT_KEY_PAIR, OTHER))
    for key in venue.keys:
        wallet = venue.spot.wallet(venue.account_of(key).account_id)
        for asset, amount in DEPOSITS.items():
            venue.spot.deposit(wallet, asset, amount - wallet.free(asset))
    yield venue
    venue.close()


@pytest.fixture
def other(spot: SpotTrader) -> SpotTrader:
    """A second account of the same venue."""
    return SpotTrader(spot.http, spot.venue, OTHER)
