"""V-120 to V-139: orders changed in one step, pairs, and positions held both ways."""

import pytest

from tools.terms import OrderStatus, OrderType, PositionMode, PositionSide, Side
from tools.venues.orders import OrderRef

LONG = {"position_side": PositionSide.LONG}
SHORT = {"position_side": PositionSide.SHORT}


async def change(stage, order, by="client_order_id", **wanted):
    target = OrderRef(symbol=stage.symbol, **{by: getattr(order, by)})
    request = await stage.request(**wanted)
    return request, await stage.venue.replace(target, request, stage.new_id(), await stage.stamp())


@pytest.mark.needs("replace")
@pytest.mark.parametrize("by", ["client_order_id", "order_id"])
async def test_v120_a_working_order_is_changed_in_one_step(stage, by):
    order = await stage.placed()
    request, outcome = await change(stage, order, by, away="0.97", quantity=order.quantity * 2)
    assert (outcome.order.price, outcome.order.quantity) == (request.price, request.quantity)
    (working,) = await stage.venue.open_orders(stage.symbol)
    assert (working.order_id, working.client_order_id) == (
        outcome.order.order_id,
        outcome.order.client_order_id,
    )
    assert (working.price, working.quantity) == (request.price, request.quantity)


@pytest.mark.needs("replace")
async def test_v121_a_change_to_what_it_is_already_is_acknowledged(stage):
    order = await stage.placed()
    _, outcome = await change(stage, order, quantity=order.quantity)
    assert outcome.kind == "acked"
    assert (outcome.order.price, outcome.order.quantity) == (order.price, order.quantity)
    assert len(await stage.venue.open_orders(stage.symbol)) == 1


@pytest.mark.needs("replace")
@pytest.mark.parametrize("ended", ["filled", "cancelled", "never"])
async def test_v122_what_does_not_work_is_not_changed(stage, ended):
    order = await stage.placed(away="1.01" if ended == "filled" else "0.98")
    if ended == "cancelled":
        await stage.venue.cancel(stage.symbol, order_id=order.order_id)
    if ended == "never":
        order = order.model_copy(update={"client_order_id": "spk-never"})
    before = await stage.venue.open_orders(stage.symbol)
    _, outcome = await change(stage, order, away="0.97")
    assert outcome.kind == "rejected"
    assert await stage.venue.open_orders(stage.symbol) == before


@pytest.mark.needs("replace")
async def test_v123_a_refused_change_leaves_the_order_as_it_was(stage):
    order = await stage.placed()
    _, outcome = await change(stage, order, away="6", quantity=order.quantity)
    assert outcome.kind == "rejected"
    (working,) = await stage.venue.open_orders(stage.symbol)
    assert (working.order_id, working.price, working.quantity) == (
        order.order_id,
        order.price,
        order.quantity,
    )


@pytest.mark.needs("replace")
async def test_v124_a_change_signed_too_early_is_refused(stage):
    order = await stage.placed()
    stamp, request = await stage.stamp(), await stage.request(away="0.97")
    stage.clock.advance_ms(stamp.recv_window_ms + 1)
    target = OrderRef(symbol=stage.symbol, client_order_id=order.client_order_id)
    outcome = await stage.venue.replace(target, request, stage.new_id(), stamp)
    assert (outcome.kind, outcome.code) == ("rejected", "-1021")


async def test_v125_what_a_venue_does_not_declare_it_refuses(stage):
    capabilities, order = stage.venue.capabilities, await stage.request()
    stop = await stage.request(kind=OrderType.STOP_MARKET, stop="1.02")
    if not capabilities.oco:
        outcome = await stage.venue.place_oco(order, stop, stage.new_id(), await stage.stamp())
        assert (outcome.kind, outcome.code) == ("rejected", "not_supported")
    if not capabilities.replace:
        ref = OrderRef(symbol=stage.symbol, order_id="1")
        outcome = await stage.venue.replace(ref, order, stage.new_id(), await stage.stamp())
        assert (outcome.kind, outcome.code) == ("rejected", "not_supported")
    for kind in set(OrderType) - capabilities.order_types:
        outcome = await stage.place(order.model_copy(update={"type": kind}))
        assert outcome.kind == "rejected"
    assert await stage.venue.open_orders() == ()


@pytest.fixture
async def hedged(stage):
    await stage.venue.set_position_mode(PositionMode.HEDGE)
    long = await stage.placed(kind=OrderType.MARKET, **LONG)
    short = await stage.placed(kind=OrderType.MARKET, side=Side.SELL, notional="400", **SHORT)
    return long.quantity, short.quantity


@pytest.mark.needs("hedge")
async def test_v130_a_long_and_a_short_position_stand_side_by_side(stage, hedged):
    assert await stage.held() == {"LONG": hedged[0], "SHORT": -hedged[1]}


@pytest.mark.needs("hedge")
@pytest.mark.parametrize("sides", [LONG, SHORT], ids=["long", "short"])
async def test_v131_a_reducing_order_closes_its_side_only(stage, hedged, sides):
    long = sides is LONG
    side, quantity = (Side.SELL, hedged[0]) if long else (Side.BUY, hedged[1])
    await stage.placed(kind=OrderType.MARKET, side=side, quantity=quantity, reduce_only=True, **sides)
    assert await stage.held() == ({"SHORT": -hedged[1]} if long else {"LONG": hedged[0]})


@pytest.mark.needs("hedge")
@pytest.mark.parametrize("whole", [False, True], ids=["quantity", "whole"])
async def test_v132_a_stop_of_one_side_leaves_the_other(stage, hedged, whole):
    order = await stage.placed(
        kind=OrderType.STOP_MARKET,
        side=Side.SELL,
        stop="0.98",
        quantity=hedged[0],
        reduce_only=not whole,
        close_position=whole,
        **LONG,
    )
    assert order.position_side is PositionSide.LONG
    await stage.move("0.975")
    assert await stage.held() == {"SHORT": -hedged[1]}
    became = await stage.venue.order(stage.symbol, order_id=order.order_id)
    assert (became.position_side, became.status) == (PositionSide.LONG, OrderStatus.FILLED)


@pytest.mark.needs("hedge")
@pytest.mark.parametrize("kind", [OrderType.MARKET, OrderType.STOP_MARKET])
async def test_v133_an_order_without_a_side_is_refused_in_hedge_mode(stage, hedged, kind):
    more = {"stop": "1.02"} if kind is OrderType.STOP_MARKET else {}
    outcome = await stage.place(await stage.request(kind=kind, **more))
    assert (outcome.kind, outcome.code) == ("rejected", "-4061")
    assert await stage.held() == {"LONG": hedged[0], "SHORT": -hedged[1]}


@pytest.mark.needs("hedge")
async def test_v134_an_order_that_says_it_reduces_never_opens(stage, hedged):
    outcome = await stage.place(await stage.request(kind=OrderType.MARKET, reduce_only=True, **LONG))
    assert (outcome.kind, outcome.code) == ("rejected", "-2022")
    assert await stage.held() == {"LONG": hedged[0], "SHORT": -hedged[1]}


@pytest.mark.needs("hedge")
async def test_v135_more_than_is_held_is_not_closed(stage, hedged):
    request = await stage.request(
        kind=OrderType.MARKET, side=Side.SELL, quantity=hedged[0] * 2, reduce_only=True, **LONG
    )
    await stage.place(request)
    assert (await stage.held()).get("LONG", 0) >= 0
    assert (await stage.held())["SHORT"] == -hedged[1]
