"""Receipt: what came of a permit, with the evidence."""

from enum import StrEnum

from pydantic import JsonValue

from tools.frozen import Frozen, Result
from tools.terms import Mode, OrderStatus, VenueName
from tools.text import Text
from tools.venues.orders import Fill


class IntentState(StrEnum):
    """Life of an intent; only forward, each step by compare-and-set."""

    READY = "READY"
    SENDING = "SENDING"
    ACKED = "ACKED"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"
    NOT_PLACED = "NOT_PLACED"
    LATE_FOUND = "LATE_FOUND"

    @property
    def settled(self) -> bool:
        """Whether nothing more is owed: the outcome is known."""
        return self not in (IntentState.READY, IntentState.SENDING, IntentState.UNKNOWN)


class Evidence(Frozen):
    """One audit row that proves a step."""

    seq: int
    action: str
    digest: str


class Receipt(Result):
    """Outcome of one executed permit."""

    receipt_id: str
    """The intent's id."""
    approval_id: str
    plan_id: str
    tool: str
    mode: Mode
    venue: VenueName
    account: str
    client_order_id: str | None
    order_id: str | None
    state: IntentState
    status: OrderStatus | None
    """None when no order came of it."""
    fills: tuple[Fill, ...] = ()
    result: dict[str, JsonValue] | None = None
    """Result of a tool that sends no order."""
    message: Text
    evidence: tuple[Evidence, ...] = ()
    time_ms: int
