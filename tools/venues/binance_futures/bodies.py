"""The venue's bodies as they come over the wire, validated at the border; unknown fields are ignored."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from tools.terms import MarginType, OrderType, PositionSide, Side
from tools.venues.binance.border import Body, Number, PositiveNumber


def _given(value: object) -> object:
    return "0" if value in ("", None) else value


BlankNumber = Annotated[Number, BeforeValidator(_given)]
"""A decimal that is blank, here zero, where it does not apply."""


@dataclass(frozen=True, kw_only=True)
class ListenKeyBody(Body):
    """POST and PUT /fapi/v1/listenKey."""

    listen_key: str


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
    """GET /fapi/v1/accountConfig: the mode at a sixth of what positionSide/dual costs."""

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
