"""Control actions that add no risk run at once: a halt waits for nobody, and all is on the record."""

from agent.authority import grant
from agent.parts import Parts
from agent.propose import pending
from agent.turn import Turn
from guardrails.review import Review
from tools.call import Effect
from tools.catalogue import tool
from tools.receipt import Receipt

POLICY = "policy:risk-reducing"
"""Approver of actions that take risk away or, like listening, never add any."""


async def protect(turn: Turn, parts: Parts) -> Turn:
    """Execute what needs no approval."""
    receipts: list[Receipt] = list(turn.receipts)
    for index, review in enumerate(turn.reviews):
        if not _at_once(review):
            continue
        row = pending(turn.plan_id, index, turn.actor, False, review, parts)
        await parts.context.ledger.propose(row)
        await grant(row, POLICY, "policy", parts)
        receipt = await parts.execution.of_approval(row.approval_id)
        if receipt is not None:
            receipts.append(receipt)
    return turn.model_copy(update={"receipts": tuple(receipts)})


def _at_once(review: Review) -> bool:
    control = tool(review.tool).effect is Effect.CONTROL
    return control and review.outcome == "allow" and not review.approval.required
