"""What an order can only do, whatever its flags say."""

import pytest

from tools.terms import OrderType, PositionSide, Side, VenueName
from tools.venues.orders import OrderRequest

FUTURES, SPOT = VenueName.BINANCE_FUTURES, VenueName.BINANCE_SPOT
BOTH, LONG, SHORT = PositionSide.BOTH, PositionSide.LONG, PositionSide.SHORT


@pytest.mark.parametrize(
    ("venue", "side", "position_side", "reduces"),
    [
        (FUTURES, Side.SELL, BOTH, False),
        (FUTURES, Side.BUY, BOTH, False),
        (FUTURES, Side.SELL, LONG, True),
        (FUTURES, Side.BUY, SHORT, True),
        (FUTURES, Side.BUY, LONG, False),
        (FUTURES, Side.SELL, SHORT, False),
        (SPOT, Side.SELL, BOTH, True),
        (SPOT, Side.BUY, BOTH, False),
        (VenueName.BTCTURK_SPOT, Side.SELL, BOTH, True),
    ],
)
def test_what_can_only_reduce(venue, side, position_side, reduces):
    order = OrderRequest(
        venue=venue,
        symbol="BTCUSDT",
        side=side,
        type=OrderType.MARKET,
        quantity="0.1",
        position_side=position_side,
    )
    assert order.reduces is reduces
    assert order.model_copy(update={"reduce_only": True}).reduces
    assert order.model_copy(update={"close_position": True}).reduces
