"""Conditional orders as the Algo service keeps them, and when they trigger."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.terms import Side

ALGO_TYPES = ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
LIMIT_ALGO_TYPES = ("STOP", "TAKE_PROFIT")
_NONE = Decimal(0)


@dataclass(slots=True)
class AlgoOrder:
    """A conditional order and its state; absent prices are 0."""

    algo_id: int
    client_algo_id: str
    account: str
    symbol: str
    side: Side
    position_side: str
    type: str
    time_in_force: str
    quantity: Decimal
    """0 when it closes the whole position."""
    price: Decimal
    """Limit price of STOP and TAKE_PROFIT."""
    trigger_price: Decimal
    working_type: str
    price_match: str
    close_position: bool
    price_protect: bool
    reduce_only: bool
    activate_price: Decimal
    callback_rate: Decimal
    """Percent."""
    prevention: str
    good_till_ms: int
    time_ms: int
    updated_ms: int
    status: str = "NEW"
    triggered_ms: int = 0
    actual_order_id: int = 0
    active: bool = False
    """Trailing: the activation price was reached."""
    extreme: Decimal = _NONE
    """Trailing: the best price since it became active."""
    reject_reason: str = ""

    @property
    def open(self) -> bool:
        """Whether it still waits for its trigger."""
        return self.status == "NEW"

    @property
    def triggers_up(self) -> bool:
        """Whether it waits for a price at or above the trigger."""
        return (self.side is Side.BUY) is self.type.startswith("STOP")

    def reached(self, price: Decimal) -> bool:
        """Whether a price triggers it; a trailing one also follows the price.

        STOP buys at or above the trigger and sells at or below it, TAKE_PROFIT the other way round. A
        trailing buy needs the lowest price at or below `activate_price`, then a rise of
        `callback_rate` percent from the lowest; a trailing sell is its mirror image.
        """
        if self.type == "TRAILING_STOP_MARKET":
            return self._trailed(price)
        return price >= self.trigger_price if self.triggers_up else price <= self.trigger_price

    def _trailed(self, price: Decimal) -> bool:
        buying = self.side is Side.BUY
        if not self.active:
            reached = price <= self.activate_price if buying else price >= self.activate_price
            if self.activate_price and not reached:
                return False
            self.active, self.extreme = True, price
        self.extreme = min(self.extreme, price) if buying else max(self.extreme, price)
        share = self.callback_rate / 100
        return price >= self.extreme * (1 + share) if buying else price <= self.extreme * (1 - share)

    def first_reached(self, prices: Iterable[Decimal]) -> bool:
        """Whether one of the prices, in order, triggers it."""
        return any(self.reached(price) for price in prices)


def algo_row(algo: AlgoOrder) -> dict[str, Any]:
    """Plain values for the journal; decimals as strings."""
    values = ((name, getattr(algo, name)) for name in algo.__dataclass_fields__)
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values}


_DECIMALS = ("quantity", "price", "trigger_price", "activate_price", "callback_rate", "extreme")


def algo_from_row(row: dict[str, Any]) -> AlgoOrder:
    """The inverse of `algo_row`."""
    decimals = {name: Decimal(row[name]) for name in _DECIMALS}
    return AlgoOrder(**(row | decimals | {"side": Side(row["side"])}))
