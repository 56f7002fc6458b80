"""The facade: one POST per order, pair or replacement, and reads in the words of the venue."""

from decimal import Decimal
from urllib.parse import parse_qsl

import httpx
import pytest

from tools.errors import RateLimited, VenueRejected
from tools.terms import MarginType, Mode, OrderStatus, PositionMode
from tools.venues.binance_spot import endpoints
from tools.venues.binance_spot.connect import connect
from tools.venues.orders import OrderRef, SendStamp

STAMP = SendStamp(timestamp_ms=1_750_000_000_123)
ORDER = "/api/v3/order"
OCO = "/api/v3/orderList/oco"
REPLACE = "/api/v3/order/cancelReplace"
TICKER = "/api/v3/ticker/bookTicker"
DAY_MS = 24 * 3_600_000
STOP = {"type": "STOP_MARKET", "price": None, "stop_price": "49000"}
STOP_LIMIT = {"type": "STOP", "price": "48900", "stop_price": "49000"}


def form(request):
    sent = dict(parse_qsl(request.content.decode()))
    for name in ("signature", "timestamp", "recvWindow", "newOrderRespType"):
        sent.pop(name, None)
    return sent


def asked(request):
    return dict(request.url.params)


async def test_the_post_is_the_request_and_the_frozen_stamp(venue, script, clock, request_of, order_body):
    script.on(ORDER, order_body())
    clock.advance_ms(3_600_000)
    assert (await venue.place(request_of(), "spk-a", STAMP)).kind == "acked"
    sent = dict(parse_qsl(script.seen[0].content.decode()))
    sent.pop("signature")
    assert sent == {
        "symbol": "BTCUSDT",
        "side": "BUY",
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
    ("changes", "typed"),
    [
        ({"type": "MARKET", "price": None}, {"type": "MARKET"}),
        ({"time_in_force": "FOK"}, {"type": "LIMIT", "price": "50000.1", "timeInForce": "FOK"}),
        ({"type": "LIMIT_MAKER"}, {"type": "LIMIT_MAKER", "price": "50000.1"}),
        ({"post_only": True, "time_in_force": "GTC"}, {"type": "LIMIT_MAKER", "price": "50000.1"}),
        ({"time_in_force": "GTX"}, {"type": "LIMIT_MAKER", "price": "50000.1"}),
        (STOP, {"type": "STOP_LOSS", "stopPrice": "49000"}),
        (
            STOP_LIMIT,
            {"type": "STOP_LOSS_LIMIT", "stopPrice": "49000", "price": "48900", "timeInForce": "GTC"},
        ),
        ({**STOP, "type": "TAKE_PROFIT_MARKET"}, {"type": "TAKE_PROFIT", "stopPrice": "49000"}),
        (
            {**STOP_LIMIT, "type": "TAKE_PROFIT"},
            {"type": "TAKE_PROFIT_LIMIT", "stopPrice": "49000", "price": "48900", "timeInForce": "GTC"},
        ),
        ({"side": "SELL", "reduce_only": True}, {"type": "LIMIT", "price": "50000.1", "timeInForce": "GTC"}),
        ({"leverage": 1}, {"type": "LIMIT", "price": "50000.1", "timeInForce": "GTC"}),
    ],
)
async def test_orders_in_the_words_of_the_venue(venue, script, request_of, order_body, changes, typed):
    script.on(ORDER, order_body())
    await venue.place(request_of(**changes), "spk-a", STAMP)
    sent = form(script.seen[0])
    head = ("symbol", "side", "quantity", "newClientOrderId")
    assert {name: value for name, value in sent.items() if name not in head} == typed


UNSENDABLE = [
    ({"venue": "binance-futures"}, "wrong_venue"),
    ({"type": "TRAILING_STOP_MARKET", "price": None, "callback_rate": "1"}, "not_supported"),
    ({"position_side": "LONG"}, "not_supported"),
    ({"leverage": 3}, "not_supported"),
    ({"reduce_only": True}, "not_supported"),
    ({**STOP, "close_position": True}, "not_supported"),
    ({**STOP_LIMIT, "post_only": True}, "not_supported"),
    ({"price": None}, "-1102"),
    ({"type": "MARKET"}, "-1102"),
    ({**STOP, "stop_price": None}, "-1102"),
    ({"stop_price": "49000"}, "-1102"),
    ({"post_only": True, "time_in_force": "IOC"}, "-1106"),
]


@pytest.mark.parametrize(("changes", "code"), UNSENDABLE)
async def test_orders_that_cannot_be_said_do_not_leave(venue, script, request_of, changes, code):
    request = request_of(**changes)
    for outcome in (
        await venue.place(request, "spk-a", STAMP),
        await venue.replace(OrderRef(symbol="BTCUSDT", order_id="1"), request, "spk-a", STAMP),
    ):
        assert (outcome.kind, outcome.code) == ("rejected", code)
    assert script.seen == []


async def test_nothing_leaves_in_dry_run(script, clock, request_of):
    venue = connect("http://127.0.0.1", "k", "s", clock, Mode.DRY_RUN, transport=httpx.MockTransport(script))
    limit, stop = request_of(side="SELL"), request_of(side="SELL", **STOP)
    for outcome in (
        await venue.place(limit, "spk-a", STAMP),
        await venue.place_oco(limit, stop, "spk-a", STAMP),
        await venue.replace(OrderRef(symbol="BTCUSDT", order_id="1"), limit, "spk-a", STAMP),
    ):
        assert (outcome.kind, outcome.code) == ("rejected", "dry_run")
    assert script.seen == []
    await venue.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ReadTimeout("late"),
        RuntimeError("odd"),
        (503, b""),
        (400, {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}),
    ],
)
async def test_nothing_that_trades_is_sent_twice(venue, script, request_of, answer):
    for path in (ORDER, OCO, REPLACE):
        script.on(path, answer)
    limit, stop = request_of(side="SELL"), request_of(side="SELL", **STOP)
    outcomes = [
        await venue.place(limit, "spk-a", STAMP),
        await venue.place_oco(limit, stop, "spk-b", STAMP),
        await venue.replace(OrderRef(symbol="BTCUSDT", order_id="1"), limit, "spk-c", STAMP),
    ]
    assert {outcome.kind for outcome in outcomes} <= {"unknown", "rejected"}
    assert [len(script.requests(path)) for path in (ORDER, OCO, REPLACE)] == [1, 1, 1]


async def test_a_sell_pair_has_its_limit_above(venue, script, request_of, pair_body):
    script.on(OCO, pair_body())
    limit, stop = request_of(side="SELL", price="52000"), request_of(side="SELL", **STOP_LIMIT)
    outcome = await venue.place_oco(limit, stop, "spk-a", STAMP)
    assert (outcome.kind, outcome.order.client_order_id) == ("acked", "spk-a")
    assert form(script.seen[0]) == {
        "symbol": "BTCUSDT",
        "side": "SELL",
        "quantity": "0.002",
        "listClientOrderId": "spk-a-l",
        "aboveType": "LIMIT_MAKER",
        "abovePrice": "52000",
        "aboveClientOrderId": "spk-a",
        "belowType": "STOP_LOSS_LIMIT",
        "belowPrice": "48900",
        "belowStopPrice": "49000",
        "belowTimeInForce": "GTC",
        "belowClientOrderId": "spk-a-s",
    }


async def test_a_buy_pair_has_its_limit_below(venue, script, request_of, pair_body):
    script.on(OCO, pair_body())
    await venue.place_oco(request_of(price="48000"), request_of(**STOP), "spk-a", STAMP)
    sent = form(script.seen[0])
    assert (sent["belowType"], sent["belowPrice"], sent["belowClientOrderId"]) == (
        "LIMIT_MAKER",
        "48000",
        "spk-a",
    )
    assert (sent["aboveType"], sent["aboveStopPrice"], sent["aboveClientOrderId"]) == (
        "STOP_LOSS",
        "49000",
        "spk-a-s",
    )
    assert "abovePrice" not in sent


@pytest.mark.parametrize(
    ("limit", "stop", "code"),
    [
        (STOP, STOP, "not_supported"),
        ({}, {}, "not_supported"),
        ({}, {**STOP, "type": "TAKE_PROFIT_MARKET"}, "not_supported"),
        ({}, {**STOP, "side": "SELL"}, "-1102"),
        ({}, {**STOP, "quantity": "1"}, "-1102"),
        ({}, {**STOP, "symbol": "ETHUSDT"}, "-1102"),
        ({"time_in_force": "IOC"}, STOP, "-1106"),
        ({}, {**STOP, "leverage": 5}, "not_supported"),
    ],
)
async def test_two_orders_that_are_no_pair_do_not_leave(venue, script, request_of, limit, stop, code):
    outcome = await venue.place_oco(request_of(**limit), request_of(**stop), "spk-a", STAMP)
    assert (outcome.kind, outcome.code, script.seen) == ("rejected", code, [])


@pytest.mark.parametrize(
    ("ref", "named"),
    [
        ({"client_order_id": "spk-old"}, {"cancelOrigClientOrderId": "spk-old"}),
        ({"order_id": "5"}, {"cancelOrderId": "5"}),
    ],
)
async def test_a_replacement_names_the_old_order_and_stops_when_it_stays(
    venue, script, request_of, order_body, ref, named
):
    script.on(REPLACE, {"newOrderResponse": order_body(clientOrderId="spk-new")})
    target = OrderRef(symbol="BTCUSDT", **ref)
    outcome = await venue.replace(target, request_of(), "spk-new", STAMP)
    assert (outcome.kind, outcome.order.client_order_id) == ("acked", "spk-new")
    assert form(script.seen[0]) == {
        "symbol": "BTCUSDT",
        "side": "BUY",
        "type": "LIMIT",
        "quantity": "0.002",
        "price": "50000.1",
        "timeInForce": "GTC",
        "newClientOrderId": "spk-new",
        "cancelReplaceMode": "STOP_ON_FAILURE",
        "cancelRestrictions": "ONLY_NEW",
        **named,
    }


async def test_a_pair_counts_as_two_orders(venue, script, request_of, pair_body):
    script.on(OCO, pair_body())
    script.on("/api/v3/exchangeInfo", {"serverTime": 1, "rateLimits": limits(orders=3), "symbols": []})
    await venue.all_rules()
    pair = request_of(side="SELL"), request_of(side="SELL", **STOP)
    assert (await venue.place_oco(*pair, "spk-a", STAMP)).kind == "acked"
    assert (await venue.place_oco(*pair, "spk-b", STAMP)).code == "local_rate_limit"


def limits(orders):
    return [{"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": orders}]


async def test_cancelling_an_order_of_a_pair_answers_with_that_order(venue, script, order_body):
    reports = [
        order_body(
            orderId=8, clientOrderId="x", origClientOrderId="spk-a-s", status="CANCELED", orderListId=3
        ),
        order_body(orderId=7, clientOrderId="x", origClientOrderId="spk-a", status="CANCELED", orderListId=3),
    ]
    script.on(ORDER, {"orderListId": 3, "orderReports": reports})
    for wanted in ({"client_order_id": "spk-a"}, {"order_id": "7"}):
        order = await venue.cancel("BTCUSDT", **wanted)
        assert (order.client_order_id, order.status, order.list_id) == ("spk-a", OrderStatus.CANCELLED, "3")


async def test_a_lost_cancel_is_looked_up_before_it_is_repeated(venue, script, order_body):
    answers = {"DELETE": [httpx.ReadTimeout("late")], "GET": [order_body(status="CANCELED")]}

    def answer(request):
        found = answers[request.method].pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    script.on(ORDER, answer)
    assert (await venue.cancel("BTCUSDT", client_order_id="spk-a")).status is OrderStatus.CANCELLED
    assert [request.method for request in script.requests(ORDER)] == ["DELETE", "GET"]


async def test_cancelling_all_of_nothing_is_done(venue, script):
    script.on("/api/v3/openOrders", (400, {"code": -2011, "msg": "Unknown order sent."}))
    await venue.cancel_all("BTCUSDT")
    script.on("/api/v3/openOrders", (400, {"code": -1121, "msg": "Invalid symbol."}))
    with pytest.raises(VenueRejected):
        await venue.cancel_all("NOSUCH")


async def test_an_order_that_does_not_exist_is_none(venue, script):
    script.on(ORDER, (400, {"code": -2013, "msg": "Order does not exist."}))
    assert await venue.order("BTCUSDT", client_order_id="spk-a") is None


async def test_an_answer_about_another_order_is_refused(venue, script, order_body):
    script.on(ORDER, order_body(clientOrderId="spk-b"))
    with pytest.raises(VenueRejected) as caught:
        await venue.order("BTCUSDT", client_order_id="spk-a")
    assert caught.value.code == "wrong-order"


async def test_fills_are_asked_for_day_by_day(venue, script, clock, samples):
    row = {**samples["my_trades"][0], "time": clock.now_ms() - 2 * DAY_MS}

    def answer(request):
        span = asked(request)
        return [row] if int(span["startTime"]) <= row["time"] <= int(span["endTime"]) else []

    script.on("/api/v3/myTrades", answer)
    found = await venue.fills("BNBBTC", since_ms=clock.now_ms() - 3 * DAY_MS)
    assert [fill.trade_id for fill in found] == ["28457"]
    spans = [asked(request) for request in script.requests("/api/v3/myTrades")]
    assert all(int(span["endTime"]) - int(span["startTime"]) < DAY_MS for span in spans)
    assert len(spans) == 4


async def test_fills_of_one_order_need_no_span(venue, script, samples):
    script.on("/api/v3/myTrades", samples["my_trades"])
    assert len(await venue.fills("BNBBTC", order_id="100234")) == 1
    assert await venue.fills("BNBBTC", order_id="100234", since_ms=1_499_865_549_591) == ()
    assert {"orderId", "startTime"} & asked(script.seen[-1]).keys() == {"orderId"}


async def test_prices_carry_the_venue_time_they_were_asked_at(venue, script, clock):
    row = {"symbol": "BTCUSDT", "bidPrice": "10", "bidQty": "1", "askPrice": "12", "askQty": "1"}

    def late(request):
        clock.advance_ms(700)
        return row if "symbol" in request.url.params else [row]

    script.on("/api/v3/time", lambda request: {"serverTime": clock.now_ms() + 5_000})
    script.on(TICKER, late)
    asked_ms = clock.now_ms() + 5_000
    mark = await venue.mark_price("BTCUSDT")
    assert (mark.mark, mark.index, mark.time_ms) == (11, 11, asked_ms)
    assert (mark.funding_rate, mark.next_funding_ms) == (0, 0)
    (mark,) = await venue.mark_prices()
    assert mark.time_ms == asked_ms + 700


async def test_with_a_side_of_the_book_empty_the_last_price_counts(venue, script):
    row = {"symbol": "BTCUSDT", "bidPrice": "10", "bidQty": "1", "askPrice": "0", "askQty": "0"}
    script.on(TICKER, row)
    script.on("/api/v3/ticker/price", {"symbol": "BTCUSDT", "price": "10.5"})
    assert (await venue.mark_price("BTCUSDT")).mark == Decimal("10.5")
    script.on(TICKER, [row])
    assert await venue.mark_prices() == ()


async def test_the_account_is_valued_at_its_own_prices(venue, script, clock, samples):
    script.on("/api/v3/account", samples["get_account"])
    script.on(TICKER, [{"symbol": "BTCUSDT", "bidPrice": "10", "askPrice": "12"}])
    account = await venue.account()
    assert account.equity == Decimal("4723846.89208129") * 11
    assert (account.unpriced, account.time_ms) == ((), clock.now_ms())
    assert asked(script.requests("/api/v3/account")[0])["omitZeroBalances"] == "true"


async def test_what_needs_margin_is_not_there(venue, script):
    for change in (
        venue.set_leverage("BTCUSDT", 2),
        venue.set_margin_type("BTCUSDT", MarginType.CROSSED),
        venue.set_position_mode(PositionMode.HEDGE),
    ):
        with pytest.raises(VenueRejected) as caught:
            await change
        assert caught.value.code == "not_supported"
    assert await venue.position_mode() is PositionMode.ONE_WAY
    assert await venue.income(since_ms=0) == ()
    assert script.seen == []


@pytest.mark.parametrize(("depth", "weight"), [(1, 5), (100, 5), (101, 25), (501, 50), (1001, 250)])
async def test_a_book_of_any_depth_costs_by_its_depth(venue, script, samples, depth, weight):
    script.on("/api/v3/depth", samples["depth"])
    await venue.book("BTCUSDT", depth)
    assert asked(script.seen[-1])["limit"] == str(depth)
    assert endpoints.book(depth).weight == weight


def weights(limit):
    return [{"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": limit}]


async def test_reads_stop_at_their_share_of_the_weight(venue, script):
    script.on("/api/v3/exchangeInfo", {"serverTime": 1, "rateLimits": weights(100), "symbols": []})
    script.on("/api/v3/openOrders", [])
    await venue.all_rules()
    with pytest.raises(RateLimited):
        await venue.open_orders()


async def test_the_account_name_shows_no_secret(venue):
    assert venue.account_name == "local-testnet:kkkkkkkk…/spot"
