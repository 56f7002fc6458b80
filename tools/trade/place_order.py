"""place_order: one order on a venue."""

from typing import Annotated

from pydantic import Field, model_validator

from tools.call import Effect
from tools.frozen import Params
from tools.money import PositiveAmount
from tools.receipt import Receipt
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import OrderType, PositionSide, Side, TimeInForce, VenueName
from tools.text import Text

Leverage = Annotated[int, Field(strict=True, ge=1, le=125)]
_CLOSING_TYPES = (OrderType.STOP_MARKET, OrderType.TAKE_PROFIT_MARKET)


class PlaceOrderParams(Params):
    """An order as asked; exactly one of `quantity` and `notional` gives its size."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    side: Side
    type: OrderType
    quantity: PositiveAmount | None = None
    """Size in the base asset."""
    notional: PositiveAmount | None = None
    """Size as order value in the quote asset (not margin)."""
    price: PositiveAmount | None = None
    """Limit price in the quote asset."""
    stop_price: PositiveAmount | None = None
    """Trigger price of conditional orders, in the quote asset."""
    callback_rate: PositiveAmount | None = None
    """Trailing distance in percent."""
    activation_price: PositiveAmount | None = None
    """Price from which a trailing stop follows."""
    time_in_force: TimeInForce | None = None
    """How long a limit order works; GTC when left out."""
    reduce_only: bool = False
    """Only ever makes a position smaller."""
    close_position: bool = False
    """Closes the whole position when triggered; then without size."""
    post_only: bool = False
    """Refused by the venue rather than taking liquidity."""
    position_side: PositionSide = PositionSide.BOTH
    leverage: Leverage | None = None
    """Set on the symbol before the order."""
    stop_loss_price: PositiveAmount | None = None
    """Trigger of the reduce-only stop placed for what the order fills."""
    stop_loss_pct: PositiveAmount | None = None
    """Distance of the stop loss from the entry, in percent."""
    take_profit_price: PositiveAmount | None = None
    """Trigger of the reduce-only take profit placed for what the order fills."""
    take_profit_pct: PositiveAmount | None = None
    """Distance of the take profit from the entry, in percent."""
    dry_run: bool = True
    """True simulates; an order reaches the testnet only with False, and an approval."""

    @model_validator(mode="after")
    def _one_size(self) -> "PlaceOrderParams":
        sizes = sum((self.quantity is not None, self.notional is not None, self.close_position))
        if sizes != 1:
            raise ValueError("give exactly one of quantity and notional")
        if self.close_position and self.type not in _CLOSING_TYPES:
            raise ValueError("close_position goes with STOP_MARKET and TAKE_PROFIT_MARKET only")
        return self

    @model_validator(mode="after")
    def _price_fits_type(self) -> "PlaceOrderParams":
        priced = self.type in (
            OrderType.LIMIT,
            OrderType.LIMIT_MAKER,
            OrderType.STOP,
            OrderType.TAKE_PROFIT,
        )
        if priced and self.price is None:
            raise ValueError(f"a {self.type} order needs a price")
        if not priced and self.price is not None:
            raise ValueError(f"a {self.type} order takes no price")
        return self

    @model_validator(mode="after")
    def _trigger_fits_type(self) -> "PlaceOrderParams":
        trailing = self.type is OrderType.TRAILING_STOP_MARKET
        if trailing is (self.callback_rate is None):
            raise ValueError(f"a {self.type} order {'needs a' if trailing else 'takes no'} callback_rate")
        if self.activation_price is not None and not trailing:
            raise ValueError(f"a {self.type} order takes no activation_price")
        triggered = self.type.conditional and not trailing
        if triggered is (self.stop_price is None):
            raise ValueError(f"a {self.type} order {'needs a' if triggered else 'takes no'} stop_price")
        return self

    @model_validator(mode="after")
    def _one_distance(self) -> "PlaceOrderParams":
        if self.stop_loss_price is not None and self.stop_loss_pct is not None:
            raise ValueError("give stop_loss_price or stop_loss_pct, not both")
        if self.take_profit_price is not None and self.take_profit_pct is not None:
            raise ValueError("give take_profit_price or take_profit_pct, not both")
        return self


TOOL = Tool(
    name="place_order",
    effect=Effect.TRADE,
    summary=Text(
        en="Place one order; simulated unless dry_run is false",
        tr="Tek bir emir verir; dry_run false olmadıkça simülasyondur",
    ),
    params=PlaceOrderParams,
    result=Receipt,
)
