"""The spot door: signatures over the bytes as sent, time windows, weights and order counts, faults."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key

from tools.clock import VirtualClock
from tools.testnet.app import create_app
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.signature import sign
from tools.testnet.ws_api import payload

KEY, SECRET = DEFAULT_KEY_PAIR
HEADERS = {"X-MBX-APIKEY": KEY}
BTC = {"symbol": "BTCUSDT"}
ORDER = "/api/v3/order"
LIMIT = BTC | {"side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "60000"}
DATA = Path(__file__).parents[3] / "data" / "hmac-signature-vectors.json"
VECTORS = {row["name"]: row for row in json.loads(DATA.read_text(encoding="utf-8"))["vectors"]}
ED25519_KEY = "MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u"
"""The private key printed in the documentation of Binance's FIX API."""


def client(venue):
    transport = httpx.ASGITransport(app=create_app(venue))
    return httpx.AsyncClient(transport=transport, base_url="http://testnet")


@pytest.mark.parametrize("style", ["query", "body", "mixed"])
@pytest.mark.parametrize("name", ["spot-rest-ascii", "spot-rest-nonascii"])
async def test_the_published_vectors_pass_the_door(name, style):
    vector = VECTORS[name]
    sent = vector["payload"]
    clock = VirtualClock(int(sent.rpartition("timestamp=")[2]))
    venue = build_venue(clock=clock, keys=((vector["api_key"], vector["secret_key"]),))
    headers = {"X-MBX-APIKEY": vector["api_key"], "Content-Type": "application/x-www-form-urlencoded"}
    signed = f"{sent}&signature={vector['signature'].upper()}"
    query, body = (signed, "") if style != "body" else ("", signed)
    if style == "mixed":
        query, body = sent, f"signature={vector['signature']}"
    async with client(venue) as http:
        answer = await http.post(f"{ORDER}?{query}", content=body, headers=headers)
        assert answer.json() == {"code": -1121, "msg": "Invalid symbol."}
        changed = await http.post(f"{ORDER}?{query}&price=2", content=body, headers=headers)
        assert changed.json()["code"] == -1022


def test_query_and_body_are_signed_without_anything_between():
    vector = VECTORS["spot-rest-mixed-legacy"]
    assert sign(vector["secret_key"], vector["payload"].encode()) == vector["signature"]


@pytest.mark.parametrize("name", ["spot-wsapi-ascii", "spot-wsapi-nonascii"])
def test_the_published_vectors_of_the_websocket_api(name):
    vector = VECTORS[name]
    params = dict(pair.split("=") for pair in reversed(vector["payload"].split("&")))
    assert payload(params | {"signature": "any"}) == vector["payload"].encode()
    assert sign(vector["secret_key"], payload(params)) == vector["signature"]


async def test_ed25519_keys_sign_rest():
    private = load_der_private_key(base64.b64decode(ED25519_KEY), None)
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    sent = "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=0.2"
    sent += "&timestamp=1668481559918&recvWindow=5000"
    signature = "inDT086KVIP8vgUfw5sV3VTkescWztiAGlf4x8FLKHM4NInsn0c1kYVLoGMO8cyjfR6vmTku2YQE0gtfVVlfCw=="
    venue = build_venue(clock=VirtualClock(1668481559918), keys=(("e" * 64, pem),))
    async with client(venue) as http:
        answer = await http.post(
            f"{ORDER}?{sent}&signature={quote(signature, safe='')}", headers={"X-MBX-APIKEY": "e" * 64}
        )
        assert answer.json() == {"code": -1013, "msg": "Filter failure: PERCENT_PRICE_BY_SIDE"}
        wrong = await http.post(
            f"{ORDER}?{sent}1&signature={quote(signature, safe='')}", headers={"X-MBX-APIKEY": "e" * 64}
        )
        assert wrong.json()["code"] == -1022


@pytest.mark.parametrize(
    ("late_ms", "window", "code"),
    [
        (0, None, None),
        (5000, None, None),
        (5001, None, -1021),
        (-999, None, None),
        (-1000, None, -1021),
        (6000, "6000", None),
        (6000, "5999.999", -1021),
        (100, "99.5", -1021),
        (0, "60000", None),
        (0, "60001", -1102),
        (0, "60000.5", -1102),
        (0, "1e3", -1100),
        (0, "5000.1234", -1100),
    ],
)
async def test_receive_windows(spot, late_ms, window, code):
    now_ms = spot.venue.now_ms()
    params = {"timestamp": now_ms - late_ms} | ({"recvWindow": window} if window else {})
    answer = (await spot.send("GET", "account", **params)).json()
    assert answer.get("code") == code


async def test_timestamps_may_be_microseconds_and_must_be_numbers(spot):
    micro = await spot.send("GET", "account", timestamp=spot.venue.now_ms() * 1000)
    assert micro.status_code == 200
    assert (await spot.send("GET", "account", timestamp="now")).json()["code"] == -1100
    assert (await spot.send("GET", "account", timestamp="")).json()["code"] == -1105
    unsigned = await spot.http.get("/api/v3/account?timestamp=1", headers=HEADERS)
    assert unsigned.json()["code"] == -1021
    without = await spot.http.get("/api/v3/account?timestamp=1")
    assert (without.status_code, without.json()["code"]) == (401, -2014)
    strange = await spot.http.get("/api/v3/account?timestamp=1", headers={"X-MBX-APIKEY": "x" * 64})
    assert (strange.status_code, strange.json()["code"]) == (401, -2015)


def weight(response):
    return int(response.headers["X-MBX-USED-WEIGHT-1M"])


async def test_weights_are_counted_apart_from_futures_and_orders_are_free_when_taken(spot):
    await spot.http.get("/fapi/v1/aggTrades?symbol=BTCUSDT")
    assert weight(await spot.http.get("/api/v3/exchangeInfo?symbol=BTCUSDT")) == 20
    assert weight(await spot.http.get("/api/v3/depth?symbol=BTCUSDT&limit=1000")) == 70
    placed = await spot.send("POST", "order", **LIMIT, newClientOrderId="mine")
    assert weight(placed) == 70
    assert weight(await spot.send("POST", "order", **LIMIT | {"quantity": "0"})) == 71
    assert weight(await spot.send("DELETE", "order", **BTC, origClientOrderId="mine")) == 71
    assert weight(await spot.send("DELETE", "order", **BTC, origClientOrderId="mine")) == 72
    assert weight(await spot.send("GET", "openOrders")) == 152


def counts(response):
    names = ("X-MBX-ORDER-COUNT-10S", "X-MBX-ORDER-COUNT-1D")
    return tuple(int(response.headers[name]) for name in names)


async def test_only_orders_that_have_not_traded_count(spot):
    assert counts(await spot.send("POST", "order", **LIMIT)) == (1, 1)
    market = BTC | {"side": "BUY", "type": "MARKET", "quantity": "0.01"}
    assert counts(await spot.send("POST", "order", **market)) == (1, 1)
    oco = BTC | {"side": "SELL", "quantity": "0.01", "price": "66000", "stopPrice": "64000"}
    assert counts(await spot.send("POST", "order/oco", **oco)) == (3, 3)
    shown = await spot.get("rateLimit/order")
    assert [(row["interval"], row["limit"], row["count"]) for row in shown] == [
        ("SECOND", 50, 3),
        ("DAY", 160_000, 3),
    ]
    spot.venue.clock.advance_ms(10_000)
    assert counts(await spot.send("POST", "order", **LIMIT)) == (1, 4)


async def test_too_many_orders_and_too_much_weight(spot):
    for _ in range(50):
        assert (await spot.send("POST", "order", **LIMIT | {"quantity": "0.001"})).status_code == 200
    refused = await spot.send("POST", "order", **LIMIT)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "10")
    assert refused.json() == {
        "code": -1015,
        "msg": "Too many new orders; current limit is 50 orders per 10 SECOND.",
    }
    deep = "/api/v3/depth?symbol=BTCUSDT&limit=5000"
    answers = [await spot.http.get(deep) for _ in range(25)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["msg"].startswith("Too much request weight used; current limit is 6000")
    assert int(answers[-1].headers["Retry-After"]) > 0
    banned = [await spot.http.get(deep) for _ in range(12)][-1]
    assert (banned.status_code, banned.json()["code"]) == (418, -1003)
    assert (await spot.http.get("/fapi/v1/ping")).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "placed"),
    [
        ({"fault": "status"}, 503, 0),
        ({"fault": "status_after_accept"}, 503, 1),
        ({"fault": "timeout_after_accept"}, 408, 1),
        ({"fault": "status", "status": 429, "retry_after": 7}, 429, 0),
        ({"fault": "drop_after_accept"}, None, 1),
        ({"fault": "drop_before_accept"}, None, 0),
    ],
)
async def test_faults_hit_spot_paths(spot, fault, status, placed):
    await spot.http.post("/testnet/faults", json=fault | {"path": ORDER, "method": "POST"})
    if status is None:
        with pytest.raises(httpx.ReadError):
            await spot.send("POST", "order", **LIMIT)
    else:
        assert (await spot.send("POST", "order", **LIMIT)).status_code == status
    assert len(await spot.get("openOrders")) == placed


async def test_a_fresh_order_can_be_hidden_from_queries(spot):
    await spot.http.post("/testnet/faults", json={"fault": "stale_order", "ms": 1_000})
    placed = await spot.order("BUY", "0.01", "60000")
    known = BTC | {"orderId": placed["orderId"]}
    assert (await spot.send("GET", "order", **known)).json()["code"] == -2013
    spot.venue.clock.advance_ms(1_000)
    assert (await spot.get("order", **known))["status"] == "NEW"
