"""Posting: the one request of an intent that is SENDING."""

from tools.executor import access
from tools.executor.desk import Desk
from tools.ledger.ledger import Intent
from tools.terms import Grouping
from tools.venues.orders import OrderRef, SendOutcome, SendStamp, Unknown


async def post(desk: Desk, sending: Intent) -> SendOutcome:
    """Send it, once; whatever goes wrong on the way is an unknown outcome.

    Raises:
        LedgerError: the venue lets us in no more, and the halt that calls for cannot be stored.
    """
    outcome: SendOutcome
    try:
        outcome = await _request(desk, sending, stamp_of(sending))
    except Exception as error:  # it may have been sent; only the venue knows
        outcome = Unknown(cause=type(error).__name__)
    desk.circuit_of(sending).note(outcome)
    await access.note(desk, sending.permit.effects.venue, outcome)
    return outcome


def stamp_of(sending: Intent) -> SendStamp:
    """The timestamp frozen when it became SENDING."""
    if sending.stamp is None:
        raise AssertionError("a SENDING intent always has its stamp")
    return sending.stamp


def target_of(intent: Intent) -> OrderRef:
    """The working order a REPLACE changes."""
    if intent.permit.effects.replaces is None:
        raise AssertionError("a REPLACE permit names its target: the permit check refuses others")
    return intent.permit.effects.replaces


async def _request(desk: Desk, sending: Intent, stamp: SendStamp) -> SendOutcome:
    venue, orders = desk.venue_of(sending), sending.orders
    match sending.grouping:
        case Grouping.OCO:
            return await venue.place_oco(orders[0], orders[1], sending.client_order_id, stamp)
        case Grouping.REPLACE:
            return await venue.replace(target_of(sending), orders[0], sending.client_order_id, stamp)
        case _:
            return await venue.place(orders[0], sending.client_order_id, stamp)
