"""The approval resource of CONTRACT.md section 7: one approval as every door shows it."""

from pydantic import JsonValue

from agent.turn import review_json
from guardrails.review import Review
from tools.clock import to_rfc3339
from tools.ledger.ledger import ApprovalRow
from tools.receipt import Receipt
from tools.text import Language


def approval_json(row: ApprovalRow, receipt: Receipt | None, language: Language) -> dict[str, JsonValue]:
    """The approval in one language, with the receipt once there is one."""
    return {
        "id": row.approval_id,
        "plan_id": row.plan_id,
        "status": row.status,
        "language": language,
        "proposer": row.proposer,
        "digest": row.digest,
        "created_at": to_rfc3339(row.created_ms),
        "expires_at": to_rfc3339(row.expires_ms),
        "review": review_json(Review.model_validate_json(row.review), language),
        "decided_by": row.decided_by,
        "decided_at": None if row.decided_ms is None else to_rfc3339(row.decided_ms),
        "reason": row.reason,
        "successor_id": row.successor_id,
        "receipt": None if receipt is None else receipt_json(receipt, language),
    }


def receipt_json(receipt: Receipt, language: Language) -> dict[str, JsonValue]:
    """A receipt with its message in one language."""
    data: dict[str, JsonValue] = receipt.model_dump(mode="json")
    return {**data, "message": receipt.message.say(language), "time": to_rfc3339(receipt.time_ms)}
