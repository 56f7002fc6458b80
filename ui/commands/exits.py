"""Exit codes of CONTRACT.md section 3."""

from enum import IntEnum

from agent.decision import Decided
from agent.turn import Turn
from guardrails.review import Review
from policies.verdict import Outcome
from tools.receipt import IntentState, Receipt
from ui.outcome import status_of


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    DENIED = 3
    PENDING = 4
    VENUE = 5
    HALTED = 6
    GATE = 7


_FAILED = {"invalid": Exit.USAGE, "venue": Exit.VENUE, "error": Exit.INTERNAL, None: Exit.VENUE}


def of_turn(turn: Turn) -> Exit:
    """What a plan or an answer ends with, before anybody decides its approvals."""
    status = status_of(turn)
    if status == "denied":
        return Exit.HALTED if any(_halted(review) for review in turn.reviews) else Exit.DENIED
    if status == "failed":
        return _FAILED[turn.failure]
    if turn.receipts:
        return max(of_receipt(receipt) for receipt in turn.receipts)
    return {"refused": Exit.DENIED, "pending": Exit.PENDING}.get(status, Exit.OK)


def of_plan(turn: Turn) -> Exit:
    """What a plan ends with: nothing was run, so only a denial or a refusal counts."""
    code = of_turn(turn)
    return code if code in (Exit.DENIED, Exit.HALTED) else Exit.OK


def of_decided(decided: Decided) -> Exit:
    """What a decision ends with."""
    if decided.accepted:
        return of_receipt(decided.receipt) if decided.receipt else Exit.OK
    if "halt" in decided.reason:
        return Exit.HALTED
    if decided.reason == "denied":
        return Exit.DENIED
    return Exit.PENDING


def of_receipt(receipt: Receipt) -> Exit:
    """What an execution ends with."""
    bad = (IntentState.REJECTED, IntentState.UNKNOWN, IntentState.NOT_PLACED)
    return Exit.VENUE if receipt.state in bad else Exit.OK


def _halted(review: Review) -> bool:
    return any(v.rule == "trading_state" and v.outcome is Outcome.DENY for v in review.verdicts)
