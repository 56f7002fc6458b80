"""Stream payloads as they come over the socket; field names are the venue's letters, unknown ones ignored."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field

from tools.terms import Side
from tools.venues.binance.border import Number, PositiveNumber


class Payload:
    """A payload or a part of one."""

    __pydantic_config__ = ConfigDict(extra="ignore")


@dataclass(frozen=True, kw_only=True)
class Head(Payload):
    """What every event used here has; best prices and partial books have neither and are not used."""

    kind: Annotated[str, Field(alias="e")]
    event_ms: Annotated[int, Field(alias="E", gt=0)]


@dataclass(frozen=True, kw_only=True)
class AggTradePayload(Payload):
    """aggTrade."""

    event_ms: Annotated[int, Field(alias="E")]
    symbol: Annotated[str, Field(alias="s")]
    trade_id: Annotated[int, Field(alias="a")]
    price: Annotated[Number, Field(alias="p")]
    quantity: Annotated[Number, Field(alias="q")]
    buyer_maker: Annotated[bool, Field(alias="m")]
    time_ms: Annotated[int, Field(alias="T")]


@dataclass(frozen=True, kw_only=True)
class TickerPayload(Payload):
    """24hrTicker, for its best prices."""

    event_ms: Annotated[int, Field(alias="E")]
    symbol: Annotated[str, Field(alias="s")]
    bid: Annotated[Number, Field(alias="b")]
    bid_quantity: Annotated[Number, Field(alias="B")]
    ask: Annotated[Number, Field(alias="a")]
    ask_quantity: Annotated[Number, Field(alias="A")]


@dataclass(frozen=True, kw_only=True)
class ReportPayload(Payload):
    """executionReport."""

    symbol: Annotated[str, Field(alias="s")]
    client_order_id: Annotated[str, Field(alias="c")]
    """Of a cancel: the id of the cancel."""
    original_client_order_id: Annotated[str, Field(alias="C")]
    """Of a cancel: the id of the order; else empty."""
    side: Annotated[Side, Field(alias="S")]
    type: Annotated[str, Field(alias="o")]
    quantity: Annotated[PositiveNumber, Field(alias="q")]
    price: Annotated[Number, Field(alias="p")]
    stop_price: Annotated[Number, Field(alias="P")]
    list_id: Annotated[int, Field(alias="g")]
    execution: Annotated[str, Field(alias="x")]
    status: Annotated[str, Field(alias="X")]
    order_id: Annotated[int, Field(alias="i")]
    last_quantity: Annotated[Number, Field(alias="l")]
    executed: Annotated[Number, Field(alias="z")]
    last_price: Annotated[Number, Field(alias="L")]
    commission: Annotated[Number, Field(alias="n")]
    commission_asset: Annotated[str | None, Field(alias="N")] = None
    time_ms: Annotated[int, Field(alias="T")]
    trade_id: Annotated[int, Field(alias="t")]
    working: Annotated[bool, Field(alias="w")]
    maker: Annotated[bool, Field(alias="m")]
    value: Annotated[Number, Field(alias="Z")]


@dataclass(frozen=True, kw_only=True)
class BalancePart(Payload):
    """A row of `B`."""

    asset: Annotated[str, Field(alias="a")]
    free: Annotated[Number, Field(alias="f")]
    locked: Annotated[Number, Field(alias="l")]


@dataclass(frozen=True, kw_only=True)
class PositionPayload(Payload):
    """outboundAccountPosition."""

    updated_ms: Annotated[int, Field(alias="u")]
    balances: Annotated[tuple[BalancePart, ...], Field(alias="B")]
