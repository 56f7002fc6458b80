"""Days: the equity marks of an account, from which losses are counted."""

from decimal import Decimal
from typing import Protocol

from tools.frozen import Frozen
from tools.money import Amount


class DayMarks(Frozen):
    """Equity marks the loss and drawdown rules measure from."""

    day: str
    """UTC day, `2026-11-21`."""
    opening_equity: Amount
    high_water: Amount
    """Highest equity ever recorded for the account."""
    reset_equity: Amount | None = None
    """Equity when a person reset the circuit breaker that day; None when nobody did."""

    def loss(self, equity: Decimal) -> Decimal:
        """What the day lost so far, counted from the reset if there was one; negative after a gain."""
        return (self.opening_equity if self.reset_equity is None else self.reset_equity) - equity


class Days(Protocol):
    """The part of the ledger that keeps them."""

    async def day_marks(self, account: str, day: str, equity: Amount) -> DayMarks:
        """Marks of the day; the first call of a day opens it, each call raises the high water."""
        ...

    async def restart_loss(self, account: str, day: str, equity: Amount, actor: str) -> DayMarks:
        """Count the day's loss from `equity` on: a person has reset the circuit breaker."""
        ...
