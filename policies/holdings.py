"""Holdings: what an account has of a symbol, on which side, and what kind of venue it has it at."""

from decimal import Decimal

from policies.facts import Facts
from tools.terms import PositionMode, PositionSide

OTHER = {PositionSide.LONG: PositionSide.SHORT, PositionSide.SHORT: PositionSide.LONG}
"""The other position of a hedge account."""


def position_of(symbol: str, facts: Facts, side: PositionSide = PositionSide.BOTH) -> Decimal | None:
    """Signed position in the base asset, of one side or net of both; None when the account is not known."""
    if facts.account is None:
        return None
    held = (
        p.quantity
        for p in facts.account.account.positions
        if p.symbol == symbol and side in (PositionSide.BOTH, p.position_side)
    )
    return sum(held, Decimal(0))


def hedged(facts: Facts) -> bool:
    """Whether the account holds a long and a short position of a symbol apart."""
    return facts.account is not None and facts.account.position_mode is PositionMode.HEDGE


def without_margin(facts: Facts) -> bool:
    """Whether the venue is known to be a spot market: nothing can be short, levered or liquidated."""
    return facts.capabilities is not None and not facts.capabilities.margin
