"""What a REST endpoint is: a plain function of a call, with its weight and security."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tools.testnet.account import Account
from tools.testnet.order_request import Params
from tools.testnet.venue import Venue

Json = Any
"""What `json.dumps` takes."""


class Security(Enum):
    """What a request must carry."""

    NONE = "nothing"
    KEY = "the API key header"
    SIGNED = "API key, timestamp and signature"


class Pool(Enum):
    """Requests an address may make in five minutes of a group that costs no weight."""

    FUNDING = 500
    STATISTICS = 1000


@dataclass(frozen=True, slots=True)
class Call:
    """One authenticated request."""

    venue: Venue
    params: Params
    caller: Account | None = None
    api_key: str = ""
    host: str = "127.0.0.1"
    """How the client reached the venue, with the port."""

    @property
    def account(self) -> Account:
        """The signed-in account; only for endpoints that need a key."""
        if self.caller is None:
            raise LookupError("this endpoint is not signed")
        return self.caller

    def is_too_fresh(self, time_ms: int) -> bool:
        """Whether the `stale_order` fault still hides an order placed at a time."""
        return self.venue.clock.now_ms() - time_ms < self.venue.blind_ms


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A handler and what calling it costs."""

    handler: Callable[[Call], Json]
    weight: int | Callable[[Params], int] = 1
    security: Security = Security.SIGNED
    orders: int = 0
    """How much it adds to the account's order counts."""
    free: bool = False
    """Its weight is given back when it succeeds."""
    pool: Pool | None = None
    """Requests counted apart from the weight."""

    def cost(self, params: Params) -> int:
        """Request weight of a call with these parameters."""
        return self.weight if isinstance(self.weight, int) else self.weight(params)


Routes = dict[tuple[str, str], Endpoint]
"""Endpoints by (method, path)."""


def public(handler: Callable[[Call], Json], weight: int | Callable[[Params], int] = 1) -> Endpoint:
    """An endpoint anybody may call."""
    return Endpoint(handler, weight, Security.NONE)


def pooled(handler: Callable[[Call], Json], pool: Pool) -> Endpoint:
    """An endpoint anybody may call that counts in a pool of its own."""
    return Endpoint(handler, 0, Security.NONE, pool=pool)


def one_or_all(one: int, every: int) -> Callable[[Params], int]:
    """Weight of an endpoint that is dearer without a symbol."""
    return lambda params: one if params.get("symbol") else every
