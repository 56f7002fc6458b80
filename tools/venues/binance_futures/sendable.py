"""What may leave at all: an order that says too little, too much or contradicts itself is refused here."""

from tools.terms import OrderType, PositionSide, Side, VenueName
from tools.venues.orders import OrderRequest, Rejected

PRICES = {
    OrderType.MARKET: (),
    OrderType.LIMIT: ("price",),
    OrderType.LIMIT_MAKER: ("price",),
    OrderType.STOP: ("price", "stop_price"),
    OrderType.TAKE_PROFIT: ("price", "stop_price"),
    OrderType.STOP_MARKET: ("stop_price",),
    OrderType.TAKE_PROFIT_MARKET: ("stop_price",),
    OrderType.TRAILING_STOP_MARKET: ("callback_rate",),
}
"""What prices an order of each type: all of it, and nothing else."""
WHOLE = (OrderType.STOP_MARKET, OrderType.TAKE_PROFIT_MARKET)
"""Types that can close whatever is held."""
REPLACEABLE = (OrderType.LIMIT, OrderType.LIMIT_MAKER)
OPENING = {PositionSide.LONG: Side.BUY, PositionSide.SHORT: Side.SELL}


def unsendable(request: OrderRequest) -> Rejected | None:
    """Why an order does not leave; None when it may."""
    if request.venue is not VenueName.BINANCE_FUTURES:
        return Rejected(code="wrong_venue", message=f"the order is for {request.venue}")
    return _mispriced(request) or _widening(request)


def unreplaceable(request: OrderRequest) -> Rejected | None:
    """Why an order is not changed; None when it may be."""
    if request.type not in REPLACEABLE:
        return Rejected(code="not_supported", message=f"{request.type} orders cannot be changed")
    return unsendable(request)


def _mispriced(request: OrderRequest) -> Rejected | None:
    needed = PRICES[request.type]
    given = tuple(
        name for name in ("price", "stop_price", "callback_rate") if getattr(request, name) is not None
    )
    if given != needed:
        wanted = " and ".join(needed) or "no price"
        return Rejected(code="-1102", message=f"a {request.type} order has {wanted}")
    if request.activation_price is not None and request.type is not OrderType.TRAILING_STOP_MARKET:
        return Rejected(code="-1106", message="only a trailing stop has an activation price")
    return None


def _widening(request: OrderRequest) -> Rejected | None:
    """Hedge mode has no reduce-only: there the side alone decides whether an order opens."""
    if request.close_position and request.type not in WHOLE:
        return Rejected(code="-4136", message=f"a {request.type} order cannot close a whole position")
    reducing = request.reduce_only or request.close_position
    if reducing and OPENING.get(request.position_side) is request.side:
        return Rejected(code="-2022", message=f"{request.side} opens a {request.position_side} position")
    return None
