"""The SDK pointed at the venue, and what it does not know of the fields it was sent."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from binance_common.configuration import (
    ConfigurationRestAPI,
    ConfigurationWebSocketAPI,
    ConfigurationWebSocketStreams,
)
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import (
    DerivativesTradingUsdsFutures,
)
from desk import Desk
from pydantic import BaseModel

ID = "BTCUSDT"


TAKER = Decimal("0.0005")


LIVE_V2 = frozenset({"isolatedMargin", "notional", "isolatedWallet", "breakEvenPrice"})  # positions of v2


LIVE_ALGO = frozenset({"activatePrice", "callbackRate"})  # in a query of an algo order


def connect(desk: Desk, key: str = "", secret: str = "") -> DerivativesTradingUsdsFutures:
    """The SDK pointed at the venue."""
    pair = {"api_key": key or desk.key, "api_secret": secret or desk.secret}
    return DerivativesTradingUsdsFutures(
        config_rest_api=ConfigurationRestAPI(**pair, base_path=desk.rest, timeout=10_000),
        config_ws_api=ConfigurationWebSocketAPI(**pair, stream_url=f"{desk.sockets}/ws-fapi/v1"),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=desk.sockets),
    )


def rest_of(desk: Desk, **pair: str) -> Any:
    return connect(desk, **pair).rest_api


def rows_of(answer: Any) -> Any:
    """What the SDK parsed, out of its one-of wrapper."""
    data = answer.data()
    return getattr(data, "actual_instance", data)


def known(model: Any, but: frozenset[str] = frozenset()) -> None:
    """Assert that the SDK knows every field it was sent, at any depth, but those its samples leave out."""
    for part in _models(model):
        unknown = part.additional_properties.keys() - but
        assert not unknown, f"{type(part).__name__}: {unknown}"


def _models(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, list):
        for one in value:
            yield from _models(one)
    elif isinstance(value, BaseModel):
        if hasattr(value, "additional_properties"):
            yield value
        for name in type(value).model_fields:
            if name != "additional_properties":
                yield from _models(getattr(value, name))


def refusal(kind: type[Exception], call: Callable[[], Any]) -> tuple[int, str]:
    """Code and text of the SDK's typed error that a call raises."""
    try:
        answer = call()
    except kind as failure:
        return failure.status_code, failure.error_message
    raise AssertionError(f"not refused: {answer}")
