"""Capabilities: what a venue can do, so that nothing is promised, or dropped in silence."""

from tools.frozen import Frozen
from tools.terms import OrderType


class Capabilities(Frozen):
    """Declared by a connector, proven by the conformance suite."""

    order_types: frozenset[OrderType]
    """Types it can send; a maker order may be LIMIT with `post_only` instead."""
    oco: bool = False
    """A limit and a stop order as one pair."""
    replace: bool = False
    """Changing a working order in one step."""
    margin: bool = False
    """Positions, leverage, margin types, reduce-only and liquidation; False is spot."""
    hedge: bool = False
    """A long and a short position of one symbol side by side."""
