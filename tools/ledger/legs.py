"""Legs in the ledger: further orders of a permit, created and started only as far as their parent filled."""

from tools.errors import LeaseLost
from tools.ids import client_order_id
from tools.ledger import bracket, intents, leases
from tools.ledger.ledger import Intent, LegOrder
from tools.ledger.transaction import Transaction, View
from tools.receipt import IntentState, LegRole
from tools.terms import Grouping
from tools.venues.orders import SendStamp, stop_leg_id

LEGS = "SELECT doc, row_mac FROM intent WHERE approval_id = $1 AND leg > 0 ORDER BY leg"
NONCE_USED = "SELECT 1 FROM nonce WHERE nonce = $1"
LEGGED = (Grouping.PROTECTED, Grouping.OCO)
ACCEPTED = (IntentState.ACKED, IntentState.LATE_FOUND)


def of(view: View, parent_id: str) -> tuple[Intent, ...]:
    """Legs of an intent, oldest first."""
    parent = intents.find(view, parent_id)
    return () if parent is None else of_parent(view, parent)


def of_parent(view: View, parent: Intent) -> tuple[Intent, ...]:
    """`of` an intent at hand; only what is protected, or a pair, can have any."""
    if parent.permit.effects.grouping not in LEGGED:
        return ()
    return view.many(intents.KIND, Intent, LEGS, parent.approval_id)


def add(tx: Transaction, parent_id: str, orders: tuple[LegOrder, ...], epoch: int) -> tuple[Intent, ...]:
    """READY legs, or none when they do not fit what the parent has filled."""
    if epoch != leases.epoch(tx):
        raise LeaseLost("another executor has taken over", "başka bir yürütücü devraldı")
    parent = _accepted(tx, parent_id)
    if parent is None:
        return ()
    known = of_parent(tx, parent)
    new = tuple(_leg(tx, parent, number, order) for number, order in enumerate(orders, start=len(known) + 1))
    if not all(_fits(parent, leg, (*known, *new)) for leg in new):
        return ()
    for leg in new:
        intents.insert(tx, leg)
    return new


def start(tx: Transaction, intent_id: str, epoch: int, stamp: SendStamp) -> Intent | None:
    """READY -> SENDING, or None."""
    found = intents.standing(tx, intent_id)
    if found is None or found.intent.leg_order is None or found.intent.state is not IntentState.READY:
        return None
    leg = found.intent
    parent = _accepted(tx, found.intent.leg_order.parent_id)
    if parent is None or epoch != found.epoch:
        return None
    found.require_latest()
    if not _fits(parent, leg, of_parent(tx, parent)):
        return None
    return intents.send(tx, leg, epoch, stamp)


def send_with(tx: Transaction, sending: Intent) -> None:
    """The stop order of a pair is sent by the request of its parent."""
    if sending.permit.effects.grouping is not Grouping.OCO:
        return
    stop = LegOrder(
        parent_id=sending.intent_id, role=LegRole.STOP, part=1, request=sending.permit.effects.orders[1]
    )
    leg = _leg(tx, sending, 1, stop)
    sent = {"state": IntentState.SENDING, "epoch": sending.epoch, "stamp": sending.stamp}
    known_as = stop_leg_id(sending.client_order_id)
    intents.insert(tx, leg.model_copy(update={**sent, "client_order_id": known_as}))


def _accepted(view: View, parent_id: str) -> Intent | None:
    found = intents.standing(view, parent_id)
    if found is None or found.intent.leg != 0 or found.intent.state not in ACCEPTED:
        return None
    found.require_latest()
    parent = found.intent
    protects = parent.permit.effects.grouping is Grouping.PROTECTED
    return parent if protects and view.value(NONCE_USED, parent.permit.nonce) == 1 else None


def _leg(tx: Transaction, parent: Intent, number: int, order: LegOrder) -> Intent:
    intent_id = f"{parent.intent_id}-{number}"
    return Intent(
        intent_id=intent_id,
        approval_id=parent.approval_id,
        plan_id=parent.plan_id,
        leg=number,
        client_order_id=client_order_id(intent_id),
        permit=parent.permit,
        leg_order=order,
        state=IntentState.READY,
        version=1,
        created_ms=tx.now_ms,
        updated_ms=tx.now_ms,
    )


def _fits(parent: Intent, leg: Intent, legs: tuple[Intent, ...]) -> bool:
    """Whether the permit allows it, and the legs of its role claim no more than the parent filled."""
    role = bracket.role_of(leg)
    same = tuple(other for other in legs if bracket.role_of(other) is role)
    return bracket.allowed(parent, leg) and bracket.claim(same) <= parent.executed
