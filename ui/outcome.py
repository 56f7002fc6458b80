"""Outcome: what came of one turn, as HTTP, MCP and the command line report it."""

from typing import Literal

from pydantic import JsonValue

from agent.session import Scope
from agent.turn import Turn
from tools.call import Effect
from tools.clock import to_rfc3339

OutcomeStatus = Literal["done", "simulated", "pending", "denied", "question", "refused", "failed"]

SCOPE_OF: dict[Effect, Scope] = {
    Effect.READ: "read",
    Effect.COMPUTE: "propose",
    Effect.TRADE: "propose",
    Effect.CONTROL: "control",
}
"""The scope a token needs to call a tool of that effect."""


def status_of(turn: Turn) -> OutcomeStatus:
    """One word for a turn; the most serious one when it holds several calls."""
    if turn.status == "refused":
        return "refused"
    if turn.status == "clarify":
        return "question"
    outcomes = {review.outcome for review in turn.reviews}
    if "deny" in outcomes:
        return "denied"
    if any(turn.approval_ids):
        return "pending"
    if "ask" in outcomes:
        return "question"
    return _without_objection(turn)


def pending_of(turn: Turn, base_url: str) -> list[dict[str, JsonValue]]:
    """The approvals that wait, each with what a person needs to find and check it."""
    return [
        {
            "approval_id": approval_id,
            "tool": review.tool,
            "digest": review.approval.digest,
            "kind": review.approval.kind,
            "expires_at": to_rfc3339(review.approval.expires_ms),
            "approval_url": approval_url(base_url, approval_id),
        }
        for review, approval_id in zip(turn.reviews, turn.approval_ids, strict=False)
        if approval_id is not None
    ]


def approval_url(base_url: str, approval_id: str) -> str:
    """Where a person finds the approval: the chat, which shows what waits."""
    return f"{base_url.rstrip('/')}/?approval={approval_id}"


def outcome_json(turn: Turn, base_url: str) -> dict[str, JsonValue]:
    """The plan of CONTRACT.md section 3 and what came of it."""
    return {
        **turn.plan(),
        "outcome": status_of(turn),
        "approvals": list[JsonValue](pending_of(turn, base_url)),
        "results": [result.model_dump(mode="json") for result in turn.results],
        "receipts": [receipt.model_dump(mode="json") for receipt in turn.receipts],
    }


def _without_objection(turn: Turn) -> OutcomeStatus:
    if turn.failure is not None:
        return "failed"
    if turn.receipts:
        return "done"
    if any(review.effects.orders for review in turn.reviews):
        return "simulated"
    return "done" if len(turn.results) >= len(turn.reviews) else "failed"
