"""RateLimit: a token bucket per caller, in whole numbers, on the injected clock."""

from dataclasses import dataclass

from tools.clock import Clock

BURST = 60
"""Requests a caller may make at once."""
REFILL_MS = 50
"""Milliseconds until one more request is allowed: 20 per second."""
STRANGERS_BURST = 20
"""Requests without a known token that are answered at once, all callers together."""
STRANGERS_REFILL_MS = 500
RECORD_MS = 1_000
"""Refusals of strangers go on the record at most this often, so that they cannot fill it."""


@dataclass
class _Bucket:
    left: int
    filled_ms: int


class RateLimit:
    """How often each caller may ask."""

    def __init__(self, clock: Clock, burst: int = BURST, refill_ms: int = REFILL_MS) -> None:
        self._clock = clock
        self._burst = burst
        self._refill_ms = refill_ms
        self._buckets: dict[str, _Bucket] = {}

    def wait_ms(self, caller: str) -> int:
        """Take one request; 0 when it may pass, else the milliseconds to wait."""
        now = self._clock.monotonic_ms()
        bucket = self._buckets.setdefault(caller, _Bucket(self._burst, now))
        earned = (now - bucket.filled_ms) // self._refill_ms
        bucket.left = min(self._burst, bucket.left + earned)
        bucket.filled_ms += earned * self._refill_ms
        if bucket.left == 0:
            return self._refill_ms - (now - bucket.filled_ms)
        bucket.left -= 1
        return 0


class Strangers:
    """What callers without a known token share."""

    def __init__(self, clock: Clock) -> None:
        self.requests = RateLimit(clock, STRANGERS_BURST, STRANGERS_REFILL_MS)
        self.records = RateLimit(clock, 1, RECORD_MS)
