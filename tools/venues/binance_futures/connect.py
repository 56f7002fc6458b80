"""connect: makes a BinanceFutures with its transport, budget and host check."""

import httpx

from tools.clock import Clock
from tools.terms import Mode
from tools.venues.binance.budget import MINUTE_MS, ORDERS, WEIGHT, Budget, Limit
from tools.venues.binance.client import account_name, client
from tools.venues.binance.wire import Wire
from tools.venues.binance_futures.hosts import BINANCE_TESTNET_HOSTS
from tools.venues.binance_futures.venue import BinanceFutures

LIMITS = (Limit(WEIGHT, MINUTE_MS, 2400), Limit(ORDERS, MINUTE_MS, 1200), Limit(ORDERS, 10_000, 300))


def connect(
    base_url: str,
    key: str,
    secret: str,
    clock: Clock,
    mode: Mode,
    transport: httpx.AsyncBaseTransport | None = None,
) -> BinanceFutures:
    """A connector; nothing is sent yet.

    Raises:
        ConfigError: the address is not a testnet of this mode.
    """
    http = client(base_url, mode, BINANCE_TESTNET_HOSTS, transport)
    budget = Budget(clock, LIMITS)
    return BinanceFutures(Wire(http, key, secret, budget), budget, clock, mode, account_name(mode, key))
