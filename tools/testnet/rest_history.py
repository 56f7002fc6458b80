"""Histories of an account: changed orders and moved margins."""

from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.history import Amendment, MarginChange
from tools.testnet.instrument import Instrument
from tools.testnet.numbers import money_text, price_text, quantity_text
from tools.testnet.order import Order
from tools.testnet.order_request import read_instrument, read_int
from tools.testnet.path import HOUR_MS
from tools.testnet.problem import bad_data, problem
from tools.testnet.rest_orders import find_order, read_limit

_MONTH_MS = 30 * 24 * HOUR_MS


def amendments(call: Call) -> Json:
    """How an order was changed: the newest `limit` of a window, newest first."""
    instrument = read_instrument(call.params, call.venue.instruments)
    order = find_order(call, instrument)
    if order is None:
        raise problem(-2013)
    limit = read_int(call.params, "limit", 50)
    if not 1 <= limit <= 100:
        raise bad_data("limit")
    start = read_int(call.params, "startTime", 0)
    end = read_int(call.params, "endTime", call.venue.clock.now_ms())
    made = call.venue.records.history.amendments_of(order.order_id)
    chosen = [one for one in reversed(made) if start <= one.time_ms <= end]
    return [_amendment_row(instrument, order, one) for one in chosen[:limit]]


def _amendment_row(instrument: Instrument, order: Order, one: Amendment) -> Json:
    prices = (price_text(instrument, one.old_price), price_text(instrument, one.price))
    quantities = (quantity_text(instrument, one.old_quantity), quantity_text(instrument, one.quantity))
    return {
        "amendmentId": one.amendment_id,
        "symbol": order.symbol,
        "pair": order.symbol,
        "orderId": order.order_id,
        "clientOrderId": order.client_order_id,
        "time": one.time_ms,
        "amendment": {
            "price": dict(zip(("before", "after"), prices, strict=True)),
            "origQty": dict(zip(("before", "after"), quantities, strict=True)),
            "count": one.count,
            "modifyId": one.modify_id,
        },
    }


def margin_changes(call: Call) -> Json:
    """Margin the client moved in and out of isolated positions of a symbol, newest first."""
    symbol = read_instrument(call.params, call.venue.instruments).symbol
    kind = read_int(call.params, "type", 0)
    if kind not in (0, 1, 2):
        raise bad_data("type")
    end = read_int(call.params, "endTime", call.venue.clock.now_ms())
    start = read_int(call.params, "startTime", end - _MONTH_MS)
    mine = [
        one
        for one in reversed(call.venue.records.history.margin_changes)
        if (one.account, one.symbol) == (call.account.account_id, symbol)
        and start <= one.time_ms <= end
        and kind in (0, _kind(one))
    ]
    return [_margin_row(one) for one in mine[: read_limit(call)]]


def _kind(change: MarginChange) -> int:
    return 1 if change.amount > 0 else 2


def _margin_row(change: MarginChange) -> Json:
    return {
        "symbol": change.symbol,
        "type": _kind(change),
        "deltaType": "USER_ADJUST",
        "amount": money_text(abs(change.amount)),
        "asset": "USDT",
        "time": change.time_ms,
        "positionSide": change.position_side,
    }


HISTORY_ROUTES: Routes = {
    ("GET", "/fapi/v1/orderAmendment"): Endpoint(amendments),
    ("GET", "/fapi/v1/positionMargin/history"): Endpoint(margin_changes),
}
