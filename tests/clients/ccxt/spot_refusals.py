"""What ccxt makes of the spot market saying no."""

from collections.abc import Callable
from functools import partial
from typing import Any

import ccxt
from desk import Desk
from spot_connection import PAIR, connect, refusal
from spot_desk import GOOD, ID, LIST_REFUSALS, ORDER_REFUSALS, sent


def spot_orders_are_refused_for_one_reason_each(desk: Desk) -> None:
    exchange = connect(desk)
    for code, text, order in ORDER_REFUSALS:
        place = partial(exchange.private_post_order, sent(order))
        desk.refused(code, text, refusal(exchange, ccxt.ExchangeError, place))
    for code, text, orders in LIST_REFUSALS:
        place = partial(exchange.private_post_orderlist_oco, sent(orders))
        desk.refused(code, text, refusal(exchange, ccxt.ExchangeError, place))
    assert exchange.fetch_orders(PAIR) == []
    assert exchange.fetch_balance()["USDT"]["free"] == 100_000


def spot_refusals_have_their_class(desk: Desk) -> None:
    exchange = connect(desk)
    exchange.load_markets()
    order = exchange.private_post_order
    exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "held"})
    rows: tuple[tuple[type[Exception], int, str, Callable[[], Any]], ...] = (
        (ccxt.BadSymbol, -1121, "Invalid symbol.", lambda: order(GOOD | {"symbol": "NOPE"})),
        (
            ccxt.InvalidOrder,
            -1013,
            "Filter failure: LOT_SIZE",
            lambda: order(GOOD | {"quantity": "0.000001"}),
        ),
        (ccxt.BadRequest, -1013, "Filter failure: NOTIONAL", lambda: order(GOOD | {"quantity": "0.00001"})),
        (
            ccxt.InsufficientFunds,
            -2010,
            "Account has insufficient balance for requested action.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 2, 64000),
        ),
        (
            ccxt.OrderImmediatelyFillable,
            -2010,
            "Order would immediately match and take.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 0.01, 66000, {"postOnly": True}),
        ),
        (
            ccxt.InvalidOrder,
            -2010,
            "Duplicate order sent.",
            lambda: order(GOOD | {"newClientOrderId": "held"}),
        ),
        (ccxt.OrderNotFound, -2011, "Unknown order sent.", lambda: exchange.cancel_order("77", PAIR)),
        (ccxt.OrderNotFound, -2013, "Order does not exist.", lambda: exchange.fetch_order("77", PAIR)),
        (
            ccxt.BadRequest,
            -1120,
            "Invalid interval.",
            lambda: exchange.public_get_klines({"symbol": ID, "interval": "7m"}),
        ),
        (
            ccxt.BadRequest,
            -1127,
            "More than 24 hours between startTime and endTime.",
            lambda: exchange.private_get_allorders({"symbol": ID, "startTime": 1, "endTime": 90_000_000}),
        ),
    )
    for kind, code, text, call in rows:
        desk.refused(code, text, refusal(exchange, kind, call))


def spot_a_wrong_key_secret_and_clock_are_refused(desk: Desk) -> None:
    unknown = connect(desk, apiKey="f" * 64)
    text = "Invalid API-key, IP, or permissions for action."
    desk.refused(-2015, text, refusal(unknown, ccxt.AuthenticationError, unknown.private_get_account))
    forger = connect(desk, secret="f" * 64)
    text = "Signature for this request is not valid."
    desk.refused(-1022, text, refusal(forger, ccxt.AuthenticationError, forger.private_get_account))
    late = connect(desk)
    late.options["timeDifference"] = 60_000
    text = "Timestamp for this request is outside of the recvWindow."
    desk.refused(-1021, text, refusal(late, ccxt.InvalidNonce, late.private_get_account))
    late.load_time_difference()
    assert late.fetch_balance()["USDT"]["total"] == 100_000


def spot_a_lost_answer_is_found_by_its_client_id(desk: Desk) -> None:
    exchange = connect(desk)
    desk.arm(fault="status_after_accept", path="/api/v3/order", method="POST")
    unknown = refusal(
        exchange,
        ccxt.OperationFailed,
        lambda: exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "unknown-1"}),
    )
    desk.refused(-1000, "Unknown error, please check your request or try again later.", unknown)
    assert exchange.fetch_order(None, PAIR, {"clientOrderId": "unknown-1"})["status"] == "open"
