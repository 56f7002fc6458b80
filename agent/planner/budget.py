"""Budget: what one user may spend on the language model, so that nobody uses up the key of all."""

from collections import defaultdict, deque
from typing import NamedTuple

from tools.clock import Clock

_MINUTE_MS = 60_000
_DAY_MS = 86_400_000


class _Spent(NamedTuple):
    at_ms: int
    tokens: int


class Budget:
    """Requests of the last minute and tokens of the last day, for each user, kept in memory.

    Args:
        requests_a_minute: plans for which the model is asked; retries of one plan count once.
        tokens_a_day: prompt and completion tokens together, as the server counts them.
    """

    def __init__(self, clock: Clock, requests_a_minute: int = 20, tokens_a_day: int = 100_000) -> None:
        self._clock = clock
        self._requests_a_minute = requests_a_minute
        self._tokens_a_day = tokens_a_day
        self._spent: dict[str, deque[_Spent]] = defaultdict(deque)

    def admit(self, user: str) -> bool:
        """Whether the model may be asked for this user now; counts the request when it may."""
        now_ms = self._clock.monotonic_ms()
        spent = self._spent[user]
        while spent and now_ms - spent[0].at_ms >= _DAY_MS:
            spent.popleft()
        lately = sum(not each.tokens and now_ms - each.at_ms < _MINUTE_MS for each in spent)
        if lately >= self._requests_a_minute or sum(each.tokens for each in spent) >= self._tokens_a_day:
            return False
        spent.append(_Spent(now_ms, 0))
        return True

    def spend(self, user: str, tokens: int) -> None:
        """Count what an answer cost."""
        if tokens > 0:
            self._spent[user].append(_Spent(self._clock.monotonic_ms(), tokens))
