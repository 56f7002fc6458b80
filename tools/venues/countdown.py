"""Countdown: the venue's own dead-man switch, where it has one."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Countdown(Protocol):
    """A venue that cancels every open order of a symbol unless told again in time."""

    async def count_down(self, symbol: str, duration_ms: int) -> None:
        """Cancel all orders of `symbol` after `duration_ms`, from now; 0 disarms.

        Raises:
            VenueError: the venue did not take it; what was armed before stays.
        """
        ...
