"""POST order/cancelReplace: cancels one order and sends another, and says which of the two worked.

| mode | cancel | new order | answer |
|---|---|---|---|
| both | done | done | 200 |
| both | done | refused | 409 with -2021 |
| STOP_ON_FAILURE | refused | not attempted | 400 with -2022 |
| ALLOW_FAILURE | refused | done | 409 with -2021 |
| ALLOW_FAILURE | refused | refused | 400 with -2022 |
"""

from collections.abc import Callable

from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.problem import Problem
from tools.testnet.spot.order_request import SpotRequest, read_order
from tools.testnet.spot.parameters import Fields
from tools.testnet.spot.refusal import UNKNOWN_ORDER, neither, not_cancelled
from tools.testnet.spot.rest_orders import cancel_one, find_order, placed, wallet_of

_MODES = ("STOP_ON_FAILURE", "ALLOW_FAILURE")
_EXCEEDED_MODES = ("DO_NOTHING", "CANCEL_ONLY")
_FIELDS = frozenset(
    (
        *("cancelReplaceMode", "cancelOrderId", "cancelOrigClientOrderId", "cancelNewClientOrderId"),
        *("cancelRestrictions", "orderRateLimitExceededMode"),
    )
)
_DONE, _FAILED, _NOT_ATTEMPTED = "SUCCESS", "FAILURE", "NOT_ATTEMPTED"

Outcome = tuple[str, Json]
"""(result, response) of one of the two parts."""


def cancel_replace(call: Call) -> Json:
    """Cancel an order and place another; filters are looked at before either.

    Raises:
        Problem: -2021 or -2022, with the outcome of both parts; another when nothing was attempted.
    """
    fields = Fields(call.params)
    mode = fields.choice("cancelReplaceMode", _MODES)
    fields.choice("orderRateLimitExceededMode", _EXCEEDED_MODES, default="DO_NOTHING")
    if not fields.given("cancelOrderId") and not fields.given("cancelOrigClientOrderId"):
        raise neither("cancelOrigClientOrderId", "cancelOrderId")
    request = read_order(call.params, call.venue.spot.instruments, _FIELDS)
    call.venue.spot.market(request.instrument.symbol)
    call.venue.spot.check(wallet_of(call), request)
    cancelled = _attempt(lambda: _cancel(call))
    new: Outcome = (_NOT_ATTEMPTED, None)
    if cancelled[0] == _DONE or mode == "ALLOW_FAILURE":
        new = _attempt(lambda: _place(call, request))
    return _answer(cancelled, new)


def _cancel(call: Call) -> Json:
    order = find_order(call, "cancelOrderId", "cancelOrigClientOrderId")
    if order is None:
        raise not_cancelled(UNKNOWN_ORDER)
    return cancel_one(call, order, Fields(call.params).client_id("cancelNewClientOrderId"))


def _place(call: Call, request: SpotRequest) -> Json:
    return placed(call, call.venue.spot.place(wallet_of(call), request), request.answer)


def _attempt(part: Callable[[], Json]) -> Outcome:
    try:
        return _DONE, part()
    except Problem as refusal:
        return _FAILED, refusal.body()


def _answer(cancelled: Outcome, new: Outcome) -> Json:
    data = {
        "cancelResult": cancelled[0],
        "newOrderResult": new[0],
        "cancelResponse": cancelled[1],
        "newOrderResponse": new[1],
    }
    done = {cancelled[0], new[0]}
    if done == {_DONE}:
        return data
    if _DONE in done:
        raise Problem(-2021, "Order cancel-replace partially failed.", 409, data=data)
    raise Problem(-2022, "Order cancel-replace failed.", 400, data=data)


REPLACE_ROUTES: Routes = {
    ("POST", "/api/v3/order/cancelReplace"): Endpoint(cancel_replace, orders=1, free=True),
}
