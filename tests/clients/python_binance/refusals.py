"""What python-binance makes of the venue saying no."""

from typing import Any

from connection import ID, connect, refusal
from desk import Desk


def refusals_have_binances_code_and_text(desk: Desk) -> None:
    client = connect(desk)
    limit = {"symbol": ID, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
    good = limit | {"quantity": 0.01, "price": 64000}
    client.futures_create_order(**(good | {"newClientOrderId": "held"}))
    missing = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."
    orders: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (-1102, missing.format("quantity"), limit | {"price": 64000}),
        (-1102, missing.format("price"), limit | {"quantity": 0.01}),
        (-1115, "Invalid timeInForce.", good | {"timeInForce": "NOW"}),
        (-1116, "Invalid orderType.", good | {"type": "PEGGED"}),
        (-1117, "Invalid side.", good | {"side": "HOLD"}),
        (-1121, "Invalid symbol.", good | {"symbol": "BTCEUR"}),
        (-1136, "Invalid newOrderRespType.", good | {"newOrderRespType": "ALL"}),
        (-4003, "Quantity less than or equal to zero.", good | {"quantity": 0}),
        (-4005, "Quantity greater than max quantity.", good | {"quantity": 1001}),
        (-4002, "Price greater than max price.", good | {"price": 5_000_000}),
        (-4013, "Price less than min price.", good | {"price": 1}),
        (-4014, "Price not increased by tick size.", good | {"price": "64000.05"}),
        (-4016, "Limit price can't be higher than 68250.", good | {"price": 70000}),
        (-4024, "Limit price can't be lower than 61750.", good | {"price": 60000, "side": "SELL"}),
        (
            -4015,
            "Client order id length should be less than 36 chars.",
            good | {"newClientOrderId": "x" * 40},
        ),
        (-4061, "Order's position side does not match user's setting.", good | {"positionSide": "LONG"}),
        (-4116, "ClientOrderId is duplicated.", good | {"newClientOrderId": "held"}),
        (
            -1100,
            r"Illegal characters found in parameter 'price'; "
            r"legal range is '^([0-9]{1,20})(\.[0-9]{1,20})?$'.",
            good | {"price": "cheap"},
        ),
    )
    for code, text, order in orders:
        desk.refused(code, text, refusal(lambda order=order: client.futures_create_order(**order)))
    text = "Margin type cannot be changed if there exists open orders."
    isolate = refusal(lambda: client.futures_change_margin_type(symbol=ID, marginType="ISOLATED"))
    desk.refused(-4047, text, isolate)
    mode = refusal(lambda: client.futures_change_position_mode(dualSidePosition="false"))
    desk.refused(-4059, "No need to change position side.", mode)
    window = {"startTime": 1, "endTime": 1 + 8 * 86_400_000}
    span = refusal(lambda: client.futures_get_all_orders(symbol=ID, **window))
    desk.refused(-4165, "Invalid time interval.", span)


def a_wrong_key_is_401(desk: Desk) -> None:
    client = connect(desk, key="f" * 64)
    stranger = refusal(client.futures_account_balance)
    desk.refused(-2015, "Invalid API-key, IP, or permissions for action.", stranger)
    assert client.response.status_code == 401
