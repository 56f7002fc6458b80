"""The typed errors the SDK makes of the spot market saying no."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from binance_common.errors import BadRequestError, UnauthorizedError
from connection import refusal
from desk import Desk
from spot_connection import rest_of
from spot_desk import ID, LIST_REFUSALS, ORDER_REFUSALS, Params, sent


def spot_orders_are_refused_for_one_reason_each(desk: Desk) -> None:
    rest = rest_of(desk)
    for code, text, order in ORDER_REFUSALS:
        desk.refused(code, text, refusal(BadRequestError, partial(rest.new_order, **_snake(order))))
    for code, text, orders in LIST_REFUSALS:
        if "belowType" in orders:  # the SDK asks for it itself
            place = partial(rest.order_list_oco, **_snake(orders))
            desk.refused(code, text, refusal(BadRequestError, place))
    assert rest.all_orders(symbol=ID).data() == []


def _snake(order: Params) -> Params:
    """An order under the names the SDK gives its parameters."""
    return {
        re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name): value
        for name, value in sent(order).items()
    }


def spot_queries_are_typed(desk: Desk) -> None:
    rest = rest_of(desk)
    missing = "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
    rows: tuple[tuple[int, str, Callable[[], Any]], ...] = (
        (-1102, missing, lambda: rest.get_order(symbol=ID)),
        (-1120, "Invalid interval.", lambda: rest.klines(symbol=ID, interval="7m")),
        (
            -1127,
            "More than 24 hours between startTime and endTime.",
            lambda: rest.my_trades(symbol=ID, start_time=1, end_time=90_000_000),
        ),
        (
            -1102,
            "'recvWindow' contains unexpected value. Cannot be greater than 60000.",
            lambda: rest.get_account(recv_window=60_001),
        ),
        (
            -1151,
            "Symbol is present multiple times in the list.",
            lambda: rest.exchange_info(symbols=[ID, ID]),
        ),
        (-2011, "Unknown order sent.", lambda: rest.delete_order(symbol=ID, order_id=77_777)),
        (-2013, "Order does not exist.", lambda: rest.get_order(symbol=ID, order_id=77_777)),
    )
    for code, text, call in rows:
        desk.refused(code, text, refusal(BadRequestError, call))


def spot_strangers_are_refused(desk: Desk) -> None:
    forged = refusal(BadRequestError, rest_of(desk, secret="f" * 64).get_account)
    desk.refused(-1022, "Signature for this request is not valid.", forged)
    stranger = refusal(UnauthorizedError, rest_of(desk, key="f" * 64).get_account)
    desk.refused(-2015, "Invalid API-key, IP, or permissions for action.", stranger)
    desk.arm(fault="clock_skew", ms=60_000)
    late = refusal(BadRequestError, rest_of(desk).get_account)
    desk.refused(-1021, "Timestamp for this request is outside of the recvWindow.", late)
