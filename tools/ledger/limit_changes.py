"""Approved changes of limits in the ledger."""

from tools.ledger.ledger import LimitChange
from tools.ledger.record import RECORDED, note, require_latest
from tools.ledger.transaction import Transaction, View

KIND = "limit_change"
COPIES = ("profile", "limit", "symbol")
CHANGES = "SELECT doc, row_mac FROM limit_change WHERE profile = $1 ORDER BY limit_name, symbol"
OF_SUBJECT = f"""
    SELECT doc, {RECORDED} FROM limit_change
    WHERE rtrim(profile || '/' || limit_name || '/' || symbol, '/') = $1
"""  # noqa: S608 - a constant of ours
SET_CHANGE = """
    INSERT INTO limit_change (doc, row_mac, profile, limit_name, symbol)
    VALUES ($1, $2, $3, $4, coalesce($5, ''))
    ON CONFLICT (profile, limit_name, symbol) DO UPDATE SET doc = excluded.doc, row_mac = excluded.row_mac
"""


def of_profile(view: View, profile: str) -> tuple[LimitChange, ...]:
    """The newest change of every limit and symbol."""
    found = view.many(KIND, LimitChange, CHANGES, profile)
    for change in found:
        name = subject(change)
        require_latest(name, *(view.row(OF_SUBJECT, name) or ("", None)))
    return found


def store(tx: Transaction, changes: tuple[LimitChange, ...]) -> None:
    """Put changes in force."""
    for change in changes:
        tx.change(SET_CHANGE, *tx.seal(KIND, change, *COPIES))
        body = change.model_dump(mode="json", include={"value", "reason"})
        note(tx, change.actor, "limit.changed", subject(change), change, body)


def subject(change: LimitChange) -> str:
    """What the audit calls the number that was changed."""
    name = f"{change.profile}/{change.limit}"
    return name if change.symbol is None else f"{name}/{change.symbol}"
