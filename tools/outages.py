"""Outages: venues that failed so often that they get no new risk, as the executor put it on the record."""

from tools.frozen import Frozen
from tools.ledger.ledger import AuditRow, Ledger
from tools.terms import VenueName

OPENED, CLOSED = "circuit.opened", "circuit.closed"
"""Kinds of the audit rows an outage begins and ends with."""


class Outage(Frozen):
    """One venue that waits until it answers again."""

    venue: VenueName
    since_ms: int
    """When the executor put it on the record, at most seconds after it began."""


async def outages(ledger: Ledger) -> tuple[Outage, ...]:
    """The venues whose circuit is open."""
    rows = [(name, await _latest(ledger, name)) for name in VenueName]
    found = [(name, row) for name, row in rows if row is not None and row.action == OPENED]
    return tuple(Outage(venue=name, since_ms=row.time_ms) for name, row in found)


async def note(ledger: Ledger, venue: VenueName, is_open: bool) -> None:
    """Put a change on the record; nothing where it is there already."""
    row = await _latest(ledger, venue)
    known = row is not None and row.action == OPENED
    if known is not is_open:
        await ledger.append("executor", OPENED if is_open else CLOSED, _subject(venue), {})


async def _latest(ledger: Ledger, venue: VenueName) -> AuditRow | None:
    return next(iter(await ledger.audit(limit=1, subject=_subject(venue))), None)


def _subject(venue: VenueName) -> str:
    return f"circuit:{venue}"
