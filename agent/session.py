"""Session: the single entry of every front door: plan, ask, call a tool, decide an approval."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from agent.turn import Turn
from tools.frozen import Frozen
from tools.ledger.ledger import ApprovalRow
from tools.receipt import Receipt
from tools.text import Language, Text

Channel = Literal["chat", "cli", "http", "mcp"]
Scope = Literal["read", "propose", "approve", "control", "admin"]


@dataclass(frozen=True)
class Principal:
    """Who asks, through which door, and what they may do."""

    name: str
    channel: Channel
    scopes: frozenset[Scope]


class Decided(Frozen):
    """Outcome of a decision on an approval."""

    approval: ApprovalRow
    accepted: bool
    """Whether this decision took effect."""
    reason: str
    """`ok`, or why not: `not_found`, `wrong_user`, `missing_scope`, `digest_mismatch`, `expired`,
    `already_decided`, `superseded`, or the code of a permit the executor refused."""
    message: Text
    receipt: Receipt | None = None
    successor: ApprovalRow | None = None
    """The new proposal after an edit, or when the market or policy moved on: approve again."""


class Sessions(Protocol):
    """What front doors call. `Session` implements it."""

    async def plan(self, text: str, principal: Principal, language: Language | None = None) -> Turn:
        """Understand and judge; changes nothing, stores no approval."""
        ...

    async def ask(self, text: str, principal: Principal, language: Language | None = None) -> Turn:
        """Plan, run reads, simulate dry runs, store approvals for what needs one."""
        ...

    async def call_tool(
        self, name: str, args: Mapping[str, object], principal: Principal, language: Language = "en"
    ) -> Turn:
        """The same as `ask` for one typed call.

        Raises:
            InvalidCall: the arguments do not fit the tool.
        """
        ...

    async def decide(
        self,
        approval_id: str,
        decision: Literal["approve", "reject", "edit"],
        digest: str,
        principal: Principal,
        edits: Mapping[str, object] | None = None,
    ) -> Decided:
        """Decide an approval. Only `approve` with the exact digest of a pending approval executes."""
        ...

    async def approval(self, approval_id: str) -> ApprovalRow | None: ...

    async def approvals(self) -> tuple[ApprovalRow, ...]: ...

    async def receipt(self, receipt_id: str) -> Receipt | None:
        """By receipt id or approval id."""
        ...
