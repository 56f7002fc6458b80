"""The table of send outcomes: a rejection only where the order definitely does not exist."""

import json

import pytest

from tools.venues.binance.wire import Reply
from tools.venues.binance_spot.classify import classify, classify_pair, classify_replacement
from tools.venues.orders import CANCELLED_ONLY

UNKNOWN_ORDER = {"code": -2011, "msg": "Unknown order sent."}
WOULD_TAKE = {"code": -2010, "msg": "Order would immediately match and take."}
TIMEOUT = {"code": -1007, "msg": "Timeout waiting for response from backend server."}


def reply(status, body):
    return Reply(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def refused(status, code, message):
    return reply(status, {"code": code, "msg": message})


REJECTED = [
    (400, -2010, "Account has insufficient balance for requested action."),
    (400, -2010, "Order would immediately match and take."),
    (400, -1013, "Filter failure: LOT_SIZE"),
    (400, -1021, "Timestamp for this request is outside of the recvWindow."),
    (400, -2021, "Stop price would trigger immediately."),
    (401, -2015, "Invalid API-key, IP, or permissions for action."),
    (429, -1015, "Too many new orders; current limit is 50 orders per 10 SECOND."),
    (503, -1008, "Request throttled by system-level protection."),
    (503, -1000, "Service Unavailable."),
]
UNKNOWN = [
    (400, -2010, "Duplicate order sent."),
    (503, -1000, "Unknown error, please check your request or try again later."),
    (400, -1006, "An unexpected response was received from the message bus. Execution status unknown."),
    (408, -1007, "Timeout waiting for response from backend server."),
    (500, -9999, "surprise"),
    (200, -2010, "an error in a success"),
]


@pytest.mark.parametrize(("status", "code", "message"), REJECTED)
def test_definite_no(request_of, status, code, message):
    outcome = classify(refused(status, code, message), request_of(), "spk-a")
    assert (outcome.kind, outcome.code, outcome.message) == ("rejected", str(code), message)


@pytest.mark.parametrize(("status", "code", "message"), UNKNOWN)
def test_nobody_knows(request_of, status, code, message):
    for outcome in (
        classify(refused(status, code, message), request_of(), "spk-a"),
        classify_pair(refused(status, code, message), request_of(), "spk-a"),
        classify_replacement(refused(status, code, message), request_of(), "spk-a"),
    ):
        assert outcome.kind == "unknown"


@pytest.mark.parametrize(("status", "raw"), [(200, b""), (200, b"{}"), (200, b"[]"), (502, b"bad gateway")])
def test_answers_without_sense_leave_it_open(request_of, status, raw):
    assert classify(reply(status, raw), request_of(), "spk-a").kind == "unknown"
    assert classify_pair(reply(status, raw), request_of(), "spk-a").kind == "unknown"
    assert classify_replacement(reply(status, raw), request_of(), "spk-a").kind == "unknown"


def test_acknowledged(request_of, order_body):
    outcome = classify(reply(200, order_body()), request_of(), "spk-a")
    assert (outcome.kind, outcome.order.order_id) == ("acked", "7")


@pytest.mark.parametrize(
    "changes", [{"symbol": "ETHUSDT"}, {"clientOrderId": "spk-b"}, {"side": "SELL"}, {"status": "ODD"}]
)
def test_an_answer_about_another_order_is_not_an_acknowledgement(request_of, order_body, changes):
    body = order_body(**changes)
    assert classify(reply(200, body), request_of(), "spk-a").kind == "unknown"
    replaced = {"newOrderResponse": body, "cancelResult": "SUCCESS", "newOrderResult": "SUCCESS"}
    assert classify_replacement(reply(200, replaced), request_of(), "spk-a").kind == "unknown"


def test_a_pair_is_acknowledged_by_its_limit_order(request_of, pair_body):
    outcome = classify_pair(reply(200, pair_body()), request_of(side="SELL"), "spk-a")
    assert (outcome.kind, outcome.order.order_id, outcome.order.list_id) == ("acked", "7", "3")


@pytest.mark.fault("F49")
@pytest.mark.parametrize("ids", [{"limit": "spk-b"}, {"stop": "spk-b-s"}])
def test_a_pair_needs_both_of_its_orders(request_of, pair_body, ids):
    assert classify_pair(reply(200, pair_body(**ids)), request_of(side="SELL"), "spk-a").kind == "unknown"


def halves(cancel, new, cancel_response, new_response):
    data = {
        "cancelResult": cancel,
        "newOrderResult": new,
        "cancelResponse": cancel_response,
        "newOrderResponse": new_response,
    }
    both = new == "NOT_ATTEMPTED"
    status, code = (400, -2022) if both else (409, -2021)
    return reply(status, {"code": code, "msg": "Order cancel-replace failed.", "data": data})


def test_a_replacement_of_nothing_changed_nothing(request_of):
    answer = halves("FAILURE", "NOT_ATTEMPTED", UNKNOWN_ORDER, None)
    outcome = classify_replacement(answer, request_of(), "spk-a")
    assert (outcome.kind, outcome.code) == ("rejected", "-2011")


@pytest.mark.fault("F50")
def test_a_replacement_that_only_cancelled_says_so(request_of, order_body):
    answer = halves("SUCCESS", "FAILURE", order_body(status="CANCELED"), WOULD_TAKE)
    outcome = classify_replacement(answer, request_of(), "spk-a")
    assert (outcome.kind, outcome.code) == ("rejected", CANCELLED_ONLY)
    assert "-2010" in outcome.message


@pytest.mark.parametrize(
    "answer",
    [
        halves("FAILURE", "NOT_ATTEMPTED", TIMEOUT, None),
        halves("SUCCESS", "FAILURE", {}, TIMEOUT),
        halves("SUCCESS", "FAILURE", {}, {"code": -2010, "msg": "Duplicate order sent."}),
        halves("FAILURE", "SUCCESS", UNKNOWN_ORDER, {}),
        halves("FAILURE", "NOT_ATTEMPTED", None, None),
        refused(409, -2021, "Order cancel-replace partially failed."),
    ],
)
def test_a_half_that_may_have_happened_leaves_it_open(request_of, answer):
    assert classify_replacement(answer, request_of(), "spk-a").kind == "unknown"


def test_a_replacement_is_its_new_order(request_of, order_body):
    body = {"cancelResult": "SUCCESS", "newOrderResult": "SUCCESS", "newOrderResponse": order_body(orderId=9)}
    outcome = classify_replacement(reply(200, body), request_of(), "spk-a")
    assert (outcome.kind, outcome.order.order_id) == ("acked", "9")
