"""Withdrawing: closes the open proposals that a turn takes back, or takes the place of."""

from agent.parts import Parts
from agent.planner.talk.describe import describe
from agent.turn import Turn, Withdrawn
from guardrails.review import Review
from tools.ledger.ledger import ApprovalRow, Decision
from tools.text import Text

_CHANNEL = "conversation"


async def withdraw(turn: Turn, successor_id: str | None, parts: Parts) -> Withdrawn:
    """Close what the turn withdraws.

    Args:
        turn: says what, and who asks; only their own proposals are closed.
        successor_id: the proposal that comes in the place; None when there is none.
    """
    said: list[Text] = []
    free = True
    for approval_id in turn.withdraws:
        row = await parts.context.ledger.approval(approval_id)
        if row is None or row.proposer != turn.actor:
            continue
        if row.status == "pending":
            row = await parts.context.ledger.decide(_decision(row, turn, successor_id), None)
        free = free and row.status != "approved"
        said.append(_told(row))
    whole = Text(en=" ".join(t.en for t in said), tr=" ".join(t.tr for t in said))
    return Withdrawn(said=whole, free=free)


def _decision(row: ApprovalRow, turn: Turn, successor_id: str | None) -> Decision:
    return Decision(
        approval_id=row.approval_id,
        status="rejected" if successor_id is None else "superseded",
        actor=turn.actor,
        digest=row.digest,
        channel=_CHANNEL,
        successor_id=successor_id,
    )


def _told(row: ApprovalRow) -> Text:
    review = Review.model_validate_json(row.review)
    name = describe(review.tool, review.asked)
    match row.status:
        case "rejected":
            return Text(
                en=f"Taken back, nothing was sent: {name.en}.",
                tr=f"Geri alındı, hiçbir şey gönderilmedi: {name.tr}.",
            )
        case "superseded":
            return Text(
                en=f"This takes the place of an earlier proposal, which is closed: {name.en}.",
                tr=f"Bu öneri öncekinin yerini aldı, önceki kapandı: {name.tr}.",
            )
        case "approved":
            return Text(
                en=f"Too late, it was already approved: {name.en}.",
                tr=f"Geç kaldı, zaten onaylandı: {name.tr}.",
            )
    return Text(
        en=f"No longer open, nothing was sent: {name.en}.",
        tr=f"Artık açık değil, hiçbir şey gönderilmedi: {name.tr}.",
    )
