"""The HTTP client of a connector: to one testnet, without retries, redirects or proxies."""

import httpx

from tools.terms import Mode
from tools.venues.binance.hosts import checked

TIMEOUT = httpx.Timeout(10, connect=5)
"""Seconds; shorter than the venue's own receive window plus its back-end time-out."""


def client(
    base_url: str, mode: Mode, hosts: frozenset[str], transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    """A client; nothing is sent yet.

    `transport` defaults to aiohttp's, which is faster under load, else httpx's own. Proxies and
    credentials of the environment are not used: what is signed goes where the settings say.

    Raises:
        ConfigError: the address is not a testnet of this mode.
    """
    return httpx.AsyncClient(
        base_url=checked(base_url, mode, hosts),
        transport=transport or _default_transport(),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "spark-copilot"},
    )


def account_name(mode: Mode, key: str) -> str:
    """Which account a key opens, without the key, e.g. `local-testnet:spark-te…`."""
    return f"{mode.value.replace('_', '-')}:{key[:8]}…"


def _default_transport() -> httpx.AsyncBaseTransport:
    try:
        from httpx_aiohttp import AiohttpTransport
    except ImportError:
        return httpx.AsyncHTTPTransport(retries=0)
    return AiohttpTransport()
