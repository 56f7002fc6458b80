"""Nothing lost and nothing doubled: what the ledger says was sent is what the venue has, order by order."""

from collections import Counter
from decimal import Decimal

import httpx

from tools.frozen import Frozen
from tools.ids import CLIENT_ORDER_ID_PREFIX
from tools.ledger.ledger import Intent, Ledger
from tools.receipt import IntentState

PLACED = (IntentState.ACKED, IntentState.LATE_FOUND)


class Soundness(Frozen):
    """What was compared."""

    orders: int
    """In the ledger and at the venue."""
    audit_rows: int


async def require_sound(ledger: Ledger, port: int) -> Soundness:
    """Compare every intent with the venue's orders, and verify the audit.

    Raises:
        SystemExit: an order is missing, doubled, different or undecided, or the record does not verify.
    """
    intents = await ledger.recent_intents(0)
    open_states = {intent.state for intent in intents} - {
        *PLACED,
        IntentState.REJECTED,
        IntentState.NOT_PLACED,
    }
    if open_states:
        raise SystemExit(f"intents without an outcome: {', '.join(sorted(open_states))}")
    ours, theirs = await _recorded(ledger, intents), await _at_venue(port)
    if ours != theirs:
        apart = sorted(set(ours.items()) ^ set(theirs.items()))
        raise SystemExit(f"ledger and venue differ: {apart[:5]}")
    audit = await ledger.verify_audit()
    if not audit.ok:
        raise SystemExit(f"the audit does not verify: {audit.problem}")
    return Soundness(orders=len(ours), audit_rows=audit.rows)


async def _recorded(ledger: Ledger, intents: tuple[Intent, ...]) -> dict[str, Decimal]:
    """What each order executed, by client order id, as the receipts' fills add up to."""
    found: dict[str, Decimal] = {}
    for intent in intents:
        if intent.state in PLACED:
            fills = await ledger.fills(intent.intent_id)
            found[intent.client_order_id] = sum((fill.quantity for fill in fills), Decimal(0))
    return found


async def _at_venue(port: int) -> dict[str, Decimal]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as http:
        rows = (await http.get("/testnet/ledger")).json()["orders"]
    ours = [row for row in rows if row["clientOrderId"].startswith(CLIENT_ORDER_ID_PREFIX)]
    names = Counter(row["clientOrderId"] for row in ours)
    doubled = [name for name, times in names.items() if times > 1]
    if doubled:
        raise SystemExit(f"placed more than once: {doubled[:5]}")
    return {row["clientOrderId"]: Decimal(row["executedQty"]) for row in ours}
