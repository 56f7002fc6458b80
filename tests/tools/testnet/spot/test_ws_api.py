"""The spot WebSocket API: requests, session.logon, and user data by subscription."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest
import websockets
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tools.clock import VirtualClock
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.testnet.signature import sign

KEY, SECRET = DEFAULT_KEY_PAIR
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PEM = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
ED_KEY = "e" * 64
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
LIMIT = MARKET | {"type": "LIMIT", "timeInForce": "GTC", "price": "64000"}


def written(params: dict[str, Any]) -> bytes:
    pairs = (
        (name, str(value).lower() if isinstance(value, bool) else value) for name, value in params.items()
    )
    return "&".join(f"{name}={value}" for name, value in sorted(pairs)).encode()


class Api:
    def __init__(
        self, socket: websockets.ClientConnection, http: httpx.AsyncClient, clock: VirtualClock
    ) -> None:
        self.socket, self.http, self.clock, self.number = socket, http, clock, 0
        self.events: list[dict[str, Any]] = []

    async def frame(self) -> Any:
        return json.loads(await asyncio.wait_for(self.socket.recv(), 5))

    async def ask(self, method: str, **params: Any) -> Any:
        """The answer; events that come before it are kept."""
        self.number += 1
        await self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while "id" not in (frame := await self.frame()):
            self.events.append(frame)
        assert frame["id"] == self.number
        return frame

    async def signed(self, method: str, **params: Any) -> Any:
        params |= {"apiKey": KEY, "timestamp": self.clock.now_ms()}
        return await self.ask(method, **params, signature=sign(SECRET, written(params)))

    async def with_ed25519(self, method: str, **params: Any) -> Any:
        params |= {"apiKey": ED_KEY, "timestamp": self.clock.now_ms()}
        signature = base64.b64encode(PRIVATE.sign(written(params))).decode()
        return await self.ask(method, **params, signature=signature)

    async def heard(self, count: int) -> list[dict[str, Any]]:
        """The next events, in order."""
        while len(self.events) < count:
            self.events.append(await self.frame())
        events, self.events = self.events[:count], self.events[count:]
        return events

    async def control(self, route: str, **body: Any) -> None:
        (await self.http.post(f"/testnet/{route}", json=body)).raise_for_status()


@asynccontextmanager
async def connected(query: str = "") -> AsyncIterator[Api]:
    clock = VirtualClock()
    venue = build_venue(clock=clock, keys=(DEFAULT_KEY_PAIR, (ED_KEY, PEM)))
    for wallet in venue.spot.records.wallets.values():
        venue.spot.deposit(wallet, "BTC", Decimal(1))
        venue.spot.deposit(wallet, "USDT", Decimal(100_000))
    async with (
        running(venue) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        websockets.connect(f"ws://127.0.0.1:{port}/ws-api/v3{query}") as socket,
    ):
        yield Api(socket, http, clock)


def names(events: list[dict[str, Any]]) -> list[str]:
    return [one["event"].get("x") or one["event"]["e"] for one in events]


async def test_an_order_from_place_to_cancel():
    async with connected() as api:
        placed = await api.signed("order.place", **LIMIT, newClientOrderId="one")
        assert (placed["status"], placed["result"]["status"]) == (200, "NEW")
        counts = {(row["rateLimitType"], row["interval"]): row["count"] for row in placed["rateLimits"]}
        assert counts == {("REQUEST_WEIGHT", "MINUTE"): 0, ("ORDERS", "SECOND"): 1, ("ORDERS", "DAY"): 1}
        known = {"symbol": "BTCUSDT", "orderId": placed["result"]["orderId"]}
        found = await api.signed("order.status", **known, returnRateLimits=False)
        assert (found["result"]["clientOrderId"], "rateLimits" in found) == ("one", False)
        assert len((await api.signed("openOrders.status"))["result"]) == 1
        replaced = await api.signed(
            "order.cancelReplace",
            **(LIMIT | {"price": "63000"}),
            cancelReplaceMode="STOP_ON_FAILURE",
            cancelOrderId=known["orderId"],
        )
        assert replaced["result"]["newOrderResult"] == "SUCCESS"
        cancelled = await api.signed("openOrders.cancelAll", symbol="BTCUSDT")
        assert [row["status"] for row in cancelled["result"]] == ["CANCELED"]


async def test_refusals_carry_status_and_data():
    async with connected() as api:
        missed = await api.signed(
            "order.cancelReplace", **LIMIT, cancelReplaceMode="ALLOW_FAILURE", cancelOrderId=7
        )
        assert (missed["status"], missed["error"]["code"]) == (409, -2021)
        assert missed["error"]["data"]["cancelResponse"] == {"code": -2011, "msg": "Unknown order sent."}
        assert (await api.ask("no.such.method"))["error"]["code"] == -1020
        wrong = await api.ask("account.status", apiKey=KEY, timestamp=api.clock.now_ms(), signature="0" * 64)
        assert (wrong["status"], wrong["error"]["code"]) == (400, -1022)
        await api.socket.send("no json")
        refused = await api.frame()
        assert (refused["id"], refused["error"]) == (None, {"code": -1135, "msg": "Invalid JSON Request"})
        for _ in range(60):
            await api.signed("order.place", **LIMIT | {"price": "1"})
        limited = await api.signed("order.place", **LIMIT)
        assert (limited["status"], limited["error"]["code"]) == (429, -1015)
        assert limited["error"]["data"]["retryAfter"] > limited["error"]["data"]["serverTime"]


async def test_market_data_by_method():
    async with connected("?returnRateLimits=false") as api:
        assert await api.ask("ping") == {"id": 1, "status": 200, "result": {}}
        assert (await api.ask("time"))["result"]["serverTime"] == api.clock.now_ms()
        info = (await api.ask("exchangeInfo", symbols=["BTCUSDT", "ETHUSDT"]))["result"]
        assert [row["symbol"] for row in info["symbols"]] == ["BTCUSDT", "ETHUSDT"]
        assert len((await api.ask("depth", symbol="BTCUSDT", limit=5))["result"]["bids"]) == 5
        assert (await api.ask("ticker.price", symbol="BTCUSDT"))["result"]["symbol"] == "BTCUSDT"
        assert "rateLimits" in await api.ask("ping", returnRateLimits=True)


async def test_what_a_subscriber_hears_of_one_market_order():
    async with connected() as api:
        assert (await api.signed("userDataStream.subscribe.signature"))["result"] == {"subscriptionId": 0}
        again = await api.signed("userDataStream.subscribe.signature")
        assert again["error"] == {"code": -2035, "msg": "User Data Stream subscription already active."}
        await api.signed("order.place", **MARKET, newClientOrderId="mine")
        events = await api.heard(3)
        assert {one["subscriptionId"] for one in events} == {0}
        assert names(events) == ["NEW", "TRADE", "outboundAccountPosition"]
        accepted, traded, balances = (one["event"] for one in events)
        assert (accepted["c"], accepted["X"], accepted["w"], accepted["t"], accepted["N"]) == (
            "mine",
            "NEW",
            True,
            -1,
            None,
        )
        assert (traded["X"], traded["l"], traded["n"], traded["N"], traded["m"]) == (
            "FILLED",
            "0.01000000",
            "0.00001000",
            "BTC",
            False,
        )
        assert balances["B"] == [
            {"a": "USDT", "f": "104349.99990000", "l": "0.00000000"},
            {"a": "BTC", "f": "1.01399000", "l": "0.00000000"},
        ]


async def test_what_a_subscriber_hears_of_a_list_and_of_a_deposit():
    async with connected() as api:
        await api.signed("userDataStream.subscribe.signature")
        legs = {"aboveType": "LIMIT_MAKER", "abovePrice": "66000"}
        legs |= {"belowType": "STOP_LOSS", "belowStopPrice": "64000"}
        await api.signed("orderList.place.oco", symbol="BTCUSDT", side="SELL", quantity="0.1", **legs)
        placed = await api.heard(4)
        assert names(placed) == ["NEW", "NEW", "listStatus", "outboundAccountPosition"]
        assert [one["event"]["w"] for one in placed[:2]] == [False, True]
        assert placed[2]["event"]["L"] == "EXECUTING"
        await api.control("market", symbol="BTCUSDT", price="66500")
        done = await api.heard(4)
        assert names(done) == ["EXPIRED", "TRADE", "listStatus", "outboundAccountPosition"]
        assert (done[0]["event"]["eR"], done[1]["event"]["m"]) == ("OCO_TRIGGER", True)
        assert done[2]["event"]["L"] == "ALL_DONE"
        await api.control("deposit", asset="USDT", amount="5")
        came = await api.heard(2)
        assert names(came) == ["balanceUpdate", "outboundAccountPosition"]
        assert (came[0]["event"]["a"], came[0]["event"]["d"]) == ("USDT", "5.00000000")


async def test_a_session_signs_in_listens_and_leaves():
    async with connected() as api:
        assert (await api.ask("userDataStream.subscribe"))["error"]["code"] == -2015
        assert (await api.signed("session.logon"))["error"]["code"] == -4056
        logged = (await api.with_ed25519("session.logon"))["result"]
        assert (logged["apiKey"], logged["userDataStream"]) == (ED_KEY, False)
        assert (await api.ask("userDataStream.subscribe"))["result"] == {"subscriptionId": 0}
        await api.signed("userDataStream.subscribe.signature")
        assert (await api.ask("session.status"))["result"]["userDataStream"] is True
        assert (await api.ask("session.subscriptions"))["result"] == [
            {"subscriptionId": 0},
            {"subscriptionId": 1},
        ]
        await api.ask("order.place", **MARKET, timestamp=api.clock.now_ms())
        assert {one["subscriptionId"] for one in await api.heard(3)} == {0}
        await api.ask("session.logout")
        assert names(await api.heard(1)) == ["eventStreamTerminated"]
        refused = await api.ask("order.place", **MARKET, timestamp=api.clock.now_ms())
        assert refused["error"]["code"] == -1102
        assert (await api.ask("userDataStream.unsubscribe", subscriptionId=7))["error"]["code"] == -2036
        assert (await api.ask("userDataStream.unsubscribe", subscriptionId=1))["result"] == {}
        assert (await api.ask("session.subscriptions"))["result"] == []


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ({"fault": "event_duplicate"}, ["NEW", "NEW", "TRADE", "outboundAccountPosition"]),
        ({"fault": "event_drop"}, ["TRADE", "outboundAccountPosition"]),
        ({"fault": "event_reorder"}, ["TRADE", "NEW", "outboundAccountPosition"]),
    ],
)
async def test_events_arrive_spoilt(fault, heard):
    async with connected() as api:
        await api.signed("userDataStream.subscribe.signature")
        await api.control("faults", **fault, event="executionReport")
        await api.signed("order.place", **MARKET)
        assert names(await api.heard(len(heard))) == heard


async def orders_until_the_end(api):
    for _ in range(10):
        await api.signed("order.place", **MARKET)


async def test_an_event_can_reach_strangers_or_cut_the_connection():
    async with connected() as api:
        await api.with_ed25519("userDataStream.subscribe.signature")
        await api.control("faults", fault="event_foreign", event="executionReport", client_order_id="mine")
        await api.signed("order.place", **MARKET, newClientOrderId="other")
        await api.signed("order.place", **MARKET, newClientOrderId="mine")
        (stray,) = await api.heard(1)
        assert (stray["event"]["c"], stray["event"]["x"]) == ("mine", "NEW")
        await api.control("faults", fault="event_cut", event="executionReport")
        with pytest.raises(websockets.ConnectionClosed):
            await orders_until_the_end(api)


async def test_faults_hit_methods_and_connections():
    async with connected() as api:
        await api.signed("userDataStream.subscribe.signature")
        await api.control("faults", fault="status_after_accept", path="order.place")
        assert (await api.signed("order.place", **MARKET))["status"] == 503
        assert names(await api.heard(3))[1] == "TRADE"
        await api.control("faults", fault="stream_silence", ms=60_000)
        await api.signed("order.place", **MARKET)
        assert api.events == []
        await api.control("faults", fault="stream_cut")
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(api.socket.recv(), 5)
