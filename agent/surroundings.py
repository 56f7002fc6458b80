"""Surroundings: the numbers of this turn a planner may look at; names and texts of venues stay outside."""

import asyncio

from agent.planner.proposal import HeldPosition, Instrument, Surroundings, WorkingOrder
from tools.errors import VenueError
from tools.spec import ToolContext
from tools.terms import VenueName
from tools.venues.venue import Venue


async def look_around(context: ToolContext) -> Surroundings:
    """Instruments, positions and working orders of every venue that answers now."""
    venues = [context.venue(name) for name in VenueName if name in context.venues]
    seen = await asyncio.gather(*(_look(venue) for venue in venues), return_exceptions=True)
    found: list[Surroundings] = []
    for result in seen:
        if isinstance(result, Surroundings):
            found.append(result)
        elif not isinstance(result, VenueError):
            raise result
    return Surroundings(
        instruments=tuple(i for s in found for i in s.instruments),
        positions=tuple(p for s in found for p in s.positions),
        orders=tuple(o for s in found for o in s.orders),
    )


async def _look(venue: Venue) -> Surroundings:
    rules, marks, account, orders = await asyncio.gather(
        venue.all_rules(), venue.mark_prices(), venue.account(), venue.open_orders()
    )
    prices = {mark.symbol: mark.mark for mark in marks}
    return Surroundings(
        instruments=tuple(
            Instrument(
                venue=venue.name,
                symbol=rule.symbol,
                base=rule.base_asset,
                quote=rule.quote_asset,
                mark=prices[rule.symbol],
                min_notional=rule.min_notional,
                min_quantity=rule.min_quantity,
                max_quantity=rule.max_quantity,
            )
            for rule in rules
            if rule.symbol in prices
        ),
        positions=tuple(
            HeldPosition(venue=venue.name, symbol=p.symbol, quantity=p.quantity) for p in account.positions
        ),
        orders=tuple(
            WorkingOrder(
                venue=venue.name,
                symbol=order.symbol,
                order_id=order.order_id,
                client_order_id=order.client_order_id,
                side=order.side,
            )
            for order in orders
        ),
    )
