"""Stream payloads as they come over the socket; field names are the venue's letters, unknown ones ignored."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import ConfigDict, Field

from tools.terms import OrderType, PositionSide, Side
from tools.venues.binance.border import Number, PositiveNumber
from tools.venues.binance_futures.bodies import BlankNumber


class Payload:
    """A payload or a part of one."""

    __pydantic_config__ = ConfigDict(extra="ignore")


@dataclass(frozen=True, kw_only=True)
class Head(Payload):
    """What every event has."""

    kind: Annotated[str, Field(alias="e")]
    event_ms: Annotated[int, Field(alias="E", gt=0)]


@dataclass(frozen=True, kw_only=True)
class AggTradePayload(Payload):
    """aggTrade."""

    symbol: Annotated[str, Field(alias="s")]
    trade_id: Annotated[int, Field(alias="a")]
    price: Annotated[Number, Field(alias="p")]
    quantity: Annotated[Number, Field(alias="q")]
    buyer_maker: Annotated[bool, Field(alias="m")]
    time_ms: Annotated[int, Field(alias="T")]


@dataclass(frozen=True, kw_only=True)
class BookTickerPayload(Payload):
    """bookTicker."""

    symbol: Annotated[str, Field(alias="s")]
    update_id: Annotated[int, Field(alias="u")]
    bid: Annotated[Number, Field(alias="b")]
    bid_quantity: Annotated[Number, Field(alias="B")]
    ask: Annotated[Number, Field(alias="a")]
    ask_quantity: Annotated[Number, Field(alias="A")]
    time_ms: Annotated[int, Field(alias="T")]


@dataclass(frozen=True, kw_only=True)
class DepthPayload(Payload):
    """depthUpdate of a partial book."""

    symbol: Annotated[str, Field(alias="s")]
    update_id: Annotated[int, Field(alias="u")]
    previous_id: Annotated[int, Field(alias="pu")]
    bids: Annotated[tuple[tuple[Number, Number], ...], Field(alias="b")]
    asks: Annotated[tuple[tuple[Number, Number], ...], Field(alias="a")]
    time_ms: Annotated[int, Field(alias="T")]


@dataclass(frozen=True, kw_only=True)
class MarkPricePayload(Payload):
    """markPriceUpdate."""

    symbol: Annotated[str, Field(alias="s")]
    mark: Annotated[Number, Field(alias="p")]
    index: Annotated[Number, Field(alias="i")]
    funding_rate: Annotated[Number, Field(alias="r")]
    next_funding_ms: Annotated[int, Field(alias="T")]
    event_ms: Annotated[int, Field(alias="E")]


@dataclass(frozen=True, kw_only=True)
class OrderPart(Payload):
    """`o` of ORDER_TRADE_UPDATE."""

    symbol: Annotated[str, Field(alias="s")]
    client_order_id: Annotated[str, Field(alias="c")]
    side: Annotated[Side, Field(alias="S")]
    type: Annotated[OrderType, Field(alias="o")]
    quantity: Annotated[PositiveNumber, Field(alias="q")]
    price: Annotated[Number, Field(alias="p")]
    average_price: Annotated[Number, Field(alias="ap")]
    execution: Annotated[str, Field(alias="x")]
    status: Annotated[str, Field(alias="X")]
    order_id: Annotated[int, Field(alias="i")]
    last_quantity: Annotated[Number, Field(alias="l")]
    executed: Annotated[Number, Field(alias="z")]
    last_price: Annotated[Number, Field(alias="L")]
    commission: Annotated[Number | None, Field(alias="n")] = None
    commission_asset: Annotated[str | None, Field(alias="N")] = None
    time_ms: Annotated[int, Field(alias="T")]
    trade_id: Annotated[int, Field(alias="t")]
    maker: Annotated[bool, Field(alias="m")]
    reduce_only: Annotated[bool, Field(alias="R")]
    position_side: Annotated[PositionSide, Field(alias="ps")]
    realized: Annotated[Number, Field(alias="rp")]


@dataclass(frozen=True, kw_only=True)
class OrderTradePayload(Payload):
    """ORDER_TRADE_UPDATE."""

    order: Annotated[OrderPart, Field(alias="o")]


@dataclass(frozen=True, kw_only=True)
class AlgoPart(Payload):
    """`o` of ALGO_UPDATE."""

    symbol: Annotated[str, Field(alias="s")]
    algo_id: Annotated[int, Field(alias="aid")]
    client_algo_id: Annotated[str, Field(alias="caid")]
    side: Annotated[Side, Field(alias="S")]
    order_type: Annotated[OrderType, Field(alias="o")]
    algo_status: Annotated[str, Field(alias="X")]
    quantity: Annotated[BlankNumber, Field(alias="q")]
    price: Annotated[BlankNumber, Field(alias="p")]
    trigger_price: Annotated[BlankNumber, Field(alias="tp")]
    reduce_only: Annotated[bool, Field(alias="R")]
    close_position: Annotated[bool, Field(alias="cp")]
    position_side: Annotated[PositionSide, Field(alias="ps")]
    actual_order_id: Annotated[int | str, Field(alias="ai")] = ""


@dataclass(frozen=True, kw_only=True)
class AlgoPayload(Payload):
    """ALGO_UPDATE."""

    time_ms: Annotated[int, Field(alias="T")]
    order: Annotated[AlgoPart, Field(alias="o")]


@dataclass(frozen=True, kw_only=True)
class BalancePart(Payload):
    """A row of `B`."""

    asset: Annotated[str, Field(alias="a")]
    wallet: Annotated[Number, Field(alias="wb")]


@dataclass(frozen=True, kw_only=True)
class PositionPart(Payload):
    """A row of `P`."""

    symbol: Annotated[str, Field(alias="s")]
    quantity: Annotated[Number, Field(alias="pa")]
    entry_price: Annotated[Number, Field(alias="ep")]
    position_side: Annotated[PositionSide, Field(alias="ps")]


@dataclass(frozen=True, kw_only=True)
class AccountPart(Payload):
    """`a` of ACCOUNT_UPDATE."""

    reason: Annotated[str, Field(alias="m")]
    balances: Annotated[tuple[BalancePart, ...], Field(alias="B")] = ()
    positions: Annotated[tuple[PositionPart, ...], Field(alias="P")] = ()


@dataclass(frozen=True, kw_only=True)
class AccountPayload(Payload):
    """ACCOUNT_UPDATE."""

    time_ms: Annotated[int, Field(alias="T")]
    account: Annotated[AccountPart, Field(alias="a")]
