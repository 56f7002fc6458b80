"""Request weight per address and order counts per account, in fixed windows of the venue's clock."""

from collections import defaultdict

from tools.clock import Clock
from tools.testnet.endpoint import Pool
from tools.testnet.problem import Problem
from tools.testnet.profile import Profile

_MINUTE_MS = 60_000
_TEN_SECONDS_MS = 10_000
_POOL_MS = 5 * _MINUTE_MS
_IGNORED = 10
"""So many requests after the first 429 of a minute earn a ban."""
_BAN_MS = 2 * _MINUTE_MS


class RateLimit:
    """Counts, refuses, bans."""

    def __init__(self, profile: Profile, clock: Clock) -> None:
        self._profile = profile
        self._clock = clock
        self._used: dict[str, tuple[int, int]] = {}
        self._orders: dict[tuple[str, int], tuple[int, int]] = {}
        self._pools: dict[tuple[str, Pool], tuple[int, int]] = {}
        self._refused: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self._banned_until_ms: dict[str, int] = {}

    def use(self, address: str, weight: int) -> None:
        """Count a request.

        Raises:
            Problem: 418 while the address is banned, 429 when its weight is used up.
        """
        now_ms = self._clock.now_ms()
        banned_ms = self._banned_until_ms.get(address, 0)
        if now_ms < banned_ms:
            raise self._ban(banned_ms, now_ms)
        window, used = self._window(self._used.get(address), _MINUTE_MS)
        self._used[address] = (window, used + weight)
        if used + weight > self._profile.request_weight:
            raise self._refuse(address, window, now_ms)

    def use_pool(self, address: str, pool: Pool) -> None:
        """Count a request of a pool.

        Raises:
            Problem: 429 when the pool is used up.
        """
        window, count = self._window(self._pools.get((address, pool)), _POOL_MS)
        self._pools[address, pool] = (window, count + 1)
        if count >= pool.value:
            text = f"Too many requests; current limit is {pool.value} requests per 5 minutes."
            left = _POOL_MS - self._clock.now_ms() % _POOL_MS
            raise Problem(-1003, text, 429, retry_after=-(-left // 1000))

    def used(self, address: str) -> int:
        """Weight used in this minute."""
        return self._window(self._used.get(address), _MINUTE_MS)[1]

    def count_order(self, account_id: str, ten: int = 1) -> None:
        """Count an order of an account; a batch is `ten` in ten seconds and one in the minute.

        Raises:
            Problem: 429 with -1015.
        """
        limits = ((_TEN_SECONDS_MS, ten, self._profile.orders_10s), (_MINUTE_MS, 1, self._profile.orders_1m))
        for length, added, limit in limits:
            window, count = self._window(self._orders.get((account_id, length)), length)
            self._orders[account_id, length] = (window, count + added)
            if count + added > limit:
                seconds = length // 1000
                text = f"Too many new orders; current limit is {limit} orders per {seconds} SECOND."
                raise Problem(-1015, text, 429, retry_after=seconds)

    def order_counts(self, account_id: str) -> tuple[int, int]:
        """Orders in this ten seconds and this minute."""
        ten, minute = (
            self._window(self._orders.get((account_id, length)), length)[1]
            for length in (_TEN_SECONDS_MS, _MINUTE_MS)
        )
        return ten, minute

    def _window(self, state: tuple[int, int] | None, length: int) -> tuple[int, int]:
        window = self._clock.now_ms() // length
        return (window, state[1]) if state and state[0] == window else (window, 0)

    def _refuse(self, address: str, window: int, now_ms: int) -> Problem:
        since, times = self._refused[address]
        times = times + 1 if since == window else 1
        self._refused[address] = (window, times)
        if times > _IGNORED:
            self._banned_until_ms[address] = now_ms + _BAN_MS
            return self._ban(now_ms + _BAN_MS, now_ms)
        limit = self._profile.request_weight
        text = (
            f"Too many requests; current limit of IP({address}) is {limit} requests per minute. "
            "Please use the websocket for live updates to avoid polling the API."
        )
        left = _MINUTE_MS - now_ms % _MINUTE_MS
        return Problem(-1003, text, 429, retry_after=-(-left // 1000))

    def _ban(self, until_ms: int, now_ms: int) -> Problem:
        text = (
            f"Way too much request weight used; IP banned until {until_ms}. "
            "Please use WebSocket Streams for live updates to avoid bans."
        )
        return Problem(-1003, text, 418, retry_after=-(-(until_ms - now_ms) // 1000))
