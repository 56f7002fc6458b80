"""The SDK's spot package pointed at the venue."""

from decimal import Decimal
from typing import Any

from binance_common.configuration import (
    ConfigurationRestAPI,
    ConfigurationWebSocketAPI,
    ConfigurationWebSocketStreams,
)
from binance_sdk_spot.spot import Spot
from desk import Desk


def connect(desk: Desk, key: str = "", secret: str = "") -> Spot:
    """The SDK pointed at the spot market; a secret in PEM is a private key."""
    secret = secret or desk.secret
    pair = {"api_key": key or desk.key, "private_key" if "PRIVATE KEY" in secret else "api_secret": secret}
    return Spot(
        config_rest_api=ConfigurationRestAPI(**pair, base_path=desk.rest, timeout=10_000),
        config_ws_api=ConfigurationWebSocketAPI(**pair, stream_url=f"{desk.sockets}/ws-api/v3"),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=desk.sockets),
    )


def rest_of(desk: Desk, **pair: str) -> Any:
    return connect(desk, **pair).rest_api


def totals(rest: Any) -> dict[str, Decimal]:
    """What a wallet holds, by asset."""
    return {row.asset: Decimal(row.free) + Decimal(row.locked) for row in rest.get_account().data().balances}


def balance(rest: Any, asset: str) -> tuple[Decimal, Decimal]:
    """Free and locked."""
    (row,) = [row for row in rest.get_account().data().balances if row.asset == asset]
    return Decimal(row.free), Decimal(row.locked)
