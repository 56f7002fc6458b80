"""The position mode, remembered for ten minutes: every order asks for it, and it hardly ever changes."""

from collections.abc import Awaitable, Callable

from tools.clock import Clock
from tools.terms import PositionMode

KEEP_MS = 600_000


class ModeMemory:
    """What the venue last said, or was told."""

    def __init__(self, clock: Clock, ask: Callable[[], Awaitable[PositionMode]]) -> None:
        self._clock = clock
        self._ask = ask
        self._mode: PositionMode | None = None
        self._learnt_ms = 0

    async def mode(self) -> PositionMode:
        """The mode, at most ten minutes old."""
        now_ms = self._clock.monotonic_ms()
        if self._mode is not None and now_ms - self._learnt_ms < KEEP_MS:
            return self._mode
        mode = await self._ask()
        self.learn(mode)
        return mode

    def learn(self, mode: PositionMode) -> None:
        """The venue is in this mode now."""
        self._mode, self._learnt_ms = mode, self._clock.monotonic_ms()

    def forget(self) -> None:
        """Ask again next time: something does not fit what is remembered."""
        self._mode = None
