"""Decided: who decided an approval, and what came of it."""

from dataclasses import dataclass
from typing import Literal

from tools.frozen import Frozen
from tools.ledger.ledger import ApprovalRow
from tools.receipt import Receipt
from tools.text import Text

Channel = Literal["chat", "cli", "http", "mcp"]
Scope = Literal["read", "propose", "approve", "control", "admin"]
Choice = Literal["approve", "reject", "edit"]


@dataclass(frozen=True)
class Principal:
    """Who asks, through which door, and what they may do."""

    name: str
    channel: Channel
    scopes: frozenset[Scope]

    @property
    def may_approve(self) -> bool:
        """Whether this principal can decide approvals; over MCP nobody can."""
        return "approve" in self.scopes and self.channel != "mcp"


class Decided(Frozen):
    """Outcome of a decision on an approval."""

    approval: ApprovalRow
    accepted: bool
    """Whether this decision took effect."""
    reason: str
    """`ok`, or why not: `missing_scope`, `wrong_user`, `digest_mismatch`, `expired`,
    `already_decided`, `superseded`, `invalid_edit`, `denied`, or the code with which the executor
    refused the permit."""
    message: Text
    receipt: Receipt | None = None
    successor: ApprovalRow | None = None
    """The new proposal after an edit, or when the market or policy moved on: approve again."""
