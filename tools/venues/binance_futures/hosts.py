"""Which hosts a connector may talk to: testnets and this machine, decided before the first byte is sent."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from tools.errors import ConfigError
from tools.terms import Mode

BINANCE_TESTNET_HOSTS = frozenset({"demo-fapi.binance.com", "testnet.binancefuture.com"})


def checked(base_url: str, mode: Mode) -> str:
    """The base URL without a trailing slash.

    In `binance_testnet` only Binance's test hosts over HTTPS pass; in every other mode only this
    machine and private networks do. Signed requests thus never reach a host nobody listed.

    Raises:
        ConfigError: any other address.
    """
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    test_host = parts.scheme == "https" and host in BINANCE_TESTNET_HOSTS
    local = parts.scheme in ("http", "https") and _is_local(host)
    if not (test_host if mode is Mode.BINANCE_TESTNET else local):
        raise ConfigError(
            f"{host or base_url!r} is not a testnet of mode {mode}; only testnets are allowed",
            f"{host or base_url!r}, {mode} modunun test ağı değil; yalnızca test ağlarına izin var",
        )
    return base_url.rstrip("/")


def _is_local(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".internal", ".local")))
    return address.is_loopback or address.is_private
