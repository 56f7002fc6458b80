"""Leases: the epoch that fences off every earlier executor."""

from tools.ledger.database import Transaction, View

EXECUTOR = "executor"
"""The lease whose epoch `start_sending` and `settle` compare."""

TAKE = """
    INSERT INTO lease VALUES (:name, 1, :owner, :now)
    ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1, owner = :owner, taken_ms = :now
"""


def epoch(view: View, name: str = EXECUTOR) -> int | None:
    """The epoch in force; None when nobody ever held the lease."""
    found = view.value("SELECT epoch FROM lease WHERE name = ?", name)
    return found if isinstance(found, int) else None


def take(tx: Transaction, name: str, owner: str) -> int:
    """A new epoch."""
    tx.connection.execute(TAKE, {"name": name, "owner": owner, "now": tx.now_ms})
    taken = epoch(tx, name)
    if taken is None:
        raise AssertionError("the lease row was just written")
    tx.append(owner, "lease.taken", name, {"epoch": taken})
    return taken
