"""Replacing an order: one request, never a second; what became of the old one is said."""

from decimal import Decimal

import pytest

from tools.receipt import IntentState
from tools.terms import Grouping, OrderStatus
from tools.venues.orders import OrderRef, Rejected

NEW_PRICE = Decimal(61_000)


@pytest.fixture
async def old(desk, limit):
    """Receipt of the working order that will be replaced."""
    return await desk.execute(limit)


@pytest.fixture
def new(limit):
    return limit.model_copy(update={"price": NEW_PRICE})


def _replacing(old):
    ref = OrderRef(symbol="BTCUSDT", client_order_id=old.client_order_id)
    return {"grouping": Grouping.REPLACE, "replaces": ref, "tool": "replace_order"}


async def test_an_order_that_keeps_its_ids_is_changed_and_followed(desk, old, new):
    receipt = await desk.execute(new, **_replacing(old))
    assert (receipt.state, receipt.status) == (IntentState.ACKED, OrderStatus.SUBMITTED)
    assert (receipt.client_order_id, receipt.order_id) == (old.client_order_id, old.order_id)
    assert [order.price for order in desk.venue.orders] == [NEW_PRICE]
    assert receipt.message.en.startswith("Changed: ")
    assert receipt.message.tr.startswith("Değiştirildi: ")
    desk.venue.fill(old.client_order_id, Decimal("0.001"))
    both = await desk.executor().recover()
    assert [later.status for later in both] == [OrderStatus.FILLED, OrderStatus.FILLED]
    assert [len(later.fills) for later in both] == [1, 1]
    assert await desk.ledger.unfinished() == ()


async def test_an_order_that_is_made_anew_has_our_new_id(desk, old, new):
    desk.venue.amends = False
    receipt = await desk.execute(new, **_replacing(old))
    assert receipt.client_order_id == desk.venue.posts[-1] != old.client_order_id
    assert [order.status for order in desk.venue.orders] == [OrderStatus.CANCELLED, OrderStatus.SUBMITTED]
    desk.venue.fill(receipt.client_order_id, Decimal("0.001"))
    statuses = {later.receipt_id: later.status for later in await desk.executor().recover()}
    assert statuses == {
        old.receipt_id: OrderStatus.CANCELLED,
        receipt.receipt_id: OrderStatus.FILLED,
    }


async def test_a_refused_change_says_what_the_old_order_is(desk, old, new):
    desk.venue.script.append(Rejected(code="-5027", message="No need to modify the order."))
    receipt = await desk.execute(new, **_replacing(old))
    assert receipt.state is IntentState.REJECTED
    assert f"The old order {old.order_id} (0.001 at 60000) is working" in receipt.message.en
    assert f"Eski emir {old.order_id}" in receipt.message.tr
    assert desk.venue.orders[0].price == Decimal(60_000)


@pytest.mark.parametrize("amends", [True, False])
async def test_a_lost_answer_is_found_in_the_old_order_or_the_new_one(desk, old, new, amends):
    desk.venue.amends = amends
    desk.venue.script.append("lost-after")
    receipt = await desk.execute(new, **_replacing(old))
    assert (receipt.state, receipt.status) == (IntentState.ACKED, OrderStatus.SUBMITTED)
    expected = old.client_order_id if amends else desk.venue.posts[-1]
    assert receipt.client_order_id == expected
    assert len(desk.venue.posts) == 2


async def test_a_change_lost_on_the_way_out_is_not_made_and_not_sent_again(desk, old, new):
    desk.venue.script.append("lost-before")
    receipt = await desk.execute(new, **_replacing(old))
    assert receipt.state is IntentState.UNKNOWN
    later = {found.receipt_id: found for found in await desk.executor().recover()}[receipt.receipt_id]
    assert later.state is IntentState.NOT_PLACED
    assert "is working" in later.message.en
    assert len(desk.venue.posts) == 2


@pytest.mark.parametrize("replaces", [None, OrderRef(symbol="ETHUSDT", client_order_id="spk-1")])
async def test_a_replacement_of_nothing_or_of_another_symbol_sends_nothing(desk, new, replaces):
    receipt = await desk.execute(new, grouping=Grouping.REPLACE, replaces=replaces)
    assert (receipt.state, desk.venue.posts) == (IntentState.REJECTED, [])


async def test_a_single_order_that_names_another_sends_nothing(desk, new):
    receipt = await desk.execute(new, replaces=OrderRef(symbol="BTCUSDT", client_order_id="spk-1"))
    assert (receipt.state, desk.venue.posts) == (IntentState.REJECTED, [])
