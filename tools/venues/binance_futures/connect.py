"""connect: makes a BinanceFutures with its transport, budget and host check."""

import httpx

from tools.clock import Clock
from tools.terms import Mode
from tools.venues.binance.budget import Budget
from tools.venues.binance.wire import Wire
from tools.venues.binance_futures.hosts import checked
from tools.venues.binance_futures.venue import BinanceFutures

TIMEOUT = httpx.Timeout(10, connect=5)
"""Seconds; shorter than the venue's own receive window plus its back-end time-out."""


def connect(
    base_url: str,
    key: str,
    secret: str,
    clock: Clock,
    mode: Mode,
    transport: httpx.AsyncBaseTransport | None = None,
) -> BinanceFutures:
    """A connector; nothing is sent yet.

    `transport` defaults to aiohttp's, which is faster under load, else httpx's own. Proxies and
    credentials of the environment are not used: what is signed goes where the settings say.

    Raises:
        ConfigError: the address is not a testnet of this mode.
    """
    http = httpx.AsyncClient(
        base_url=checked(base_url, mode),
        transport=transport or _default_transport(),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "spark-copilot"},
    )
    budget = Budget(clock)
    account_name = f"{mode.value.replace('_', '-')}:{key[:8]}…"
    return BinanceFutures(Wire(http, key, secret, budget), budget, clock, mode, account_name)


def _default_transport() -> httpx.AsyncBaseTransport:
    try:
        from httpx_aiohttp import AiohttpTransport
    except ImportError:
        return httpx.AsyncHTTPTransport(retries=0)
    return AiohttpTransport()
