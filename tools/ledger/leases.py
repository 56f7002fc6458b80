"""Leases: the epoch that fences off every earlier executor."""

from tools.errors import LeaseLost
from tools.ledger.transaction import Transaction, View

EXECUTOR = "executor"
"""The lease whose epoch `start_sending` and `settle` compare."""

IN_FORCE = f"(SELECT epoch FROM lease WHERE name = '{EXECUTOR}')"  # noqa: S608 - a constant of ours
"""Column of a SELECT: the epoch of that lease."""

TAKE = """
    INSERT INTO lease VALUES ($1, 1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET epoch = lease.epoch + 1, owner = excluded.owner,
        taken_ms = excluded.taken_ms
"""


CONFIRM = "UPDATE lease SET taken_ms = $1 WHERE name = $2 AND epoch = $3"
CONFIRMED = "SELECT taken_ms FROM lease WHERE name = $1"


def epoch(view: View, name: str = EXECUTOR) -> int | None:
    """The epoch in force; None when nobody ever held the lease."""
    found = view.value("SELECT epoch FROM lease WHERE name = $1", name)
    return found if isinstance(found, int) else None


def take(tx: Transaction, name: str, owner: str) -> int:
    """A new epoch.

    Raises:
        LeaseLost: a living process has the lease.
    """
    if not tx.connection.hold(name):
        raise LeaseLost(
            "another executor is active on this database; it sends what is ready",
            "bu veritabanında başka bir yürütücü etkin; hazır olanları o gönderir",
        )
    tx.change(TAKE, name, owner, tx.now_ms)
    taken = epoch(tx, name)
    if taken is None:
        raise AssertionError("the lease row was just written")
    tx.append(owner, "lease.taken", name, {"epoch": taken})
    return taken


def confirm(tx: Transaction, name: str, epoch: int) -> None:
    """Say that the holder lives. No state changes, so the audit has no row of it.

    Raises:
        LeaseLost: another process has taken over.
    """
    if tx.change(CONFIRM, tx.now_ms, name, epoch) != 1:
        raise LeaseLost(
            "another executor has taken over; it resolves what was sent",
            "başka bir yürütücü devraldı; gönderilenleri o sonuçlandırır",
        )


def confirmed_ms(view: View, name: str) -> int | None:
    """When the holder last said that it lives, taking the lease included."""
    found = view.value(CONFIRMED, name)
    return found if isinstance(found, int) else None
