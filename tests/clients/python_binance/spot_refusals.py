"""What python-binance makes of the spot market saying no."""

from collections.abc import Callable
from functools import partial
from typing import Any

from binance import Client
from connection import refusal
from desk import Desk
from spot_connection import connect
from spot_desk import GOOD, ID, LIST_REFUSALS, ORDER_REFUSALS, sent


def spot_orders_are_refused_for_one_reason_each(desk: Desk) -> None:
    client = connect(desk)
    for code, text, order in ORDER_REFUSALS:
        desk.refused(code, text, refusal(partial(client.create_order, **sent(order))))
    for code, text, orders in LIST_REFUSALS:
        desk.refused(code, text, refusal(partial(client.create_oco_order, **sent(orders))))
    assert client.get_all_orders(symbol=ID) == []


def spot_queries_are_refused(desk: Desk) -> None:
    client = connect(desk)
    held = client.create_order(**(GOOD | {"newClientOrderId": "held"}))
    known = {"symbol": ID, "orderId": held["orderId"]}
    missing = "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
    rows: tuple[tuple[int, str, Callable[[], Any]], ...] = (
        (-1102, missing, lambda: client.get_order(symbol=ID)),
        (
            -1104,
            "Not all sent parameters were read; read '10' parameter(s) but was sent '11'.",
            lambda: client.create_order(**GOOD, reduceOnly="true"),
        ),
        (-1105, "Parameter 'price' was empty.", lambda: client.create_order(**(GOOD | {"price": ""}))),
        (-1120, "Invalid interval.", lambda: client.get_klines(symbol=ID, interval="7m")),
        (
            -1127,
            "More than 24 hours between startTime and endTime.",
            lambda: client.get_my_trades(symbol=ID, startTime=1, endTime=90_000_000),
        ),
        (
            -1130,
            "Data sent for parameter 'limit' is not valid.",
            lambda: client.get_all_orders(symbol=ID, limit=0),
        ),
        (-1145, "Invalid cancelRestrictions", lambda: client.cancel_order(**known, cancelRestrictions="OLD")),
        (-2010, "Duplicate order sent.", lambda: client.create_order(**GOOD, newClientOrderId="held")),
        (-2011, "Unknown order sent.", lambda: client.cancel_order(symbol=ID, orderId=77_777)),
        (
            -2011,
            "Order was not canceled due to cancel restrictions.",
            lambda: client.cancel_order(**known, cancelRestrictions="ONLY_PARTIALLY_FILLED"),
        ),
        (-2013, "Order does not exist.", lambda: client.get_order(symbol=ID, orderId=77_777)),
        (
            -2039,
            "Client order ID is not correct for this order ID.",
            lambda: client.get_order(**known, origClientOrderId="other"),
        ),
    )
    for code, text, call in rows:
        desk.refused(code, text, refusal(call))


def spot_five_stops_and_no_more(desk: Desk) -> None:
    client = connect(desk)
    stop = partial(client.create_order, symbol=ID, side="SELL", type="STOP_LOSS", quantity=0.01)
    for price in range(60_000, 60_005):
        stop(stopPrice=price)
    desk.refused(-1013, "Filter failure: MAX_NUM_ALGO_ORDERS", refusal(lambda: stop(stopPrice=60_005)))


def spot_a_wrong_key_secret_and_clock_are_refused(desk: Desk) -> None:
    connect(desk)
    unknown = refusal(Client("f" * 64, desk.secret).get_account)
    desk.refused(-2015, "Invalid API-key, IP, or permissions for action.", unknown)
    forged = refusal(Client(desk.key, "f" * 64).get_account)
    desk.refused(-1022, "Signature for this request is not valid.", forged)
    late = Client(desk.key, desk.secret)
    late.timestamp_offset = -60_000
    text = "Timestamp for this request is outside of the recvWindow."
    desk.refused(-1021, text, refusal(late.get_account))
    late.timestamp_offset = 5_000
    text = "Timestamp for this request was 1000ms ahead of the server's time."
    desk.refused(-1021, text, refusal(late.get_account))
