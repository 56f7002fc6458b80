"""Order endpoints for several orders or for later: modify, batches, the dead-man countdown."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.order import Order
from tools.testnet.order_request import Params, read_instrument, read_int, read_order
from tools.testnet.problem import Problem, bad_data, missing, problem
from tools.testnet.rest_orders import cancel, find_order, order_body, place

_BATCH = 5
_CANCELS = 10


def modify(call: Call) -> Json:
    """Change price and quantity of a LIMIT order; both must be given."""
    instrument = read_instrument(call.params, call.venue.instruments)
    call.venue.market(instrument.symbol)
    order = find_order(call, instrument)
    if order is None or not order.open:
        raise problem(-2013)
    if call.params.get("side", order.side) != order.side:
        raise bad_data("side")
    terms = _terms(order)
    wanted = read_order(
        {name: value for name, value in call.params.items() if name in _AMENDABLE} | terms,
        call.venue.instruments,
        order.time_ms,
    )
    wanted = replace(wanted, reduce_only=order.reduce_only, good_till_ms=order.good_till_ms)
    modify_id = read_int(call.params, "modifyId", 0)
    call.venue.amend(call.account, order, wanted, modify_id)
    return order_body(instrument, order) | {"modifyId": order.modify_id, "pair": order.symbol}


_AMENDABLE = ("price", "quantity", "priceMatch")


def _terms(order: Order) -> Params:
    """What stays as it was."""
    return {
        "symbol": order.symbol,
        "side": order.side.value,
        "type": order.type,
        "timeInForce": "GTC" if order.time_in_force == "GTD" else order.time_in_force,
        "positionSide": order.position_side,
        "selfTradePreventionMode": order.prevention,
    }


def place_batch(call: Call) -> Json:
    """Up to five orders; each succeeds or fails on its own."""
    return _each(call, _read_batch(call), place)


def modify_batch(call: Call) -> Json:
    """Up to five changes; each succeeds or fails on its own."""
    return _each(call, _read_batch(call), modify)


def cancel_batch(call: Call) -> Json:
    """Up to ten orders of a symbol, by `orderIdList` or `origClientOrderIdList`, in any case (CCXT)."""
    symbol = read_instrument(call.params, call.venue.instruments).symbol
    given = {name.lower(): value for name, value in call.params.items() if value}
    lists = [name for name in ("orderIdList", "origClientOrderIdList") if name.lower() in given]
    if not lists:
        raise missing("orderIdList")
    values = _read_list({lists[0]: given[lists[0].lower()]}, lists[0])
    if not 1 <= len(values) <= _CANCELS:
        raise problem(-4082)
    name = lists[0].removesuffix("List")
    return _each(call, [{"symbol": symbol, name: str(value)} for value in values], cancel)


def count_down(call: Call) -> Json:
    """Cancel all orders of a symbol after `countdownTime` ms, unless called again; 0 disarms."""
    symbol = read_instrument(call.params, call.venue.instruments).symbol
    duration_ms = read_int(call.params, "countdownTime")
    call.venue.set_countdown(call.account, symbol, duration_ms)
    return {"symbol": symbol, "countdownTime": str(duration_ms)}


def _each(call: Call, batch: list[Params], handler: Callable[[Call], Json]) -> list[Json]:
    answers: list[Json] = []
    for params in batch:
        try:
            answers.append(handler(replace(call, params=params)))
        except Problem as refusal:
            answers.append({"code": refusal.code, "msg": refusal.message})
    return answers


def _read_batch(call: Call) -> list[Params]:
    rows = _read_list(call.params, "batchOrders")
    if not all(isinstance(row, dict) for row in rows):
        raise bad_data("batchOrders")
    if not 1 <= len(rows) <= _BATCH:
        raise problem(-4082)
    return [{str(name): _text(value) for name, value in row.items()} for row in rows]


def _read_list(params: Params, name: str) -> list[Any]:
    if not params.get(name):
        raise missing(name)
    try:
        rows = json.loads(params[name])
    except ValueError:
        raise bad_data(name) from None
    if not isinstance(rows, list):
        raise bad_data(name)
    return rows


def _text(value: Any) -> str:
    """A JSON value as it would stand in a query."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


AMEND_ROUTES: Routes = {
    ("PUT", "/fapi/v1/order"): Endpoint(modify, orders=1),
    ("POST", "/fapi/v1/batchOrders"): Endpoint(place_batch, 5, orders=5),
    ("PUT", "/fapi/v1/batchOrders"): Endpoint(modify_batch, 5, orders=5),
    ("DELETE", "/fapi/v1/batchOrders"): Endpoint(cancel_batch),
    ("POST", "/fapi/v1/countdownCancelAll"): Endpoint(count_down, 10),
}
