"""The Ledger protocol: approvals, intents, fills, trading state and audit, each change in one transaction."""

from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

from pydantic import JsonValue

from tools.frozen import Frozen
from tools.ledger.days import Days
from tools.ledger.lease_rows import Leases
from tools.ledger.reports import AnchorState, AuditReport, ExportReport, Progress
from tools.money import Amount
from tools.permit import Permit
from tools.receipt import Evidence, IntentState, LegRole, Receipt
from tools.terms import Grouping, OrderStatus
from tools.venues.orders import Fill, OrderRequest, SendStamp

ApprovalStatus = Literal["pending", "approved", "rejected", "edited", "expired", "superseded"]
TradingState = Literal["ACTIVE", "REDUCING", "HALTED"]


class ApprovalRow(Frozen):
    """A proposal that waits for, or has, a decision."""

    approval_id: str
    plan_id: str
    index: int
    """Which review of the plan."""
    proposer: str
    exclusive: bool
    """True when only the proposer may decide (the proposer holds the approve scope)."""
    status: ApprovalStatus
    digest: str
    review: str
    """The review as canonical JSON, exactly what the human saw."""
    created_ms: int
    expires_ms: int
    decided_by: str | None = None
    decided_ms: int | None = None
    reason: str | None = None
    """Why it ended as it did, e.g. the code of a refused permit."""
    intent_id: str | None = None
    successor_id: str | None = None
    """The approval that replaced this one (edited or superseded)."""


class Decision(Frozen):
    """One attempt to decide an approval; the first writer wins."""

    approval_id: str
    status: Literal["approved", "rejected", "edited", "superseded"]
    actor: str
    digest: str
    channel: str
    successor_id: str | None = None


class LegOrder(Frozen):
    """The order of a leg: one its parent's permit allows, for a part of what the parent filled."""

    parent_id: str
    """The intent the permit created."""
    role: LegRole
    part: int
    """Which filled part of the entry it belongs to, from 1; legs of one part are siblings."""
    request: OrderRequest


class Intent(Frozen):
    """A permitted execution; `client_order_id` is derived from `intent_id`.

    A permit creates one intent, leg 0. Protective orders, and the stop order of a pair, are further
    legs of it: intents with the same permit and an order of their own.
    """

    intent_id: str
    approval_id: str
    plan_id: str
    leg: int
    client_order_id: str
    permit: Permit
    leg_order: LegOrder | None = None
    """What a leg sends; None for leg 0."""
    guarding: bool = False
    """True as long as an entry may still need protective orders placed, followed or taken back, and as long
    as trades of an order, or of its legs, are not booked."""
    state: IntentState
    version: int
    epoch: int | None = None
    stamp: SendStamp | None = None
    order_id: str | None = None
    status: OrderStatus | None = None
    executed_quantity: Amount | None = None
    code: str | None = None
    note: str | None = None
    created_ms: int
    updated_ms: int

    @property
    def orders(self) -> tuple[OrderRequest, ...]:
        """The orders this very intent sends: of a protected entry the entry alone, of a leg its own."""
        if self.leg_order is not None:
            return (self.leg_order.request,)
        effects = self.permit.effects
        return effects.orders[:1] if effects.grouping is Grouping.PROTECTED else effects.orders

    @property
    def grouping(self) -> Grouping:
        """How the orders it sends belong together."""
        return Grouping.SINGLE if self.leg_order is not None else self.permit.effects.grouping

    @property
    def executed(self) -> Amount:
        """Executed quantity, zero when nothing is known to have filled."""
        return self.executed_quantity or Decimal(0)


class AuditRow(Frozen):
    """One row of the record; `mac` chains it to the one before."""

    seq: int
    time_ms: int
    actor: str
    action: str
    subject: str
    """Id of the plan, approval, intent or scope it is about."""
    body: str
    """Canonical JSON."""
    previous: str
    mac: str


class TradingStateRow(Frozen):
    """Trading state of one scope (`all`, `symbol:X`, `venue:X`, `strategy:ID`)."""

    scope: str
    state: TradingState
    reason: str
    actor: str
    time_ms: int


class CanaryRow(Frozen):
    """Evidence of a simulated canary."""

    canary_id: str
    symbol: str
    request: str
    """The order it would send, canonical JSON."""
    evidence: str
    created_ms: int
    intent_id: str | None = None


class LimitChange(Frozen):
    """An approved change of a profile's numbers; the newest one of a limit and symbol is in force."""

    profile: str
    limit: str
    """Name of the limit; `symbol_allowlist` with the value 1 lists a symbol, with 0 takes it off."""
    symbol: str | None = None
    """None changes the number for every symbol that has none of its own."""
    value: Amount
    """In the limit's unit."""
    actor: str
    reason: str
    time_ms: int


class Ledger(Leases, Days, Protocol):
    """The record. Every method is one transaction; every change appends its audit row in it.

    Raises (all methods):
        LedgerError: the record cannot be written; nothing was changed.
    """

    async def propose(self, row: ApprovalRow) -> None:
        """Store a pending approval."""
        ...

    async def approval(self, approval_id: str) -> ApprovalRow | None:
        """One approval; a pending one past its time is first marked expired."""
        ...

    async def approvals(
        self, status: ApprovalStatus | None = None, limit: int = 100
    ) -> tuple[ApprovalRow, ...]:
        """Newest first; `waiting` has the ids of somebody's that can still be decided."""
        ...

    async def waiting(self, proposer: str) -> frozenset[str]: ...

    async def decide(self, decision: Decision, permit: Permit | None) -> ApprovalRow:
        """Compare-and-set a pending, unexpired approval with the same digest.

        With a permit (only for `approved`) the READY intent is created in the same transaction.
        Returns the row as it is afterwards: when somebody else was first, that is theirs.
        """
        ...

    async def supersede(self, approval_id: str, successor_id: str) -> ApprovalRow:
        """Point an approved row whose intent the executor refused to the proposal that replaces it.

        Any other row stays as it is. Returns the row as it is afterwards.
        """
        ...

    async def intent(self, intent_id: str) -> Intent | None: ...

    async def intents(self, states: tuple[IntentState, ...], limit: int = 1000) -> tuple[Intent, ...]: ...

    async def ready(self, limit: int = 1000) -> tuple[Intent, ...]:
        """READY intents, oldest first, without those another session is changing right now."""
        ...

    async def recent_intents(self, since_ms: int) -> tuple[Intent, ...]:
        """Intents created since, for duplicate detection."""
        ...

    async def accepted_since(self, since_ms: int) -> int:
        """How many orders of intents created since the venue has accepted, for message rates."""
        ...

    async def unfinished(self, limit: int = 1000) -> tuple[Intent, ...]:
        """Intents that still owe something, oldest first: READY, SENDING or UNKNOWN, an order that
        still works, an entry that is guarding, or no receipt yet (legs have none: their parent's
        shows them)."""
        ...

    async def intent_of_order(self, client_order_id: str) -> Intent | None:
        """The intent a venue order came from."""
        ...

    async def intents_of_order(self, order_id: str, client_order_id: str | None) -> tuple[Intent, ...]:
        """The intent a venue order came from, where its name is known, and those at work that have its
        `order_id`: an order that replaced another may have kept its ids. Ids are a venue's, per symbol."""
        ...

    async def start_sending(
        self,
        intent_id: str,
        nonce: str,
        epoch: int,
        stamp: SendStamp,
        *,
        states: tuple[TradingStateRow, ...] | None = None,
    ) -> Intent | None:
        """READY -> SENDING with the frozen stamp, using up the nonce; None when it was not READY, the
        nonce was used, the permit expired, `epoch` is not the lease's, or the trading states are no
        longer `states` (those the re-check saw). The stop order of a pair becomes a SENDING leg in the
        same transaction: one request sends both."""
        ...

    async def legs(self, parent_id: str) -> tuple[Intent, ...]:
        """Legs of an intent, oldest first."""
        ...

    async def add_legs(
        self, parent_id: str, orders: tuple[LegOrder, ...], *, epoch: int
    ) -> tuple[Intent, ...]:
        """READY legs of an entry that has filled, all in one transaction.

        Empty when they do not fit any more: the parent is not an accepted entry, or what its permit
        allows for a role would exceed what it filled.

        Raises:
            LeaseLost: `epoch` is not the lease's; nothing was changed.
        """
        ...

    async def start_leg(self, intent_id: str, epoch: int, stamp: SendStamp) -> Intent | None:
        """READY -> SENDING of a leg. The nonce was used by its parent and time does not matter, since a
        filled order is protected in any state; None when it was not READY, the parent is not an
        accepted entry, its role would exceed what the parent filled, or `epoch` is not the lease's."""
        ...

    async def refuse_intent(self, intent_id: str, code: str, note: str) -> Intent | None:
        """READY -> REJECTED: the executor would not send it."""
        ...

    async def settle(
        self,
        intent_id: str,
        state: IntentState,
        *,
        epoch: int,
        order_id: str | None = None,
        status: OrderStatus | None = None,
        executed_quantity: Amount | None = None,
        code: str | None = None,
        note: str | None = None,
    ) -> Intent | None:
        """Move SENDING or UNKNOWN on (also UNKNOWN itself, LATE_FOUND from NOT_PLACED), or raise the
        order status of an ACKED one; None when the change is not allowed from where it is."""
        ...

    async def add_fills(
        self, venue: str, account: str, intent_id: str | None, fills: tuple[Fill, ...]
    ) -> int:
        """Book fills keyed by the venue's trade id; returns how many were new."""
        ...

    async def fills(self, intent_id: str) -> tuple[Fill, ...]: ...

    async def conclude(
        self,
        receipt: Receipt,
        *,
        epoch: int,
        executed_quantity: Amount | None = None,
        code: str | None = None,
        note: str | None = None,
    ) -> Receipt:
        """Settle as the receipt says, book its fills and store it with its legs and the evidence, in
        one transaction. A state or status the intent is already past stays as it is. An entry about
        which nothing is left to guard stops guarding; an order with trades that are not booked starts to.

        Raises:
            LeaseLost: `epoch` is not the lease's; nothing was changed.
        """
        ...

    async def receipt(self, receipt_id: str) -> Receipt | None:
        """By receipt id or approval id."""
        ...

    async def trading_states(self) -> tuple[TradingStateRow, ...]: ...

    async def set_trading_state(self, row: TradingStateRow) -> None: ...

    async def limit_changes(self, profile: str) -> tuple[LimitChange, ...]:
        """The newest change of every limit and symbol of a profile."""
        ...

    async def change_limits(self, changes: tuple[LimitChange, ...]) -> None:
        """All of them or none."""
        ...

    async def add_canary(self, row: CanaryRow) -> None: ...

    async def canary(self, canary_id: str | None) -> CanaryRow | None:
        """One canary, or the latest."""
        ...

    async def append(self, actor: str, action: str, subject: str, body: JsonValue) -> Evidence:
        """One audit row for an event that changes nothing else."""
        ...

    async def audit(
        self, *, limit: int = 50, action: str | None = None, subject: str | None = None
    ) -> tuple[AuditRow, ...]:
        """Newest first."""
        ...

    async def verify_audit(
        self, first: int = 1, last: int | None = None, progress: Progress | None = None
    ) -> AuditReport:
        """Verify the chain and its anchors; for the whole record also what it says about the tables."""
        ...

    async def export_audit(
        self, path: Path, first: int = 1, last: int | None = None, progress: Progress | None = None
    ) -> ExportReport:
        """Write rows with their proof, for whoever has only the file and the public key (docs/audit.md).

        Raises:
            LedgerTampered: the record does not verify; no file is written.
        """
        ...

    async def anchor(self) -> AnchorState | None:
        """Sign the head unless it is signed; None for a record without signed anchors."""
        ...

    async def anchored(self) -> AnchorState | None:
        """The last signed anchor."""
        ...

    async def save_plan(self, plan_id: str, document: str) -> None:
        """Keep a document of a plan: under its id as it was shown, under `ID/…` what it was made from."""
        ...

    async def plan(self, plan_id: str) -> str | None: ...

    async def close(self) -> None: ...
