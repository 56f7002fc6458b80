"""Budget: what one user may spend on the language model, so that nobody uses up the key of all."""

from collections import defaultdict, deque
from typing import Protocol

from tools.clock import Clock
from tools.frozen import Frozen

_MINUTE_MS = 60_000
_DAY_MS = 86_400_000


class Spent(Frozen):
    """What one answer cost."""

    at_ms: int
    """Unix time."""
    tokens: int
    """Prompt and completion together, as the server counts them."""


class Spendings(Protocol):
    """Where it is kept what was spent; behind it a restart changes nothing."""

    async def spent(self, user: str, since_ms: int) -> tuple[Spent, ...]:
        """What the user spent after a time, oldest first."""
        ...

    async def add(self, user: str, spent: Spent, since_ms: int) -> None:
        """Keep one more; what was spent before `since_ms` need not be kept any longer."""
        ...


class Unkept:
    """Spendings of this process alone, where there is nothing to keep them in."""

    def __init__(self) -> None:
        self._spent: dict[str, tuple[Spent, ...]] = {}

    async def spent(self, user: str, since_ms: int) -> tuple[Spent, ...]:
        return tuple(each for each in self._spent.get(user, ()) if each.at_ms > since_ms)

    async def add(self, user: str, spent: Spent, since_ms: int) -> None:
        self._spent[user] = (*await self.spent(user, since_ms), spent)


class Budget:
    """Requests of the last minute, in memory, and tokens of the last day, which are kept.

    Args:
        requests_a_minute: plans for which the model is asked; retries of one plan count once.
        tokens_a_day: prompt and completion tokens together, as the server counts them.
    """

    def __init__(
        self,
        clock: Clock,
        requests_a_minute: int = 20,
        tokens_a_day: int = 100_000,
        spendings: Spendings | None = None,
    ) -> None:
        self._clock = clock
        self._requests_a_minute = requests_a_minute
        self._tokens_a_day = tokens_a_day
        self._spendings = spendings or Unkept()
        self._asked: dict[str, deque[int]] = defaultdict(deque)

    async def admit(self, user: str) -> bool:
        """Whether the model may be asked for this user now; counts the request when it may."""
        now_ms = self._clock.monotonic_ms()
        asked = self._asked[user]
        while asked and now_ms - asked[0] >= _MINUTE_MS:
            asked.popleft()
        if len(asked) >= self._requests_a_minute:
            return False
        asked.append(now_ms)
        if sum(each.tokens for each in await self._spendings.spent(user, self._day())) < self._tokens_a_day:
            return True
        asked.pop()
        return False

    async def spend(self, user: str, tokens: int) -> None:
        """Count what an answer cost."""
        if tokens > 0:
            await self._spendings.add(user, Spent(at_ms=self._clock.now_ms(), tokens=tokens), self._day())

    def _day(self) -> int:
        return self._clock.now_ms() - _DAY_MS
