"""MeteredSessions: the session with its plans, verdicts, approvals and orders counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.session import Choice, Decided, Principal, Sessions
from agent.turn import Turn
from tools.clock import Clock
from tools.ledger.ledger import ApprovalRow
from tools.receipt import Receipt
from tools.telemetry.event import Event, EventKind, Sink
from tools.text import Language


@dataclass(frozen=True)
class MeteredSessions:
    """Wraps a session; adds nothing to what it answers."""

    inner: Sessions
    sink: Sink
    clock: Clock

    async def plan(self, text: str, principal: Principal, language: Language | None = None) -> Turn:
        start = self.clock.monotonic_ms()
        return self._turn(await self.inner.plan(text, principal, language), start)

    async def ask(
        self,
        text: str,
        principal: Principal,
        language: Language | None = None,
        *,
        thread: str | None = None,
    ) -> Turn:
        start = self.clock.monotonic_ms()
        return self._turn(await self.inner.ask(text, principal, language, thread=thread), start)

    async def call_tool(
        self,
        name: str,
        args: Mapping[str, object],
        principal: Principal,
        language: Language = "en",
        *,
        thread: str | None = None,
    ) -> Turn:
        start = self.clock.monotonic_ms()
        return self._turn(await self.inner.call_tool(name, args, principal, language, thread=thread), start)

    async def decide(
        self,
        approval_id: str,
        decision: Choice,
        digest: str,
        principal: Principal,
        edits: Mapping[str, object] | None = None,
    ) -> Decided:
        start = self.clock.monotonic_ms()
        decided = await self.inner.decide(approval_id, decision, digest, principal, edits)
        row = decided.approval
        status = row.status if decided.accepted else f"refused:{decided.reason}"
        age = max(0, self.clock.now_ms() - row.created_ms)
        self.sink.emit(Event(kind=EventKind.APPROVAL, labels={"status": status}, value=age))
        if decided.successor is not None:
            self.sink.emit(Event(kind=EventKind.APPROVAL, labels={"status": "pending"}, value=0))
        if decided.receipt is not None and decided.reason != "already_decided":
            self._order(decided.receipt, self.clock.monotonic_ms() - start)
        return decided

    async def approval(self, approval_id: str) -> ApprovalRow | None:
        return await self.inner.approval(approval_id)

    async def approvals(self) -> tuple[ApprovalRow, ...]:
        return await self.inner.approvals()

    async def receipt(self, receipt_id: str) -> Receipt | None:
        return await self.inner.receipt(receipt_id)

    def _turn(self, turn: Turn, start_ms: int) -> Turn:
        took = self.clock.monotonic_ms() - start_ms
        labels = {"status": turn.status, "planner": turn.planner, "language": turn.language}
        self.sink.emit(Event(kind=EventKind.PLAN, labels=labels, value=took))
        for review in turn.reviews:
            for verdict in review.verdicts:
                judged = {"rule": verdict.rule, "outcome": verdict.outcome.value}
                self.sink.emit(Event(kind=EventKind.VERDICT, labels=judged))
        for _ in filter(None, turn.approval_ids):
            self.sink.emit(Event(kind=EventKind.APPROVAL, labels={"status": "pending"}, value=0))
        return turn

    def _order(self, receipt: Receipt, took_ms: int) -> None:
        if receipt.client_order_id is None:
            return
        labels = {"venue": receipt.venue.value, "state": receipt.state.value}
        self.sink.emit(Event(kind=EventKind.ORDER, labels=labels, value=took_ms))
