"""Orders and fills as the venue keeps them, in Binance's terms."""

from dataclasses import asdict, dataclass
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

    @property
    def open(self) -> bool:
        """Whether it can still fill."""
        return self.status in OPEN

    @property
    def remaining(self) -> Decimal:
        """Quantity not executed."""
        return self.quantity - self.executed

    @property
    def average_price(self) -> Decimal:
        """Mean execution price; 0 before the first fill."""
        return self.quote / self.executed if self.executed else Decimal(0)


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


def to_row(record: Order | Fill) -> dict[str, Any]:
    """Plain values for the journal; decimals as strings."""
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(record).items()
    }


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
