"""The part of the Ledger protocol about who may work: leases, their epochs, and the sign of life."""

from typing import Protocol


class Leases(Protocol):
    """Leases by name; each taking raises the epoch."""

    async def take_lease(self, name: str, owner: str) -> int:
        """The new epoch of the lease; every earlier holder is fenced off."""
        ...

    async def lease_epoch(self, name: str) -> int | None:
        """The epoch in force; None when nobody ever held the lease."""
        ...

    async def confirm_lease(self, name: str, epoch: int) -> None:
        """Say that the holder lives; the one method that writes no audit row.

        Raises:
            LeaseLost: another process has taken over.
        """
        ...

    async def lease_confirmed_ms(self, name: str) -> int | None:
        """When the holder last said that it lives; None when nobody ever held the lease."""
        ...
