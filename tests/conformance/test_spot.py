"""V-140 to V-159: pairs, replacements, and what is held where nothing is borrowed."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected
from tools.terms import OrderStatus, OrderType, Side
from tools.venues.orders import OrderRef, stop_leg_id

pytestmark = pytest.mark.needs("oco")


async def pair(stage, kind=OrderType.STOP_MARKET):
    """A sell order 2 % above the market and a stop 2 % below it."""
    limit = await stage.request(side=Side.SELL, away="1.02")
    below = (await stage.request(side=Side.SELL, away="0.98")).price
    price = (await stage.request(side=Side.SELL, away="0.97")).price if kind is OrderType.STOP else None
    return limit, limit.model_copy(update={"type": kind, "price": price, "stop_price": below})


async def placed_pair(stage, kind=OrderType.STOP_MARKET):
    own_id = stage.new_id()
    outcome = await stage.venue.place_oco(*await pair(stage, kind), own_id, await stage.stamp())
    assert outcome.kind == "acked", outcome
    return outcome.order, own_id


async def both(stage, own_id):
    ids = (own_id, stop_leg_id(own_id))
    return [await stage.venue.order(stage.symbol, client_order_id=each) for each in ids]


@pytest.mark.parametrize("kind", [OrderType.STOP_MARKET, OrderType.STOP])
async def test_v140_a_pair_works_as_two_orders_of_one_list(stage, kind):
    acked, own_id = await placed_pair(stage, kind)
    limit, stop = await both(stage, own_id)
    assert acked.order_id == limit.order_id
    assert limit.list_id == stop.list_id is not None
    assert (limit.type, limit.conditional, limit.stop_price) == (OrderType.LIMIT_MAKER, False, None)
    assert (stop.type, stop.conditional) == (kind, True)
    assert stop.stop_price < limit.price
    assert {o.order_id for o in await stage.venue.open_orders(stage.symbol)} == {
        limit.order_id,
        stop.order_id,
    }


async def test_v141_cancelling_one_order_of_a_pair_ends_both(stage):
    for leg in (0, 1):
        _, own_id = await placed_pair(stage)
        order = (await both(stage, own_id))[leg]
        cancelled = await stage.venue.cancel(stage.symbol, client_order_id=order.client_order_id)
        assert (cancelled.order_id, cancelled.list_id) == (order.order_id, order.list_id)
        assert [o.status for o in await both(stage, own_id)] == [OrderStatus.CANCELLED] * 2


async def test_v142_cancel_all_takes_pairs_too(stage):
    await placed_pair(stage)
    await stage.placed()
    await stage.venue.cancel_all(stage.symbol)
    assert await stage.venue.open_orders(stage.symbol) == ()


@pytest.mark.parametrize(("goes", "filled"), [("1.03", 0), ("0.97", 1)])
async def test_v143_the_order_that_trades_ends_the_other(stage, goes, filled):
    _, own_id = await placed_pair(stage)
    await stage.move(goes)
    orders = await both(stage, own_id)
    assert orders[filled].status is OrderStatus.FILLED
    assert orders[1 - filled].status is OrderStatus.EXPIRED
    fills = await stage.venue.fills(stage.symbol, order_id=orders[filled].order_id)
    assert sum(fill.quantity for fill in fills) == orders[filled].quantity


async def test_v144_a_pair_on_the_wrong_sides_of_the_market_is_rejected_whole(stage):
    limit, stop = await pair(stage)
    above = stop.model_copy(update={"stop_price": limit.price * 2})
    own_id = stage.new_id()
    outcome = await stage.venue.place_oco(limit, above, own_id, await stage.stamp())
    assert outcome.kind == "rejected"
    assert await both(stage, own_id) == [None, None]


async def test_v145_a_pair_with_a_lost_answer_is_unknown_and_found(stage):
    limit, stop = await pair(stage)
    own_id = stage.new_id()
    await stage.fault(fault="drop_after_accept", path="oco", method="POST")
    outcome = await stage.venue.place_oco(limit, stop, own_id, await stage.stamp())
    assert outcome.kind == "unknown"
    assert all(order is not None for order in await both(stage, own_id))


async def test_v146_a_pair_of_the_same_id_leaves_it_open(stage):
    _, own_id = await placed_pair(stage)
    again = await stage.venue.place_oco(*await pair(stage), own_id, await stage.stamp())
    assert (again.kind, again.cause) == ("unknown", "duplicate client order id")
    assert len(await stage.venue.open_orders(stage.symbol)) == 2


@pytest.mark.parametrize("by", ["client_order_id", "order_id"])
async def test_v147_a_replacement_is_a_new_order_in_the_place_of_the_old_one(stage, by):
    old = await stage.placed()
    changed = await stage.request(away="0.97", notional="300")
    target = OrderRef(symbol=stage.symbol, **{by: getattr(old, by)})
    own_id = stage.new_id()
    outcome = await stage.venue.replace(target, changed, own_id, await stage.stamp())
    assert outcome.kind == "acked"
    assert (outcome.order.client_order_id, outcome.order.price) == (own_id, changed.price)
    assert [o.client_order_id for o in await stage.venue.open_orders(stage.symbol)] == [own_id]
    ended = await stage.venue.order(stage.symbol, order_id=old.order_id)
    assert ended.status is OrderStatus.CANCELLED


@pytest.mark.fault("F50")
async def test_v148_a_replacement_that_only_cancelled_says_so(stage):
    old = await stage.placed()
    taking = await stage.request(away="1.01", post_only=True)
    target = OrderRef(symbol=stage.symbol, order_id=old.order_id)
    outcome = await stage.venue.replace(target, taking, stage.new_id(), await stage.stamp())
    assert (outcome.kind, outcome.code) == ("rejected", "cancelled_only")
    assert await stage.venue.open_orders(stage.symbol) == ()


async def held(stage, asset):
    account = await stage.venue.account()
    return next(balance for balance in account.balances if balance.asset == asset)


async def test_v149_a_working_order_locks_what_it_may_spend(stage):
    before = await held(stage, "USDT")
    order = await stage.placed()
    after = await held(stage, "USDT")
    assert after.locked - before.locked == order.quantity * order.price
    assert after.wallet == before.wallet
    await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    assert await held(stage, "USDT") == before


async def test_v150_what_is_bought_is_a_position_after_its_commission(stage):
    async def position():
        rows = (await stage.venue.account()).positions
        return sum(row.quantity for row in rows if row.symbol == stage.symbol)

    before = await position()
    order = await stage.placed(kind=OrderType.MARKET)
    fills = await stage.venue.fills(stage.symbol, order_id=order.order_id)
    paid = sum(fill.commission for fill in fills if fill.commission_asset == "BTC")
    assert paid > 0
    assert await position() - before == order.executed_quantity - paid


async def test_v151_what_needs_margin_is_refused_by_name(stage):
    with pytest.raises(VenueRejected) as caught:
        await stage.venue.set_leverage(stage.symbol, 2)
    assert caught.value.code == "not_supported"
    assert (await stage.venue.symbol_config(stage.symbol)).leverage == 1
    for changes in ({"position_side": "SHORT"}, {"leverage": 5}, {"reduce_only": True}):
        outcome = await stage.place(await stage.request(**changes))
        assert (outcome.kind, outcome.code) == ("rejected", "not_supported")


async def test_v152_a_sell_beyond_what_is_held_is_rejected(stage):
    quantity = (await held(stage, "BTC")).available + Decimal("0.001")
    outcome = await stage.place(await stage.request(kind=OrderType.MARKET, side=Side.SELL, quantity=quantity))
    assert (outcome.kind, outcome.code) == ("rejected", "-2010")


async def test_v153_an_order_that_has_filled_in_part_is_not_replaced(stage):
    deep = Decimal(100)
    (
        await stage.control.post("/testnet/deposit", json={"asset": "USDT", "amount": "100000000"})
    ).raise_for_status()
    old = await stage.placed(away="1.0001", quantity=deep)
    old = await stage.venue.order(stage.symbol, order_id=old.order_id)
    assert 0 < old.executed_quantity < deep
    target = OrderRef(symbol=stage.symbol, order_id=old.order_id)
    outcome = await stage.venue.replace(
        target, await stage.request(quantity=deep), stage.new_id(), await stage.stamp()
    )
    assert outcome.kind == "rejected"
    assert "restrictions" in outcome.message
    (working,) = await stage.venue.open_orders(stage.symbol)
    assert working.order_id == old.order_id
