"""Orders in the venue's words: the fields of the requests that send and change them."""

from tools.terms import OrderType, PositionSide, TimeInForce
from tools.venues.binance.lookup import one_of, order_ref_fields
from tools.venues.binance.wire import Value
from tools.venues.orders import OrderRef, OrderRequest

CONDITIONAL = (
    OrderType.STOP_MARKET,
    OrderType.TAKE_PROFIT_MARKET,
    OrderType.STOP,
    OrderType.TAKE_PROFIT,
    OrderType.TRAILING_STOP_MARKET,
)
"""Types that wait for a trigger: the order endpoint refuses them (-4120), the Algo service takes them."""
WORKING_TYPE = "MARK_PRICE"
"""Which price triggers. The venue's default is the last trade, which one thin trade can move; liquidation
goes by the mark price, and what was approved was judged against it."""


def order_fields(request: OrderRequest, client_order_id: str) -> dict[str, Value]:
    """An ordinary order; post-only is a limit order with time in force GTX."""
    kind = "MARKET" if request.type is OrderType.MARKET else "LIMIT"
    return {
        **_head(request, kind),
        "quantity": request.quantity,
        **_limit(request),
        **_reduce_only(request),
        "newClientOrderId": client_order_id,
        "newOrderRespType": "RESULT",
    }


def algo_fields(request: OrderRequest, client_order_id: str) -> dict[str, Value]:
    """A conditional order.

    `priceProtect` stays off: it holds a trigger back while mark and last price are far apart, which is
    when a stop is needed.
    """
    size: dict[str, Value] = {"quantity": request.quantity, **_reduce_only(request)}
    return {
        "algoType": "CONDITIONAL",
        **_head(request, request.type.value),
        **({"closePosition": True} if request.close_position else size),
        **_limit(request),
        **_trigger(request),
        "workingType": WORKING_TYPE,
        "clientAlgoId": client_order_id,
    }


def replace_fields(target: OrderRef, request: OrderRequest) -> dict[str, Value]:
    """New terms of a working limit order; quantity and price are both mandatory."""
    terms: dict[str, Value] = {"side": request.side.value, "quantity": request.quantity}
    return {**order_ref_fields(target), **terms, **({"price": request.price} if request.price else {})}


def algo_ref_fields(ref: OrderRef) -> dict[str, Value]:
    """Which conditional order; the venue takes no symbol here.

    Raises:
        ValueError: not exactly one id.
    """
    return one_of("algoId", ref.order_id, "clientAlgoId", ref.client_order_id)


def _head(request: OrderRequest, kind: str) -> dict[str, Value]:
    return {
        "symbol": request.symbol,
        "side": request.side.value,
        "positionSide": request.position_side.value,
        "type": kind,
    }


def _limit(request: OrderRequest) -> dict[str, Value]:
    if request.price is None:
        return {}
    return {"price": request.price, "timeInForce": _time_in_force(request).value}


def _reduce_only(request: OrderRequest) -> dict[str, Value]:
    """In hedge mode the venue refuses the flag (-1106): a position side is only ever reduced by one side."""
    reduce_only = request.reduce_only and request.position_side is PositionSide.BOTH
    return {"reduceOnly": True} if reduce_only else {}


def _trigger(request: OrderRequest) -> dict[str, Value]:
    given = {
        "triggerPrice": request.stop_price,
        "callbackRate": request.callback_rate,
        "activatePrice": request.activation_price,
    }
    return {name: value for name, value in given.items() if value is not None}


def _time_in_force(request: OrderRequest) -> TimeInForce:
    if request.post_only or request.type is OrderType.LIMIT_MAKER:
        return TimeInForce.GTX
    return request.time_in_force or TimeInForce.GTC
