"""Order types in the venue's words: spot names a conditional order by what it is for."""

from tools.terms import OrderType, TimeInForce
from tools.venues.orders import OrderRequest

THEIRS = {
    OrderType.MARKET: "MARKET",
    OrderType.LIMIT: "LIMIT",
    OrderType.LIMIT_MAKER: "LIMIT_MAKER",
    OrderType.STOP_MARKET: "STOP_LOSS",
    OrderType.STOP: "STOP_LOSS_LIMIT",
    OrderType.TAKE_PROFIT_MARKET: "TAKE_PROFIT",
    OrderType.TAKE_PROFIT: "TAKE_PROFIT_LIMIT",
}
"""What spot has of our types. Its TAKE_PROFIT is a market order, where ours has a limit."""
OURS = {theirs: ours for ours, theirs in THEIRS.items()}

PRICED = frozenset({OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.STOP, OrderType.TAKE_PROFIT})
CONDITIONAL = frozenset(
    {OrderType.STOP_MARKET, OrderType.STOP, OrderType.TAKE_PROFIT_MARKET, OrderType.TAKE_PROFIT}
)


def post_only(request: OrderRequest) -> bool:
    """Whether the order must not take."""
    return (
        request.post_only or request.type is OrderType.LIMIT_MAKER or request.time_in_force is TimeInForce.GTX
    )


def type_of(request: OrderRequest) -> OrderType:
    """The type to send: spot has no time in force GTX, its post-only order is a type of its own."""
    if request.type is OrderType.LIMIT and post_only(request):
        return OrderType.LIMIT_MAKER
    return request.type
