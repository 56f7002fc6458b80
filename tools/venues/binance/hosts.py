"""Which hosts a connector may talk to: testnets and this machine, decided before the first byte is sent."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from tools.errors import ConfigError
from tools.terms import Mode


def checked(base_url: str, mode: Mode, hosts: frozenset[str]) -> str:
    """The base URL without a trailing slash.

    In `binance_testnet` only the test hosts given pass, over HTTPS; in every other mode only this
    machine and private networks do. Signed requests thus never reach a host nobody listed.

    Raises:
        ConfigError: any other address.
    """
    return _checked(base_url, mode, ("https", "http"), hosts)


def checked_stream(base_url: str, mode: Mode, hosts: frozenset[str]) -> str:
    """The address of a stream host without a trailing slash, by the same rule over WebSocket.

    Raises:
        ConfigError: any other address.
    """
    return _checked(base_url, mode, ("wss", "ws"), hosts)


def _checked(base_url: str, mode: Mode, schemes: tuple[str, str], hosts: frozenset[str]) -> str:
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    test_host = parts.scheme == schemes[0] and host in hosts
    local = parts.scheme in schemes and _is_local(host)
    if not (test_host if mode is Mode.BINANCE_TESTNET else local):
        raise ConfigError(
            f"{host or base_url!r} is not a testnet of mode {mode}; only testnets are allowed: "
            "SPARK_MODE and the SPARK_BINANCE_… addresses must belong together",
            f"{host or base_url!r}, {mode} modunun test ağı değil; yalnızca test ağlarına izin var: "
            "SPARK_MODE ile SPARK_BINANCE_… adresleri birbirine uymalı",
        )
    return base_url.rstrip("/")


def _is_local(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".internal", ".local")))
    return address.is_loopback or address.is_private


def account_name(mode: Mode, key: str) -> str:
    """Which account a key opens, without the key, e.g. `local-testnet:spark-te…`."""
    return f"{mode.value.replace('_', '-')}:{key[:8]}…"
