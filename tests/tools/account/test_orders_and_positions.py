import pytest
from pydantic import ValidationError

from tools.account import get_open_orders, get_order, get_positions
from tools.errors import NotFound


async def test_positions_of_one_symbol_or_all(reading):
    await reading.buy()
    everything = await get_positions.run(get_positions.GetPositionsParams(), reading.context)
    other = await get_positions.run(get_positions.GetPositionsParams(symbol="ETHUSDT"), reading.context)
    assert [position.symbol for position in everything.positions] == ["BTCUSDT"]
    assert other.positions == ()
    assert everything.time_ms == other.time_ms == reading.clock.now_ms()


async def test_open_orders_of_one_symbol_or_all(reading):
    await reading.buy("spk-works", price="60000")
    everything = await get_open_orders.run(get_open_orders.GetOpenOrdersParams(), reading.context)
    other = await get_open_orders.run(get_open_orders.GetOpenOrdersParams(symbol="ETHUSDT"), reading.context)
    assert [order.client_order_id for order in everything.orders] == ["spk-works"]
    assert other.orders == ()
    assert everything.account == reading.venue.account_name


async def test_the_time_is_the_venues(reading):
    await reading.fault(fault="clock_skew", ms=4_000)
    result = await get_open_orders.run(get_open_orders.GetOpenOrdersParams(), reading.context)
    assert result.time_ms == reading.clock.now_ms() + 4_000


async def test_an_order_comes_with_its_fills(reading):
    placed = await reading.buy("spk-done")
    by_own = await get_order.run(
        get_order.GetOrderParams(symbol="BTCUSDT", client_order_id="spk-done"), reading.context
    )
    by_theirs = await get_order.run(
        get_order.GetOrderParams(symbol="BTCUSDT", order_id=placed.order_id), reading.context
    )
    assert by_own == by_theirs
    assert sum(fill.quantity for fill in by_own.fills) == placed.quantity


async def test_an_order_without_fills(reading):
    await reading.buy("spk-works", price="60000")
    params = get_order.GetOrderParams(symbol="BTCUSDT", client_order_id="spk-works")
    assert (await get_order.run(params, reading.context)).fills == ()


async def test_an_order_nobody_sent(reading):
    with pytest.raises(NotFound, match="spk-never"):
        await get_order.run(
            get_order.GetOrderParams(symbol="BTCUSDT", client_order_id="spk-never"), reading.context
        )


@pytest.mark.parametrize("ids", [{}, {"client_order_id": "a", "order_id": "1"}])
def test_exactly_one_id(ids):
    with pytest.raises(ValidationError, match="exactly one"):
        get_order.GetOrderParams(symbol="BTCUSDT", **ids)
