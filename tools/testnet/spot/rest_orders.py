"""Spot order endpoints: place, query, cancel, lower the quantity."""

from tools.testnet.endpoint import Call, Endpoint, Json, Routes, one_or_all
from tools.testnet.order_request import Params
from tools.testnet.problem import missing, problem
from tools.testnet.spot.bodies import (
    amended_body,
    amendment_body,
    cancelled_body,
    list_body,
    placed_body,
    query_body,
)
from tools.testnet.spot.clearing import COMMISSION
from tools.testnet.spot.order import SpotOrder
from tools.testnet.spot.order_request import check_lot, read_order
from tools.testnet.spot.parameters import Fields, read_limit, read_window
from tools.testnet.spot.refusal import RESTRICTED, UNKNOWN_ORDER, neither, not_cancelled, refusal
from tools.testnet.spot.rest_market import instrument_of
from tools.testnet.spot.wallet import Wallet

_RESTRICTIONS = {"ONLY_NEW": "NEW", "ONLY_PARTIALLY_FILLED": "PARTIALLY_FILLED"}
_TEST_FIELDS = frozenset(("computeCommissionRates",))


def wallet_of(call: Call) -> Wallet:
    """The caller's wallet."""
    return call.venue.spot.wallet(call.account.account_id)


def place(call: Call) -> Json:
    """Place an order of any type."""
    request = read_order(call.params, call.venue.spot.instruments)
    order = call.venue.spot.place(wallet_of(call), request)
    return placed(call, order, request.answer)


def placed(call: Call, order: SpotOrder, answer: str) -> Json:
    """The answer to a placed order; ACK, RESULT or FULL."""
    fills = call.venue.spot.records.fills_of(wallet_of(call), order.symbol)
    return placed_body(order, answer, [fill for fill in fills if fill.order_id == order.order_id])


def place_test(call: Call) -> Json:
    """Check an order without sending it to the market, so without looking at book and balances."""
    request = read_order(call.params, call.venue.spot.instruments, _TEST_FIELDS)
    call.venue.spot.check(wallet_of(call), request)
    if not Fields(call.params).flag("computeCommissionRates"):
        return {}
    nothing = {"maker": "0.00000000", "taker": "0.00000000"}
    return {
        "standardCommissionForOrder": {"maker": f"{COMMISSION:.8f}", "taker": f"{COMMISSION:.8f}"},
        "specialCommissionForOrder": nothing,
        "taxCommissionForOrder": nothing,
        "discount": no_discount(),
    }


def no_discount() -> Json:
    """Nobody pays commission in BNB here."""
    return {
        "enabledForAccount": False,
        "enabledForSymbol": False,
        "discountAsset": "BNB",
        "discount": "0.00000000",
    }


def query(call: Call) -> Json:
    """One order in any state."""
    call.venue.spot.market(instrument_of(call).symbol)
    order = find_order(call)
    if order is None or call.is_too_fresh(order.time_ms):
        raise problem(-2013)
    return query_body(order)


def cancel(call: Call) -> Json:
    """Cancel one order, or the list it belongs to."""
    call.venue.spot.market(instrument_of(call).symbol)
    order = find_order(call)
    if order is None:
        raise not_cancelled(UNKNOWN_ORDER)
    return cancel_one(call, order, Fields(call.params).client_id("newClientOrderId"))


def cancel_one(call: Call, order: SpotOrder, cancel_id: str | None) -> Json:
    """Cancel an open order; the body of the order, or of its list."""
    wanted = call.params.get("cancelRestrictions")
    if wanted is not None and wanted not in _RESTRICTIONS:
        raise refusal(-1145)
    if wanted is not None and order.open and order.status != _RESTRICTIONS[wanted]:
        raise not_cancelled(RESTRICTED)
    call.venue.spot.cancel(order, cancel_id)
    return ended_body(call, order)


def ended_body(call: Call, order: SpotOrder) -> Json:
    """The body of a cancelled order, or of its list with both orders."""
    records = call.venue.spot.records
    orders = records.list_of(order)
    if orders is None:
        return cancelled_body(order)
    legs = records.legs(orders)
    return list_body(orders, legs) | {"orderReports": [cancelled_body(leg) for leg in legs]}


def cancel_all(call: Call) -> Json:
    """Cancel every open order of a symbol; the cancelled orders and lists.

    Raises:
        Problem: -2011 when there is none.
    """
    symbol = instrument_of(call).symbol
    call.venue.spot.market(symbol)
    orders = wallet_of(call).symbol_orders(symbol)
    if not orders:
        raise not_cancelled(UNKNOWN_ORDER)
    answers = []
    for order in orders:
        if order.open:
            call.venue.spot.cancel(order)
            answers.append(ended_body(call, order))
    return answers


def open_orders(call: Call) -> Json:
    """Open orders of a symbol, or of all."""
    call.venue.spot.tick()
    symbol = instrument_of(call).symbol if call.params.get("symbol") else None
    orders = sorted(wallet_of(call).open_orders.values(), key=lambda order: order.order_id)
    return [
        query_body(order)
        for order in orders
        if symbol in (None, order.symbol) and not call.is_too_fresh(order.time_ms)
    ]


def all_orders(call: Call) -> Json:
    """Orders of a symbol in any state: from `orderId` on, of a window, or the newest; oldest first."""
    symbol = instrument_of(call).symbol
    call.venue.spot.market(symbol)
    fields, limit = Fields(call.params), read_limit(call.params)
    orders = call.venue.spot.records.orders_of(wallet_of(call), symbol)
    first = fields.long("orderId")
    start, end = read_window(call.params, call.venue.clock.now_ms())
    if first is not None:
        chosen = [order for order in orders if order.order_id >= first][:limit]
    else:
        within = [order for order in orders if start <= order.time_ms <= end]
        chosen = within[:limit] if fields.given("startTime") else within[-limit:]
    return [query_body(order) for order in chosen]


def amend(call: Call) -> Json:
    """Lower the quantity of an open order, which keeps its place in the book."""
    instrument, fields = instrument_of(call), Fields(call.params)
    call.venue.spot.market(instrument.symbol)
    order = find_order(call)
    if not fields.given("newQty"):
        raise missing("newQty")
    quantity = fields.decimal("newQty")
    if order is None or not order.open:
        raise problem(-2013)
    check_lot(instrument, quantity)
    amendment = call.venue.spot.amend(order, quantity, fields.client_id("newClientOrderId"))
    return amended_body(order, amendment)


def amendments(call: Call) -> Json:
    """All changes of one order's quantity."""
    symbol, fields = instrument_of(call).symbol, Fields(call.params)
    order_id, first = fields.long("orderId"), fields.long("fromExecutionId") or 0
    if order_id is None:
        raise missing("orderId")
    order = call.venue.spot.records.orders.get(order_id)
    if order is None or order.account != call.account.account_id or order.symbol != symbol:
        raise problem(-2013)
    rows = [
        amendment_body(one)
        for one in call.venue.spot.records.amendments
        if one.order_id == order_id and one.execution_id >= first
    ]
    return rows[: read_limit(call.params)]


def find_order(call: Call, number: str = "orderId", client: str = "origClientOrderId") -> SpotOrder | None:
    """By orderId, else by origClientOrderId: the open one with that id, else the latest.

    Raises:
        Problem: -1102 when neither was sent, -2039 when they are of two orders.
    """
    fields = Fields(call.params)
    order_id, client_id = fields.long(number), fields.client_id(client)
    if order_id is None and client_id is None:
        raise neither(client, number)
    if order_id is None:
        return _find_by_client_id(call, client_id or "")
    order = call.venue.spot.records.orders.get(order_id)
    if order is None or order.account != call.account.account_id or order.symbol != call.params["symbol"]:
        return None
    if client_id is not None and order.client_order_id != client_id:
        raise refusal(-2039)
    return order


def _find_by_client_id(call: Call, client_id: str) -> SpotOrder | None:
    wallet, symbol = wallet_of(call), call.params["symbol"]
    open_order = wallet.open_with(client_id)
    if open_order and open_order.symbol == symbol:
        return open_order
    return call.venue.spot.records.latest(wallet, symbol, client_id)


def _test_weight(params: Params) -> int:
    return 20 if params.get("computeCommissionRates", "").lower() == "true" else 1


ORDER_ROUTES: Routes = {
    ("POST", "/api/v3/order"): Endpoint(place, orders=1, free=True),
    ("POST", "/api/v3/order/test"): Endpoint(place_test, _test_weight),
    ("GET", "/api/v3/order"): Endpoint(query, 4),
    ("DELETE", "/api/v3/order"): Endpoint(cancel, free=True),
    ("GET", "/api/v3/openOrders"): Endpoint(open_orders, one_or_all(6, 80)),
    ("DELETE", "/api/v3/openOrders"): Endpoint(cancel_all, free=True),
    ("GET", "/api/v3/allOrders"): Endpoint(all_orders, 20),
    ("PUT", "/api/v3/order/amend/keepPriority"): Endpoint(amend, 4),
    ("GET", "/api/v3/order/amendments"): Endpoint(amendments, 4),
}
