"""Changing orders, batches, expiry by the clock, prices from the book, meeting oneself."""

import json
from decimal import Decimal

import pytest

MINUTE_MS = 60_000


async def modify(trader, order, **params):
    given = {"symbol": "BTCUSDT", "orderId": order["orderId"], "side": order["side"]}
    return (await trader.send("PUT", "v1/order", **(given | params))).json()


async def status(trader, order):
    return (await trader.get("v1/order", symbol="BTCUSDT", orderId=order["orderId"]))["status"]


def executions(venue):
    seen = []
    venue.listeners.append(
        lambda _, event: (
            event["e"] == "ORDER_TRADE_UPDATE" and seen.append((event["o"]["x"], event["o"]["X"]))
        )
    )
    return seen


async def test_modify_moves_an_order(trader):
    placed = await trader.order("BUY", "0.01", "64000")
    seen = executions(trader.venue)
    changed = await modify(trader, placed, price="63500", quantity="0.02")
    assert (changed["price"], changed["origQty"], changed["modifyId"], changed["pair"]) == (
        *("63500.00", "0.0200", 1),
        "BTCUSDT",
    )
    assert seen == [("AMENDMENT", "NEW")]
    await trader.move("63990")
    assert await status(trader, placed) == "NEW"
    await trader.move("63490")
    (fill,) = await trader.get("v1/userTrades", symbol="BTCUSDT")
    assert (fill["price"], fill["qty"], fill["maker"]) == ("63500.00", "0.0200", True)


async def test_modify_across_the_spread_takes(trader):
    placed = await trader.order("BUY", "0.01", "64000")
    assert (await modify(trader, placed, price="65010", quantity="0.01"))["status"] == "FILLED"
    post_only = await trader.order("BUY", "0.01", "64000", timeInForce="GTX")
    assert (await modify(trader, post_only, price="65010", quantity="0.01"))["status"] == "CANCELED"


async def test_only_a_smaller_quantity_keeps_the_place(trader):
    venue = trader.venue
    first = await trader.order("BUY", "0.02", "64000")
    second = await trader.order("BUY", "0.02", "64000")
    await modify(trader, first, price="64000", quantity="0.01")
    book = venue.market("BTCUSDT").book
    queue = list(book._levels["BUY"][640_000])
    assert queue == [first["orderId"], second["orderId"]]
    await modify(trader, first, price="64000", quantity="0.03")
    assert list(book._levels["BUY"][640_000]) == [second["orderId"], first["orderId"]]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"price": "64000", "quantity": "0.01"}, -5027),
        ({"price": "64000"}, -1102),
        ({"quantity": "0.02"}, -1102),
        ({"price": "64000.05", "quantity": "0.01"}, -4014),
        ({"price": "68300", "quantity": "0.01"}, -4016),
        ({"price": "64000", "quantity": "0.0001"}, -4164),
        ({"price": "64000", "quantity": "5"}, -2019),
        ({"price": "63000", "quantity": "0.01", "side": "SELL"}, -1130),
        ({"price": "63000", "quantity": "0.01", "orderId": "77"}, -2013),
    ],
)
async def test_a_refused_change_changes_nothing(trader, params, code):
    placed = await trader.order("BUY", "0.01", "64000")
    assert (await modify(trader, placed, **params))["code"] == code
    kept = await trader.get("v1/openOrder", symbol="BTCUSDT", orderId=placed["orderId"])
    assert (kept["price"], kept["origQty"]) == ("64000.00", "0.0100")


async def test_batches_answer_row_by_row(trader):
    limit = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": 0.01}
    rows = [
        limit | {"price": "64000", "newClientOrderId": "a"},
        limit | {"price": "64000.05"},
        limit | {"price": "63000", "newClientOrderId": "b"},
    ]
    response = await trader.send(
        "POST", "v1/batchOrders", batchOrders=json.dumps(rows, separators=(",", ":"))
    )
    first, refused, second = response.json()
    assert (response.status_code, refused["code"], first["status"], second["status"]) == (
        *(200, -4014, "NEW"),
        "NEW",
    )
    assert (response.headers["X-MBX-ORDER-COUNT-10S"], response.headers["X-MBX-ORDER-COUNT-1M"]) == ("5", "1")
    change = [
        {"symbol": "BTCUSDT", "side": "BUY", "origClientOrderId": "a", "price": "63500", "quantity": "0.02"}
    ]
    (changed,) = (await trader.send("PUT", "v1/batchOrders", batchOrders=json.dumps(change))).json()
    assert changed["price"] == "63500.00"
    ids = json.dumps([first["orderId"], 5])
    gone, unknown = (await trader.send("DELETE", "v1/batchOrders", symbol="BTCUSDT", orderIdList=ids)).json()
    assert (gone["status"], unknown["code"]) == ("CANCELED", -2011)
    names = json.dumps(["b"])
    (gone,) = (
        await trader.send("DELETE", "v1/batchOrders", symbol="BTCUSDT", origClientOrderIdList=names)
    ).json()
    assert gone["clientOrderId"] == "b"
    third = await trader.order("BUY", "0.01", "64000")
    lower = {"orderidlist": json.dumps([third["orderId"]])}
    (gone,) = (await trader.send("DELETE", "v1/batchOrders", symbol="BTCUSDT", **lower)).json()
    assert gone["status"] == "CANCELED"
    for bad, code in (
        ("[]", -4082),
        (json.dumps(rows * 2), -4082),
        ("{", -1130),
        ("[1]", -1130),
        ("", -1102),
    ):
        assert (await trader.send("POST", "v1/batchOrders", batchOrders=bad)).json()["code"] == code


async def test_conditional_types_are_refused_in_batches(trader):
    rows = [
        {"symbol": "BTCUSDT", "side": "SELL", "type": "STOP_MARKET", "quantity": "0.01", "stopPrice": "1"}
    ]
    (row,) = (await trader.send("POST", "v1/batchOrders", batchOrders=json.dumps(rows))).json()
    assert row["code"] == -4120


async def test_the_countdown_cancels_unless_it_is_renewed(trader, clock):
    async def arm(duration):
        return (
            await trader.send("POST", "v1/countdownCancelAll", symbol="BTCUSDT", countdownTime=duration)
        ).json()

    placed = await trader.order("BUY", "0.01", "60000")
    assert await arm(10_000) == {"symbol": "BTCUSDT", "countdownTime": "10000"}
    clock.advance_ms(9_000)
    await arm(10_000)
    clock.advance_ms(9_000)
    assert await status(trader, placed) == "NEW"
    clock.advance_ms(1_000)
    seen = executions(trader.venue)
    assert await status(trader, placed) == "CANCELED"
    assert seen == [("CANCELED", "CANCELED")]
    placed = await trader.order("BUY", "0.01", "60000")
    await arm(5_000)
    await arm(0)
    clock.advance_ms(60_000)
    assert await status(trader, placed) == "NEW"


async def test_the_countdown_fires_at_its_time_not_when_somebody_looks(trader, clock):
    placed = await trader.order("BUY", "0.01", "60000")
    await trader.send("POST", "v1/countdownCancelAll", symbol="BTCUSDT", countdownTime=5_000)
    due = clock.now_ms() + 5_000
    clock.advance_ms(3_600_000)
    queried = await trader.get("v1/order", symbol="BTCUSDT", orderId=placed["orderId"])
    assert (queried["status"], queried["updateTime"]) == ("CANCELED", due)


async def test_good_till_date(trader, clock):
    late = clock.now_ms() + 11 * MINUTE_MS
    placed = await trader.order("BUY", "0.01", "60000", timeInForce="GTD", goodTillDate=late + 123)
    assert placed["goodTillDate"] == (late + 123) // 1000 * 1000
    clock.advance_ms(10 * MINUTE_MS)
    assert await status(trader, placed) == "NEW"
    clock.advance_ms(MINUTE_MS + 1000)
    assert await status(trader, placed) == "EXPIRED"
    soon = await trader.order(
        "BUY", "0.01", "60000", timeInForce="GTD", goodTillDate=clock.now_ms() + 600_000
    )
    assert soon["code"] == -5040
    assert (await trader.order("BUY", "0.01", "60000", timeInForce="GTD"))["code"] == -1102


@pytest.mark.parametrize(("match", "side", "level"), [("OPPONENT", "SELL", 1), ("QUEUE_5", "BUY", 5)])
async def test_a_price_from_the_book(trader, match, side, level):
    body = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01"}
    market = trader.venue.market("BTCUSDT")
    ticks = market.book.depth(side, level)[-1][0]
    placed = (await trader.send("POST", "v1/order", **body, priceMatch=match)).json()
    assert (Decimal(placed["price"]), placed["priceMatch"]) == (market.instrument.price(ticks), match)
    both = (await trader.send("POST", "v1/order", **body, priceMatch=match, price="64000")).json()
    assert both["code"] == -1106
    assert (await trader.send("POST", "v1/order", **body, priceMatch="BEST")).json()["code"] == -5037
    market_order = body | {"type": "MARKET"}
    assert (await trader.send("POST", "v1/order", **market_order, priceMatch=match)).json()["code"] == -5038


@pytest.mark.parametrize(
    ("mode", "maker", "taker"),
    [
        ("EXPIRE_MAKER", "EXPIRED_IN_MATCH", "NEW"),
        ("EXPIRE_TAKER", "NEW", "EXPIRED_IN_MATCH"),
        ("EXPIRE_BOTH", "EXPIRED_IN_MATCH", "EXPIRED_IN_MATCH"),
        ("NONE", "FILLED", "FILLED"),
    ],
)
async def test_meeting_oneself(trader, mode, maker, taker):
    await trader.move("65000")
    mine = await trader.order("BUY", "0.01", "65000")
    other = await trader.order("SELL", "0.01", "65000", selfTradePreventionMode=mode)
    assert other["selfTradePreventionMode"] == mode
    assert (await status(trader, mine), other["status"]) == (maker, taker)
    assert await trader.get("v3/positionRisk") == [] or mode not in ("NONE", "EXPIRE_BOTH")
    bad = await trader.order("SELL", "0.01", "66000", selfTradePreventionMode="NOBODY")
    assert bad["code"] == -5039
