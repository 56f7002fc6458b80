"""Approval rows: stores what a human must decide; nothing here approves."""

from agent.parts import Parts
from agent.turn import Turn, Withdrawn
from agent.withdraw import withdraw
from guardrails.review import Review
from tools.ledger.ledger import ApprovalRow
from tools.text import Text

_KEPT = Text(
    en="The proposal before is unchanged and still waits on its card.",
    tr="Önceki öneri değişmedi, kartında beklemeye devam ediyor.",
)


async def propose(turn: Turn, exclusive: bool, parts: Parts) -> Turn:
    """Store a pending approval for every allowed review that needs one.

    What they take the place of is closed first: never two that could both be approved. Where one of those
    was approved meanwhile, nothing is proposed.
    """
    if turn.withdraws:
        turn = turn.model_copy(update={"withdrawn": await _withdrawn(turn, parts)})
    if not may_propose(turn):
        return turn.model_copy(update={"approval_ids": tuple(None for _ in turn.reviews)})
    ids: list[str | None] = []
    for index, review in enumerate(turn.reviews):
        if not _offered(review):
            ids.append(None)
            continue
        row = pending(turn.plan_id, index, turn.actor, exclusive, review, parts)
        await parts.context.ledger.propose(row)
        ids.append(row.approval_id)
    return turn.model_copy(update={"approval_ids": tuple(ids)})


def may_propose(turn: Turn) -> bool:
    """Whether nothing that was to be replaced has been approved meanwhile."""
    return turn.withdrawn is None or turn.withdrawn.free


async def _withdrawn(turn: Turn, parts: Parts) -> Withdrawn:
    offered = [index for index, review in enumerate(turn.reviews) if _offered(review)]
    if turn.reviews and not offered:
        return Withdrawn(said=_KEPT, free=True)
    successor = approval_id_of(turn.plan_id, offered[0]) if offered else None
    return await withdraw(turn, successor, parts)


def _offered(review: Review) -> bool:
    return review.outcome == "allow" and review.approval.required


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
