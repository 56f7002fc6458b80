"""Approval: turns a reviewed call and a human's yes into a Permit. The only file that makes one."""

from guardrails.review import Review
from tools.clock import Clock
from tools.ids import Ids
from tools.ledger.ledger import ApprovalRow
from tools.permit import Keys, Permit


def issue(review: Review, row: ApprovalRow, approver: str, keys: Keys, clock: Clock, ids: Ids) -> Permit:
    """Sign a permit for exactly the effects of `review`, with the first key."""
    raise NotImplementedError
