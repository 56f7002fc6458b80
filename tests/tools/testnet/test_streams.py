"""Streams over a real loopback socket, and the order of user events."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import websockets

from tools.clock import SystemClock
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.testnet.signature import sign

KEY, SECRET = DEFAULT_KEY_PAIR
HEADERS = {"X-MBX-APIKEY": KEY}


class Live:
    def __init__(self, port: int, http: httpx.AsyncClient, clock: SystemClock) -> None:
        self.address = f"ws://127.0.0.1:{port}"
        self.http = http
        self.clock = clock

    async def order(self, body: str) -> Any:
        body += f"&timestamp={self.clock.now_ms()}"
        return await self.http.post(
            f"/fapi/v1/order?{body}&signature={sign(SECRET, body.encode())}", headers=HEADERS
        )

    async def listen_key(self, method: str = "POST") -> Any:
        return (await self.http.request(method, "/fapi/v1/listenKey", headers=HEADERS)).json()


@asynccontextmanager
async def trading(profile: str = "demo") -> AsyncIterator[Live]:
    clock = SystemClock()
    async with (
        running(build_venue(profile, clock=clock)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
    ):
        yield Live(port, http, clock)


async def read(socket: websockets.ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(socket.recv(), 5))


async def test_user_events_come_in_the_measured_order_on_every_address():
    async with trading() as live:
        key = (await live.listen_key())["listenKey"]
        assert len(key) == 64
        assert (await live.listen_key())["listenKey"] == key
        addresses = [
            f"{live.address}/ws/{key}",
            f"{live.address}/private/ws/{key}",
            f"{live.address}/private/ws?listenKey={key}",
        ]
        async with (
            websockets.connect(addresses[0]) as first,
            websockets.connect(addresses[1]) as second,
            websockets.connect(addresses[2]) as third,
            websockets.connect(f"{live.address}/private/ws?listenKey={key}&events=ACCOUNT_UPDATE") as fourth,
        ):
            await live.order("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0020&newClientOrderId=me")
            for socket in (first, second, third):
                events = [await read(socket) for _ in range(4)]
                assert [event["e"] for event in events] == [
                    "TRADE_LITE",
                    "ORDER_TRADE_UPDATE",
                    "ACCOUNT_UPDATE",
                    "ORDER_TRADE_UPDATE",
                ]
                assert [events[n]["o"]["x"] for n in (1, 3)] == ["NEW", "TRADE"]
                assert (events[3]["o"]["X"], events[3]["o"]["z"], events[3]["o"]["c"]) == (
                    "FILLED",
                    "0.002",
                    "me",
                )
                assert events[2]["a"]["P"][0]["pa"] == "0.002"
            assert (await read(fourth))["e"] == "ACCOUNT_UPDATE"


async def test_cancelling_is_told():
    async with trading() as live:
        key = (await live.listen_key())["listenKey"]
        async with websockets.connect(f"{live.address}/private/stream?streams={key}") as socket:
            price = await live.http.get("/fapi/v1/premiumIndex?symbol=BTCUSDT")
            low = int(price.json()["markPrice"].split(".")[0]) - 1000
            body = f"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price={low}"
            placed = (await live.order(body)).json()
            query = f"symbol=BTCUSDT&orderId={placed['orderId']}&timestamp={live.clock.now_ms()}"
            await live.http.delete(
                f"/fapi/v1/order?{query}&signature={sign(SECRET, query.encode())}", headers=HEADERS
            )
            frames = [await read(socket) for _ in range(2)]
            assert {frame["stream"] for frame in frames} == {key}
            assert [frame["data"]["o"]["x"] for frame in frames] == ["NEW", "CANCELED"]


@pytest.mark.parametrize(
    ("route", "kinds"),
    [
        ("public", {"btcusdt@bookTicker": "bookTicker", "btcusdt@depth5@100ms": "depthUpdate"}),
        ("market", {"btcusdt@markPrice@1s": "markPriceUpdate", "btcusdt@kline_1m": "kline"}),
    ],
)
async def test_subscriptions_and_market_payloads(route, kinds):
    names = list(kinds)
    async with trading() as live, websockets.connect(f"{live.address}/{route}/stream") as socket:
        await socket.send(json.dumps({"method": "SUBSCRIBE", "params": names, "id": "0198-uuid"}))
        assert await read(socket) == {"result": None, "id": "0198-uuid"}
        seen: dict[str, Any] = {}
        while len(seen) < len(names):
            frame = await read(socket)
            seen[frame["stream"]] = frame["data"]
        assert {name: data["e"] for name, data in seen.items()} == kinds
        assert len(seen.get("btcusdt@depth5@100ms", {"b": range(5)})["b"]) == 5
        await socket.send(json.dumps({"method": "UNSUBSCRIBE", "params": names[1:], "id": 2}))
        await socket.send(json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": 3}))
        answers = []
        while len(answers) < 2:
            frame = await read(socket)
            answers += [frame] if "id" in frame else []
        assert answers == [{"result": None, "id": 2}, {"result": names[:1], "id": 3}]
        await socket.send("not json")
        frame = await read(socket)
        while "error" not in frame:
            frame = await read(socket)
        assert frame["error"]["code"] == 3


async def test_an_aggregate_trade_shows_a_fill():
    async with trading() as live, websockets.connect(f"{live.address}/market/ws/btcusdt@aggTrade") as socket:
        await live.order("symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.0123")
        trade = await read(socket)
        while trade["q"] != "0.0123":
            trade = await read(socket)
        assert (trade["e"], trade["m"]) == ("aggTrade", True)


@pytest.mark.parametrize("profile", ["demo", "prod"])
async def test_without_a_route_the_names_are_those_of_spot(profile):
    async with trading(profile) as live:
        address = f"{live.address}/stream?streams=btcusdt@bookTicker/btcusdt@markPrice@1s/btcusdt@miniTicker"
        async with websockets.connect(address) as socket:
            seen: dict[str, Any] = {}
            while len(seen) < 2:
                frame = await read(socket)
                seen[frame["stream"]] = frame["data"]
        assert set(seen) == {"btcusdt@bookTicker", "btcusdt@miniTicker"}
        assert set(seen["btcusdt@bookTicker"]) == {"u", "s", "b", "B", "a", "A"}


async def test_a_dead_listen_key_is_silent_and_unknown():
    async with trading() as live:
        key = (await live.listen_key())["listenKey"]
        assert await live.listen_key("PUT") == {"listenKey": key}
        assert await live.listen_key("DELETE") == {}
        assert (await live.listen_key("PUT"))["code"] == -1125
        async with websockets.connect(f"{live.address}/private/ws/{key}") as socket:
            await live.order("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.002")
            await socket.send(json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": 1}))
            assert await read(socket) == {"result": [], "id": 1}


async def test_a_dropped_order_is_reset_on_the_wire_and_streams_can_be_cut():
    async with trading() as live, websockets.connect(f"{live.address}/public/ws") as socket:
        fault = {"fault": "drop_after_accept", "path": "/fapi/v1/order"}
        await live.http.post("/testnet/faults", json=fault)
        with pytest.raises(httpx.TransportError):
            await live.order("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.002")
        ledger = (await live.http.get("/testnet/ledger")).json()
        assert [row["status"] for row in ledger["orders"]] == ["FILLED"]
        await live.http.post("/testnet/faults", json={"fault": "stream_cut"})
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 5)
