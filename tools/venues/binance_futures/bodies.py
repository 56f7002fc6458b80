"""The venue's bodies as they come over the wire, validated at the border; unknown fields are ignored."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from tools.errors import VenueUnavailable
from tools.terms import MarginType, OrderType, PositionSide, Side

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?(E[+-]?[0-9]{1,2})?", re.ASCII | re.IGNORECASE)


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError("expected a decimal")
    if not _NUMBER.fullmatch(str(value)):
        raise ValueError("expected a finite decimal")
    return Decimal(str(value))


Number = Annotated[Decimal, BeforeValidator(_number)]
"""A decimal as the venue writes it; some lists use exponents (`7.0E-4`)."""

PositiveNumber = Annotated[Number, Field(gt=0)]
"""A decimal that cannot be zero."""


def _given(value: object) -> object:
    return "0" if value in ("", None) else value


BlankNumber = Annotated[Number, BeforeValidator(_given)]
"""A decimal that is blank, here zero, where it does not apply."""

T = TypeVar("T")


def read(kind: type[T], body: object) -> T:
    """Validate a body.

    Raises:
        VenueUnavailable: it does not have the documented shape; the message names the first misfit.
    """
    try:
        found: T = _adapter(kind).validate_python(body)  # type: ignore[arg-type]
    except ValidationError as error:
        raise misfit(error) from None
    return found


def misfit(error: ValidationError) -> VenueUnavailable:
    """The error for a body that is not what the venue documents, without the body's data."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return VenueUnavailable(f"unexpected answer: {where}: {first['msg']}")


@cache
def _adapter(kind: type[T]) -> TypeAdapter[T]:
    return TypeAdapter(kind)


class Body:
    """A body or a part of one; field names are the venue's, in snake_case, fields it adds are ignored."""

    __pydantic_config__ = ConfigDict(alias_generator=to_camel, extra="ignore")


@dataclass(frozen=True, kw_only=True)
class TimeBody(Body):
    """GET /fapi/v1/time."""

    server_time: int


@dataclass(frozen=True, kw_only=True)
class ListenKeyBody(Body):
    """POST and PUT /fapi/v1/listenKey."""

    listen_key: str


@dataclass(frozen=True, kw_only=True)
class RateLimitBody(Body):
    """One row of `rateLimits`."""

    rate_limit_type: str
    interval: str
    interval_num: int
    limit: int


@dataclass(frozen=True, kw_only=True)
class FilterBody(Body):
    """Any filter of a symbol; which fields are there depends on its type."""

    filter_type: str
    tick_size: Number | None = None
    min_price: Number | None = None
    max_price: Number | None = None
    step_size: Number | None = None
    min_qty: Number | None = None
    max_qty: Number | None = None
    notional: Number | None = None
    multiplier_up: Number | None = None
    multiplier_down: Number | None = None
    limit: int | None = None


@dataclass(frozen=True, kw_only=True)
class SymbolBody(Body):
    """One symbol of the exchange information."""

    symbol: str
    status: str
    base_asset: str
    quote_asset: str
    maint_margin_percent: Number
    filters: tuple[FilterBody, ...]
    order_types: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExchangeInfoBody(Body):
    """GET /fapi/v1/exchangeInfo; symbols are validated one by one, so one odd one spoils no other."""

    server_time: int
    rate_limits: tuple[RateLimitBody, ...]
    symbols: tuple[dict[str, object], ...]


@dataclass(frozen=True, kw_only=True)
class BookBody(Body):
    """GET /fapi/v1/depth."""

    transaction_ms: Annotated[int, Field(alias="T")]
    bids: tuple[tuple[Number, Number], ...]
    asks: tuple[tuple[Number, Number], ...]


@dataclass(frozen=True, kw_only=True)
class MarkBody(Body):
    """GET /fapi/v1/premiumIndex."""

    symbol: str
    mark_price: Number
    index_price: Number
    last_funding_rate: Number
    next_funding_time: int
    time: int


@dataclass(frozen=True, kw_only=True)
class DayTickerBody(Body):
    """One row of GET /fapi/v1/ticker/24hr."""

    symbol: str
    last_price: Number
    price_change_percent: Number
    volume: Number
    quote_volume: Number
    close_time: int


@dataclass(frozen=True, kw_only=True)
class AssetBody(Body):
    """One asset of the account."""

    asset: str
    wallet_balance: Number
    available_balance: Number


@dataclass(frozen=True, kw_only=True)
class AccountBody(Body):
    """GET /fapi/v3/account."""

    total_initial_margin: Number
    total_maint_margin: Number
    total_wallet_balance: Number
    total_unrealized_profit: Number
    total_margin_balance: Number
    available_balance: Number
    assets: tuple[AssetBody, ...]


@dataclass(frozen=True, kw_only=True)
class PositionBody(Body):
    """One row of GET /fapi/v3/positionRisk (its profit is spelled `unRealizedProfit`)."""

    symbol: str
    position_side: PositionSide
    position_amt: Number
    entry_price: Number
    mark_price: Number
    un_realized_profit: Number
    liquidation_price: Number
    initial_margin: Number
    maint_margin: Number


@dataclass(frozen=True, kw_only=True)
class SymbolConfigBody(Body):
    """One row of GET /fapi/v1/symbolConfig."""

    symbol: str
    leverage: int
    margin_type: MarginType


@dataclass(frozen=True, kw_only=True)
class IncomeBody(Body):
    """One row of GET /fapi/v1/income; the symbol of a transfer is empty."""

    symbol: str
    income_type: str
    income: Number
    asset: str
    time: int
    tran_id: int | str


@dataclass(frozen=True, kw_only=True)
class PositionModeBody(Body):
    """GET /fapi/v1/positionSide/dual."""

    dual_side_position: bool


@dataclass(frozen=True, kw_only=True)
class LeverageBody(Body):
    """POST /fapi/v1/leverage."""

    symbol: str
    leverage: int


@dataclass(frozen=True, kw_only=True)
class OrderBody(Body):
    """An order, from the order endpoints and the lists; answers to a POST carry no average price."""

    symbol: str
    order_id: int
    client_order_id: str
    side: Side
    type: OrderType
    status: str
    orig_qty: PositiveNumber
    executed_qty: Number
    price: Number
    stop_price: BlankNumber = Decimal(0)
    avg_price: Number = Decimal(0)
    reduce_only: bool
    position_side: PositionSide
    update_time: int


@dataclass(frozen=True, kw_only=True)
class AlgoBody(Body):
    """A conditional order, from the endpoints of the Algo service and its list."""

    symbol: str
    algo_id: int
    client_algo_id: str
    side: Side
    order_type: OrderType
    algo_status: str
    quantity: BlankNumber
    price: BlankNumber
    trigger_price: BlankNumber
    reduce_only: bool
    close_position: bool
    position_side: PositionSide
    actual_order_id: int | str = ""
    update_time: int


@dataclass(frozen=True, kw_only=True)
class FillBody(Body):
    """One row of GET /fapi/v1/userTrades."""

    symbol: str
    id: int
    order_id: int
    side: Side
    price: Number
    qty: Number
    commission: Number
    commission_asset: str
    realized_pnl: Number
    maker: bool
    time: int
