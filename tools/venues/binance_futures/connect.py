"""connect: makes a BinanceFutures with its transport, budget and host check."""

import httpx

from tools.clock import Clock
from tools.terms import Mode
from tools.venues.binance_futures.budget import Budget
from tools.venues.binance_futures.hosts import checked
from tools.venues.binance_futures.venue import BinanceFutures
from tools.venues.binance_futures.wire import Wire
from tools.venues.http_transport import HttpxTransport, SocketTransport


def connect(
    base_url: str,
    key: str,
    secret: str,
    clock: Clock,
    mode: Mode,
    transport: httpx.AsyncBaseTransport | None = None,
) -> BinanceFutures:
    """A connector; nothing is sent yet.

    `transport` stands for the network: a venue in this process, or scripted answers. Proxies and
    credentials of the environment are not used: what is signed goes where the settings say.

    Raises:
        ConfigError: the address is not a testnet of this mode.
    """
    budget = Budget(clock)
    account_name = f"{mode.value.replace('_', '-')}:{key[:8]}…"
    way = SocketTransport() if transport is None else HttpxTransport(transport)
    wire = Wire(way, checked(base_url, mode), key, secret, budget)
    return BinanceFutures(wire, budget, clock, mode, account_name)
