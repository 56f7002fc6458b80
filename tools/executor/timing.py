"""Timing: how long the executor waits, asks and follows."""

from tools.frozen import Frozen
from tools.venues.orders import SendStamp


class Timing(Frozen):
    """Milliseconds of the injected clock."""

    recv_window_ms: int = 5_000
    """How late the venue may still accept a request, from its frozen timestamp."""
    backend_timeout_ms: int = 10_000
    """How long the venue may work on an accepted request (Binance: 10 s)."""
    skew_ms: int = 2_000
    """Bound on what is not known about the venue's clock."""
    ask_after_ms: tuple[int, ...] = (200, 300, 500, 1_000)
    """Pauses before the first questions about an unknown outcome; then one each `miss_gap_ms`."""
    patience_ms: int = 4_000
    """How long a call waits for an unknown outcome before it reports UNKNOWN."""
    recovery_ms: int = 25_000
    """How long recovery waits for one."""
    miss_gap_ms: int = 1_000
    """Answers "no such order" count only so far apart."""
    misses: int = 3
    """How many of them it takes."""
    follow_ms: tuple[int, ...] = (0, 50, 100, 200, 400)
    """Pauses before each look at a fresh order."""
    gone_after_ms: int = 10_000
    """How long nothing may have changed about an entry before a flat position counts as closed."""
    reconcile_ms: int = 60_000
    """How often the record is compared with the venues."""
    confirm_ms: int = 5_000
    """How soon a suspected difference is looked at again."""
    beat_ms: int = 5_000
    """How often the executor says on the ledger that it lives."""
    dead_man_ms: int = 0
    """How long after the executor's last beat the venue cancels our entries; 0 leaves that off."""
    orphan_watch_ms: int = 86_400_000
    """How long an order given up as not placed is still looked for."""

    def conclusive_ms(self, stamp: SendStamp) -> int:
        """Server time after which a request with this stamp can no longer become an order."""
        return stamp.timestamp_ms + stamp.recv_window_ms + self.backend_timeout_ms + self.skew_ms
