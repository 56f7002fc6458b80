"""Signatures, timing, keys, limits, faults, control routes."""

from urllib.parse import urlencode

import httpx
import pytest

from tools.terms import Side
from tools.testnet.app import create_app
from tools.testnet.book import Resting
from tools.testnet.liquidity import OWNER
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.signature import sign, signed_bytes

KEY, SECRET = DEFAULT_KEY_PAIR
HEADERS = {"X-MBX-APIKEY": KEY}
FORM = HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
ORDER = "/fapi/v1/order"


def test_the_documented_signature():
    secret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9"
    query = (
        b"symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC"
        b"&recvWindow=5000&timestamp=1591702613943"
    )
    expected = "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"
    assert sign(secret, query) == expected
    assert signed_bytes(query[:20], query[20:] + b"&signature=" + expected.encode()) == query


@pytest.fixture
def body(clock):
    given = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    return urlencode(given | {"timestamp": clock.now_ms()})


async def test_four_ways_to_send_parameters(trader, body):
    signature = "&signature=" + sign(SECRET, body.encode())
    everything_in_query = await trader.http.post(
        f"{ORDER}?{body}{signature}", headers=HEADERS | {"Content-Type": "application/json"}
    )
    form = await trader.http.post(ORDER, content=body + signature, headers=FORM)
    split = body.index("&type")
    first, second = body[:split], body[split + 1 :]
    mixed_signature = sign(SECRET, (first + second).encode())
    mixed = await trader.http.post(
        f"{ORDER}?{first}", content=f"{second}&signature={mixed_signature}", headers=FORM
    )
    upper = await trader.http.post(
        ORDER, content=body + signature.upper().replace("SIGNATURE", "signature"), headers=FORM
    )
    assert [one.status_code for one in (everything_in_query, form, mixed, upper)] == [200] * 4
    resting = await trader.order("BUY", "0.01", "64000")
    delete = urlencode(
        {"symbol": "BTCUSDT", "orderId": resting["orderId"], "timestamp": trader.venue.now_ms()}
    )
    signed = f"{delete}&signature={sign(SECRET, delete.encode())}"
    cancelled = await trader.http.request("DELETE", ORDER, content=signed, headers=FORM)
    assert cancelled.json()["status"] == "CANCELED"


async def test_query_wins_over_body(trader, body):
    query = "quantity=0.02"
    rest = body.replace("quantity=0.01", "quantity=0.05")
    signature = sign(SECRET, (query + rest).encode())
    placed = await trader.http.post(f"{ORDER}?{query}", content=f"{rest}&signature={signature}", headers=FORM)
    assert placed.json()["origQty"] == "0.0200"


@pytest.mark.parametrize(
    ("headers", "change", "status", "code"),
    [
        ({}, {}, 401, -2014),
        ({"X-MBX-APIKEY": "k" * 64}, {}, 401, -2015),
        (HEADERS, {"timestamp": ""}, 400, -1102),
        (HEADERS, {"timestamp": "soon"}, 400, -1102),
        (HEADERS, {"timestamp": 1_750_000_000_000 - 5001}, 400, -1021),
        (HEADERS, {"timestamp": 1_750_000_001_000}, 400, -1021),
        (HEADERS, {"timestamp": 1_750_000_000_000 - 9000, "recvWindow": 8999}, 400, -1021),
        (HEADERS, {"recvWindow": 60_001}, 400, -1130),
        (HEADERS, {"timestamp": 1_750_000_000_000 - 9000, "recvWindow": 9000}, 200, None),
        (HEADERS, {"timestamp": 1_750_000_000_999}, 200, None),
    ],
)
async def test_keys_and_timing(trader, headers, change, status, code):
    query = urlencode({"timestamp": 1_750_000_000_000} | change)
    query += "&signature=" + sign(SECRET, query.encode())
    response = await trader.http.get(f"/fapi/v3/balance?{query}", headers=headers)
    assert response.status_code == status
    assert code is None or response.json()["code"] == code


async def test_a_changed_byte_breaks_the_signature(trader, body):
    signature = sign(SECRET, body.encode())
    changed = body.replace("quantity=0.01", "quantity=0.02")
    response = await trader.http.post(f"{ORDER}?{changed}&signature={signature}", headers=HEADERS)
    assert (response.status_code, response.json()["code"]) == (400, -1022)
    unsigned = await trader.http.post(f"{ORDER}?{body}", headers=HEADERS)
    assert unsigned.json()["msg"].startswith("Mandatory parameter 'signature'")


async def test_weight_and_order_counts(trader):
    weight = (await trader.http.get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000")).headers
    assert weight["X-MBX-USED-WEIGHT-1M"] == "20"
    placed = await trader.send(
        "POST", "v1/order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.01"
    )
    assert (placed.headers["X-MBX-ORDER-COUNT-10S"], placed.headers["X-MBX-ORDER-COUNT-1M"]) == ("1", "1")
    assert placed.headers["X-MBX-USED-WEIGHT-1M"] == "20"


async def test_too_many_requests_then_a_ban_then_peace(trader, clock):
    heavy = "/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1"
    answers = [await trader.http.get(heavy) for _ in range(300 + 10 + 2)]
    assert answers[299].status_code == 200
    assert {one.status_code for one in answers[300:310]} == {429}
    assert answers[300].json()["code"] == -1003
    assert int(answers[300].headers["Retry-After"]) > 0
    assert answers[311].status_code == 418
    assert "IP banned until" in answers[311].json()["msg"]
    clock.advance_ms(120_000)
    assert (await trader.http.get(heavy)).status_code == 200


async def test_too_many_orders(trader):
    for _ in range(300):
        await trader.send("POST", "v1/order", symbol="BTCUSDT")
    refused = await trader.send("POST", "v1/order", symbol="BTCUSDT")
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, -1015, "10")


async def test_unknown_paths_answer_like_binance(trader):
    response = await trader.http.get("/fapi/v1/nothing")
    assert response.status_code == 404
    assert response.json() == {"code": -5000, "msg": "Path /fapi/v1/nothing, Method GET is invalid"}


@pytest.mark.parametrize(
    ("fault", "status", "placed"),
    [
        ({"fault": "status"}, 503, 0),
        ({"fault": "status_after_accept"}, 503, 1),
        ({"fault": "status", "status": 429, "retry_after": 7}, 429, 0),
        ({"fault": "status", "status": 418}, 418, 0),
        ({"fault": "timeout_after_accept"}, 408, 1),
        ({"fault": "invalid_json"}, 200, 1),
        ({"fault": "drop_before_accept"}, None, 0),
        ({"fault": "drop_after_accept"}, None, 1),
    ],
)
async def test_faults_hit_once(trader, fault, status, placed):
    armed = await trader.http.post("/testnet/faults", json=fault | {"path": ORDER, "method": "POST"})
    assert armed.status_code == 200
    await trader.get("v3/balance")
    params = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.01"}
    if status is None:
        with pytest.raises(httpx.ReadError):
            await trader.send("POST", "v1/order", **params)
    else:
        response = await trader.send("POST", "v1/order", **params)
        assert response.status_code == status
        assert ("Retry-After" in response.headers) == (status in (418, 429))
    assert len((await trader.http.get("/testnet/ledger")).json()["orders"]) == placed
    assert (await trader.send("POST", "v1/order", **params)).status_code == 200


async def test_faults_count_clear_and_skew(trader):
    await trader.http.post("/testnet/faults", json={"fault": "status", "count": 2, "code": -1001, "msg": "x"})
    for _ in range(2):
        assert (await trader.http.get("/fapi/v1/ping")).json() == {"code": -1001, "msg": "x"}
    assert (await trader.http.get("/fapi/v1/ping")).status_code == 200
    await trader.http.post("/testnet/faults", json={"fault": "status"})
    await trader.http.post("/testnet/faults", json={"fault": "clock_skew", "ms": 60_000})
    await trader.http.delete("/testnet/faults")
    assert (await trader.http.get("/fapi/v1/time")).json() == {"serverTime": 1_750_000_000_000}
    await trader.http.post("/testnet/faults", json={"fault": "clock_skew", "ms": 60_000})
    assert (await trader.send("GET", "v3/balance")).json()["code"] == -1021
    refused = await trader.http.post("/testnet/faults", json={"fault": "earthquake"})
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("client", "headers", "status"),
    [
        (("127.0.0.1", 1), {}, 200),
        (("192.0.2.7", 1), {}, 403),
        (("127.0.0.1", 1), {"Origin": "https://example.com"}, 403),
        (("127.0.0.1", 1), {"Origin": "http://localhost:3003"}, 200),
    ],
)
async def test_control_routes_are_for_loopback(venue, client, headers, status):
    transport = httpx.ASGITransport(app=create_app(venue), client=client)
    async with httpx.AsyncClient(transport=transport, base_url="http://testnet") as http:
        assert (await http.get("/testnet/ledger", headers=headers)).status_code == status
        assert (await http.get("/fapi/v1/ping")).status_code == 200


@pytest.mark.parametrize("price", ["0", "-1", "NaN", "1e30", "", None])
async def test_a_price_that_is_none_is_not_set(trader, price):
    response = await trader.http.post("/testnet/market", json={"symbol": "BTCUSDT", "price": price})
    assert response.status_code == 400
    assert trader.venue.mark("BTCUSDT") == 65000


PROFILES = {
    "demo": {"weight": 6000, "orders": 10_000, "step": "0.0001", "bound": "0.30"},
    "prod": {"weight": 2400, "orders": 200, "step": "0.001", "bound": "0.05"},
}


@pytest.mark.parametrize("profile", PROFILES)
async def test_profiles_differ_in_filters_and_limits(clock, trader_of, profile):
    async with trader_of(build_venue(profile, clock=clock)) as trader:
        info = (await trader.http.get("/fapi/v1/exchangeInfo")).json()
    btc, eth = ({one["symbol"]: one for one in info["symbols"]}[name] for name in ("BTCUSDT", "ETHUSDT"))
    filters = {one["filterType"]: one for one in btc["filters"]}
    limits = {(one["rateLimitType"], one["interval"]): one["limit"] for one in info["rateLimits"]}
    assert (limits.pop(("ORDERS", "SECOND")), limits.pop(("ORDERS", "MINUTE"))) == (300, 1200)
    assert filters["MIN_NOTIONAL"]["notional"] == "50"
    assert [one["notional"] for one in eth["filters"] if one["filterType"] == "MIN_NOTIONAL"] == ["20"]
    assert filters["PRICE_FILTER"]["tickSize"] == "0.10"
    assert (filters["LOT_SIZE"]["maxQty"], filters["MARKET_LOT_SIZE"]["maxQty"]) == ("1000", "120")
    assert (filters["PERCENT_PRICE"]["multiplierUp"], btc["triggerProtect"]) == ("1.0500", "0.0500")
    seen = {"weight": limits[("REQUEST_WEIGHT", "MINUTE")], "orders": filters["MAX_NUM_ORDERS"]["limit"]}
    assert filters["LOT_SIZE"]["minQty"] == filters["MARKET_LOT_SIZE"]["stepSize"]
    seen |= {"step": filters["LOT_SIZE"]["stepSize"], "bound": btc["marketTakeBound"]}
    assert seen == PROFILES[profile]


@pytest.mark.parametrize(("profile", "code"), [("demo", None), ("prod", -1111)])
async def test_the_step_of_a_profile_is_enforced(clock, trader_of, profile, code):
    async with trader_of(build_venue(profile, clock=clock)) as trader:
        assert (await trader.order("BUY", "0.0015")).get("code") == code


async def test_production_takes_two_hundred_open_orders(clock, trader_of):
    async with trader_of(build_venue("prod", clock=clock)) as trader:
        placed = []
        for _ in range(201):
            clock.advance_ms(200)
            placed.append(await trader.order("BUY", "0.001", "63000"))
    assert [one.get("code") for one in placed[199:]] == [None, -2025]


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_market_order_reaches_only_so_far_from_the_mark(clock, trader_of, profile):
    async with trader_of(build_venue(profile, clock=clock)) as trader:
        book = trader.venue.market("BTCUSDT").book
        for price, _ in book.depth(Side.SELL):
            for order in list(book._levels[Side.SELL][price]):
                book.cancel(order)
        book.add(Resting(-99, OWNER, Side.SELL, 650_000 * 106 // 100, 10_000))
        answer = await trader.order("BUY", "0.01")
    assert answer.get("code") == {"demo": None, "prod": -4131}[profile]


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/fapi/v1/fundingRate?limit=1&symbol=BTCUSDT", 500),
        ("/futures/data/delivery-price?pair=BTCUSDT", 1000),
    ],
)
async def test_pools_are_counted_apart_from_the_weight(trader, clock, path, limit):
    answers = [await trader.http.get(path) for _ in range(limit + 1)]
    assert {one.status_code for one in answers[:limit]} == {200}
    assert (answers[limit].status_code, answers[limit].json()["code"]) == (429, -1003)
    assert not any("X-MBX-USED-WEIGHT-1M" in one.headers for one in answers)
    assert (await trader.http.get("/fapi/v1/ping")).headers["X-MBX-USED-WEIGHT-1M"] == "1"
    clock.advance_ms(int(answers[limit].headers["Retry-After"]) * 1000)
    assert (await trader.http.get(path)).status_code == 200
