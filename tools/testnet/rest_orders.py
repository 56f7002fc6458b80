"""Order endpoints; bodies as Binance sends them since 2026-06-30 (no avgPrice on place and cancel)."""

from typing import Any

from tools.testnet.acceptance import MAKER_FEE, TAKER_FEE
from tools.testnet.endpoint import Call, Endpoint, Json, Routes, one_or_all
from tools.testnet.instrument import Instrument
from tools.testnet.liquidation import ADL
from tools.testnet.numbers import money_text, padded, price_text, quantity_text
from tools.testnet.order import Fill, Order
from tools.testnet.order_request import read_instrument, read_int, read_order
from tools.testnet.path import HOUR_MS
from tools.testnet.problem import Problem, bad_data, missing, problem

_WEEK_MS = 7 * 24 * HOUR_MS


def order_body(instrument: Instrument, order: Order) -> dict[str, Any]:
    """What place, cancel and modify answer."""
    return {
        "orderId": order.order_id,
        "symbol": order.symbol,
        "status": order.status,
        "clientOrderId": order.client_order_id,
        "price": price_text(instrument, order.price),
        "origQty": quantity_text(instrument, order.quantity),
        "executedQty": quantity_text(instrument, order.executed),
        "cumQty": quantity_text(instrument, order.executed),
        "timeInForce": order.time_in_force,
        "type": order.type,
        "reduceOnly": order.reduce_only,
        "closePosition": order.close_position,
        "side": order.side,
        "positionSide": order.position_side,
        "stopPrice": price_text(instrument, 0 * order.price),
        "workingType": "CONTRACT_PRICE",
        "priceProtect": False,
        "origType": order.type,
        "priceMatch": order.price_match,
        "selfTradePreventionMode": order.prevention,
        "goodTillDate": order.good_till_ms,
        "updateTime": order.updated_ms,
    }


def query_body(instrument: Instrument, order: Order) -> dict[str, Any]:
    """What a query answers: the place body with average price, value and time."""
    body = order_body(instrument, order)
    del body["cumQty"]
    return body | {
        "avgPrice": padded(order.average_price, max(5, instrument.price_precision)),
        "cumQuote": padded(order.quote, 8),
        "time": order.time_ms,
    }


def fill_body(instrument: Instrument, fill: Fill) -> dict[str, Any]:
    """One row of userTrades."""
    return {
        "symbol": fill.symbol,
        "id": fill.trade_id,
        "orderId": fill.order_id,
        "pair": fill.symbol,
        "side": fill.side,
        "price": price_text(instrument, fill.price),
        "qty": quantity_text(instrument, fill.quantity),
        "realizedPnl": money_text(fill.realized),
        "quoteQty": money_text(fill.price * fill.quantity),
        "commission": money_text(fill.commission),
        "commissionAsset": "USDT",
        "time": fill.time_ms,
        "buyer": fill.side == "BUY",
        "maker": fill.maker,
        "positionSide": fill.position_side,
        "baseQty": "0",
        "marginAsset": "USDT",
    }


def place(call: Call) -> Json:
    """Place a LIMIT or MARKET order."""
    request = read_order(call.params, call.venue.instruments, call.venue.clock.now_ms())
    order = call.venue.place(call.account, request)
    body = order_body(request.instrument, order)
    if request.full_answer:
        return body
    zero = quantity_text(request.instrument, 0 * order.quantity)
    return body | {"status": "NEW", "executedQty": zero, "cumQty": zero}


def place_test(call: Call) -> Json:
    """Check an order without placing it."""
    request = read_order(call.params, call.venue.instruments, call.venue.clock.now_ms())
    call.venue.check(call.account, request)
    return {}


def query(call: Call) -> Json:
    """One order in any state."""
    instrument = _instrument(call)
    call.venue.market(instrument.symbol)
    order = find_order(call, instrument)
    if order is None or call.is_too_fresh(order.time_ms):
        raise problem(-2013)
    return query_body(instrument, order)


def query_open(call: Call) -> Json:
    """One order, if it is open."""
    instrument = _instrument(call)
    call.venue.market(instrument.symbol)
    order = find_order(call, instrument)
    if order is None or not order.open or call.is_too_fresh(order.time_ms):
        raise problem(-2013)
    return query_body(instrument, order)


def cancel(call: Call) -> Json:
    """Cancel one order."""
    instrument = _instrument(call)
    order = find_order(call, instrument)
    if order is None:
        raise problem(-2011)
    call.venue.cancel(order)
    return order_body(instrument, order)


def cancel_all(call: Call) -> Json:
    """Cancel every open order of a symbol."""
    symbol = _instrument(call).symbol
    call.venue.market(symbol)
    for order in call.account.symbol_orders(symbol):
        if order.open:
            call.venue.cancel(order)
    return {"code": 200, "msg": "The operation of cancel all open order is done."}


def open_orders(call: Call) -> Json:
    """Open orders of a symbol, or of all."""
    call.venue.tick()
    symbols = [_instrument(call).symbol] if call.params.get("symbol") else list(call.venue.instruments)
    return [
        query_body(call.venue.instruments[order.symbol], order)
        for order in call.account.open_orders.values()
        if order.symbol in symbols
    ]


def all_orders(call: Call) -> Json:
    """Orders in any state: the newest `limit` of the window, or those from `orderId` on; oldest first."""
    symbols = [_instrument(call)] if call.params.get("symbol") else list(call.venue.instruments.values())
    limit = read_limit(call)
    rows = [
        query_body(instrument, order) | {"cumBase": "0", "pair": order.symbol}
        for instrument in symbols
        for order in call.venue.records.orders_of(call.account, instrument.symbol)
    ]
    if call.params.get("orderId"):
        first = read_int(call.params, "orderId")
        return [row for row in rows if row["orderId"] >= first][:limit]
    start, end = read_window(call)
    return [row for row in rows if start <= row["time"] <= end][-limit:]


def force_orders(call: Call) -> Json:
    """Liquidations of the account: the newest `limit` of the window, newest first."""
    call.venue.tick()
    wanted = _instrument(call).symbol if call.params.get("symbol") else None
    adl = {"ADL": (True,), "LIQUIDATION": (False,)}.get(call.params.get("autoCloseType", ""), (True, False))
    limit = min(100, read_int(call.params, "limit", 50))
    start, end = read_window(call)
    orders = [
        order
        for order in reversed(call.venue.records.orders.values())
        if order.liquidation
        and (order.client_order_id == ADL) in adl
        and order.account == call.account.account_id
        and wanted in (None, order.symbol)
        and start <= order.time_ms <= end
    ]
    return [_force_body(call.venue.instruments[order.symbol], order) for order in orders[:limit]]


def _force_body(instrument: Instrument, order: Order) -> dict[str, Any]:
    body = query_body(instrument, order) | {"cumBase": "0", "pair": order.symbol}
    for name in ("priceProtect", "priceMatch", "selfTradePreventionMode", "goodTillDate"):
        del body[name]
    return body


def user_trades(call: Call) -> Json:
    """Fills of a symbol: the oldest `limit` of the window, of an order, or from `fromId` on."""
    instrument = _instrument(call)
    call.venue.market(instrument.symbol)
    fills = list(call.venue.records.fills_of(call.account, instrument.symbol))
    if call.params.get("orderId"):
        wanted = read_int(call.params, "orderId")
        fills = [fill for fill in fills if fill.order_id == wanted]
    if call.params.get("fromId"):
        first = read_int(call.params, "fromId")
        fills = [fill for fill in fills if fill.trade_id >= first]
    else:
        start, end = read_window(call)
        fills = [fill for fill in fills if start <= fill.time_ms <= end]
    return [fill_body(instrument, fill) for fill in fills[: read_limit(call)]]


def commission_rate(call: Call) -> Json:
    """Commission as fractions."""
    return {
        "symbol": _instrument(call).symbol,
        "makerCommissionRate": str(MAKER_FEE),
        "takerCommissionRate": str(TAKER_FEE),
        "rpiCommissionRate": "0.00005",
    }


def _instrument(call: Call) -> Instrument:
    return read_instrument(call.params, call.venue.instruments)


def find_order(call: Call, instrument: Instrument) -> Order | None:
    """By orderId, else by origClientOrderId: the open one with that id, else the latest."""
    params = call.params
    if params.get("orderId"):
        order = call.venue.records.orders.get(read_int(params, "orderId"))
        mine = order and order.account == call.account.account_id and order.symbol == instrument.symbol
        return order if mine else None
    client_id = params.get("origClientOrderId")
    if not client_id:
        raise missing("origClientOrderId")
    open_order = call.account.open_by_client_id.get(client_id)
    if open_order and open_order.symbol == instrument.symbol:
        return open_order
    return call.venue.records.latest(call.account, instrument.symbol, client_id)


def read_limit(call: Call) -> int:
    """`limit`: 500 unless given, at most 1000."""
    limit = read_int(call.params, "limit", 500)
    if not 1 <= limit <= 1000:
        raise bad_data("limit")
    return limit


def read_window(call: Call) -> tuple[int, int]:
    """`startTime` and `endTime`, at most seven days apart; the last seven days when absent."""
    end = read_int(call.params, "endTime", call.venue.clock.now_ms())
    start = read_int(call.params, "startTime", end - _WEEK_MS)
    if not call.params.get("endTime"):
        end = max(end, start)
    if end - start > _WEEK_MS:
        raise Problem(-4165, "Invalid time interval.")
    return start, end


ORDER_ROUTES: Routes = {
    ("POST", "/fapi/v1/order"): Endpoint(place, weight=0, orders=1),
    ("POST", "/fapi/v1/order/test"): Endpoint(place_test, weight=0),
    ("GET", "/fapi/v1/order"): Endpoint(query),
    ("DELETE", "/fapi/v1/order"): Endpoint(cancel),
    ("GET", "/fapi/v1/openOrder"): Endpoint(query_open),
    ("GET", "/fapi/v1/openOrders"): Endpoint(open_orders, one_or_all(1, 40)),
    ("DELETE", "/fapi/v1/allOpenOrders"): Endpoint(cancel_all),
    ("GET", "/fapi/v1/allOrders"): Endpoint(all_orders, 5),
    ("GET", "/fapi/v1/forceOrders"): Endpoint(force_orders, one_or_all(20, 50)),
    ("GET", "/fapi/v1/userTrades"): Endpoint(user_trades, 5),
    ("GET", "/fapi/v1/commissionRate"): Endpoint(commission_rate, 20),
}
