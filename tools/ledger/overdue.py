"""Overdue: intents whose outcome should be known by now."""

from tools.ledger.ledger import Intent, Ledger
from tools.receipt import IntentState

ACTION = "intent.overdue"
LIMIT_MS = 20_000
"""Past this no request is still under way: receive window, the venue's own time-out, and some."""


async def overdue(ledger: Ledger, now_ms: int) -> tuple[Intent, ...]:
    """Those in SENDING or UNKNOWN since longer than the limit, newest first."""
    waiting = await ledger.intents((IntentState.SENDING, IntentState.UNKNOWN))
    return tuple(intent for intent in waiting if now_ms - _sent_ms(intent) > LIMIT_MS)


def _sent_ms(intent: Intent) -> int:
    return intent.updated_ms if intent.stamp is None else intent.stamp.timestamp_ms
