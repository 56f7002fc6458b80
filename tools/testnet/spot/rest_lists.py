"""Spot order list endpoints: OCO in its new and its old form, queries, cancel."""

from collections.abc import Iterable

from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.problem import Problem
from tools.testnet.spot.bodies import list_body
from tools.testnet.spot.order import OrderList
from tools.testnet.spot.order_lists import ListRequest, read_oco, read_old_oco
from tools.testnet.spot.order_request import read_answer
from tools.testnet.spot.parameters import Fields, read_limit, read_window
from tools.testnet.spot.refusal import UNKNOWN_ORDER, neither, not_cancelled, refusal
from tools.testnet.spot.rest_market import instrument_of
from tools.testnet.spot.rest_orders import ended_body, placed, wallet_of


def place_oco(call: Call) -> Json:
    """Place an OCO of an order above and one below the market."""
    return _place(call, read_oco(call.params, call.venue.spot.instruments))


def place_old_oco(call: Call) -> Json:
    """Place an OCO in the deprecated form."""
    return _place(call, read_old_oco(call.params, call.venue.spot.instruments))


def _place(call: Call, request: ListRequest) -> Json:
    answer = read_answer(Fields(call.params), "LIMIT")
    orders = call.venue.spot.place_list(wallet_of(call), request)
    legs = call.venue.spot.records.legs(orders)
    reports = [placed(call, leg, "RESULT" if answer == "FULL" else answer) for leg in legs]
    return list_body(orders, legs) | {"orderReports": reports}


def query(call: Call) -> Json:
    """One list in any state, by `orderListId` or by `origClientOrderId`."""
    call.venue.spot.tick()
    orders = _find(call, "origClientOrderId")
    if orders is None:
        raise Problem(-2013, "Order list does not exist.")
    return _body(call, orders)


def cancel(call: Call) -> Json:
    """Cancel both orders of a list."""
    call.venue.spot.market(instrument_of(call).symbol)
    orders = _find(call, "listClientOrderId")
    if orders is None or orders.symbol != call.params["symbol"]:
        raise not_cancelled(UNKNOWN_ORDER)
    records = call.venue.spot.records
    working = next((leg for leg in records.legs(orders) if leg.open), None)
    if working is None:
        raise not_cancelled(UNKNOWN_ORDER)
    call.venue.spot.cancel(working, Fields(call.params).client_id("newClientOrderId"))
    return ended_body(call, working)


def open_lists(call: Call) -> Json:
    """Lists that are not done."""
    call.venue.spot.tick()
    return _bodies(call, wallet_of(call).open_lists.values())


def all_lists(call: Call) -> Json:
    """Lists in any state: from `fromId` on, of a window, or the newest; newest first.

    Raises:
        Problem: -1128 for `fromId` with a time.
    """
    call.venue.spot.tick()
    fields, limit = Fields(call.params), read_limit(call.params)
    mine = [
        orders
        for orders in call.venue.spot.records.lists.values()
        if orders.account == call.account.account_id
    ]
    first = fields.long("fromId")
    if first is not None:
        if fields.given("startTime") or fields.given("endTime"):
            raise refusal(-1128)
        return _bodies(call, [one for one in mine if one.list_id >= first][:limit][::-1])
    start, end = read_window(call.params, call.venue.clock.now_ms())
    within = [one for one in mine if start <= one.time_ms <= end]
    return _bodies(call, (within[:limit] if fields.given("startTime") else within[-limit:])[::-1])


def _find(call: Call, client: str) -> OrderList | None:
    """By orderListId, else by the list's client id: the open one, else the latest."""
    fields = Fields(call.params)
    list_id, client_id = fields.long("orderListId"), fields.client_id(client)
    if list_id is None and client_id is None:
        raise neither("orderListId", client)
    mine = [
        orders
        for orders in call.venue.spot.records.lists.values()
        if orders.account == call.account.account_id
        and list_id in (None, orders.list_id)
        and client_id in (None, orders.client_list_id)
    ]
    return max(mine, key=lambda orders: (orders.open, orders.list_id), default=None)


def _bodies(call: Call, lists: Iterable[OrderList]) -> Json:
    return [_body(call, orders) for orders in lists]


def _body(call: Call, orders: OrderList) -> Json:
    return list_body(orders, call.venue.spot.records.legs(orders))


LIST_ROUTES: Routes = {
    ("POST", "/api/v3/orderList/oco"): Endpoint(place_oco, orders=2, free=True),
    ("POST", "/api/v3/order/oco"): Endpoint(place_old_oco, orders=2, free=True),
    ("GET", "/api/v3/orderList"): Endpoint(query, 4),
    ("DELETE", "/api/v3/orderList"): Endpoint(cancel, free=True),
    ("GET", "/api/v3/openOrderList"): Endpoint(open_lists, 6),
    ("GET", "/api/v3/allOrderList"): Endpoint(all_lists, 20),
}
