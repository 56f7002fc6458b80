"""V-100 to V-119: orders that wait for a trigger, from the wait to the fills."""

from decimal import Decimal

import pytest

from tools.errors import VenueRejected
from tools.terms import OrderStatus, OrderType, Side, VenueName

KINDS = {
    "stop-sell": {"kind": OrderType.STOP_MARKET, "side": Side.SELL, "stop": "0.98"},
    "stop-buy": {"kind": OrderType.STOP_MARKET, "side": Side.BUY, "stop": "1.02"},
    "profit-sell": {"kind": OrderType.TAKE_PROFIT_MARKET, "side": Side.SELL, "stop": "1.02"},
    "profit-buy": {"kind": OrderType.TAKE_PROFIT_MARKET, "side": Side.BUY, "stop": "0.98"},
    "stop-limit-sell": {"kind": OrderType.STOP, "side": Side.SELL, "stop": "0.98", "away": "0.96"},
    "profit-limit-sell": {"kind": OrderType.TAKE_PROFIT, "side": Side.SELL, "stop": "1.02", "away": "1.01"},
    "trailing-sell": {
        "kind": OrderType.TRAILING_STOP_MARKET,
        "side": Side.SELL,
        "callback_rate": Decimal("1.5"),
    },
}
MOVES = {"0.98": "0.975", "1.02": "1.025"}
STOP = KINDS["stop-sell"]

IMMEDIATE = {VenueName.BINANCE_FUTURES: "-2021", VenueName.BINANCE_SPOT: "-2010"}
"""What each venue says to a trigger that is reached already."""

each_kind = pytest.mark.parametrize("wanted", KINDS.values(), ids=list(KINDS))


async def triggered(stage, wanted):
    """A waiting order, after the market has reached it."""
    order = await stage.placed(**wanted)
    await stage.move(MOVES[wanted.get("stop", "0.98")])
    return order


@each_kind
async def test_v100_a_conditional_order_waits_and_is_what_was_asked(stage, wanted):
    request, own_id = await stage.request(**wanted), stage.new_id()
    order = (await stage.place(request, own_id)).order
    assert (order.client_order_id, order.symbol, order.side) == (own_id, request.symbol, request.side)
    assert (order.type, order.quantity, order.stop_price) == (
        request.type,
        request.quantity,
        request.stop_price,
    )
    assert (order.price, order.executed_quantity) == (request.price or 0, 0)
    assert (order.status, order.conditional) == (OrderStatus.SUBMITTED, True)
    assert order.order_id.isdigit()


@each_kind
async def test_v101_a_waiting_order_is_listed_and_found_by_either_id(stage, wanted):
    order = await stage.placed(**wanted)
    assert await stage.venue.open_orders(stage.symbol) == (order,)
    assert await stage.venue.open_orders() == (order,)
    assert await stage.venue.open_orders("ETHUSDT") == ()
    assert await stage.venue.order(stage.symbol, client_order_id=order.client_order_id) == order
    assert await stage.venue.order(stage.symbol, order_id=order.order_id) == order


@each_kind
async def test_v102_a_triggered_order_shows_what_it_became_by_all_its_ids(stage, wanted):
    order = await triggered(stage, wanted)
    by_own = await stage.venue.order(stage.symbol, client_order_id=order.client_order_id)
    assert (by_own.status, by_own.executed_quantity) == (OrderStatus.FILLED, order.quantity)
    assert (by_own.conditional, by_own.side) == (False, order.side)
    assert by_own.average_price > 0
    assert await stage.venue.order(stage.symbol, order_id=order.order_id) == by_own
    assert await stage.venue.order(stage.symbol, order_id=by_own.order_id) == by_own
    assert await stage.venue.open_orders(stage.symbol) == ()


@each_kind
async def test_v103_fills_are_found_by_the_id_it_waited_under_and_by_the_one_it_got(stage, wanted):
    order = await triggered(stage, wanted)
    became = await stage.venue.order(stage.symbol, client_order_id=order.client_order_id)
    fills = await stage.venue.fills(stage.symbol, order_id=order.order_id)
    assert sum(fill.quantity for fill in fills) == order.quantity
    assert fills == await stage.venue.fills(stage.symbol, order_id=became.order_id)
    assert {fill.order_id for fill in fills} == {became.order_id}
    assert len(await stage.at_the_venue(order.client_order_id)) == 1


async def test_v104_before_the_trigger_there_are_no_fills(stage):
    order = await stage.placed(**STOP)
    await stage.move("0.99")
    assert await stage.venue.fills(stage.symbol, order_id=order.order_id) == ()
    assert (await stage.venue.order(stage.symbol, order_id=order.order_id)).conditional


async def test_v105_a_triggered_limit_order_works_in_the_book_and_is_cancelled_there(stage):
    order = await stage.placed(kind=OrderType.STOP, side=Side.SELL, stop="0.98", away="0.99")
    await stage.move("0.975")
    (working,) = await stage.venue.open_orders(stage.symbol)
    assert (working.client_order_id, working.conditional) == (order.client_order_id, False)
    assert (working.status, working.price) == (OrderStatus.SUBMITTED, order.price)
    cancelled = await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    assert (cancelled.order_id, cancelled.status) == (working.order_id, OrderStatus.CANCELLED)
    assert await stage.venue.open_orders(stage.symbol) == ()


@pytest.mark.parametrize("by", ["client_order_id", "order_id"])
@each_kind
async def test_v106_a_waiting_order_is_cancelled_by_either_id(stage, wanted, by):
    order = await stage.placed(**wanted)
    cancelled = await stage.venue.cancel(stage.symbol, **{by: getattr(order, by)})
    assert (cancelled.order_id, cancelled.status) == (order.order_id, OrderStatus.CANCELLED)
    assert not cancelled.conditional
    assert await stage.venue.open_orders(stage.symbol) == ()
    found = await stage.venue.order(stage.symbol, client_order_id=order.client_order_id)
    assert found.status is OrderStatus.CANCELLED


async def test_v107_what_has_triggered_and_filled_cannot_be_cancelled(stage):
    order = await triggered(stage, STOP)
    for names in ({"order_id": order.order_id}, {"client_order_id": order.client_order_id}):
        with pytest.raises(VenueRejected) as caught:
            await stage.venue.cancel(stage.symbol, **names)
        assert caught.value.code == "-2011"


async def test_v108_a_cancel_that_names_another_symbol_leaves_the_order_alone(stage):
    order = await stage.placed(**STOP)
    for names in ({"order_id": order.order_id}, {"client_order_id": order.client_order_id}):
        with pytest.raises(VenueRejected):
            await stage.venue.cancel("ETHUSDT", **names)
    assert await stage.venue.open_orders(stage.symbol) == (order,)


async def test_v109_cancel_all_takes_both_kinds_of_one_symbol(stage):
    await stage.placed(side=Side.BUY)
    await stage.placed(**STOP)
    stage.symbol = "ETHUSDT"
    other = await stage.placed(**STOP, notional="100")
    await stage.venue.cancel_all("BTCUSDT")
    assert await stage.venue.open_orders() == (other,)


async def test_v110_a_trigger_that_is_reached_already_is_refused(stage):
    own_id = stage.new_id()
    outcome = await stage.place(await stage.request(**{**STOP, "stop": "1.02"}), own_id)
    assert (outcome.kind, outcome.code) == ("rejected", IMMEDIATE[stage.name])
    assert await stage.venue.order(stage.symbol, client_order_id=own_id) is None


async def test_v111_a_waiting_order_of_the_same_id_leaves_it_open(stage):
    order = await stage.placed(**STOP)
    again = await stage.place(await stage.request(**STOP), order.client_order_id)
    assert (again.kind, again.cause) == ("unknown", "duplicate client order id")
    assert len(await stage.venue.open_orders(stage.symbol)) == 1


@pytest.mark.needs("margin")
async def test_v112_a_reduce_only_stop_closes_what_is_held_and_no_more(stage):
    entry = await stage.placed(kind=OrderType.MARKET)
    await stage.placed(**STOP, quantity=entry.quantity * 2, reduce_only=True)
    await stage.move("0.975")
    assert await stage.held() == {}


@pytest.mark.needs("margin")
async def test_v113_a_stop_for_the_whole_position_closes_what_is_held_by_then(stage):
    entry = await stage.placed(kind=OrderType.MARKET)
    order = await stage.placed(**STOP, quantity=entry.quantity, close_position=True)
    assert (order.quantity, order.reduce_only, order.conditional) == (0, True, True)
    assert await stage.venue.open_orders(stage.symbol) == (order,)
    more = await stage.placed(kind=OrderType.MARKET)
    await stage.move("0.975")
    assert await stage.held() == {}
    became = await stage.venue.order(stage.symbol, order_id=order.order_id)
    assert became.executed_quantity == entry.quantity + more.quantity


@pytest.mark.needs("margin")
async def test_v114_what_the_venue_refuses_at_the_trigger_is_rejected_then(stage):
    entry = await stage.placed(kind=OrderType.MARKET)
    order = await stage.placed(**STOP, quantity=entry.quantity, reduce_only=True)
    close = await stage.request(
        kind=OrderType.MARKET, side=Side.SELL, quantity=entry.quantity, reduce_only=True
    )
    await stage.place(close)
    await stage.move("0.975")
    found = await stage.venue.order(stage.symbol, client_order_id=order.client_order_id)
    assert (found.status, found.executed_quantity) == (OrderStatus.REJECTED, 0)
    assert await stage.held() == {}


@pytest.mark.parametrize("wanted", [KINDS["trailing-sell"]], ids=["trailing-sell"])
async def test_v115_a_trailing_order_follows_from_its_activation_price(stage, wanted):
    mark = (await stage.venue.mark_price(stage.symbol)).mark
    activation = (mark * Decimal("1.01")).quantize(Decimal("0.1"))
    order = await stage.placed(**wanted, activation_price=activation)
    await stage.move("0.97")
    assert (await stage.venue.order(stage.symbol, order_id=order.order_id)).conditional
    await stage.move("1.05")
    await stage.move("0.98")
    found = await stage.venue.order(stage.symbol, client_order_id=order.client_order_id)
    assert found.status is OrderStatus.FILLED


async def test_v116_numbers_are_decimals_to_the_last_digit_and_strings_in_json(stage):
    order = await stage.placed(kind=OrderType.STOP, side=Side.SELL, stop="0.98765", away="0.98432")
    request = await stage.request(kind=OrderType.STOP, side=Side.SELL, stop="0.98765", away="0.98432")
    fields = ("quantity", "price", "stop_price")
    assert [getattr(order, name) for name in fields] == [getattr(request, name) for name in fields]
    body = order.model_dump(mode="json")
    assert {type(body[name]) for name in (*fields, "executed_quantity", "average_price")} == {str}
