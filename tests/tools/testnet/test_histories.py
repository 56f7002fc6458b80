"""What was done is told again: changed orders, moved margins, downloads, trading rules, fee settings."""

import csv
import io
from urllib.parse import urlsplit

import pytest

from tools.testnet.downloads import LIFE_MS, MAKING_MS
from tools.testnet.server import build_venue

BTC = {"symbol": "BTCUSDT"}
ETH = {"symbol": "ETHUSDT"}


async def change(trader, order, price, quantity, **params):
    given = BTC | {"orderId": order["orderId"], "side": order["side"], "price": price, "quantity": quantity}
    return (await trader.send("PUT", "v1/order", **(given | params))).json()


async def test_every_change_of_an_order_is_told_newest_first(trader, clock):
    placed = await trader.order("BUY", "0.01", "64000", newClientOrderId="mine")
    other = await trader.order("BUY", "0.01", "63000")
    await change(trader, placed, "64100", "0.01")
    await change(trader, other, "63100", "0.01")
    clock.advance_ms(1_000)
    changed_ms = clock.now_ms()
    await change(trader, placed, "64100", "0.02", modifyId=12_345)
    rows = await trader.get("v1/orderAmendment", **BTC, origClientOrderId="mine")
    assert [row["orderId"] for row in rows] == [placed["orderId"]] * 2
    assert [(row["amendment"]["count"], row["amendment"]["modifyId"]) for row in rows] == [
        (2, 12_345),
        (1, 1),
    ]
    assert rows[0]["amendment"]["origQty"] == {"before": "0.0100", "after": "0.0200"}
    assert rows[0]["amendment"]["price"] == {"before": "64100.00", "after": "64100.00"}
    assert rows[1]["amendment"]["price"] == {"before": "64000.00", "after": "64100.00"}
    assert rows[0]["amendmentId"] > rows[1]["amendmentId"]
    known = BTC | {"orderId": placed["orderId"]}
    assert await trader.get("v1/orderAmendment", **known, startTime=changed_ms) == rows[:1]
    assert await trader.get("v1/orderAmendment", **known, endTime=changed_ms - 1) == rows[1:]
    assert await trader.get("v1/orderAmendment", **known, limit=1) == rows[:1]


async def test_a_refused_or_impossible_change_is_not_told(trader):
    placed = await trader.order("BUY", "0.01", "64000", timeInForce="GTX")
    known = BTC | {"orderId": placed["orderId"]}
    assert (await change(trader, placed, "64000.05", "0.01"))["code"] == -4014
    assert (await change(trader, placed, "65010", "0.01"))["status"] == "CANCELED"
    assert await trader.get("v1/orderAmendment", **known) == []
    unknown = await trader.send("GET", "v1/orderAmendment", **BTC, orderId="7")
    assert unknown.json()["code"] == -2013
    too_many = await trader.send("GET", "v1/orderAmendment", **known, limit=101)
    assert too_many.json()["code"] == -1130


async def test_a_large_number_of_the_client_does_not_use_up_its_changes(trader):
    placed = await trader.order("BUY", "0.01", "64000")
    await change(trader, placed, "64001", "0.01", modifyId=10_000)
    assert (await change(trader, placed, "64002", "0.01"))["price"] == "64002.00"


async def move(trader, amount, kind):
    answer = await trader.send("POST", "v1/positionMargin", **ETH, amount=amount, type=kind)
    assert answer.status_code == 200, answer.text


async def test_every_margin_move_is_told(trader, clock):
    await trader.send("POST", "v1/marginType", **ETH, marginType="ISOLATED")
    await trader.order("BUY", "0.1", **ETH)
    await move(trader, "5", 1)
    clock.advance_ms(1_000)
    await move(trader, "2.5", 2)
    rows = await trader.get("v1/positionMargin/history", **ETH)
    assert [(row["type"], row["amount"], row["positionSide"]) for row in rows] == [
        (2, "2.50000000", "BOTH"),
        (1, "5.00000000", "BOTH"),
    ]
    assert await trader.get("v1/positionMargin/history", **ETH, type=1) == rows[1:]
    assert await trader.get("v1/positionMargin/history", **ETH, startTime=clock.now_ms()) == rows[:1]
    assert await trader.get("v1/positionMargin/history", **BTC) == []
    wrong = await trader.send("GET", "v1/positionMargin/history", **ETH, type=3)
    assert wrong.json()["code"] == -1130


async def test_histories_and_settings_survive_a_restart(tmp_path, clock, trader_of):
    async with trader_of(build_venue(clock=clock, state=tmp_path)) as trader:
        placed = await trader.order("BUY", "0.01", "64000")
        await change(trader, placed, "64100", "0.01")
        await trader.send("POST", "v1/marginType", **ETH, marginType="ISOLATED")
        await trader.order("BUY", "0.1", **ETH)
        await move(trader, "5", 1)
        await trader.send("POST", "v1/feeBurn", feeBurn="true")
        known = BTC | {"orderId": placed["orderId"]}
        before = [await trader.get("v1/orderAmendment", **known)]
        before += [await trader.get("v1/positionMargin/history", **ETH)]
    async with trader_of(build_venue(clock=clock, state=tmp_path)) as trader:
        after = [await trader.get("v1/orderAmendment", **known)]
        after += [await trader.get("v1/positionMargin/history", **ETH)]
        assert after == before
        assert await trader.get("v1/feeBurn") == {"feeBurn": True}
        assert (await trader.get("v2/account"))["feeBurn"] is True
        await change(trader, placed, "64200", "0.01")
        newest, oldest = await trader.get("v1/orderAmendment", **known)
        assert newest["amendmentId"] == oldest["amendmentId"] + 1
        assert newest["amendment"]["count"] == 2


@pytest.mark.parametrize("kind", ["income", "order", "trade"])
async def test_a_download_has_an_id_and_is_in_the_making_at_first(trader, kind):
    window = {"startTime": 1, "endTime": 2}
    started = await trader.get(f"v1/{kind}/asyn", **window)
    assert started == await trader.get(f"v1/{kind}/asyn", **window)
    status = await trader.get(f"v1/{kind}/asyn/id", downloadId=started["downloadId"])
    assert (status["downloadId"], status["status"], status["url"]) == (
        started["downloadId"],
        "processing",
        "",
    )
    backwards = await trader.send("GET", f"v1/{kind}/asyn", startTime=2, endTime=1)
    assert backwards.json()["code"] == -4165
    assert (await trader.send("GET", f"v1/{kind}/asyn", endTime=1)).json()["code"] == -1102


@pytest.mark.parametrize(
    ("kind", "column", "values"),
    [
        ("order", "origQty", ["0.0100", "0.0200"]),
        ("trade", "qty", ["0.0100", "0.0200"]),
        ("income", "incomeType", ["COMMISSION", "COMMISSION", "REALIZED_PNL"]),
    ],
)
async def test_a_finished_download_is_a_file_on_loopback(trader, clock, kind, column, values):
    start = clock.now_ms()
    await trader.order("BUY", "0.01")
    await trader.order("SELL", "0.02")
    window = {"startTime": start, "endTime": clock.now_ms()}
    known = {"downloadId": (await trader.get(f"v1/{kind}/asyn", **window))["downloadId"]}
    assert (await trader.get(f"v1/{kind}/asyn/id", **known))["status"] == "processing"
    clock.advance_ms(MAKING_MS)
    trader.http.headers["host"] = "elsewhere:4321"
    made = await trader.get(f"v1/{kind}/asyn/id", **known)
    assert (made["status"], made["notified"], made["isExpired"]) == ("completed", True, None)
    assert made["expirationTimestamp"] == clock.now_ms() + LIFE_MS
    url = urlsplit(made["url"])
    assert (url.scheme, url.netloc) == ("http", "127.0.0.1:4321")
    answer = await trader.http.get(url.path)
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sorted(row[column] for row in rows) == values
    other = "trade" if kind != "trade" else "order"
    assert (await trader.get(f"v1/{other}/asyn/id", **known))["status"] == "processing"
    clock.advance_ms(LIFE_MS)
    gone = await trader.get(f"v1/{kind}/asyn/id", **known)
    assert (gone["status"], gone["url"], gone["isExpired"]) == ("completed", "", True)
    assert (await trader.http.get(url.path)).status_code == 404


async def test_the_unfilled_ratio_counts_the_orders_of_ten_minutes(trader, clock):
    assert (await trader.get("v1/apiTradingStatus"))["indicators"] == {}
    for _ in range(3):
        await trader.order("BUY", "0.01", "60000")
    await trader.order("BUY", "0.01")
    indicators = (await trader.get("v1/apiTradingStatus"))["indicators"]
    (one,) = indicators["BTCUSDT"]
    assert (one["indicator"], one["value"], one["isLocked"]) == ("UFR", 0.75, False)
    assert set(indicators) == {"BTCUSDT", "ACCOUNT"}
    clock.advance_ms(10 * 60_000 + 1)
    assert (await trader.get("v1/apiTradingStatus", **BTC))["indicators"] == {}
