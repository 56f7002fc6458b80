"""The fields of what is sent: one order, a pair, or a replacement."""

from tools.terms import OrderType, PositionSide, Side, TimeInForce, VenueName
from tools.venues.binance.wire import Value
from tools.venues.binance_spot.order_types import CONDITIONAL, PRICED, THEIRS, post_only, type_of
from tools.venues.orders import OrderRef, OrderRequest, Rejected, stop_leg_id

SUPPORTED = frozenset(THEIRS)
LIMIT_LEGS = (OrderType.LIMIT, OrderType.LIMIT_MAKER)
STOP_LEGS = (OrderType.STOP_MARKET, OrderType.STOP)
TIMED = (OrderType.LIMIT, OrderType.STOP, OrderType.TAKE_PROFIT)
"""Types that state how long they work."""


def order_fields(request: OrderRequest, client_order_id: str) -> dict[str, Value]:
    """The order in the venue's words.

    Reduce-only needs no word: a spot sell can only sell what is held.
    """
    head: dict[str, Value] = {"symbol": request.symbol, "side": request.side.value}
    names = {name: name for name in ("type", "price", "stopPrice", "timeInForce")}
    tail: dict[str, Value] = {"newClientOrderId": client_order_id, "newOrderRespType": "RESULT"}
    return {**head, "quantity": request.quantity, **_typed(request, names), **tail}


def oco_fields(limit: OrderRequest, stop: OrderRequest, client_order_id: str) -> dict[str, Value]:
    """The pair in the venue's words: its higher order is `above`, its lower one `below`.

    A sell has its limit above the market and its stop below it, a buy the other way round.
    """
    over, under = ("above", "below") if limit.side is Side.SELL else ("below", "above")
    return {
        "symbol": limit.symbol,
        "side": limit.side.value,
        "quantity": limit.quantity,
        "listClientOrderId": list_id(client_order_id),
        f"{over}ClientOrderId": client_order_id,
        **_typed(_maker(limit), _named(over)),
        f"{under}ClientOrderId": stop_leg_id(client_order_id),
        **_typed(stop, _named(under)),
        "newOrderRespType": "RESULT",
    }


def replace_fields(target: OrderRef, request: OrderRequest, client_order_id: str) -> dict[str, Value]:
    """The replacement in the venue's words; when the old order cannot be cancelled, no new one is tried.

    An order that filled in part since it was looked at stays: the new one would buy that part again.
    """
    fields: dict[str, Value] = {**order_fields(request, client_order_id)}
    fields["cancelReplaceMode"] = "STOP_ON_FAILURE"
    fields["cancelRestrictions"] = "ONLY_NEW"
    if target.client_order_id is not None:
        fields["cancelOrigClientOrderId"] = target.client_order_id
    if target.order_id is not None:
        fields["cancelOrderId"] = target.order_id
    return fields


def list_id(client_order_id: str) -> str:
    """Client id of the list a pair makes; the venue wants another one than its orders have."""
    return f"{client_order_id}-l"


def unsendable(request: OrderRequest) -> Rejected | None:
    """Why an order cannot be put into the venue's words; None when it can."""
    if request.venue is not VenueName.BINANCE_SPOT:
        return Rejected(code="wrong_venue", message=f"the order is for {request.venue}")
    if request.type not in SUPPORTED:
        return _missing(f"spot takes no {request.type} orders from here")
    return _margin(request) or _incomplete(request)


def unpaired(limit: OrderRequest, stop: OrderRequest) -> Rejected | None:
    """Why two orders are no pair; None when they are."""
    if limit.type not in LIMIT_LEGS or stop.type not in STOP_LEGS:
        return _missing("a pair is a limit order and a stop order")
    same = ("symbol", "side", "quantity")
    if any(getattr(limit, name) != getattr(stop, name) for name in same):
        return Rejected(code="-1102", message=f"the orders of a pair share {', '.join(same)}")
    return unsendable(_maker(limit)) or unsendable(stop)


def _margin(request: OrderRequest) -> Rejected | None:
    if request.position_side is not PositionSide.BOTH or request.close_position:
        return _missing("spot has balances, not positions")
    if request.leverage not in (None, 1):
        return _missing("spot has no leverage")
    if request.reduce_only and request.side is Side.BUY:
        return _missing("a spot buy cannot reduce: nothing is ever sold short")
    return None


def _incomplete(request: OrderRequest) -> Rejected | None:
    if (request.price is not None) is not (request.type in PRICED):
        return Rejected(
            code="-1102", message=f"{request.type}: a limit order needs a price, others have none"
        )
    if (request.stop_price is not None) is not (request.type in CONDITIONAL):
        return Rejected(
            code="-1102", message=f"{request.type}: a conditional order needs a stop price, others have none"
        )
    if post_only(request) and type_of(request) is not OrderType.LIMIT_MAKER:
        return _missing(f"a {request.type} order cannot be post-only on spot")
    if type_of(request) is OrderType.LIMIT_MAKER and request.time_in_force in (
        TimeInForce.IOC,
        TimeInForce.FOK,
    ):
        return Rejected(code="-1106", message="a post-only order has no other time in force")
    return None


def _maker(limit: OrderRequest) -> OrderRequest:
    """The limit order of a pair, which spot has as post-only alone."""
    return limit.model_copy(update={"type": OrderType.LIMIT_MAKER})


def _typed(request: OrderRequest, names: dict[str, str]) -> dict[str, Value]:
    """Type, prices and time in force, under the names given."""
    kind = type_of(request)
    fields: dict[str, Value] = {names["type"]: THEIRS[kind]}
    if request.price is not None:
        fields[names["price"]] = request.price
    if request.stop_price is not None:
        fields[names["stopPrice"]] = request.stop_price
    if kind in TIMED:
        fields[names["timeInForce"]] = (request.time_in_force or TimeInForce.GTC).value
    return fields


def _named(place: str) -> dict[str, str]:
    return {
        "type": f"{place}Type",
        "price": f"{place}Price",
        "stopPrice": f"{place}StopPrice",
        "timeInForce": f"{place}TimeInForce",
    }


def _missing(message: str) -> Rejected:
    return Rejected(code="not_supported", message=message)
