"""Request weight per address and order counts per account, in fixed windows of the venue's clock."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from tools.clock import Clock
from tools.testnet.endpoint import Pool
from tools.testnet.problem import Problem
from tools.testnet.profile import Profile

_MINUTE_MS = 60_000
_POOL_MS = 5 * _MINUTE_MS
_IGNORED = 10
"""So many requests after the first 429 of a minute earn a ban."""
_BAN_MS = 2 * _MINUTE_MS
_LENGTHS_MS = {"SECOND": 1000, "MINUTE": _MINUTE_MS, "DAY": 24 * 60 * _MINUTE_MS}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderLimit:
    """How many orders an account may send in a window."""

    interval: str
    """SECOND, MINUTE or DAY."""
    number: int
    limit: int
    per_request: bool = False
    """A request counts once, however many orders it brings."""

    @property
    def length_ms(self) -> int:
        """Length of the window."""
        return self.number * _LENGTHS_MS[self.interval]

    @property
    def header(self) -> str:
        """The header that tells the count."""
        return f"X-MBX-ORDER-COUNT-{self.number}{self.interval[0]}"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one market."""

    request_weight: int
    """Per minute and address."""
    orders: tuple[OrderLimit, ...]
    spent: str
    """What -1003 says; `{limit}` and `{address}` are filled in."""


def futures_limits(profile: Profile) -> Limits:
    """The limits of USDⓈ-M futures; a batch is one request of the minute."""
    return Limits(
        profile.request_weight,
        (
            OrderLimit("MINUTE", 1, profile.orders_1m, per_request=True),
            OrderLimit("SECOND", 10, profile.orders_10s),
        ),
        "Too many requests; current limit of IP({address}) is {limit} requests per minute. "
        "Please use the websocket for live updates to avoid polling the API.",
    )


def limit_rows(limits: Limits) -> list[Row]:
    """`rateLimits` of exchangeInfo."""
    return [_row("REQUEST_WEIGHT", "MINUTE", 1, limits.request_weight), *map(_order_row, limits.orders)]


def _order_row(limit: OrderLimit) -> Row:
    return _row("ORDERS", limit.interval, limit.number, limit.limit)


def _row(kind: str, interval: str, number: int, limit: int) -> Row:
    return {"rateLimitType": kind, "interval": interval, "intervalNum": number, "limit": limit}


class RateLimit:
    """Counts, refuses, bans."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
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
        if used + weight > self._limits.request_weight:
            raise self._refuse(address, window, now_ms)

    def give_back(self, address: str, weight: int) -> None:
        """Take the weight of a request off again that turned out to be free."""
        window, used = self._window(self._used.get(address), _MINUTE_MS)
        self._used[address] = (window, max(0, used - weight))

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

    def count_order(self, account_id: str, orders: int = 1) -> None:
        """Count a request with orders of an account.

        Raises:
            Problem: 429 with -1015.
        """
        for limit in reversed(self._limits.orders):
            window, count = self._count(account_id, limit)
            count += 1 if limit.per_request else orders
            self._orders[account_id, limit.length_ms] = (window, count)
            if count > limit.limit:
                raise _too_many_orders(limit)

    def uncount_order(self, account_id: str) -> None:
        """An order was filled: it is off every window's count."""
        for limit in self._limits.orders:
            window, count = self._count(account_id, limit)
            self._orders[account_id, limit.length_ms] = (window, max(0, count - 1))

    def order_rows(self, account_id: str) -> list[Row]:
        """The order limits with what an account has used of them."""
        return [
            _order_row(limit) | {"count": self._count(account_id, limit)[1]} for limit in self._limits.orders
        ]

    def weight_row(self, address: str) -> Row:
        """The weight limit with what an address has used of it."""
        return _row("REQUEST_WEIGHT", "MINUTE", 1, self._limits.request_weight) | {
            "count": self.used(address)
        }

    def order_headers(self, account_id: str) -> dict[str, str]:
        """The headers that tell an account its order counts."""
        return {limit.header: str(self._count(account_id, limit)[1]) for limit in self._limits.orders}

    def _count(self, account_id: str, limit: OrderLimit) -> tuple[int, int]:
        return self._window(self._orders.get((account_id, limit.length_ms)), limit.length_ms)

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
        text = self._limits.spent.format(limit=self._limits.request_weight, address=address)
        left = _MINUTE_MS - now_ms % _MINUTE_MS
        return Problem(-1003, text, 429, retry_after=-(-left // 1000))

    def _ban(self, until_ms: int, now_ms: int) -> Problem:
        text = (
            f"Way too much request weight used; IP banned until {until_ms}. "
            "Please use WebSocket Streams for live updates to avoid bans."
        )
        return Problem(-1003, text, 418, retry_after=-(-(until_ms - now_ms) // 1000))


def _too_many_orders(limit: OrderLimit) -> Problem:
    seconds = limit.length_ms // 1000
    per = f"{limit.number} {limit.interval}"
    text = f"Too many new orders; current limit is {limit.limit} orders per {per}."
    return Problem(-1015, text, 429, retry_after=seconds)
