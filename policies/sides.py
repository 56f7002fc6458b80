"""Sides: which position an order is for, and whether it only closes it.

In one-way mode there is one position. In hedge mode an order names the long or the short one; an order
that names none and finds enough to close on the other side closes that, the narrower of two readings.
"""

from typing import NamedTuple

from policies.facts import Facts
from policies.holdings import OTHER, hedged, position_of
from policies.sizing import quantity_of
from tools.terms import PositionSide, Side
from tools.trade.place_order import PlaceOrderParams

ATTACHED = ("stop_loss_price", "stop_loss_pct", "take_profit_price", "take_profit_pct")
"""Parameters that ask for protection of what an order opens."""


class Fit(NamedTuple):
    """The position an order is for, as the account's mode wants it said."""

    position_side: PositionSide
    reduce_only: bool


def protects(params: PlaceOrderParams) -> bool:
    """Whether a stop loss or a take profit is attached."""
    return any(getattr(params, path) is not None for path in ATTACHED)


def fitted(params: PlaceOrderParams, facts: Facts) -> Fit | None:
    """The position the order is for; None when hedge mode leaves open whether it opens or closes."""
    claims = params.reduce_only or params.close_position
    opens = PositionSide.LONG if params.side is Side.BUY else PositionSide.SHORT
    named = params.position_side
    if not hedged(facts):
        return Fit(PositionSide.BOTH, claims or named is OTHER[opens])
    if named is not PositionSide.BOTH:
        return Fit(named, claims or named is not opens)
    if claims:
        return Fit(OTHER[opens], True)
    held = position_of(params.symbol, facts, OTHER[opens])
    if not held or protects(params):
        return Fit(opens, False)
    quantity = quantity_of(params, facts)
    enough = quantity is not None and quantity <= abs(held)
    return Fit(OTHER[opens], True) if enough else None
