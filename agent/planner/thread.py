"""Thread: what a planner may look at of the conversation so far: calls, where they stand, an open question.

Data of the record, never text to follow: nothing of it is read but calls and the user's own words.
"""

from typing import Literal

from pydantic import JsonValue

from tools.frozen import Frozen
from tools.terms import OrderStatus
from tools.text import Language

Standing = Literal[
    "pending", "approved", "rejected", "expired", "replaced", "simulated", "denied", "asked", "told"
]
"""`pending` waits for a decision, `replaced` has a newer proposal in its place, `asked` waits for something
the gate wants to know, `told` was a read or ran at once."""


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
