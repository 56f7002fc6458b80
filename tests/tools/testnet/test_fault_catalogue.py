"""The bad days F31 to F64 of docs/testnet.md: each row can be provoked, and what it promises happens."""

import asyncio
import json
import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
import websockets

from tools.clock import VirtualClock
from tools.terms import Side
from tools.testnet.faults import Fault
from tools.testnet.order_request import read_order
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue, running
from tools.testnet.signature import sign

PAGE = (Path(__file__).parents[3] / "docs/testnet.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (F\d\d) \| (.*) \|$", PAGE, re.M))
BTC = {"symbol": "BTCUSDT"}
ORDER = "/fapi/v1/order"
BUY = BTC | {"side": "BUY", "type": "MARKET", "quantity": "0.01"}
OTHER = ("b" * 64, "s" * 64)


def test_every_bad_day_has_a_row():
    assert list(ROWS) == [f"F{number}" for number in range(31, 65)]


@pytest.mark.parametrize("number", ROWS)
def test_the_faults_of_a_row_exist(number):
    for text in re.findall(r"`(\{.*?\})`", ROWS[number]):
        if "fault" in (body := json.loads(text)):
            Fault.model_validate(body)


def armed_by(number):
    """The first fault of a row, as it stands there."""
    text = re.search(r"`(\{.*?\})`", ROWS[number])
    assert text, f"{number} names no fault"
    return json.loads(text[1])


@pytest.fixture
def venue(clock):
    venue = build_venue(clock=clock, keys=(DEFAULT_KEY_PAIR, OTHER))
    yield venue
    venue.close()


async def arm(trader, number, **more):
    answer = await trader.http.post("/testnet/faults", json=armed_by(number) | more)
    assert answer.status_code == 200, answer.text


def orders(venue):
    return [one for one in venue.records.orders.values() if one.account == own(venue).account_id]


def own(venue):
    return venue.account_of(DEFAULT_KEY_PAIR[0])


def place_other(venue, **params):
    venue.place(venue.account_of(OTHER[0]), read_order(BTC | params, venue.instruments, venue.now_ms()))


async def while_time_passes(clock, request, ms):
    """The outcome of a request; the venue's clock runs only while it is not there yet."""
    task = asyncio.ensure_future(request)
    for _ in range(40):
        for _ in range(20):
            await asyncio.sleep(0)
        if task.done():
            break
        clock.advance_ms(ms // 20)
    return await task


@pytest.mark.parametrize(("number", "placed"), [("F31", 0), ("F32", 1)])
async def test_an_answer_that_comes_after_the_client_has_gone(trader, venue, clock, number, placed):
    await arm(trader, number)
    before = clock.now_ms()
    with suppress(httpx.ReadError):
        await while_time_passes(clock, trader.send("POST", "v1/order", **BUY), 30_000)
    assert clock.now_ms() - before >= 30_000
    assert len(orders(venue)) == placed


@pytest.mark.parametrize(
    ("number", "status", "code", "text", "placed"),
    [
        ("F33", 503, -1000, "Unknown error, please check", 1),
        ("F34", 503, -1000, "Service Unavailable.", 0),
        ("F35", 503, -1008, "Request throttled", 0),
        ("F36", 408, -1007, "Timeout waiting", 1),
        ("F37", 400, -1006, "An unexpected response", 1),
        ("F39", 400, -1022, "Signature for this request", 0),
        ("F40", 400, -2010, "NEW_ORDER_REJECTED", 0),
        ("F43", 429, -1003, "Too many requests", 0),
        ("F44", 418, -1003, "Way too much", 0),
    ],
)
async def test_refusals_and_unknown_outcomes(trader, venue, number, status, code, text, placed):
    await arm(trader, number)
    answer = await trader.send("POST", "v1/order", **BUY)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["msg"].startswith(text)
    assert len(orders(venue)) == placed
    assert ("Retry-After" in answer.headers) == (status in (418, 429))


async def test_an_unknown_error_may_also_mean_not_executed(trader, venue):
    await trader.http.post("/testnet/faults", json={"fault": "status"})
    assert (await trader.send("POST", "v1/order", **BUY)).status_code == 503
    assert orders(venue) == []


async def test_a_skewed_clock_refuses(trader):
    await arm(trader, "F38")
    assert (await trader.send("POST", "v1/order", **BUY)).json()["code"] == -1021


async def test_margin_and_duplicates_are_refused_without_a_fault(trader):
    assert (await trader.order("BUY", "30"))["code"] == -2019
    await trader.order("BUY", "0.01", "60000", newClientOrderId="twice")
    assert (await trader.order("BUY", "0.01", "60000", newClientOrderId="twice"))["code"] == -4116


async def test_an_order_is_found_only_later(trader, clock):
    await arm(trader, "F42")
    placed = await trader.order("BUY", "0.01", "60000")
    known = BTC | {"orderId": placed["orderId"]}
    assert (await trader.send("GET", "v1/order", **known)).json()["code"] == -2013
    clock.advance_ms(30_000)
    assert (await trader.get("v1/order", **known))["status"] == "NEW"


async def test_a_firewall_answers_with_a_page(trader, venue):
    await arm(trader, "F45")
    answer = await trader.send("POST", "v1/order", **BUY)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert answer.text.startswith("<html>")
    assert orders(venue) == []


async def test_a_body_that_is_no_json(trader, venue):
    await arm(trader, "F46")
    answer = await trader.send("POST", "v1/order", **BUY)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting"):
        answer.json()
    assert len(orders(venue)) == 1


async def test_a_connection_that_breaks_in_the_middle_of_the_answer(trader, venue):
    await arm(trader, "F47")
    with pytest.raises(httpx.ReadError):
        await trader.send("POST", "v1/order", **BUY)
    assert len(orders(venue)) == 1


async def test_an_answer_that_trickles_in(trader, venue, clock):
    await arm(trader, "F48")
    before = clock.now_ms()
    answer = await while_time_passes(clock, trader.send("POST", "v1/order", **BUY), 30_000)
    assert answer.json()["symbol"] == "BTCUSDT"
    assert clock.now_ms() - before >= 27_000
    assert len(orders(venue)) == 1


@pytest.mark.fault("F49")
async def test_a_batch_in_which_one_fails(trader):
    batch = [BUY, BUY | {"quantity": "0.00001"}]
    rows = (await trader.send("POST", "v1/batchOrders", batchOrders=json.dumps(batch))).json()
    assert [row.get("code") for row in rows] == [None, -1111]


async def test_a_change_that_leaves_nothing_but_the_cancel(trader, venue):
    """The futures kin of a cancelReplace whose new order fails."""
    placed = await trader.order("BUY", "0.01", "64000", timeInForce="GTX")
    change = BTC | {"orderId": placed["orderId"], "side": "BUY", "quantity": "0.01", "price": "65010"}
    assert (await trader.send("PUT", "v1/order", **change)).json()["status"] == "CANCELED"
    assert own(venue).held() == []


async def test_a_tick_size_that_changed(trader):
    resting = await trader.order("BUY", "0.01", "64000.1")
    await arm(trader, "F51")
    info = (await trader.http.get("/fapi/v1/exchangeInfo")).json()
    filters = next(one for one in info["symbols"] if one["symbol"] == "BTCUSDT")["filters"]
    assert Decimal(filters[0]["tickSize"]) == Decimal("0.5")
    assert (await trader.order("BUY", "0.01", "64000.1"))["code"] == -4014
    assert (await trader.order("BUY", "0.01", "64000.5"))["status"] == "NEW"
    assert (await trader.order("SELL", "0.01"))["status"] == "FILLED"
    await trader.http.delete("/testnet/faults")
    assert (await trader.order("BUY", "0.01", "64000.1"))["status"] == "NEW"
    assert (await trader.get("v1/order", **BTC, orderId=resting["orderId"]))["price"] == "64000.10"
    uneven = await trader.http.post("/testnet/faults", json={"fault": "tick_size", **BTC, "tick": "0.25"})
    assert uneven.json()["code"] == -1130


async def test_a_position_mode_changed_by_somebody_else(trader):
    await trader.send("POST", "v1/positionSide/dual", dualSidePosition="true")
    assert (await trader.order("BUY", "0.01"))["code"] == -4061


async def test_twenty_partial_fills_then_a_cancel(trader, venue):
    placed = await trader.order("BUY", "0.5", "65000")
    for _ in range(20):
        place_other(venue, side="SELL", type="MARKET", quantity="0.02")
    cancelled = await trader.send("DELETE", "v1/order", **BTC, orderId=placed["orderId"])
    assert (cancelled.json()["status"], cancelled.json()["executedQty"]) == ("CANCELED", "0.4000")
    assert len(await trader.get("v1/userTrades", **BTC)) == 20


async def test_positions_are_deleveraged(trader, venue):
    await trader.order("BUY", "0.02")
    place_other(venue, side="SELL", type="MARKET", quantity="0.01")
    await trader.order("SELL", "0.02", "65300", reduceOnly="true")
    await arm(trader, "F62")
    assert await trader.get("v3/positionRisk") == []
    (forced,) = await trader.get("v1/forceOrders", autoCloseType="ADL")
    assert (forced["clientOrderId"], forced["status"], forced["avgPrice"]) == (
        *("adl_autoclose", "FILLED"),
        "65000.00000",
    )
    assert await trader.get("v1/forceOrders", autoCloseType="LIQUIDATION") == []
    assert venue.account_of(OTHER[0]).held() == []
    assert await trader.get("v1/openOrders") == []
    assert len(await trader.get("v1/forceOrders")) == 1


async def test_a_price_move_liquidates(trader):
    await trader.send("POST", "v1/leverage", **BTC, leverage=100)
    await trader.order("BUY", "1")
    await trader.move("60000")
    (forced,) = await trader.get("v1/forceOrders", autoCloseType="LIQUIDATION")
    assert forced["clientOrderId"].startswith("autoclose-")


class Wire:
    """A venue on a socket, its user stream, and a second account's."""

    def __init__(self, venue, http, streams):
        self.venue, self.http, (self.mine, self.theirs) = venue, http, streams

    def order(self, side=Side.BUY, key=DEFAULT_KEY_PAIR[0], price="60000", **params):
        given = BTC | {
            "side": side,
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": "0.01",
            "price": price,
        }
        request = read_order(given | params, self.venue.instruments, self.venue.now_ms())
        return self.venue.place(self.venue.account_of(key), request)

    async def arm(self, number):
        (await self.http.post("/testnet/faults", json=armed_by(number))).raise_for_status()

    async def read(self, socket=None):
        return json.loads(await asyncio.wait_for((socket or self.mine).recv(), 5))


@pytest.fixture
async def wire():
    venue = build_venue(clock=VirtualClock(), keys=(DEFAULT_KEY_PAIR, OTHER))
    async with (
        running(venue) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
    ):
        names = []
        for key, _ in (DEFAULT_KEY_PAIR, OTHER):
            made = await http.post("/fapi/v1/listenKey", headers={"X-MBX-APIKEY": key})
            names.append(f"ws://127.0.0.1:{port}/private/ws/{made.json()['listenKey']}")
        async with websockets.connect(names[0]) as mine, websockets.connect(names[1]) as theirs:
            for socket in (mine, theirs):
                await socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}')
                await socket.recv()
            yield Wire(venue, http, (mine, theirs))


async def test_events_twice_and_out_of_order(wire):
    await wire.arm("F53")
    wire.order(newClientOrderId="a")
    await wire.arm("F54")
    wire.order(newClientOrderId="b")
    wire.order(newClientOrderId="c")
    assert [(await wire.read())["o"]["c"] for _ in range(4)] == ["a", "a", "c", "b"]


async def test_a_gap_of_five_minutes(wire):
    await wire.arm("F55")
    wire.order(newClientOrderId="lost")
    wire.venue.clock.advance_ms(5 * 60_000)
    wire.order(newClientOrderId="heard")
    assert (await wire.read())["o"]["c"] == "heard"


async def test_a_connection_lost_in_the_middle_of_a_fill(wire):
    await wire.arm("F56")
    wire.order(type="MARKET")
    async with asyncio.timeout(5):
        heard = [json.loads(text)["e"] async for text in wire.mine]
    assert heard == ["TRADE_LITE", "ORDER_TRADE_UPDATE", "ORDER_TRADE_UPDATE"]
    assert own(wire.venue).amount("BTCUSDT") == Decimal("0.01")


async def test_a_deleted_listen_key_expires(wire):
    await wire.http.delete("/fapi/v1/listenKey", headers={"X-MBX-APIKEY": DEFAULT_KEY_PAIR[0]})
    wire.venue.clock.advance_ms(200)
    assert (await wire.read())["e"] == "listenKeyExpired"


async def test_a_connection_closed_by_the_venue(wire):
    await wire.arm("F58")
    with pytest.raises(websockets.ConnectionClosed) as closed:
        await wire.read()
    assert closed.value.rcvd.code == 1001


async def test_an_order_made_by_hand_is_told_like_any_other(wire):
    wire.order(type="MARKET", newClientOrderId="web_by_hand")
    events = [await wire.read() for _ in range(4)]
    assert {event["o"]["c"] for event in events if "o" in event} == {"web_by_hand"}


async def test_an_event_of_another_account(wire):
    await wire.arm("F61")
    wire.order(key=OTHER[0], newClientOrderId="theirs")
    assert (await wire.read())["o"]["c"] == "theirs"
    assert (await wire.read(wire.theirs))["o"]["c"] == "theirs"
    wire.order(key=OTHER[0], newClientOrderId="private")
    wire.order(newClientOrderId="mine")
    assert (await wire.read())["o"]["c"] == "mine"


async def test_a_fill_that_is_told_after_the_cancel(wire):
    resting = wire.order(price="65000", quantity="0.02", newClientOrderId="mine")
    assert (await wire.read())["o"]["x"] == "NEW"
    await wire.arm("F64")
    wire.order(side="SELL", key=OTHER[0], price="65000", quantity="0.01", timeInForce="IOC")
    wire.venue.cancel(resting)
    heard = [await wire.read() for _ in range(3)]
    assert [event["e"] for event in heard] == ["TRADE_LITE", "ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE"]
    assert heard[-1]["o"]["x"] == "CANCELED"
    wire.venue.clock.advance_ms(5_000)
    late = await wire.read()
    assert (late["o"]["x"], late["o"]["X"], late["o"]["z"]) == ("TRADE", "PARTIALLY_FILLED", "0.01")


async def test_the_wire_itself_breaks_in_the_middle(wire):
    """The reset of F47 over a real socket: the head was sent, the body never comes whole."""
    await wire.arm("F47")
    query = f"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&timestamp={wire.venue.now_ms()}"
    query += "&signature=" + sign(DEFAULT_KEY_PAIR[1], query.encode())
    with pytest.raises(httpx.TransportError):
        await wire.http.post(f"{ORDER}?{query}", headers={"X-MBX-APIKEY": DEFAULT_KEY_PAIR[0]})
    assert len(orders(wire.venue)) == 1
