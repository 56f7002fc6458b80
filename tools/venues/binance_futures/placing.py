"""Sending one order: the fields of the one POST, and what became of it."""

from tools.terms import OrderType, TimeInForce, VenueName
from tools.venues.binance.budget import Budget
from tools.venues.binance.sending import send_once
from tools.venues.binance.wire import Reply, Value, Wire
from tools.venues.binance_futures import endpoints
from tools.venues.binance_futures.classify import classify
from tools.venues.orders import OrderRequest, Rejected, SendOutcome, SendStamp

SUPPORTED = (OrderType.MARKET, OrderType.LIMIT, OrderType.LIMIT_MAKER)


def order_fields(request: OrderRequest, client_order_id: str) -> dict[str, Value]:
    """The order in the venue's words; post-only is a limit order with time in force GTX."""
    fields: dict[str, Value] = {
        "symbol": request.symbol,
        "side": request.side.value,
        "positionSide": request.position_side.value,
        "type": "MARKET" if request.type is OrderType.MARKET else "LIMIT",
        "quantity": request.quantity,
    }
    if request.type is not OrderType.MARKET and request.price is not None:
        fields["price"] = request.price
        fields["timeInForce"] = _time_in_force(request).value
    if request.reduce_only:
        fields["reduceOnly"] = True
    return {**fields, "newClientOrderId": client_order_id, "newOrderRespType": "RESULT"}


async def place(
    wire: Wire, budget: Budget, request: OrderRequest, client_order_id: str, stamp: SendStamp
) -> SendOutcome:
    """One POST, signed with the frozen stamp; nothing here sends it a second time."""
    refused = _unsendable(request)
    if refused is not None:
        return refused
    reply = await send_once(wire, budget, endpoints.PLACE, order_fields(request, client_order_id), stamp)
    return classify(reply, request, client_order_id) if isinstance(reply, Reply) else reply


def _unsendable(request: OrderRequest) -> Rejected | None:
    if request.venue is not VenueName.BINANCE_FUTURES:
        return Rejected(code="wrong_venue", message=f"the order is for {request.venue}")
    if request.type not in SUPPORTED:
        return Rejected(code="-4120", message=f"{request.type} orders go to another endpoint")
    if (request.type is OrderType.MARKET) != (request.price is None):
        return Rejected(code="-1102", message="a limit order needs a price, a market order has none")
    return None


def _time_in_force(request: OrderRequest) -> TimeInForce:
    if request.post_only or request.type is OrderType.LIMIT_MAKER:
        return TimeInForce.GTX
    return request.time_in_force or TimeInForce.GTC
