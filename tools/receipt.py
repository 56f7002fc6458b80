"""Receipt: what came of a permit, with the evidence."""

from enum import StrEnum
from typing import Literal

from pydantic import JsonValue

from tools.frozen import Frozen, Result
from tools.money import Amount, PositiveAmount
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


class LegRole(StrEnum):
    """What an order does beside the first order of its permit."""

    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    CLOSE = "close"
    """Closes at the market what could not be given its stop."""
    STOP = "stop"
    """The stop order of a pair (OCO)."""


class ReceiptLeg(Frozen):
    """One order beside the first, as the ledger knows it."""

    role: LegRole
    client_order_id: str
    order_id: str | None
    quantity: PositiveAmount
    executed_quantity: Amount
    stop_price: PositiveAmount | None
    """Trigger price; None for a close."""
    state: IntentState
    status: OrderStatus | None
    code: str | None
    """The venue's or the executor's code where it was refused or taken back."""


Source = Literal["answer", "rest", "stream"]
"""What made the executor look: the answer to the order itself, its own asking, or an event of the stream."""


class ExecutionStep(Frozen):
    """One step in the life of an order."""

    status: OrderStatus
    executed_quantity: Amount
    """Executed in total after this step."""
    trade_id: str | None
    """The trade that was the step; None where it was none."""
    time_ms: int
    """When it happened, in the venue's time."""
    recorded_ms: int
    """When it came on the record."""
    source: Source
    """What made us look; the step itself is as the venue answered by REST."""


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
    """A replaced order may keep the one it had; the venue decides."""
    order_id: str | None
    state: IntentState
    status: OrderStatus | None
    """None when no order came of it."""
    legs: tuple[ReceiptLeg, ...] = ()
    """Protective orders of what the entry filled, or the stop order of a pair; oldest first."""
    unprotected_quantity: Amount | None = None
    """What the entry filled and nothing protects or has closed; None when no protection was asked for."""
    fills: tuple[Fill, ...] = ()
    executions: tuple[ExecutionStep, ...] = ()
    """What became of the order, step by step, oldest first."""
    result: dict[str, JsonValue] | None = None
    """Result of a tool that sends no order."""
    message: Text
    evidence: tuple[Evidence, ...] = ()
    time_ms: int
