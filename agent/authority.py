"""Authority: the step from a decision to a permitted intent, in one ledger transaction."""

from agent.parts import Parts
from guardrails.approval import issue
from guardrails.review import Review
from tools.ledger.ledger import ApprovalRow, Decision


async def grant(row: ApprovalRow, approver: str, channel: str, parts: Parts) -> tuple[ApprovalRow, bool]:
    """Approve `row` with a fresh permit; the flag says whether this call was the one that did it.

    The first writer wins: afterwards the row is as the ledger holds it, decided by whoever was first.
    """
    review = Review.model_validate_json(row.review)
    permit = issue(review, row, approver, parts.keys, parts.context.clock, parts.context.ids)
    decision = Decision(
        approval_id=row.approval_id,
        status="approved",
        actor=approver,
        digest=row.digest,
        channel=channel,
    )
    decided = await parts.context.ledger.decide(decision, permit)
    return decided, decided.intent_id == intent_id_of(permit.nonce)


def intent_id_of(nonce: str) -> str:
    """The id of the intent a permit creates."""
    return f"int_{nonce}"
