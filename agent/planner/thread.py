"""Thread: what a planner may look at of the conversation so far: calls, where they stand, an open question.

Data of the record, never text to follow: nothing of it is read but calls and the user's own words.
"""

from typing import Literal

from pydantic import JsonValue

from tools.frozen import Frozen
from tools.money import Amount
from tools.terms import MarginType, OrderStatus
from tools.text import Language, Text

Standing = Literal[
    "pending", "approved", "rejected", "expired", "replaced", "simulated", "denied", "asked", "told"
]
"""`pending` waits for a decision, `replaced` has a newer proposal in its place, `asked` waits for something
the gate wants to know, `told` was a read or ran at once."""


class Stakes(Frozen):
    """What an order would cost and risk, as its preview had it; amounts in the quote asset."""

    notional: Amount
    fee: Amount
    fee_rate: Amount
    """Fraction."""
    margin: Amount
    """Zero for an order that only reduces."""
    leverage: int
    margin_type: MarginType | None
    """None on spot."""
    liquidation_price: Amount | None
    loss_at_stop: Amount | None
    """None where no stop is attached."""


class Changed(Frozen):
    """One parameter that differs from what was asked."""

    path: str
    after: str
    reason: Text


class Card(Frozen):
    """What the gate said of a call, for questions about it."""

    objections: tuple[Text, ...] = ()
    """Why it was denied, or what was asked first; empty when it was allowed."""
    passing: dict[str, JsonValue] = {}
    """Values with which it passes; None removes a parameter."""
    changed: tuple[Changed, ...] = ()
    stakes: Stakes | None = None
    replaces: tuple[str, ...] = ()
    """Open proposals it was to take the place of."""


class Earlier(Frozen):
    """One call of an earlier turn, and where it stands now."""

    turn: int
    """Which turn of the thread, from 0; those of one turn were proposed together."""
    tool: str
    args: dict[str, JsonValue]
    """As understood, or as edited on the card since."""
    standing: Standing
    approval_id: str | None = None
    expires_ms: int | None = None
    """Until when a pending one can be approved."""
    order_ids: tuple[str, ...] = ()
    """The venue's ids of the orders that came of it, the entry first."""
    status: OrderStatus | None = None
    """Of the first order, as last recorded."""
    card: Card = Card()
    time_ms: int

    @property
    def symbol(self) -> str | None:
        """Symbol it is about."""
        said = self.args.get("symbol")
        return said if isinstance(said, str) else None


class OpenQuestion(Frozen):
    """What was asked in the last turn, and the words it was asked about."""

    text: str
    """The user's words so far, those of answers included."""
    question: str
    turn: int = 0
    """In which turn of the thread it was asked."""
    time_ms: int


class Thread(Frozen):
    """The conversation so far, its oldest call first."""

    earlier: tuple[Earlier, ...] = ()
    turns: int = 0
    """How many turns there were."""
    question: OpenQuestion | None = None
    language: Language | None = None
    """Language of the last turn."""

    def pending(self) -> tuple[Earlier, ...]:
        """What waits for a decision."""
        return tuple(each for each in self.earlier if each.standing == "pending")
