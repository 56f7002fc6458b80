"""How connections live and die by the venue's clock, and user events that arrive spoilt."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import websockets

from tools.clock import VirtualClock
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.testnet.signature import sign

KEY, SECRET = DEFAULT_KEY_PAIR
HEADERS = {"X-MBX-APIKEY": KEY}
HOUR_MS = 3_600_000


class Live:
    def __init__(self, port: int, http: httpx.AsyncClient, clock: VirtualClock) -> None:
        self.address, self.http, self.clock = f"ws://127.0.0.1:{port}", http, clock

    async def buy(self, name: str) -> None:
        body = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=60000"
        body += f"&newClientOrderId={name}&timestamp={self.clock.now_ms()}"
        signature = sign(SECRET, body.encode())
        (
            await self.http.post(f"/fapi/v1/order?{body}&signature={signature}", headers=HEADERS)
        ).raise_for_status()

    async def key(self, method: str = "POST") -> Any:
        return (await self.http.request(method, "/fapi/v1/listenKey", headers=HEADERS)).json()

    async def fault(self, **fault: Any) -> None:
        (await self.http.post("/testnet/faults", json=fault)).raise_for_status()


@asynccontextmanager
async def trading() -> AsyncIterator[Live]:
    clock = VirtualClock()
    async with (
        running(build_venue(clock=clock)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
    ):
        yield Live(port, http, clock)


@asynccontextmanager
async def listening(live: Live) -> AsyncIterator[websockets.ClientConnection]:
    key = (await live.key())["listenKey"]
    async with websockets.connect(f"{live.address}/private/ws/{key}") as socket:
        yield socket


async def read(socket: websockets.ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(socket.recv(), 5))


async def test_a_connection_ends_after_24_hours():
    async with trading() as live, websockets.connect(f"{live.address}/public/ws") as socket:
        await socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}')
        assert await read(socket) == {"result": [], "id": 1}
        live.clock.advance_ms(23 * HOUR_MS)
        await socket.send('{"method":"LIST_SUBSCRIPTIONS","id":2}')
        assert (await read(socket))["id"] == 2
        live.clock.advance_ms(HOUR_MS)
        with pytest.raises(websockets.ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 5)


async def test_a_listen_key_that_is_not_renewed_says_so_and_falls_silent():
    async with trading() as live, listening(live) as socket:
        live.clock.advance_ms(50 * 60_000)
        await live.key("PUT")
        live.clock.advance_ms(50 * 60_000)
        await live.buy("heard")
        assert (await read(socket))["o"]["c"] == "heard"
        live.clock.advance_ms(11 * 60_000)
        assert (await read(socket))["e"] == "listenKeyExpired"
        await live.buy("unheard")
        await socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}')
        assert await read(socket) == {"result": [], "id": 1}


async def test_events_come_twice_swapped_late_or_never():
    async with trading() as live, listening(live) as socket:
        await live.fault(fault="event_duplicate", event="ORDER_TRADE_UPDATE")
        await live.buy("a")
        await live.fault(fault="event_reorder")
        await live.buy("b")
        await live.buy("c")
        await live.fault(fault="event_drop")
        await live.buy("d")
        await live.buy("e")
        assert [(await read(socket))["o"]["c"] for _ in range(5)] == ["a", "a", "c", "b", "e"]
        await live.fault(fault="event_delay", ms=5_000)
        await live.buy("f")
        await live.buy("g")
        assert (await read(socket))["o"]["c"] == "g"
        live.clock.advance_ms(5_000)
        assert (await read(socket))["o"]["c"] == "f"


async def test_a_silent_stream_keeps_its_connection():
    async with trading() as live, listening(live) as socket:
        await live.fault(fault="stream_silence", ms=300_000)
        await live.buy("lost")
        live.clock.advance_ms(300_000)
        await live.buy("heard")
        assert (await read(socket))["o"]["c"] == "heard"
