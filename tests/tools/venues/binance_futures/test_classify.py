"""The table of send outcomes: a rejection only where the order definitely does not exist."""

import json

import pytest

from tools.errors import VenueRejected
from tools.venues.binance.wire import Reply
from tools.venues.binance_futures import parse
from tools.venues.binance_futures.classify import classify


def reply(status, code=None, message="", raw=None):
    body = raw if raw is not None else json.dumps({"code": code, "msg": message}).encode()
    return Reply(status, {}, body)


def read(body):
    return parse.order("BTCUSDT", body)


REJECTED = [
    (400, -2019, "Margin is insufficient."),
    (400, -1021, "Timestamp for this request is outside of the recvWindow."),
    (400, -5028, "Timestamp for this request is outside of the ME recvWindow."),
    (400, -4164, "Order's notional must be no smaller than 50 (unless you choose reduce only)."),
    (400, -5022, "Post Only order will be rejected."),
    (400, -2022, "ReduceOnly Order is rejected."),
    (400, -1111, "Precision is over the maximum defined for this asset."),
    (401, -2015, "Invalid API-key, IP, or permissions for action."),
    (429, -1003, "Too many requests."),
    (429, -1015, "Too many new orders."),
    (503, -1008, "Request throttled by system-level protection."),
    (400, -1008, "Request throttled by system-level protection."),
    (503, -1001, "Internal error; unable to process your request. Please try again."),
    (503, -1000, "Service Unavailable."),
]

UNKNOWN = [
    (400, -4116, "ClientOrderId is duplicated."),
    (503, -1000, "Unknown error, please check your request or try again later."),
    (400, -1000, "An unknown error occurred while processing the request."),
    (400, -1006, "An unexpected response was received from the message bus. Execution status unknown."),
    (400, -1007, "Timeout waiting for response from backend server. Send status unknown."),
    (408, -1007, "Timeout waiting for response from backend server."),
    (408, -9998, "a time-out with another code"),
    (400, -1001, "Internal error; unable to process your request. Please try again."),
    (500, -9999, "surprise"),
    (200, -2019, "an error in a success"),
    (302, -1, "redirect"),
]


@pytest.mark.parametrize(("status", "code", "message"), REJECTED)
def test_definite_no(status, code, message):
    outcome = classify(reply(status, code, message), read)
    assert outcome.kind == "rejected"
    assert (outcome.code, outcome.message) == (str(code), message)


@pytest.mark.parametrize(("status", "code", "message"), UNKNOWN)
def test_nobody_knows(status, code, message):
    assert classify(reply(status, code, message), read).kind == "unknown"


def test_a_ban_has_a_code_of_its_own():
    outcome = classify(reply(418, -1003, "Way too much request weight used; IP banned."), read)
    assert (outcome.kind, outcome.code) == ("rejected", "418")


def test_a_duplicate_id_says_so():
    outcome = classify(reply(400, -4116, "ClientOrderId is duplicated."), read)
    assert outcome.cause == "duplicate client order id"


@pytest.mark.parametrize(
    ("status", "raw"),
    [
        (200, b""),
        (200, b"<html>"),
        (200, b"{}"),
        (200, b"[]"),
        (400, b""),
        (403, b"<html>firewall</html>"),
        (429, b""),
        (500, b""),
        (502, b"bad gateway"),
        (503, b""),
        (504, b"gateway timeout"),
        (503, b"Unknown error, please check your request or try again later."),
    ],
)
def test_answers_without_a_code_leave_it_open(status, raw):
    assert classify(reply(status, raw=raw), read).kind == "unknown"


def test_service_unavailable_in_plain_text_is_a_no():
    assert classify(reply(503, raw=b"Service Unavailable."), read).kind == "rejected"


def test_acknowledged(order_body):
    raw = json.dumps(order_body()).encode()
    outcome = classify(reply(200, raw=raw), read)
    assert outcome.kind == "acked"
    assert outcome.order.order_id == "7"


@pytest.mark.parametrize("changes", [{"symbol": "ETHUSDT"}, {"status": "ODD"}, {"origQty": "0"}])
def test_an_answer_that_cannot_be_trusted_is_not_an_acknowledgement(order_body, changes):
    raw = json.dumps(order_body(**changes)).encode()
    assert classify(reply(200, raw=raw), read).kind == "unknown"


def test_an_answer_about_another_order_is_not_an_acknowledgement(order_body):
    def refuse(body):
        raise VenueRejected("wrong-order", "another one")

    outcome = classify(reply(200, raw=json.dumps(order_body()).encode()), refuse)
    assert outcome.kind == "unknown"
    assert "another one" in outcome.cause
