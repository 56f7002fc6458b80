"""Random histories of an entry with attached stops: fills, refusals, lost answers, deaths, in any order."""

import random
from decimal import Decimal
from zlib import crc32

import pytest

from tools.executor.lease import take_lease
from tools.terms import Grouping, OrderStatus
from tools.venues.orders import Rejected

pytestmark = pytest.mark.slow

POINTS = ("acked", "reported", "legs-ready", "leg-sending", "leg-posted", "leg-settled")
STEPS = ("accept", "reject", "lost-before", "lost-after", "raise-after")
PAST_THE_STOP = Rejected(code="-2021", message="Order would immediately trigger.")
LOT = Decimal("0.0001")
WHOLE = Decimal("0.001")


class Died(BaseException):
    """Ends the coroutine where a kill would end the process."""


class Lagging(set):
    """Hides every third order from queries by client order id, as a lagging replica does."""

    def __contains__(self, client_order_id):
        return crc32(client_order_id.encode()) % 3 == 0


def _dying(chance):
    def checkpoint(point):
        if point in POINTS and chance.random() < 0.05:
            raise Died

    return checkpoint


def _working(orders):
    return sum((order.remaining for order in orders if order.status.working), Decimal(0))


def _filled(desk, entry):
    return desk.venue._own(entry.client_order_id).executed_quantity


def _executed(orders):
    return sum((order.executed_quantity for order in orders), Decimal(0))


def _closed(desk):
    return _executed([order for order in desk.venue.orders if order.reduce_only])


async def _tend(desk, chance, action):
    try:
        await getattr(desk.executor(checkpoint=_dying(chance)), action)()
    except Died:
        desk.lease.release()
        desk.lease = await take_lease(desk.home, desk.ledger, "next")


async def _happen(desk, chance, entry):
    """One thing, of the market's, the venue's or ours."""
    match chance.choice(("fill", "script", "recover", "recover", "drain", "trigger", "wait")):
        case "fill" if _filled(desk, entry) < WHOLE:
            desk.venue.fill(entry.client_order_id, LOT)
        case "script":
            desk.venue.script.append(chance.choice((*STEPS, PAST_THE_STOP)))
        case "trigger":
            held = _filled(desk, entry) - _closed(desk)
            for stop in [order for order in desk.stops() if order.status.working][:1]:
                if stop.remaining <= held:  # it only reduces
                    desk.venue.trigger(stop.client_order_id)
        case "recover" | "drain" as action:
            await _tend(desk, chance, action)
        case _:
            desk.clock.advance_ms(chance.randint(1, 5_000))


@pytest.mark.parametrize("seed", range(40))
async def test_no_history_leaves_a_fill_with_two_stops_or_none(desk, protected_limit, seed):
    chance = random.Random(seed)  # noqa: S311 (a history to repeat, not a secret)
    entry = await desk.execute(*protected_limit, grouping=Grouping.PROTECTED)
    desk.venue.hidden = Lagging()
    for _ in range(12):
        await _happen(desk, chance, entry)
        for orders in (desk.stops(), desk.targets(), desk.closes()):
            assert _working(orders) + _executed(orders) <= _filled(desk, entry), "never more than was filled"
    desk.venue.script.clear()
    desk.venue.hidden = set()
    if _filled(desk, entry) < WHOLE:
        await desk.venue.cancel("BTCUSDT", client_order_id=entry.client_order_id)
    for _ in range(4):
        desk.clock.advance_ms(300_000)
        await desk.executor().recover()
    receipt = await desk.ledger.receipt(entry.receipt_id)
    assert receipt.status in (OrderStatus.CANCELLED, OrderStatus.FILLED)
    assert receipt.unprotected_quantity == 0
    assert _working(desk.targets()) <= _working(desk.stops()), "no target outlives its stop"
    assert _working(desk.stops()) + _closed(desk) == _filled(desk, entry), (
        "each fill has its stop, or is closed"
    )
    assert len(desk.venue.posts) == len(set(desk.venue.posts)), "no client order id is sent twice"
