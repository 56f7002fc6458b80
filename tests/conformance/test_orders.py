"""V-020 to V-049: orders that work, cancel, fill and are refused."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected
from tools.terms import OrderStatus, OrderType, Side, VenueName


async def test_v020_a_limit_order_works_and_is_what_was_asked(stage):
    request = await stage.request()
    own_id = stage.new_id()
    outcome = await stage.place(request, own_id)
    order = outcome.order
    assert outcome.kind == "acked"
    assert (order.client_order_id, order.symbol, order.side) == (own_id, request.symbol, request.side)
    assert (order.quantity, order.price, order.type) == (request.quantity, request.price, request.type)
    assert (order.status, order.executed_quantity) == (OrderStatus.SUBMITTED, 0)


async def test_v021_open_orders_by_symbol_and_everywhere(stage):
    order = await stage.placed()
    assert [o.order_id for o in await stage.venue.open_orders(stage.symbol)] == [order.order_id]
    assert [o.order_id for o in await stage.venue.open_orders()] == [order.order_id]
    assert await stage.venue.open_orders("ETHUSDT") == ()


async def test_v022_an_order_is_found_by_either_id(stage):
    order = await stage.placed()
    by_own = await stage.venue.order(stage.symbol, client_order_id=order.client_order_id)
    by_theirs = await stage.venue.order(stage.symbol, order_id=order.order_id)
    assert by_own == by_theirs
    assert by_own.status is OrderStatus.SUBMITTED


async def test_v023_an_order_nobody_sent_is_none(stage):
    assert await stage.venue.order(stage.symbol, client_order_id="spk-never") is None
    assert await stage.venue.order(stage.symbol, order_id="999999999") is None


@pytest.mark.parametrize("by", ["client_order_id", "order_id"])
async def test_v024_cancel_by_either_id(stage, by):
    order = await stage.placed()
    cancelled = await stage.venue.cancel(stage.symbol, **{by: getattr(order, by)})
    assert (cancelled.order_id, cancelled.status) == (order.order_id, OrderStatus.CANCELLED)
    assert await stage.venue.open_orders(stage.symbol) == ()


async def test_v025_cancelling_what_does_not_work_is_refused(stage):
    order = await stage.placed()
    await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    with pytest.raises(VenueRejected) as caught:
        await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    assert caught.value.code == "-2011"


async def test_v026_cancel_all_takes_one_symbol_only(stage):
    await stage.placed()
    await stage.placed(away="0.97")
    stage.symbol = "ETHUSDT"
    other = await stage.placed()
    await stage.venue.cancel_all("BTCUSDT")
    assert [o.order_id for o in await stage.venue.open_orders()] == [other.order_id]


async def test_v027_cancel_all_without_orders_is_fine(stage):
    await stage.venue.cancel_all(stage.symbol)


async def test_v028_a_market_order_fills(stage):
    order = await stage.placed(kind=OrderType.MARKET)
    assert order.status is OrderStatus.FILLED
    assert order.executed_quantity == order.quantity
    found = await stage.venue.order(stage.symbol, order_id=order.order_id)
    assert found.average_price > 0


async def test_v029_fills_add_up_to_the_order(stage):
    order = await stage.placed(kind=OrderType.MARKET)
    fills = await stage.venue.fills(stage.symbol, order_id=order.order_id)
    assert sum(fill.quantity for fill in fills) == order.executed_quantity
    assert {fill.order_id for fill in fills} == {order.order_id}
    assert len({fill.trade_id for fill in fills}) == len(fills)
    assert all(fill.commission > 0 and not fill.maker for fill in fills)


async def test_v030_fills_since_a_time(stage):
    first = await stage.placed(kind=OrderType.MARKET)
    stage.clock.advance_ms(10_000)
    since_ms = stage.clock.now_ms()
    second = await stage.placed(kind=OrderType.MARKET)
    assert {f.order_id for f in await stage.venue.fills(stage.symbol)} == {first.order_id, second.order_id}
    later = await stage.venue.fills(stage.symbol, since_ms=since_ms)
    assert {f.order_id for f in later} == {second.order_id}


@pytest.mark.needs("margin")
async def test_v031_a_position_opens_with_its_sign_and_prices(stage):
    order = await stage.placed(kind=OrderType.MARKET, side=Side.SELL)
    (position,) = (await stage.venue.account()).positions
    assert (position.symbol, position.quantity) == (stage.symbol, -order.quantity)
    assert position.closing_side is Side.BUY
    assert position.entry_price > 0
    assert position.mark_price > 0
    assert position.initial_margin > position.maintenance_margin > 0


@pytest.mark.needs("margin")
async def test_v032_reduce_only_closes_and_never_turns(stage):
    order = await stage.placed(kind=OrderType.MARKET)
    close = await stage.request(
        kind=OrderType.MARKET, side=Side.SELL, quantity=order.quantity * 3, reduce_only=True
    )
    await stage.place(close)
    assert (await stage.venue.account()).positions == ()


@pytest.mark.needs("margin")
async def test_v033_reduce_only_without_a_position_is_rejected(stage):
    request = await stage.request(kind=OrderType.MARKET, side=Side.SELL, reduce_only=True)
    outcome = await stage.place(request)
    assert (outcome.kind, outcome.code) == ("rejected", "-2022")


async def test_v034_post_only_works_when_it_makes(stage):
    order = await stage.placed(post_only=True)
    assert order.status is OrderStatus.SUBMITTED


async def test_v035_post_only_never_takes(stage):
    own_id = stage.new_id()
    outcome = await stage.place(await stage.request(away="1.01", post_only=True), own_id)
    assert outcome.kind == "rejected" or outcome.order.status is OrderStatus.EXPIRED
    assert await stage.venue.fills(stage.symbol) == ()


async def test_v036_a_limit_through_the_book_fills_no_worse(stage):
    request = await stage.request(away="1.01")
    outcome = await stage.place(request)
    fills = await stage.venue.fills(stage.symbol, order_id=outcome.order.order_id)
    assert fills
    assert all(fill.price <= request.price for fill in fills)


CODES = {
    VenueName.BINANCE_FUTURES: ("-1111", "-4164", "-4016", "-2019"),
    VenueName.BINANCE_SPOT: ("-1013", "-1013", "-1013", "-2010"),
}
"""What each venue answers to a wrong step, too little value, a price far away, and too little money."""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quantity": Decimal("0.00000001")}, 0),
        ({"notional": "4"}, 1),
        ({"away": "6"}, 2),
        ({"kind": OrderType.MARKET, "quantity": Decimal(100)}, 3),
    ],
)
async def test_v037_definite_refusals_carry_the_venues_code(stage, changes, reason):
    changes = {"quantity": Decimal("0.0001"), "away": "0.5", **changes} if "notional" in changes else changes
    own_id = stage.new_id()
    outcome = await stage.place(await stage.request(**changes), own_id)
    assert (outcome.kind, outcome.code) == ("rejected", CODES[stage.name][reason])
    assert await stage.venue.order(stage.symbol, client_order_id=own_id) is None


async def test_v038_an_unknown_symbol_is_rejected(stage):
    request = (await stage.request()).model_copy(update={"symbol": "NOSUCHUSDT"})
    outcome = await stage.place(request)
    assert (outcome.kind, outcome.code) == ("rejected", "-1121")


async def test_v039_a_late_sender_is_refused(stage):
    stamp = await stage.stamp()
    request, own_id = await stage.request(), stage.new_id()
    stage.clock.advance_ms(stamp.recv_window_ms + 1)
    outcome = await stage.venue.place(request, own_id, stamp)
    assert (outcome.kind, outcome.code) == ("rejected", "-1021")
    assert await stage.at_the_venue(own_id) == []


async def test_v040_a_hanging_order_of_the_same_id_leaves_it_open(stage):
    order = await stage.placed()
    again = await stage.place(await stage.request(), order.client_order_id)
    assert (again.kind, again.cause) == ("unknown", "duplicate client order id")
    assert len(await stage.at_the_venue(order.client_order_id)) == 1


@pytest.mark.needs("margin")
async def test_v041_leverage_decides_the_margin(stage):
    await stage.venue.set_leverage(stage.symbol, 5)
    order = await stage.placed(kind=OrderType.MARKET)
    (position,) = (await stage.venue.account()).positions
    value = order.quantity * position.mark_price
    assert abs(position.initial_margin / value - Decimal("0.2")) < Decimal("0.01")
