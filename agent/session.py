"""Session: the single entry of every front door: plan, ask, call a tool, decide an approval."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from agent import understand as understanding
from agent.decide import decide
from agent.decision import Channel, Choice, Decided, Principal, Scope
from agent.parts import Parts
from agent.recording import Asked, judged, keep_reviews
from agent.report import report
from agent.turn import Turn, dump, load
from guardrails.screen import hide, screen
from tools.errors import NotFound
from tools.ledger.ledger import ApprovalRow
from tools.receipt import Receipt
from tools.text import Language

if TYPE_CHECKING:
    from agent.threads import Threads


class Sessions(Protocol):
    """What front doors call."""

    async def plan(self, text: str, principal: Principal, language: Language | None = None) -> Turn:
        """Understand and judge; changes nothing, stores no approval."""
        ...

    async def ask(
        self,
        text: str,
        principal: Principal,
        language: Language | None = None,
        *,
        thread: str | None = None,
    ) -> Turn:
        """Plan, run reads, simulate dry runs, store approvals for what needs one.

        In a `thread` what was said before counts: "make it 0.02", "cancel that", an answer to a question.
        """
        ...

    async def call_tool(
        self,
        name: str,
        args: Mapping[str, object],
        principal: Principal,
        language: Language = "en",
        *,
        thread: str | None = None,
    ) -> Turn:
        """The same as `ask` for one typed call.

        Raises:
            InvalidCall: the arguments do not fit the tool.
        """
        ...

    async def decide(
        self,
        approval_id: str,
        decision: Choice,
        digest: str,
        principal: Principal,
        edits: Mapping[str, object] | None = None,
    ) -> Decided:
        """Decide an approval. Only `approve` with the exact digest of a pending approval executes.

        Raises:
            NotFound: there is no such approval.
        """
        ...

    async def approval(self, approval_id: str) -> ApprovalRow | None: ...

    async def approvals(self) -> tuple[ApprovalRow, ...]: ...

    async def receipt(self, receipt_id: str) -> Receipt | None:
        """By receipt id or approval id."""
        ...


class Session:
    """The one implementation of `Sessions`."""

    def __init__(self, parts: Parts, threads: "Threads") -> None:
        self._parts = parts
        self._threads = threads

    async def plan(self, text: str, principal: Principal, language: Language | None = None) -> Turn:
        plan_id = self._parts.context.ids.new("plan")
        seen = screen(text, self._parts.secrets).text
        asked = Asked(plan_id=plan_id, text=seen, actor=principal.name, language=language, scopes=None)
        turn = await understanding.understand(asked, self._parts)
        facts = [await self._parts.gatherer.gather(call, proposer=principal.name) for call in turn.calls]
        done = tuple(judged(c, f.model_dump_json()) for c, f in zip(turn.calls, facts, strict=True))
        if done:
            await keep_reviews(self._parts.context.ledger, plan_id, done)
        return await self._keep(
            report(turn.model_copy(update={"reviews": tuple(each.review for each in done)}))
        )

    async def ask(
        self,
        text: str,
        principal: Principal,
        language: Language | None = None,
        *,
        thread: str | None = None,
    ) -> Turn:
        plan_id = self._parts.context.ids.new("plan")
        # Screened before anything keeps it: plans and checkpoints hold no pasted secret.
        seen = screen(text, self._parts.secrets).text
        return await self._run(plan_id, principal, text=seen, language=language, thread=thread)

    async def call_tool(
        self,
        name: str,
        args: Mapping[str, object],
        principal: Principal,
        language: Language = "en",
        *,
        thread: str | None = None,
    ) -> Turn:
        plan_id = self._parts.context.ids.new("plan")
        shown = {field: hide(value, self._parts.secrets) for field, value in args.items()}
        turn = understanding.typed(plan_id, name, shown, principal.name, language)
        return await self._run(plan_id, principal, turn=dump(turn), thread=thread)

    async def decide(
        self,
        approval_id: str,
        decision: Choice,
        digest: str,
        principal: Principal,
        edits: Mapping[str, object] | None = None,
    ) -> Decided:
        row = await self._parts.context.ledger.approval(approval_id)
        if row is None:
            raise NotFound(f"there is no approval {approval_id}", f"{approval_id} adlı bir onay yok")
        shown = {field: hide(value, self._parts.secrets) for field, value in (edits or {}).items()}
        # Shielded: a closed browser tab must not leave a decided approval half executed.
        decided = await asyncio.shield(
            decide(row, decision, digest, principal, shown, self._parts, self._threads.execute)
        )
        if decided.receipt is not None:
            self._parts.lookout.forget()
        return decided

    async def approval(self, approval_id: str) -> ApprovalRow | None:
        return await self._parts.context.ledger.approval(approval_id)

    async def approvals(self) -> tuple[ApprovalRow, ...]:
        return await self._parts.context.ledger.approvals()

    async def receipt(self, receipt_id: str) -> Receipt | None:
        return await self._parts.context.ledger.receipt(receipt_id)

    async def _run(
        self,
        plan_id: str,
        principal: Principal,
        *,
        text: str = "",
        turn: str = "",
        language: Language | None = None,
        thread: str | None = None,
    ) -> Turn:
        state = await self._threads.start(
            {
                "plan_id": plan_id,
                "text": text,
                "turn": turn,
                "language": language,
                "thread": thread,
                "actor": principal.name,
                "scopes": sorted(principal.scopes),
            }
        )
        kept = await self._keep(load(state))
        if thread is not None:
            await self._parts.conversations.add(principal.name, thread, plan_id)
        return kept

    async def _keep(self, turn: Turn) -> Turn:
        if turn.receipts:
            self._parts.lookout.forget()
        await self._parts.context.ledger.save_plan(turn.plan_id, dump(turn))
        return turn


__all__ = ["Channel", "Choice", "Decided", "Principal", "Scope", "Session", "Sessions"]
