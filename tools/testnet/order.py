"""Orders and fills as the venue keeps them, in Binance's terms."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.terms import Side

OPEN = ("NEW", "PARTIALLY_FILLED")


@dataclass(slots=True)
class Order:
    """A client's order and its state; prices in USDT, quantities in the base asset."""

    order_id: int
    client_order_id: str
    account: str
    symbol: str
    side: Side
    type: str
    time_in_force: str
    quantity: Decimal
    price: Decimal
    """0 for market orders."""
    reduce_only: bool
    time_ms: int
    updated_ms: int
    status: str = "NEW"
    executed: Decimal = Decimal(0)
    quote: Decimal = Decimal(0)
    """Value executed so far (cumQuote)."""
    realized: Decimal = Decimal(0)
    expire_reason: str = "0"
    """`er` of ORDER_TRADE_UPDATE."""
    position_side: str = "BOTH"
    close_position: bool = False
    """Made by a conditional order that closes the whole position."""
    price_match: str = "NONE"
    prevention: str = "EXPIRE_MAKER"
    """Self-trade prevention mode."""
    good_till_ms: int = 0
    """When a GTD order expires; 0 for the others."""
    modify_id: int = 0
    """How often it was amended, or the number the client gave."""
    liquidation: bool = False
    """The venue itself closes a position it no longer carries."""

    @property
    def open(self) -> bool:
        """Whether it can still fill."""
        return self.status in OPEN

    @property
    def reducing(self) -> bool:
        """Whether it can only make a position smaller."""
        return self.reduce_only or closes(self.side, self.position_side)

    @property
    def remaining(self) -> Decimal:
        """Quantity not executed."""
        return self.quantity - self.executed

    @property
    def average_price(self) -> Decimal:
        """Mean execution price; 0 before the first fill."""
        return self.quote / self.executed if self.executed else Decimal(0)


def closes(side: Side, position_side: str) -> bool:
    """Whether an order of `side` closes a hedge-mode position rather than opens one."""
    return (position_side, side) in (("LONG", Side.SELL), ("SHORT", Side.BUY))


@dataclass(frozen=True, slots=True)
class Fill:
    """One execution of one client order."""

    trade_id: int
    order_id: int
    client_order_id: str
    account: str
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    commission: Decimal
    realized: Decimal
    maker: bool
    time_ms: int
    position_side: str = "BOTH"


def to_row(record: Order | Fill) -> dict[str, Any]:
    """Plain values for the journal; decimals as strings."""
    values = ((name, getattr(record, name)) for name in record.__dataclass_fields__)
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values}


_ORDER_DECIMALS = ("quantity", "price", "executed", "quote", "realized")
_FILL_DECIMALS = ("price", "quantity", "commission", "realized")


def order_from_row(row: dict[str, Any]) -> Order:
    """The inverse of `to_row` for orders."""
    return Order(**_read(row, _ORDER_DECIMALS))


def fill_from_row(row: dict[str, Any]) -> Fill:
    """The inverse of `to_row` for fills."""
    return Fill(**_read(row, _FILL_DECIMALS))


def _read(row: dict[str, Any], decimals: tuple[str, ...]) -> dict[str, Any]:
    values = row | {name: Decimal(row[name]) for name in decimals}
    return values | {"side": Side(row["side"])}
