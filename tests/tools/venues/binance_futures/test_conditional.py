"""Conditional orders on the wire: the words, the answers, the races between two services."""

from decimal import Decimal

import httpx
import pytest

from tools.clock import SteppingClock
from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import OrderStatus, OrderType
from tools.venues.binance_futures import parse
from tools.venues.orders import SendStamp

STAMP = SendStamp(timestamp_ms=1_750_000_000_123)
ORDER = "/fapi/v1/order"
ALGO = "/fapi/v1/algoOrder"
OPEN = "/fapi/v1/openOrders"
OPEN_ALGO = "/fapi/v1/openAlgoOrders"
FILLS = "/fapi/v1/userTrades"
NO_ORDER = (400, {"code": -2013, "msg": "Order does not exist."})
NOT_THERE = (400, {"code": -2011, "msg": "Unknown order sent."})
DONE = {"algoId": 9, "clientAlgoId": "spk-a", "code": "200", "msg": "success"}


@pytest.fixture
def clock():
    return SteppingClock()


@pytest.fixture
def algo_body(samples):
    def make(**changes):
        named = {"algoId": 9, "clientAlgoId": "spk-a", "symbol": "BTCUSDT"}
        return {**samples["query_algo_order"], "algoStatus": "NEW", **named, **changes}

    return make


WORDS = [
    (
        {"type": "STOP_MARKET", "stop_price": "48000.50", "reduce_only": True},
        {"type": "STOP_MARKET", "triggerPrice": "48000.5", "reduceOnly": "true", "quantity": "0.002"},
    ),
    (
        {"type": "TAKE_PROFIT_MARKET", "stop_price": "52000", "close_position": True, "reduce_only": True},
        {"type": "TAKE_PROFIT_MARKET", "triggerPrice": "52000", "closePosition": "true"},
    ),
    (
        {"type": "STOP", "stop_price": "48000", "price": "47990.10", "time_in_force": "IOC"},
        {
            "type": "STOP",
            "triggerPrice": "48000",
            "price": "47990.1",
            "timeInForce": "IOC",
            "quantity": "0.002",
        },
    ),
    (
        {"type": "TAKE_PROFIT", "stop_price": "52000", "price": "52010", "post_only": True},
        {
            "type": "TAKE_PROFIT",
            "triggerPrice": "52000",
            "price": "52010",
            "timeInForce": "GTX",
            "quantity": "0.002",
        },
    ),
    (
        {"type": "TRAILING_STOP_MARKET", "callback_rate": "0.350", "activation_price": "51000"},
        {
            "type": "TRAILING_STOP_MARKET",
            "callbackRate": "0.35",
            "activatePrice": "51000",
            "quantity": "0.002",
        },
    ),
    (
        {"type": "STOP_MARKET", "stop_price": "48000", "reduce_only": True, "position_side": "LONG"},
        {"type": "STOP_MARKET", "triggerPrice": "48000", "positionSide": "LONG", "quantity": "0.002"},
    ),
]


@pytest.mark.parametrize(("changes", "words"), WORDS)
async def test_conditional_orders_in_the_words_of_the_venue(venue, script, request_of, changes, words):
    script.on(ALGO, (400, {"code": -2021, "msg": "Order would immediately trigger."}))
    request = request_of(**{"side": "SELL", "price": None, **changes})
    outcome = await venue.place(request, "spk-a", STAMP)
    assert (outcome.kind, outcome.code) == ("rejected", "-2021")
    assert script.asked() == [("POST", ALGO)]
    assert script.sent(0) == {
        "algoType": "CONDITIONAL",
        "symbol": "BTCUSDT",
        "side": "SELL",
        "positionSide": "BOTH",
        "workingType": "MARK_PRICE",
        "clientAlgoId": "spk-a",
        **words,
    }


STOP = {"type": "STOP_MARKET", "price": None, "stop_price": "48000", "side": "SELL"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stop_price": None}, "-1102"),
        ({"price": "47000"}, "-1102"),
        ({"type": "STOP"}, "-1102"),
        ({"type": "TRAILING_STOP_MARKET"}, "-1102"),
        ({"type": "MARKET"}, "-1102"),
        ({"activation_price": "50000"}, "-1106"),
        ({"type": "STOP", "price": "47000", "close_position": True}, "-4136"),
        ({"side": "BUY", "position_side": "LONG", "reduce_only": True}, "-2022"),
        ({"side": "SELL", "position_side": "SHORT", "close_position": True}, "-2022"),
    ],
)
async def test_orders_that_contradict_themselves_do_not_leave(venue, script, request_of, changes, code):
    outcome = await venue.place(request_of(**{**STOP, **changes}), "spk-a", STAMP)
    assert (outcome.kind, outcome.code) == ("rejected", code)
    assert script.seen == []


@pytest.mark.parametrize(
    "changes",
    [
        {"clientAlgoId": "spk-b"},
        {"side": "BUY"},
        {"symbol": "ETHUSDT"},
        {"algoStatus": "ODD"},
        {"quantity": "0"},
    ],
)
async def test_an_answer_about_another_conditional_order_acknowledges_nothing(
    venue, script, request_of, algo_body, changes
):
    script.on(ALGO, algo_body())
    assert (await venue.place(request_of(**STOP), "spk-a", STAMP)).kind == "acked"
    script.on(ALGO, algo_body(**changes))
    assert (await venue.place(request_of(**STOP), "spk-a", STAMP)).kind == "unknown"


@pytest.mark.parametrize(
    ("theirs", "status", "conditional"),
    [
        ("NEW", OrderStatus.SUBMITTED, True),
        ("TRIGGERING", OrderStatus.SUBMITTED, False),
        ("TRIGGERED", OrderStatus.SUBMITTED, False),
        ("FINISHED", OrderStatus.SETTLED, False),
        ("CANCELED", OrderStatus.CANCELLED, False),
        ("REJECTED", OrderStatus.REJECTED, False),
        ("EXPIRED", OrderStatus.EXPIRED, False),
    ],
)
def test_states_of_conditional_orders(algo_body, theirs, status, conditional):
    order = parse.algo_order("BTCUSDT", algo_body(algoStatus=theirs)).order
    assert (order.status, order.conditional) == (status, conditional)


@pytest.mark.parametrize("sample", ["new_algo_order", "query_algo_order"])
def test_official_conditional_orders(samples, sample):
    algo = parse.algo_order("BNBUSDT", samples[sample])
    assert (algo.order.order_id, algo.order.type) == ("2146760", OrderType.TAKE_PROFIT)
    assert (algo.order.stop_price, algo.order.price, algo.order.quantity) == (750, 750, Decimal("0.01"))
    assert algo.became is None


@pytest.mark.parametrize("sample", ["current_all_algo_open_orders", "query_all_algo_orders"])
def test_official_lists_of_conditional_orders(samples, sample):
    assert [algo.order.symbol for algo in parse.algo_orders(None, samples[sample])] == ["BNBUSDT"]
    with pytest.raises(VenueRejected):
        parse.algo_orders("BTCUSDT", samples[sample])


def test_the_official_change_is_read(samples):
    assert parse.order("BTCUSDT", samples["modify_order"]).price == 30_005


def test_numbers_of_the_lists_with_exponents_and_blanks(algo_body):
    body = algo_body(quantity="7.0E-4", triggerPrice="", price=None, orderType="TRAILING_STOP_MARKET")
    order = parse.algo_order("BTCUSDT", body).order
    assert (order.quantity, order.stop_price, order.price) == (Decimal("0.0007"), None, 0)


def test_an_order_for_the_whole_position_has_no_quantity_yet(algo_body):
    order = parse.algo_order("BTCUSDT", algo_body(quantity="0.000", closePosition=True)).order
    assert (order.quantity, order.remaining, order.reduce_only) == (0, 0, True)


@pytest.mark.parametrize(
    ("actual", "became"), [("", None), ("0", None), (0, None), ("77", "77"), (77, "77"), ("x", None)]
)
def test_the_order_it_became(algo_body, actual, became):
    assert parse.algo_order("BTCUSDT", algo_body(actualOrderId=actual)).became == became


async def test_an_ordinary_order_costs_one_question(venue, script, order_body):
    script.on(ORDER, order_body())
    await venue.order("BTCUSDT", order_id="7")
    assert script.asked() == [("GET", ORDER)]


async def test_a_waiting_order_costs_two_and_is_asked_for_by_its_own_names(venue, script, algo_body):
    script.on(ORDER, NO_ORDER).on(ALGO, algo_body())
    assert (await venue.order("BTCUSDT", order_id="9")).conditional
    assert script.sent(-1) == {"algoId": "9"}
    assert (await venue.order("BTCUSDT", client_order_id="spk-a")).order_id == "9"
    assert script.sent(-1) == {"clientAlgoId": "spk-a"}


async def test_a_waiting_order_of_another_symbol_is_not_told(venue, script, algo_body):
    script.on(ORDER, NO_ORDER).on(ALGO, algo_body(symbol="ETHUSDT"))
    with pytest.raises(VenueRejected) as caught:
        await venue.order("BTCUSDT", client_order_id="spk-a")
    assert caught.value.code == "wrong_instrument"


@pytest.mark.parametrize("ids", [{"order_id": "10"}, {"client_order_id": "spk-b"}])
async def test_an_answer_about_another_waiting_order_is_refused(venue, script, algo_body, ids):
    script.on(ORDER, NO_ORDER).on(ALGO, algo_body())
    with pytest.raises(VenueRejected) as caught:
        await venue.order("BTCUSDT", **ids)
    assert caught.value.code == "wrong-order"


async def test_what_became_of_it_is_unavailable_while_it_is_not_told(venue, script, algo_body):
    script.on(ORDER, NO_ORDER).on(ALGO, algo_body(algoStatus="TRIGGERED", actualOrderId="77"))
    with pytest.raises(VenueUnavailable, match="became"):
        await venue.order("BTCUSDT", order_id="9")


async def test_an_order_that_triggers_between_the_lists_is_told_once(venue, script, algo_body, order_body):
    script.on(OPEN_ALGO, [algo_body(), algo_body(algoId=10, clientAlgoId="spk-b")])
    script.on(OPEN, [order_body(clientOrderId="spk-a", orderId=77)])
    orders = await venue.open_orders("BTCUSDT")
    assert [(order.order_id, order.client_order_id) for order in orders] == [("77", "spk-a"), ("10", "spk-b")]
    assert script.asked() == [("GET", OPEN_ALGO), ("GET", OPEN)]


async def test_a_listed_order_that_has_triggered_is_left_to_the_other_list(venue, script, algo_body):
    triggered = algo_body(algoStatus="TRIGGERED", actualOrderId="77")
    script.on(OPEN_ALGO, [triggered, algo_body(algoId=10, clientAlgoId="spk-b", algoStatus="EXPIRED")])
    script.on(OPEN, [])
    assert await venue.open_orders() == ()


async def test_a_cancel_of_what_triggers_meanwhile_reaches_the_order_it_became(
    venue, script, on, algo_body, order_body
):
    on("DELETE", ORDER, NOT_THERE, order_body(orderId=77, status="CANCELED"))
    on("GET", ALGO, algo_body(), algo_body(algoStatus="TRIGGERED", actualOrderId="77"))
    on("DELETE", ALGO, NOT_THERE)
    cancelled = await venue.cancel("BTCUSDT", order_id="9")
    assert (cancelled.order_id, cancelled.status) == ("77", OrderStatus.CANCELLED)
    assert script.sent(-1) == {"symbol": "BTCUSDT", "orderId": "77"}


async def test_a_cancelled_order_that_cannot_be_read_yet_is_read_later(venue, script, on, algo_body, clock):
    on("DELETE", ORDER, NOT_THERE)
    on("GET", ALGO, NO_ORDER, algo_body())
    on("DELETE", ALGO, DONE)
    started_ms = clock.now_ms()
    assert (await venue.cancel("BTCUSDT", client_order_id="spk-a")).status is OrderStatus.CANCELLED
    assert clock.now_ms() - started_ms >= 1_200
    assert script.asked().count(("DELETE", ALGO)) == 1


async def test_a_lost_cancel_of_a_waiting_order_is_looked_up_before_it_is_repeated(
    venue, script, on, algo_body
):
    on("DELETE", ORDER, NOT_THERE)
    on("GET", ORDER, NO_ORDER)
    on("GET", ALGO, algo_body(), algo_body(algoStatus="CANCELED"))
    on("DELETE", ALGO, httpx.ReadTimeout("late"))
    cancelled = await venue.cancel("BTCUSDT", client_order_id="spk-a")
    assert cancelled.status is OrderStatus.CANCELLED
    assert script.asked().count(("DELETE", ALGO)) == 1


async def test_cancel_all_tries_both_halves_whatever_the_first_says(venue, script):
    script.on("/fapi/v1/algoOpenOrders", (400, {"code": -1121, "msg": "Invalid symbol."}))
    script.on("/fapi/v1/allOpenOrders", {"code": 200, "msg": "done"})
    with pytest.raises(VenueRejected):
        await venue.cancel_all("BTCUSDT")
    assert script.asked() == [("DELETE", "/fapi/v1/algoOpenOrders"), ("DELETE", "/fapi/v1/allOpenOrders")]


async def test_fills_of_an_unfilled_ordinary_order_are_none(venue, script):
    script.on(FILLS, []).on(ALGO, NO_ORDER)
    assert await venue.fills("BTCUSDT", order_id="7") == ()
