"""How long things take: waits of the stream connections."""

from random import Random  # noqa: TID251

from tools.frozen import Frozen

MINUTE_MS = 60_000


class Timing(Frozen):
    """Milliseconds, all on the injected clock."""

    life_ms: int = 23 * 60 * MINUTE_MS
    """A connection is renewed after this long; the venue ends it after 24 hours."""
    renew_ms: int = 30 * MINUTE_MS
    """A listen key lives for an hour and is renewed this often."""
    beat_ms: int = 10_000
    """A ping is sent this often."""
    pong_ms: int = 10_000
    """A ping not answered in this time ends the connection."""
    frozen_ms: int = 60_000
    """A connection whose newest event is older than this is made anew."""
    first_wait_ms: int = 500
    longest_wait_ms: int = 30_000


class Backoff:
    """Waits that double up to a limit, each drawn between half and all of it (full jitter herds less)."""

    def __init__(self, timing: Timing, chance: Random) -> None:
        self._timing = timing
        self._chance = chance
        self._failures = 0

    def next_ms(self) -> int:
        """How long to wait before the next attempt."""
        most = min(self._timing.longest_wait_ms, self._timing.first_wait_ms << min(self._failures, 16))
        self._failures += 1
        return self._chance.randint(most // 2, most)

    def reset(self) -> None:
        """The last attempt worked."""
        self._failures = 0
