"""Endpoints of the Algo service: conditional orders since they left /fapi/v1/order."""

from tools.testnet.algo import AlgoOrder
from tools.testnet.algo_bodies import algo_body, algo_list_body, algo_query_body
from tools.testnet.algo_request import read_algo
from tools.testnet.endpoint import Call, Endpoint, Json, Routes, one_or_all
from tools.testnet.order import Order
from tools.testnet.order_request import read_instrument, read_int
from tools.testnet.problem import missing, problem
from tools.testnet.rest_orders import read_limit, read_window


def place(call: Call) -> Json:
    """Place a conditional order."""
    venue = call.venue
    request = read_algo(call.params, venue.instruments, venue.profile, venue.clock.now_ms())
    return algo_body(request.instrument, venue.place_algo(call.account, request))


def query(call: Call) -> Json:
    """One conditional order in any state."""
    call.venue.tick()
    algo = _find(call)
    if algo is None or call.is_too_fresh(algo.time_ms):
        raise problem(-2013)
    return algo_query_body(call.venue.instruments[algo.symbol], algo, _actual(call, algo))


def cancel(call: Call) -> Json:
    """Cancel one conditional order; the code is a string here, as on Binance."""
    call.venue.tick()
    algo = _find(call)
    if algo is None:
        raise problem(-2011)
    call.venue.cancel_algo(algo)
    return {"algoId": algo.algo_id, "clientAlgoId": algo.client_algo_id, "code": "200", "msg": "success"}


def cancel_all(call: Call) -> Json:
    """Cancel every conditional order of a symbol."""
    symbol = read_instrument(call.params, call.venue.instruments).symbol
    call.venue.market(symbol)
    for algo in call.venue.algos.open_of(call.account, symbol):
        call.venue.cancel_algo(algo)
    return {"code": 200, "msg": "The operation of cancel all open order is done."}


def open_algos(call: Call) -> Json:
    """Conditional orders that wait, of a symbol or of all."""
    call.venue.tick()
    symbol = (
        read_instrument(call.params, call.venue.instruments).symbol if call.params.get("symbol") else None
    )
    number = read_int(call.params, "algoId", 0)
    return [
        algo_list_body(call.venue.instruments[algo.symbol], algo, None)
        for algo in call.venue.algos.open_of(call.account, symbol)
        if number in (0, algo.algo_id)
    ]


def all_algos(call: Call) -> Json:
    """Conditional orders of a symbol in any state: the newest `limit`, or those from `algoId` on."""
    instrument = read_instrument(call.params, call.venue.instruments)
    call.venue.market(instrument.symbol)
    rows = [
        algo
        for algo in call.venue.records.algos.values()
        if algo.account == call.account.account_id and algo.symbol == instrument.symbol
    ]
    limit = read_limit(call)
    if call.params.get("algoId"):
        first = read_int(call.params, "algoId")
        chosen = [algo for algo in rows if algo.algo_id >= first][:limit]
    else:
        start, end = read_window(call)
        chosen = [algo for algo in rows if start <= algo.time_ms <= end][-limit:]
    return [algo_list_body(instrument, algo, _actual(call, algo)) for algo in chosen]


def _find(call: Call) -> AlgoOrder | None:
    """By algoId, else by clientAlgoId: the newest with that id."""
    algos, params = call.venue.records.algos, call.params
    if params.get("algoId"):
        algo = algos.get(read_int(params, "algoId"))
        return algo if algo and algo.account == call.account.account_id else None
    client_id = params.get("clientAlgoId")
    if not client_id:
        raise missing("algoId")
    mine = (algo for algo in reversed(algos.values()) if algo.account == call.account.account_id)
    return next((algo for algo in mine if algo.client_algo_id == client_id), None)


def _actual(call: Call, algo: AlgoOrder) -> Order | None:
    return call.venue.records.orders.get(algo.actual_order_id)


ALGO_ROUTES: Routes = {
    ("POST", "/fapi/v1/algoOrder"): Endpoint(place, weight=0, orders=1),
    ("GET", "/fapi/v1/algoOrder"): Endpoint(query),
    ("DELETE", "/fapi/v1/algoOrder"): Endpoint(cancel),
    ("DELETE", "/fapi/v1/algoOpenOrders"): Endpoint(cancel_all),
    ("GET", "/fapi/v1/openAlgoOrders"): Endpoint(open_algos, one_or_all(1, 40)),
    ("GET", "/fapi/v1/allAlgoOrders"): Endpoint(all_algos, 5),
}
