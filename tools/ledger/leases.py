"""Leases: the epoch that fences off every earlier executor."""

from tools.errors import LeaseLost
from tools.ledger.database import Transaction, View

EXECUTOR = "executor"
"""The lease whose epoch `start_sending` and `settle` compare."""

TAKE = """
    INSERT INTO lease VALUES ($1, 1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET epoch = lease.epoch + 1, owner = excluded.owner,
        taken_ms = excluded.taken_ms
"""


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
