"""The facade: one POST per order, retries only where nothing can happen twice."""

import asyncio
from urllib.parse import parse_qsl

import httpx
import pytest

from tools.clock import VirtualClock
from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import MarginType, Mode, OrderStatus
from tools.venues.binance_futures.connect import connect
from tools.venues.orders import SendStamp

STAMP = SendStamp(timestamp_ms=1_750_000_000_123)
ORDER = "/fapi/v1/order"


def form(request):
    return dict(parse_qsl(request.content.decode()))


async def with_time(clock, task):
    """Let `task` finish on a clock that moves."""
    running = asyncio.ensure_future(task)
    for _ in range(100):
        await asyncio.sleep(0)
        if running.done():
            break
        clock.advance_ms(50)
    return await running


async def test_the_post_is_the_request_and_the_frozen_stamp(venue, script, clock, request_of, order_body):
    script.on(ORDER, order_body())
    clock.advance_ms(3_600_000)
    outcome = await venue.place(request_of(), "spk-a", STAMP)
    assert outcome.kind == "acked"
    sent = form(script.seen[0])
    sent.pop("signature")
    assert sent == {
        "symbol": "BTCUSDT",
        "side": "BUY",
        "positionSide": "BOTH",
        "type": "LIMIT",
        "quantity": "0.002",
        "price": "50000.1",
        "timeInForce": "GTC",
        "newClientOrderId": "spk-a",
        "newOrderRespType": "RESULT",
        "recvWindow": "5000",
        "timestamp": "1750000000123",
    }
    assert len(script.seen) == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"post_only": True, "time_in_force": "GTC"}, {"timeInForce": "GTX", "type": "LIMIT"}),
        ({"type": "LIMIT_MAKER"}, {"timeInForce": "GTX", "type": "LIMIT"}),
        ({"time_in_force": "FOK"}, {"timeInForce": "FOK"}),
        ({"reduce_only": True}, {"reduceOnly": "true"}),
        ({"type": "MARKET", "price": None}, {"type": "MARKET"}),
        ({"position_side": "LONG"}, {"positionSide": "LONG"}),
    ],
)
async def test_orders_in_the_words_of_the_venue(venue, script, request_of, order_body, changes, expected):
    script.on(ORDER, order_body())
    await venue.place(request_of(**changes), "spk-a", STAMP)
    sent = form(script.seen[0])
    assert expected.items() <= sent.items()
    assert ("price" in sent) == ("timeInForce" in sent) == (sent["type"] == "LIMIT")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout("late"),
        httpx.ConnectError("reset"),
        RuntimeError("odd"),
        (503, b""),
        (500, {"code": -1000, "msg": "?"}),
        (400, {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}),
        (429, {"code": -1015, "msg": "Too many new orders."}),
    ],
)
async def test_an_order_is_never_sent_twice(venue, script, request_of, answer):
    script.on(ORDER, answer)
    outcome = await venue.place(request_of(), "spk-a", STAMP)
    assert outcome.kind in ("unknown", "rejected")
    assert len(script.requests(ORDER)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"venue": "binance-spot"}, "wrong_venue"),
        ({"price": None}, "-1102"),
        ({"type": "MARKET"}, "-1102"),
    ],
)
async def test_orders_that_cannot_be_said_do_not_leave(venue, script, request_of, changes, code):
    outcome = await venue.place(request_of(**changes), "spk-a", STAMP)
    assert (outcome.kind, outcome.code) == ("rejected", code)
    assert script.seen == []


async def test_no_order_leaves_in_dry_run(script, clock, request_of):
    venue = connect("http://127.0.0.1", "k", "s", clock, Mode.DRY_RUN, transport=httpx.MockTransport(script))
    outcome = await venue.place(request_of(), "spk-a", STAMP)
    assert (outcome.kind, outcome.code, script.seen) == ("rejected", "dry_run", [])
    await venue.close()


async def test_a_used_up_budget_rejects_before_sending(venue, script, request_of):
    script.on(ORDER, (429, {"code": -1015, "msg": "Too many new orders."}))
    await venue.place(request_of(), "spk-a", STAMP)
    outcome = await venue.place(request_of(), "spk-b", STAMP)
    assert (outcome.kind, outcome.code) == ("rejected", "local_rate_limit")
    assert len(script.requests(ORDER)) == 1


@pytest.mark.parametrize("answer", [httpx.ReadTimeout("late"), (502, b""), (408, b"")])
async def test_reads_are_asked_again(venue, script, clock, samples, answer):
    script.on("/fapi/v1/premiumIndex", answer, answer, samples["mark_price"])
    mark = await with_time(clock, venue.mark_price("BTCUSDT"))
    assert mark.symbol == "BTCUSDT"
    assert len(script.seen) == 3


async def test_reads_give_up_after_three(venue, script, clock):
    script.on("/fapi/v1/premiumIndex", (502, b""))
    with pytest.raises(VenueUnavailable, match="502"):
        await with_time(clock, venue.mark_price("BTCUSDT"))
    assert len(script.seen) == 3


async def test_a_refusal_is_not_asked_again(venue, script):
    script.on("/fapi/v1/premiumIndex", (400, {"code": -1121, "msg": "Invalid symbol."}))
    with pytest.raises(VenueRejected) as caught:
        await venue.mark_price("BTCUSDT")
    assert caught.value.code == "-1121"
    assert len(script.seen) == 1


async def test_a_refused_timestamp_measures_the_clock_again(venue, script, clock):
    script.on("/fapi/v1/time", lambda request: {"serverTime": clock.now_ms() + 7_000})
    script.on(
        "/fapi/v1/symbolConfig",
        (400, {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}),
        [{"symbol": "BTCUSDT", "marginType": "ISOLATED", "leverage": 3}],
    )
    assert (await venue.symbol_config("BTCUSDT")).leverage == 3
    assert len(script.requests("/fapi/v1/time")) == 6
    assert script.seen[-1].url.params["timestamp"] == str(clock.now_ms() + 7_000)


async def test_the_offset_comes_from_the_fastest_round_trip_and_is_kept(venue, script, clock):
    trips = iter((400, 20, 300, 10, 10, 10))

    def answer(request):
        trip_ms = next(trips)
        clock.advance_ms(trip_ms // 2)
        server_ms = clock.now_ms() + 5_000 + (900 if trip_ms > 100 else 0)
        clock.advance_ms(trip_ms - trip_ms // 2)
        return {"serverTime": server_ms}

    script.on("/fapi/v1/time", answer)
    assert await venue.clock_offset_ms() == 5_000
    clock.advance_ms(59_000)
    await venue.clock_offset_ms()
    assert len(script.seen) == 3
    clock.advance_ms(1_000)
    await venue.clock_offset_ms()
    assert len(script.seen) == 6


async def test_a_lost_cancel_is_looked_up_before_it_is_repeated(venue, script, order_body):
    answers = {
        "DELETE": [httpx.ReadTimeout("late")],
        "GET": [order_body(status="CANCELED")],
    }

    def answer(request):
        found = answers[request.method].pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    script.on(ORDER, answer)
    order = await venue.cancel("BTCUSDT", client_order_id="spk-a")
    assert order.status is OrderStatus.CANCELLED
    assert [request.method for request in script.requests(ORDER)] == ["DELETE", "GET"]


async def test_a_cancel_that_did_not_arrive_is_sent_again(venue, script, order_body):
    answers = {
        "DELETE": [httpx.ReadTimeout("late"), order_body(status="CANCELED")],
        "GET": [order_body(status="NEW")],
    }

    def answer(request):
        found = answers[request.method].pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    script.on(ORDER, answer)
    assert (await venue.cancel("BTCUSDT", order_id="7")).status is OrderStatus.CANCELLED


async def test_an_order_that_does_not_exist_is_none(venue, script):
    for path in (ORDER, "/fapi/v1/algoOrder"):
        script.on(path, (400, {"code": -2013, "msg": "Order does not exist."}))
    assert await venue.order("BTCUSDT", client_order_id="spk-a") is None


async def test_only_that_very_answer_means_there_is_no_order(venue, script):
    script.on(ORDER, (400, {"code": -1100, "msg": "Illegal characters found in parameter 'orderId'."}))
    with pytest.raises(VenueRejected):
        await venue.order("BTCUSDT", order_id="x")


async def test_an_answer_about_another_order_is_refused(venue, script, order_body):
    script.on(ORDER, order_body(clientOrderId="spk-b"))
    with pytest.raises(VenueRejected) as caught:
        await venue.order("BTCUSDT", client_order_id="spk-a")
    assert caught.value.code == "wrong-order"


@pytest.mark.parametrize(
    "changes", [{"clientOrderId": "spk-b"}, {"side": "SELL"}, {"symbol": "ETHUSDT"}, {"status": "ODD"}]
)
async def test_an_answer_about_another_order_acknowledges_nothing(
    venue, script, request_of, order_body, changes
):
    script.on(ORDER, order_body(**changes))
    assert (await venue.place(request_of(), "spk-a", STAMP)).kind == "unknown"


@pytest.mark.parametrize("ids", [{}, {"client_order_id": "a", "order_id": "1"}])
async def test_exactly_one_id(venue, ids):
    with pytest.raises(ValueError, match="exactly one"):
        await venue.order("BTCUSDT", **ids)


async def test_margin_type_that_is_so_already_is_done(venue, script):
    script.on("/fapi/v1/marginType", (400, {"code": -4046, "msg": "No need to change margin type."}))
    await venue.set_margin_type("BTCUSDT", MarginType.ISOLATED)
    script.on("/fapi/v1/marginType", (400, {"code": -4048, "msg": "there exists position"}))
    with pytest.raises(VenueRejected):
        await venue.set_margin_type("BTCUSDT", MarginType.ISOLATED)


@pytest.mark.parametrize(("depth", "limit"), [(1, "5"), (20, "20"), (50, "50"), (51, "100"), (9999, "1000")])
async def test_book_depths_the_venue_accepts(venue, script, samples, depth, limit):
    script.on("/fapi/v1/depth", samples["order_book"])
    await venue.book("BTCUSDT", depth)
    assert script.seen[0].url.params["limit"] == limit


async def test_the_account_name_shows_no_secret(venue):
    assert venue.account_name == "local-testnet:kkkkkkkk…"


async def test_rules_come_once_and_set_the_budget(venue, script, samples):
    script.on("/fapi/v1/exchangeInfo", samples["exchange_information"])
    assert await venue.rules("BTCUSDT") is None
    assert await venue.all_rules() == ()
    assert len(script.seen) == 1


async def test_default_transport_is_aiohttp():
    venue = connect("http://127.0.0.1:9", "k", "s", VirtualClock(), Mode.LOCAL_TESTNET)
    with pytest.raises(VenueUnavailable):
        await venue.clock_offset_ms()
    await venue.close()
