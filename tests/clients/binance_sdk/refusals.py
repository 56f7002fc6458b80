"""The typed errors the SDK makes of the venue saying no."""

from collections.abc import Callable
from typing import Any

from binance_common.errors import BadRequestError, UnauthorizedError
from connection import ID, refusal, rest_of
from desk import Desk


def refusals_are_typed(desk: Desk) -> None:
    rest = rest_of(desk)
    limit = {"symbol": ID, "side": "BUY", "type": "LIMIT", "time_in_force": "GTC"}
    good = limit | {"quantity": 0.01, "price": 64000}
    rows: tuple[tuple[int, str, Callable[[], Any]], ...] = (
        (-1121, "Invalid symbol.", lambda: rest.new_order(**(good | {"symbol": "X"}))),
        (-1120, "Invalid interval.", lambda: rest.kline_candlestick_data(symbol=ID, interval="1s")),
        (-2013, "Order does not exist.", lambda: rest.query_order(symbol=ID, order_id=7)),
        (-2011, "Unknown order sent.", lambda: rest.cancel_order(symbol=ID, order_id=7)),
        (-2019, "Margin is insufficient.", lambda: rest.new_order(**(good | {"quantity": 900}))),
        (
            -2022,
            "ReduceOnly Order is rejected.",
            lambda: rest.new_order(**(good | {"reduce_only": "true"})),
        ),
        (
            -1102,
            "Mandatory parameter 'origClientOrderId' was not sent, was empty/null, or malformed.",
            lambda: rest.query_order(symbol=ID),
        ),
        (
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
            lambda: rest.new_order(**(good | {"type": "STOP"})),
        ),
        (
            -4048,
            "Margin type cannot be changed if there exists position.",
            lambda: _isolate_with_a_position(rest),
        ),
        (
            -1130,
            "Data sent for parameter 'recvWindow' is not valid.",
            lambda: rest.account_information_v3(recv_window=60_001),
        ),
    )
    for code, text, call in rows:
        desk.refused(code, text, refusal(BadRequestError, call))
    wrong = rest_of(desk, secret="f" * 64)
    forged = refusal(BadRequestError, wrong.account_information_v3)
    desk.refused(-1022, "Signature for this request is not valid.", forged)
    unknown = rest_of(desk, key="f" * 64)
    stranger = refusal(UnauthorizedError, unknown.account_information_v3)
    desk.refused(-2015, "Invalid API-key, IP, or permissions for action.", stranger)


def _isolate_with_a_position(rest: Any) -> None:
    rest.new_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    rest.change_margin_type(symbol=ID, margin_type="ISOLATED")
