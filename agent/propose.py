"""Approval rows: stores what a human must decide; nothing here decides."""

from agent.parts import Parts
from agent.turn import Turn
from guardrails.review import Review
from tools.ledger.ledger import ApprovalRow


async def propose(turn: Turn, exclusive: bool, parts: Parts) -> Turn:
    """Store a pending approval for every allowed review that needs one."""
    ids: list[str | None] = []
    for index, review in enumerate(turn.reviews):
        if review.outcome != "allow" or not review.approval.required:
            ids.append(None)
            continue
        row = pending(turn.plan_id, index, turn.actor, exclusive, review, parts)
        await parts.context.ledger.propose(row)
        ids.append(row.approval_id)
    return turn.model_copy(update={"approval_ids": tuple(ids)})


def pending(
    plan_id: str,
    index: int,
    proposer: str,
    exclusive: bool,
    review: Review,
    parts: Parts,
    suffix: str = "",
) -> ApprovalRow:
    """A pending approval; without a `suffix` its id is derived, so it cannot be stored twice."""
    return ApprovalRow(
        approval_id=approval_id_of(plan_id, index) + suffix,
        plan_id=plan_id,
        index=index,
        proposer=proposer,
        exclusive=exclusive,
        status="pending",
        digest=review.approval.digest,
        review=review.model_dump_json(),
        created_ms=parts.context.clock.now_ms(),
        expires_ms=review.approval.expires_ms,
    )


def approval_id_of(plan_id: str, index: int) -> str:
    """Id of the first approval of one review of a plan."""
    return f"apr_{plan_id.removeprefix('plan_')}_{index}"
