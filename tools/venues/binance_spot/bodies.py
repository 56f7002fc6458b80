"""The venue's bodies as they come over the wire, validated at the border; unknown fields are ignored."""

from dataclasses import dataclass
from decimal import Decimal

from tools.terms import Side
from tools.venues.binance.border import Body, Number, PositiveNumber


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
    min_notional: Number | None = None
    max_notional: Number | None = None
    bid_multiplier_up: Number | None = None
    bid_multiplier_down: Number | None = None
    ask_multiplier_up: Number | None = None
    ask_multiplier_down: Number | None = None
    max_num_orders: int | None = None


@dataclass(frozen=True, kw_only=True)
class SymbolBody(Body):
    """One symbol of the exchange information."""

    symbol: str
    status: str
    base_asset: str
    quote_asset: str
    filters: tuple[FilterBody, ...]
    order_types: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BookBody(Body):
    """GET /api/v3/depth; it carries no time."""

    bids: tuple[tuple[Number, Number], ...]
    asks: tuple[tuple[Number, Number], ...]


@dataclass(frozen=True, kw_only=True)
class BookTickerBody(Body):
    """GET /api/v3/ticker/bookTicker, or one row of it; an empty side has the price zero."""

    symbol: str
    bid_price: Number
    ask_price: Number


@dataclass(frozen=True, kw_only=True)
class LastPriceBody(Body):
    """GET /api/v3/ticker/price."""

    symbol: str
    price: Number


@dataclass(frozen=True, kw_only=True)
class BalanceBody(Body):
    """One asset of the account."""

    asset: str
    free: Number
    locked: Number


@dataclass(frozen=True, kw_only=True)
class AccountBody(Body):
    """GET /api/v3/account."""

    balances: tuple[BalanceBody, ...]


@dataclass(frozen=True, kw_only=True)
class OrderBody(Body):
    """An order, from placing, asking, cancelling and the lists; each of them has its own times."""

    symbol: str
    order_id: int
    order_list_id: int = -1
    """-1: it belongs to no list."""
    client_order_id: str
    """In the answer to a cancel: the id of the cancel."""
    orig_client_order_id: str | None = None
    """In the answer to a cancel: the id of the order."""
    side: Side
    type: str
    status: str
    orig_qty: PositiveNumber
    executed_qty: Number
    cummulative_quote_qty: Number
    """Spelled as the venue does; negative when it does not know any more."""
    price: Number
    stop_price: Number = Decimal(0)
    is_working: bool | None = None
    """Only where an order was asked for."""
    working_time: int | None = None
    """-1: it waits for its trigger. Where an order was placed or asked for."""
    update_time: int | None = None
    transact_time: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrderListBody(Body):
    """An order list, when it was placed or cancelled."""

    order_list_id: int
    order_reports: tuple[OrderBody, ...]


@dataclass(frozen=True, kw_only=True)
class ReplacementBody(Body):
    """POST /api/v3/order/cancelReplace when both halves worked."""

    new_order_response: OrderBody


@dataclass(frozen=True, kw_only=True)
class HalfBody(Body):
    """Why one half of a replacement failed."""

    code: int
    msg: str


@dataclass(frozen=True, kw_only=True)
class HalvesBody(Body):
    """`data` of a failed replacement; the response of a half that worked is an order, and not read."""

    cancel_result: str
    new_order_result: str
    cancel_response: dict[str, object] | None = None
    new_order_response: dict[str, object] | None = None


@dataclass(frozen=True, kw_only=True)
class FailedReplacementBody(Body):
    """POST /api/v3/order/cancelReplace with code -2021 or -2022."""

    data: HalvesBody


@dataclass(frozen=True, kw_only=True)
class FillBody(Body):
    """One row of GET /api/v3/myTrades."""

    symbol: str
    id: int
    order_id: int
    price: Number
    qty: Number
    commission: Number
    commission_asset: str
    time: int
    is_buyer: bool
    is_maker: bool
