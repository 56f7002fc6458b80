"""Spot orders, order lists and fills as the venue keeps them, in Binance's terms."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from tools.terms import Side

OPEN = ("NEW", "PARTIALLY_FILLED")
STOP_TYPES = ("STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT")
MARKET_TYPES = ("MARKET", "STOP_LOSS", "TAKE_PROFIT")
"""Types that trade at any price once they work."""
NO_LIST = -1
NEVER_MS = -1
_NONE = Decimal(0)
_BASIS = 10_000


@dataclass(slots=True)
class SpotOrder:
    """A client's order and its state; prices in the quote asset, absent ones 0."""

    order_id: int
    client_order_id: str
    account: str
    symbol: str
    side: Side
    type: str
    time_in_force: str
    quantity: Decimal
    quote_quantity: Decimal
    """`quoteOrderQty` of a market order; then `quantity` is what it came to."""
    price: Decimal
    stop_price: Decimal
    trailing_delta: int
    """Basis points; 0 when it does not trail."""
    iceberg: Decimal
    prevention: str
    """Self-trade prevention mode."""
    strategy_id: int | None
    strategy_type: int | None
    time_ms: int
    updated_ms: int
    list_id: int = NO_LIST
    status: str = "NEW"
    working_ms: int = NEVER_MS
    """When it came into the market."""
    trailing_ms: int = NEVER_MS
    """When it began to follow the price."""
    extreme: Decimal = _NONE
    """The best price since then."""
    executed: Decimal = _NONE
    quote: Decimal = _NONE
    """Value executed so far (cummulativeQuoteQty)."""
    locked: Decimal = _NONE
    """What is set aside for it in the asset it pays; of a list, one order holds it for both."""
    prevented: Decimal = _NONE
    """Quantity taken off by self-trade prevention."""
    prevented_match: int | None = None
    """Id of the match that would have been with itself."""
    expiry_reason: str = ""
    cancel_id: str = ""
    """The client's id of the cancellation."""
    amendments: int = 0

    @property
    def open(self) -> bool:
        """Whether it can still fill."""
        return self.status in OPEN

    @property
    def waiting(self) -> bool:
        """Whether it waits for its stop price."""
        return self.open and self.working_ms == NEVER_MS

    @property
    def remaining(self) -> Decimal:
        """Quantity not executed."""
        return self.quantity - self.executed

    @property
    def at_market(self) -> bool:
        """Whether it trades at any price."""
        return self.type in MARKET_TYPES

    @property
    def needs(self) -> Decimal:
        """What a resting order still has to set aside in the asset it pays."""
        return self.remaining * self.price if self.side is Side.BUY else self.remaining

    def triggers(self, price: Decimal, time_ms: int) -> bool:
        """Whether a trade at a price lets it into the market; a trailing one also follows the price.

        STOP_LOSS buys at or above its stop price and sells at or below it, TAKE_PROFIT the other way
        round. A trailing one starts there, or at once without a stop price: a buy then waits for a rise
        of `trailing_delta` basis points from the lowest price, a sell for a fall from the highest.
        """
        if not self.trailing_delta:
            return self._is_past_stop(price)
        if self.trailing_ms == NEVER_MS and (not self.stop_price or self._is_past_stop(price)):
            self.trailing_ms, self.extreme = time_ms, price
        return self.trailing_ms != NEVER_MS and self._trails(price)

    def _is_past_stop(self, price: Decimal) -> bool:
        upwards = (self.side is Side.BUY) is self.type.startswith("STOP")
        return price >= self.stop_price if upwards else price <= self.stop_price

    def _trails(self, price: Decimal) -> bool:
        buying = self.side is Side.BUY
        self.extreme = min(self.extreme, price) if buying else max(self.extreme, price)
        share = Decimal(self.trailing_delta) / _BASIS
        return price >= self.extreme * (1 + share) if buying else price <= self.extreme * (1 - share)


@dataclass(slots=True)
class OrderList:
    """An OCO: two orders of which only one may trade."""

    list_id: int
    client_list_id: str
    account: str
    symbol: str
    order_ids: tuple[int, ...]
    time_ms: int
    updated_ms: int
    open: bool = True

    @property
    def status_type(self) -> str:
        """`listStatusType`."""
        return "EXEC_STARTED" if self.open else "ALL_DONE"

    @property
    def order_status(self) -> str:
        """`listOrderStatus`."""
        return "EXECUTING" if self.open else "ALL_DONE"


@dataclass(frozen=True, slots=True)
class SpotFill:
    """One execution of one client order."""

    trade_id: int
    order_id: int
    client_order_id: str
    list_id: int
    account: str
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    commission: Decimal
    commission_asset: str
    maker: bool
    time_ms: int


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of an order's quantity."""

    execution_id: int
    order_id: int
    symbol: str
    old_client_order_id: str
    new_client_order_id: str
    old_quantity: Decimal
    new_quantity: Decimal
    time_ms: int


@dataclass(frozen=True, slots=True)
class PreventedMatch:
    """An owner's order that met another one of the same owner, and what left the market for it."""

    match_id: int
    """Counted from 0 within a symbol."""
    account: str
    symbol: str
    taker_order_id: int
    maker_order_id: int
    mode: str
    """Self-trade prevention mode of the incoming order."""
    price: Decimal
    taker_quantity: Decimal | None
    """What was left of the incoming order, where it expired."""
    maker_quantity: Decimal | None
    """What was left of the resting order, where it expired."""
    time_ms: int


Record = SpotOrder | OrderList | SpotFill | Amendment | PreventedMatch


def to_row(record: Record) -> dict[str, Any]:
    """Plain values for the journal; decimals as strings."""
    values = ((one.name, getattr(record, one.name)) for one in fields(record))
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values}


_ORDER_DECIMALS = (
    *("quantity", "quote_quantity", "price", "stop_price", "iceberg"),
    *("extreme", "executed", "quote", "locked", "prevented"),
)


def order_from_row(row: dict[str, Any]) -> SpotOrder:
    """The inverse of `to_row` for orders."""
    return SpotOrder(**_read(row, _ORDER_DECIMALS) | {"side": Side(row["side"])})


def list_from_row(row: dict[str, Any]) -> OrderList:
    """The inverse of `to_row` for order lists."""
    return OrderList(**row | {"order_ids": tuple(row["order_ids"])})


def fill_from_row(row: dict[str, Any]) -> SpotFill:
    """The inverse of `to_row` for fills."""
    decimals = ("price", "quantity", "commission")
    return SpotFill(**_read(row, decimals) | {"side": Side(row["side"])})


def amendment_from_row(row: dict[str, Any]) -> Amendment:
    """The inverse of `to_row` for amendments."""
    return Amendment(**_read(row, ("old_quantity", "new_quantity")))


def prevented_from_row(row: dict[str, Any]) -> PreventedMatch:
    """The inverse of `to_row` for prevented matches."""
    quantities = [name for name in ("taker_quantity", "maker_quantity") if row[name] is not None]
    return PreventedMatch(**_read(row, ("price", *quantities)))


def _read(row: dict[str, Any], decimals: Iterable[str]) -> dict[str, Any]:
    return row | {name: Decimal(row[name]) for name in decimals}
