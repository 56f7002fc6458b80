"""The scripted venue keeps its word: executor rehearsals are only as true as it is."""

from decimal import Decimal

import pytest

from tools.clock import VirtualClock
from tools.errors import VenueRejected
from tools.terms import OrderStatus, OrderType, Side, VenueName
from tools.venues.orders import OrderRef, OrderRequest, Rejected, SendStamp, stop_leg_id
from tools.venues.scripted_venue import ScriptedVenue

SYMBOL = "BTCUSDT"


def request(kind=OrderType.LIMIT, **changes):
    fields = {
        "venue": VenueName.BINANCE_FUTURES,
        "symbol": SYMBOL,
        "side": Side.SELL,
        "type": kind,
        "quantity": Decimal("0.002"),
        "price": Decimal(70_000) if kind is OrderType.LIMIT else None,
    }
    return OrderRequest.model_validate(fields | changes)


STOP = request(OrderType.STOP_MARKET, stop_price=Decimal(60_000), reduce_only=True)


@pytest.fixture
def clock():
    return VirtualClock()


@pytest.fixture
def venue(clock):
    return ScriptedVenue(clock)


@pytest.fixture
def stamp(clock):
    return SendStamp(timestamp_ms=clock.now_ms())


@pytest.fixture
def of(venue):
    async def find(client_order_id):
        return await venue.order(SYMBOL, client_order_id=client_order_id)

    return find


async def test_a_conditional_order_waits_for_its_trigger_and_fills_there(venue, stamp, of):
    placed = (await venue.place(STOP, "spk-a", stamp)).order
    assert (placed.conditional, placed.stop_price, placed.status) == (True, 60_000, OrderStatus.SUBMITTED)
    assert await venue.open_orders(SYMBOL) == (placed,)
    venue.trigger("spk-a")
    done = await of("spk-a")
    assert (done.conditional, done.status, done.executed_quantity) == (
        False,
        OrderStatus.FILLED,
        Decimal("0.002"),
    )
    (fill,) = await venue.fills(SYMBOL, order_id=done.order_id)
    assert (fill.price, fill.quantity, fill.maker) == (60_000, Decimal("0.002"), False)


async def test_a_trailing_order_waits_too(venue, stamp):
    order = request(OrderType.TRAILING_STOP_MARKET, callback_rate=Decimal(1))
    assert (await venue.place(order, "spk-a", stamp)).order.conditional


async def test_a_triggered_limit_order_works_at_its_price(venue, stamp, of):
    await venue.place(
        request(OrderType.STOP, stop_price=Decimal(60_000), price=Decimal(59_900)), "spk-a", stamp
    )
    venue.trigger("spk-a")
    assert ((await of("spk-a")).conditional, (await of("spk-a")).status) == (False, OrderStatus.SUBMITTED)
    venue.fill("spk-a", Decimal("0.001"))
    assert (await of("spk-a")).status is OrderStatus.PARTIALLY_FILLED


async def test_the_venue_may_end_an_order_by_itself(venue, stamp, of):
    await venue.place(STOP, "spk-a", stamp)
    venue.end("spk-a", OrderStatus.REJECTED)
    assert (await of("spk-a")).status is OrderStatus.REJECTED
    assert await venue.open_orders() == ()


@pytest.mark.parametrize("send", ["place", "place_oco", "replace"])
@pytest.mark.parametrize(
    ("step", "outcome", "changed"),
    [
        ("accept", "acked", True),
        ("reject", "rejected", False),
        ("lost-before", "unknown", False),
        ("lost-after", "unknown", True),
    ],
)
async def test_every_send_follows_the_script(venue, stamp, send, step, outcome, changed):
    await venue.place(request(), "spk-old", stamp)
    before = list(venue.orders)
    sends = {
        "place": lambda: venue.place(request(), "spk-a", stamp),
        "place_oco": lambda: venue.place_oco(request(), STOP, "spk-a", stamp),
        "replace": lambda: venue.replace(
            OrderRef(symbol=SYMBOL, client_order_id="spk-old"),
            request(price=Decimal(71_000)),
            "spk-a",
            stamp,
        ),
    }
    venue.script.append(step)
    assert (await sends[send]()).kind == outcome
    assert (venue.orders != before) is changed
    assert venue.posts == ["spk-old", "spk-a"]


async def test_an_exception_after_the_order_was_accepted(venue, stamp):
    venue.script.append("raise-after")
    with pytest.raises(ConnectionResetError):
        await venue.place(request(), "spk-a", stamp)
    assert len(venue.orders) == 1


async def test_a_rejection_in_the_script_is_answered_as_it_stands(venue, stamp):
    refusal = Rejected(code="-2021", message="Order would immediately trigger.")
    venue.script.append(refusal)
    assert await venue.place(STOP, "spk-a", stamp) == refusal
    assert (await venue.place(STOP, "spk-b", stamp)).kind == "acked"


async def test_a_late_stamp_changes_nothing(venue, stamp, clock):
    clock.advance_ms(stamp.recv_window_ms + 1)
    assert (await venue.place(request(), "spk-a", stamp)).kind == "unknown"
    assert venue.orders == []


@pytest.fixture
async def pair(venue, stamp):
    outcome = await venue.place_oco(request(), STOP, "spk-a", stamp)
    assert outcome.order.client_order_id == "spk-a"


@pytest.mark.usefixtures("pair")
async def test_a_pair_is_two_orders_of_one_list(venue, of):
    limit, stop = await of("spk-a"), await of(stop_leg_id("spk-a"))
    assert limit.list_id == stop.list_id is not None
    assert (limit.conditional, stop.conditional) == (False, True)
    assert len(await venue.open_orders(SYMBOL)) == 2


@pytest.mark.usefixtures("pair")
async def test_whatever_happens_to_one_of_a_pair_cancels_the_other(venue, of):
    venue.fill("spk-a", Decimal("0.001"))
    assert (await of(stop_leg_id("spk-a"))).status is OrderStatus.CANCELLED
    assert (await of("spk-a")).status is OrderStatus.PARTIALLY_FILLED


@pytest.mark.usefixtures("pair")
async def test_a_triggered_stop_cancels_the_limit_order_of_its_pair(venue, of):
    venue.trigger(stop_leg_id("spk-a"))
    assert (await of("spk-a")).status is OrderStatus.CANCELLED
    assert (await of(stop_leg_id("spk-a"))).status is OrderStatus.FILLED


@pytest.mark.usefixtures("pair")
async def test_cancelling_one_of_a_pair_cancels_both(venue):
    await venue.cancel(SYMBOL, client_order_id="spk-a")
    assert await venue.open_orders() == ()


async def test_two_pairs_do_not_touch_each_other(venue, stamp, of):
    for name in ("spk-a", "spk-b"):
        await venue.place_oco(request(), STOP, name, stamp)
    venue.trigger(stop_leg_id("spk-a"))
    assert (await of("spk-b")).status.working
    assert (await of(stop_leg_id("spk-b"))).conditional


async def test_cancel_all_takes_conditional_orders_too(venue, stamp):
    await venue.place(STOP, "spk-a", stamp)
    await venue.place(request(), "spk-b", stamp)
    await venue.cancel_all(SYMBOL)
    assert await venue.open_orders() == ()


@pytest.fixture
def replace(venue, stamp):
    async def send(target, **changes):
        ref = OrderRef(symbol=SYMBOL, client_order_id=target)
        return await venue.replace(ref, request(**changes), "spk-new", stamp)

    return send


async def test_a_replaced_order_keeps_its_ids_and_fills(venue, stamp, replace, of):
    old = (await venue.place(request(), "spk-a", stamp)).order
    venue.fill("spk-a", Decimal("0.0005"))
    outcome = await replace("spk-a", price=Decimal(71_000), quantity=Decimal("0.003"))
    assert outcome.order == await of("spk-a")
    assert (outcome.order.order_id, outcome.order.price, outcome.order.quantity) == (
        old.order_id,
        71_000,
        Decimal("0.003"),
    )
    assert outcome.order.executed_quantity == Decimal("0.0005")
    assert await of("spk-new") is None


async def test_where_a_venue_makes_a_new_order_of_it_the_old_one_is_cancelled(venue, stamp, replace, of):
    venue.amends = False
    await venue.place(request(), "spk-a", stamp)
    outcome = await replace("spk-a", price=Decimal(71_000))
    assert outcome.order.client_order_id == "spk-new"
    assert (await of("spk-a")).status is OrderStatus.CANCELLED
    assert (await of("spk-new")).price == 71_000


async def test_what_does_not_work_is_not_replaced(venue, stamp, replace):
    await venue.place(request(), "spk-a", stamp)
    venue.fill("spk-a", Decimal("0.002"))
    assert (await replace("spk-a", price=Decimal(71_000))).kind == "rejected"
    await venue.place(STOP, "spk-b", stamp)
    assert (await replace("spk-b", price=Decimal(71_000))).kind == "rejected"
    with pytest.raises(VenueRejected):
        await venue.cancel(SYMBOL, client_order_id="spk-a")
