"""The WebSocket API: same answers as REST, its own way of signing."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import websockets
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tools.clock import VirtualClock
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.testnet.signature import sign

KEY, SECRET = DEFAULT_KEY_PAIR
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PEM = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
ED_KEY = "e" * 64
MARKET = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}


def written(params: dict[str, Any]) -> bytes:
    pairs = (
        (name, str(value).lower() if isinstance(value, bool) else value) for name, value in params.items()
    )
    return "&".join(f"{name}={value}" for name, value in sorted(pairs)).encode()


class Api:
    def __init__(self, socket: websockets.ClientConnection, clock: VirtualClock) -> None:
        self.socket, self.clock, self.number = socket, clock, 0

    async def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        await self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        answer = json.loads(await asyncio.wait_for(self.socket.recv(), 5))
        assert answer["id"] == self.number
        return answer

    async def signed(self, method: str, **params: Any) -> Any:
        params |= {"apiKey": KEY, "timestamp": self.clock.now_ms()}
        return await self.ask(method, **params, signature=sign(SECRET, written(params)))

    async def log_on(self) -> Any:
        params = {"apiKey": ED_KEY, "timestamp": self.clock.now_ms()}
        signature = base64.b64encode(PRIVATE.sign(written(params))).decode()
        return await self.ask("session.logon", **params, signature=signature)


@asynccontextmanager
async def connected() -> AsyncIterator[Api]:
    clock = VirtualClock()
    venue = build_venue(clock=clock, keys=(DEFAULT_KEY_PAIR, (ED_KEY, PEM)))
    async with (
        running(venue) as port,
        websockets.connect(f"ws://127.0.0.1:{port}/ws-fapi/v1") as socket,
    ):
        yield Api(socket, clock)


async def test_an_order_from_place_to_cancel():
    async with connected() as api:
        limit = MARKET | {"type": "LIMIT", "price": "64000", "timeInForce": "GTC", "reduceOnly": False}
        placed = await api.signed("order.place", **limit, newClientOrderId="one")
        assert (placed["status"], placed["result"]["status"]) == (200, "NEW")
        counts = {(row["rateLimitType"], row["interval"]): row["count"] for row in placed["rateLimits"]}
        assert counts == {("REQUEST_WEIGHT", "MINUTE"): 0, ("ORDERS", "SECOND"): 1, ("ORDERS", "MINUTE"): 1}
        order_id = placed["result"]["orderId"]
        known = {"symbol": "BTCUSDT", "orderId": order_id}
        modified = await api.signed("order.modify", **known, side="BUY", price="63000", quantity="0.02")
        assert modified["result"]["price"] == "63000.00"
        found = await api.signed("order.status", **known, returnRateLimits=False)
        assert (found["result"]["origQty"], "rateLimits" in found) == ("0.0200", False)
        cancelled = await api.signed("order.cancel", symbol="BTCUSDT", origClientOrderId="one")
        assert cancelled["result"]["status"] == "CANCELED"
        again = await api.signed("order.cancel", **known)
        assert (again["status"], again["error"]["code"]) == (400, -2011)
        stop = await api.signed("order.place", **(MARKET | {"type": "STOP_MARKET"}))
        assert stop["error"]["code"] == -4120


async def test_conditional_orders_and_accounts():
    async with connected() as api:
        given = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET"}
        placed = await api.signed("algoOrder.place", **given, quantity="0.01", triggerPrice=64000.0)
        assert placed["result"]["algoStatus"] == "NEW"
        gone = await api.signed("algoOrder.cancel", algoId=placed["result"]["algoId"])
        assert gone["result"]["code"] == "200"
        await api.signed("order.place", **MARKET)
        (position,) = (await api.signed("v2/account.position"))["result"]
        assert position["positionAmt"] == "0.0100"
        assert len((await api.signed("account.position", symbol="BTCUSDT"))["result"]) == 1
        assert (await api.signed("v2/account.balance"))["result"][0]["asset"] == "USDT"
        assert "positions" in (await api.signed("v2/account.status"))["result"]
        assert (await api.signed("account.status"))["result"]["canTrade"] is True


async def test_market_data_and_listen_keys_need_no_signature():
    async with connected() as api:
        price = (await api.ask("ticker.price", symbol="BTCUSDT"))["result"]
        assert price["symbol"] == "BTCUSDT"
        assert (await api.ask("ticker.book", symbol="BTCUSDT"))["result"]["askPrice"] > price["price"][:1]
        assert len((await api.ask("depth", symbol="BTCUSDT", limit=5))["result"]["bids"]) == 5
        started = (await api.ask("userDataStream.start", apiKey=KEY))["result"]
        assert (await api.ask("userDataStream.ping", apiKey=KEY))["result"] == started
        assert (await api.ask("userDataStream.stop", apiKey=KEY))["result"] == {}
        assert (await api.ask("userDataStream.ping", apiKey=KEY))["error"]["code"] == -1125


REFUSALS = [
    ("order.place", {"timestamp": 1}, 400, -1102),
    ("order.place", {"apiKey": "k" * 64}, 401, -2015),
    ("order.place", {"apiKey": KEY, "timestamp": 1_750_000_000_000, "signature": "00"}, 400, -1022),
    ("order.place", {"apiKey": KEY, "timestamp": 1}, 400, -1021),
    ("session.logon", {"apiKey": KEY, "timestamp": 1_750_000_000_000, "signature": "00"}, 400, -4056),
    (
        "session.logon",
        {"apiKey": ED_KEY, "timestamp": 1_750_000_000_000, "signature": "00=="},
        400,
        -1022,
    ),
    ("nothing", {}, 400, -1020),
]


async def test_refusals():
    async with connected() as api:
        for method, params, status, code in REFUSALS:
            answer = await api.ask(method, **params)
            assert (answer["status"], answer["error"]["code"]) == (status, code)
        assert (await api.ask("session.status"))["result"]["apiKey"] is None


async def test_a_session_signs_in_once():
    async with connected() as api:
        assert (await api.log_on())["result"]["apiKey"] == ED_KEY
        placed = await api.ask("order.place", **MARKET, timestamp=api.clock.now_ms())
        assert placed["result"]["status"] == "NEW"
        assert (await api.ask("session.status"))["result"]["apiKey"] == ED_KEY
        await api.ask("session.logout")
        refused = await api.ask("order.place", **MARKET, timestamp=api.clock.now_ms())
        assert refused["error"]["code"] == -1102


async def test_what_is_no_request_is_refused_and_the_connection_lives():
    async with connected() as api:
        for text in ("{", "[]", '{"id":1,"method":"ping","params":[]}'):
            await api.socket.send(text)
            answer = json.loads(await asyncio.wait_for(api.socket.recv(), 5))
            assert answer["error"]["code"] == -1100
        assert (await api.ask("ping"))["result"] == {}


async def test_faults_reach_the_api_too():
    clock = VirtualClock()
    venue = build_venue(clock=clock)
    async with (
        running(venue) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        websockets.connect(f"ws://127.0.0.1:{port}/ws-fapi/v1") as socket,
    ):
        api = Api(socket, clock)
        await http.post("/testnet/faults", json={"fault": "timeout_after_accept", "path": "order.place"})
        answer = await api.signed("order.place", **MARKET)
        assert (answer["status"], answer["error"]["code"]) == (408, -1007)
        assert len(venue.records.orders) == 1
        await http.post("/testnet/faults", json={"fault": "drop_after_accept", "path": "order.place"})
        with pytest.raises(websockets.ConnectionClosed):
            await api.signed("order.place", **MARKET)
        assert len(venue.records.orders) == 2


async def test_ed25519_signs_rest_too():
    clock = VirtualClock()
    venue = build_venue(clock=clock, keys=((ED_KEY, PEM),))
    transport = httpx.ASGITransport(app=create_app(venue))
    async with httpx.AsyncClient(transport=transport, base_url="http://testnet") as http:
        query = f"timestamp={clock.now_ms()}"
        right = httpx.QueryParams({"signature": base64.b64encode(PRIVATE.sign(query.encode())).decode()})
        wrong = httpx.QueryParams({"signature": base64.b64encode(PRIVATE.sign(b"other")).decode()})
        answers = [
            await http.get(f"/fapi/v3/balance?{query}&{one}", headers={"X-MBX-APIKEY": ED_KEY})
            for one in (right, wrong)
        ]
        assert [one.status_code for one in answers] == [200, 400]
        assert answers[1].json()["code"] == -1022
