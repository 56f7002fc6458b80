"""Questions: finding out from the venue whether an order exists. Nothing here sends one."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Literal

from tools.clock import Clock
from tools.errors import VenueError, VenueUnavailable
from tools.executor.posting import target_of
from tools.executor.timing import Timing
from tools.ledger.ledger import Intent
from tools.terms import Grouping
from tools.venues.orders import Order, SendStamp, stop_leg_id
from tools.venues.venue import Venue

Answer = Order | Literal["absent", "undecided"]


async def ask(
    venue: Venue, intent: Intent, clock: Clock, timing: Timing, *, patience_ms: int, at_once: bool
) -> Answer:
    """Ask until the venue has the order, until it cannot have it any more, or for `patience_ms`.

    An order found is conclusive at once. Absent needs all of: a server time past the stamp, its
    receive window, the venue's own time-out and the skew bound; several misses in a row, apart in
    time; not among the open orders; none of its trades among ours. (A position can only have moved
    by such a trade.) Of a pair either order proves both. A replacement is found as the new order it
    makes, or as the old one with the new price and quantity.
    """
    last_ms = clock.monotonic_ms() + patience_ms
    misses = 0
    missed_ms = -timing.miss_gap_ms
    for pause_ms in _pauses(timing, at_once):
        if clock.monotonic_ms() + pause_ms > last_ms:
            return "undecided"
        await clock.sleep_ms(pause_ms)
        try:
            late = await _too_late(venue, intent.stamp, clock, timing)
            order = await _find(venue, intent)
            if order is not None:
                return order
            now_ms = clock.monotonic_ms()
            if now_ms - missed_ms >= timing.miss_gap_ms:
                misses, missed_ms = misses + 1, now_ms
            if late and misses >= timing.misses:
                return await _find_by_traces(venue, intent) or "absent"
        except VenueError:
            continue
    return "undecided"


def _pauses(timing: Timing, at_once: bool) -> Iterator[int]:
    first = (0,) if at_once else ()
    return chain(first, timing.ask_after_ms, repeat(timing.miss_gap_ms))


async def _too_late(venue: Venue, stamp: SendStamp | None, clock: Clock, timing: Timing) -> bool:
    if stamp is None:
        return False
    guess_ms = clock.now_ms() + await venue.clock_offset_ms()
    conclusive_ms = timing.conclusive_ms(stamp)
    return guess_ms > conclusive_ms and await venue.server_time_ms() > conclusive_ms


async def _find(venue: Venue, intent: Intent) -> Order | None:
    symbol = intent.orders[0].symbol
    order = await venue.order(symbol, client_order_id=intent.client_order_id)
    if order is not None:
        return order
    if intent.grouping is Grouping.REPLACE:
        return await _changed(venue, intent)
    if intent.grouping is Grouping.OCO:
        stop = await venue.order(symbol, client_order_id=stop_leg_id(intent.client_order_id))
        _require_no_half(stop is not None)
    return None


async def _changed(venue: Venue, intent: Intent) -> Order | None:
    """The order to be replaced, if it already is as it was to become: it may have kept its ids."""
    wanted, target = intent.orders[0], target_of(intent)
    order = await venue.order(wanted.symbol, client_order_id=target.client_order_id, order_id=target.order_id)
    if order is None or (order.price, order.quantity) != (wanted.price, wanted.quantity):
        return None
    return order


def _require_no_half(seen: bool) -> None:
    if seen:  # both orders of a pair exist or none: the answer about the other one is late
        raise VenueUnavailable("only the stop order of the pair is visible yet")


async def _find_by_traces(venue: Venue, intent: Intent) -> Order | None:
    symbol, half = intent.orders[0].symbol, stop_leg_id(intent.client_order_id)
    for order in await venue.open_orders(symbol):
        if order.client_order_id == intent.client_order_id:
            return order
        _require_no_half(order.client_order_id == half)
    since_ms = 0 if intent.stamp is None else intent.stamp.timestamp_ms - intent.stamp.recv_window_ms
    traded = {fill.order_id for fill in await venue.fills(symbol, since_ms=since_ms)}
    for order_id in sorted(traded):
        found = await venue.order(symbol, order_id=order_id)
        if found is not None and found.client_order_id == intent.client_order_id:
            return found
        _require_no_half(found is not None and found.client_order_id == half)
    return None
