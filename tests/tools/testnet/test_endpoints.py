"""Market endpoints and stubs; fields are those of the official SDK's sample bodies."""

from typing import Any

import pytest

from tools.testnet.server import DEFAULT_KEY_PAIR

HEADERS = {"X-MBX-APIKEY": DEFAULT_KEY_PAIR[0]}
PATHS = ["klines?symbol=BTCUSDT", "continuousKlines?pair=BTCUSDT&contractType=PERPETUAL"]
PATHS += [
    "indexPriceKlines?pair=BTCUSDT",
    "markPriceKlines?symbol=BTCUSDT",
    "premiumIndexKlines?symbol=BTCUSDT",
]


@pytest.mark.parametrize("path", PATHS)
async def test_klines_of_every_kind(trader, clock, path):
    rows = (await trader.http.get(f"/fapi/v1/{path}&interval=1h&limit=3")).json()
    assert [row[0] % 3_600_000 for row in rows] == [0] * 3
    assert rows[-1][0] <= clock.now_ms() <= rows[-1][6]
    for row in rows:
        assert [type(value) for value in row] == [int, *[str] * 5, int, str, int, *[str] * 3]
    wrong = (await trader.http.get(f"/fapi/v1/{path}&interval=1s")).json()
    assert wrong["code"] == -1120
    too_many = (await trader.http.get(f"/fapi/v1/{path}&interval=1h&limit=1501")).json()
    assert too_many == {"code": -1130, "msg": "Data sent for parameter 'limit' is not valid."}


async def test_mark_klines_follow_the_mark_and_premiums_are_nothing(trader):
    mark = trader.venue.mark("BTCUSDT")
    (row,) = (await trader.http.get("/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1m&limit=1")).json()
    assert row[4] == f"{mark:.8f}"
    (row,) = (await trader.http.get("/fapi/v1/premiumIndexKlines?symbol=BTCUSDT&interval=1m&limit=1")).json()
    assert row[1:5] == ["0.00000000"] * 4


async def test_klines_want_a_pair_and_a_contract(trader):
    base = "/fapi/v1/continuousKlines?interval=1h"
    assert (await trader.http.get(base)).json()["code"] == -1102
    assert (await trader.http.get(f"{base}&pair=BTCUSDT&contractType=WEEKLY")).json()["code"] == -4104
    assert (await trader.http.get(f"{base}&pair=BTCUSDT&contractType=NEXT_QUARTER")).json() == []


async def test_historical_trades_need_a_key_and_start_anywhere(trader):
    path = "/fapi/v1/historicalTrades?symbol=BTCUSDT"
    assert (await trader.http.get(path)).status_code == 401
    last = (await trader.http.get(f"{path}&limit=10", headers=HEADERS)).json()
    assert last == (await trader.http.get("/fapi/v1/trades?symbol=BTCUSDT&limit=10")).json()
    from_third = await trader.http.get(f"{path}&limit=2&fromId={last[2]['id']}", headers=HEADERS)
    assert from_third.json() == last[2:4]


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/sapi/v1/capital/config/getall", []),
        ("/sapi/v1/margin/allPairs", []),
        ("/sapi/v1/margin/isolated/allPairs", []),
        ("/api/v3/ping", {}),
        ("/dapi/v1/ping", {}),
    ],
)
async def test_stubs(trader, path, answer):
    assert (await trader.http.get(path)).json() == answer
    assert (await trader.http.get("/dapi/v1/exchangeInfo")).json()["symbols"] == []


async def test_open_interest_counts_longs(trader):
    await trader.order("BUY", "0.01")
    found = (await trader.http.get("/fapi/v1/openInterest?symbol=BTCUSDT")).json()
    assert found["openInterest"] == "0.01"


async def test_a_fresh_order_can_be_hidden_from_queries(trader, clock):
    await trader.http.post("/testnet/faults", json={"fault": "stale_order", "ms": 1_200})
    placed = await trader.order("BUY", "0.01", "64000")
    known: dict[str, Any] = {"symbol": "BTCUSDT", "orderId": placed["orderId"]}
    stop = {"algoType": "CONDITIONAL", "symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET"}
    algo = (await trader.send("POST", "v1/algoOrder", **stop, quantity="0.01", triggerPrice="60000")).json()
    assert (await trader.send("GET", "v1/order", **known)).json()["code"] == -2013
    assert (await trader.send("GET", "v1/algoOrder", algoId=algo["algoId"])).json()["code"] == -2013
    clock.advance_ms(1_200)
    assert (await trader.get("v1/order", **known))["status"] == "NEW"
    assert (await trader.get("v1/algoOrder", algoId=algo["algoId"]))["algoStatus"] == "NEW"
    await trader.http.delete("/testnet/faults")
    second = await trader.order("BUY", "0.01", "64000")
    assert (await trader.get("v1/order", symbol="BTCUSDT", orderId=second["orderId"]))["status"] == "NEW"


async def test_throttling_spares_what_reduces(trader):
    await trader.order("BUY", "0.01")
    await trader.http.post("/testnet/faults", json={"fault": "throttle", "count": 2})
    refused = await trader.send(
        "POST", "v1/order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.01"
    )
    assert (refused.status_code, refused.json()["code"]) == (503, -1008)
    assert len(await trader.get("v3/positionRisk")) == 1
    reduced = await trader.order("SELL", "0.01", reduceOnly="true")
    assert reduced["status"] == "FILLED"
    assert (await trader.order("BUY", "0.01"))["code"] == -1008
    assert (await trader.order("BUY", "0.01"))["status"] == "FILLED"
