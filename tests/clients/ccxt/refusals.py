"""What ccxt makes of the venue saying no."""

from collections.abc import Callable
from typing import Any

import ccxt
from connection import ID, PAIR, connect, refusal
from desk import Desk


def refusals_have_their_class_and_code(desk: Desk) -> None:
    exchange = connect(desk)
    exchange.load_markets()
    order = exchange.fapiPrivatePostOrder
    buy = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    held = exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "held"})
    rows: tuple[tuple[type[Exception], int, str, Callable[[], Any]], ...] = (
        (ccxt.BadSymbol, -1121, "Invalid symbol.", lambda: order(buy | {"symbol": "NOPEUSDT"})),
        (
            ccxt.BadRequest,
            -1111,
            "Precision is over the maximum defined for this asset.",
            lambda: order(buy | {"quantity": "0.00001", "price": "64000"}),
        ),
        (
            ccxt.OrderNotFound,
            -2013,
            "Order does not exist.",
            lambda: exchange.fetch_order("77", PAIR),
        ),
        (ccxt.OrderNotFound, -2011, "Unknown order sent.", lambda: exchange.cancel_order("77", PAIR)),
        (
            ccxt.InsufficientFunds,
            -2019,
            "Margin is insufficient.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 100, 64000),
        ),
        (
            ccxt.InvalidOrder,
            -4164,
            "Order's notional must be no smaller than 50 (unless you choose reduce only).",
            lambda: exchange.create_order(PAIR, "limit", "buy", 0.0005, 64000),
        ),
        (
            ccxt.InvalidOrder,
            -2022,
            "ReduceOnly Order is rejected.",
            lambda: exchange.create_order(PAIR, "market", "sell", 0.01, params={"reduceOnly": True}),
        ),
        (
            ccxt.InvalidOrder,
            -4116,
            "ClientOrderId is duplicated.",
            lambda: exchange.create_order(
                PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": held["clientOrderId"]}
            ),
        ),
        (
            ccxt.OrderNotFillable,
            -5022,
            "Due to the order could not be executed as maker, the Post Only order will be rejected.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 0.01, 65100, {"postOnly": True}),
        ),
        (
            ccxt.OrderNotFillable,
            -5021,
            "Due to the order could not be filled immediately, the FOK order has been rejected.",
            lambda: exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"timeInForce": "FOK"}),
        ),
        (
            ccxt.InvalidOrder,
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
            lambda: order(buy | {"type": "STOP_MARKET", "stopPrice": "64000", "quantity": "0.01"}),
        ),
        (
            ccxt.BadRequest,
            -1130,
            "Data sent for parameter 'limit' is not valid.",
            lambda: exchange.fapiPublicGetKlines({"symbol": ID, "interval": "1m", "limit": 1501}),
        ),
        (
            ccxt.BadRequest,
            -1120,
            "Invalid interval.",
            lambda: exchange.fapiPublicGetKlines({"symbol": ID, "interval": "1s"}),
        ),
        (
            ccxt.OperationRejected,
            -4046,
            "No need to change margin type.",
            lambda: exchange.fapiPrivatePostMarginType({"symbol": ID, "marginType": "CROSSED"}),
        ),
        (
            ccxt.BadRequest,
            -4028,
            "Leverage 0 is not valid.",
            lambda: exchange.fapiPrivatePostLeverage({"symbol": ID, "leverage": 0}),
        ),
    )
    for kind, code, text, call in rows:
        desk.refused(code, text, refusal(kind, call))


def a_wrong_key_secret_and_clock_are_refused(desk: Desk) -> None:
    unknown = connect(desk, apiKey="f" * 64)
    text = "Invalid API-key, IP, or permissions for action."
    desk.refused(-2015, text, refusal(ccxt.AuthenticationError, unknown.fapiPrivateV3GetAccount))
    forger = connect(desk, secret="f" * 64)
    text = "Signature for this request is not valid."
    desk.refused(-1022, text, refusal(ccxt.AuthenticationError, forger.fapiPrivateV3GetAccount))
    late = connect(desk)
    late.options["timeDifference"] = 60_000
    text = "Timestamp for this request is outside of the recvWindow."
    desk.refused(-1021, text, refusal(ccxt.InvalidNonce, late.fapiPrivateV3GetAccount))
    late.load_time_difference()
    assert abs(late.options["timeDifference"]) < 1000
    assert late.fetch_balance()["USDT"]["total"] == 5000


def faults_reach_the_client(desk: Desk) -> None:
    exchange = connect(desk)
    desk.arm(fault="status_after_accept", path="/fapi/v1/order", method="POST")
    unknown = refusal(
        ccxt.OperationFailed,
        lambda: exchange.create_order(PAIR, "limit", "buy", 0.01, 64000, {"clientOrderId": "unknown-1"}),
    )
    desk.refused(-1000, "Unknown error, please check your request or try again later.", unknown)
    assert exchange.fetch_order(None, PAIR, {"clientOrderId": "unknown-1"})["status"] == "open"
