"""Access: a venue that refuses our key, its signature or our address is halted until a person has looked.

Nothing is tried again in the hope that it passes: a wrong signature says that the key is not the one we
think it is, and each request during a ban makes the ban longer.
"""

from tools.errors import Banned, VenueError, VenueRejected
from tools.executor.desk import Desk
from tools.executor.latching import latch
from tools.safety.latches import ACCESS
from tools.terms import VenueName
from tools.venues.orders import BANNED, Rejected, SendOutcome

BAD_SIGNATURE = "-1022"
BAD_KEY = frozenset({BAD_SIGNATURE, "-2014", "-2015"})
"""Refusals of an order by which a key is malformed, revoked, or may not trade from here. Where only reads are
refused for it no order passes the gate anyway."""


async def note(desk: Desk, name: VenueName, said: SendOutcome | VenueError) -> None:
    """Take in what came of a request; halts the venue when it does not let us in.

    A ban halts once: while it lasts every request is refused for it, and who releases has looked.

    Raises:
        LedgerError: the halt cannot be stored.
    """
    reason = _refused(said)
    if isinstance(said, Banned):
        reason = None if desk.bans.get(name) == said.until_ms else "banned this address (418)"
        desk.bans[name] = said.until_ms
    if reason is not None:
        await latch(desk, f"venue:{name}", "HALTED", f"{name} {reason}", ACCESS)


def _refused(said: SendOutcome | VenueError) -> str | None:
    """What the venue does not accept any more; None for every other answer."""
    match said:
        case Rejected(code=code) if code in BAD_KEY:
            return f"refused the key or its signature (code {code})"
        case Rejected(code=code) if code == BANNED:
            return "banned this address (418)"
        case VenueRejected(code=code) if code == BAD_SIGNATURE:
            return f"refused the key or its signature (code {code})"
    return None
