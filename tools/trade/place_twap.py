"""place_twap: one order in equal slices at equal times, so that none of them moves the price."""

from typing import Annotated

from pydantic import Field, model_validator

from tools.call import Effect
from tools.frozen import Params
from tools.money import PositiveAmount
from tools.receipt import Receipt
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import Side, VenueName
from tools.text import Text


class PlaceTwapParams(Params):
    """An order over time, as asked; exactly one of `quantity` and `notional` gives the size of all of it."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    side: Side
    quantity: PositiveAmount | None = None
    """Size of all slices together, in the base asset."""
    notional: PositiveAmount | None = None
    """Size of all slices together, as order value in the quote asset (not margin)."""
    duration_minutes: Annotated[int, Field(strict=True, ge=1)]
    """Minutes from the first slice to the end."""
    slices: Annotated[int, Field(strict=True, ge=2)]
    """Into how many equal orders it is cut."""
    dry_run: bool = True
    """True simulates."""

    @model_validator(mode="after")
    def _one_size(self) -> "PlaceTwapParams":
        if (self.quantity is None) is (self.notional is None):
            raise ValueError("give exactly one of quantity and notional")
        return self


TOOL = Tool(
    name="place_twap",
    effect=Effect.TRADE,
    summary=Text(
        en="Spread an order over time in equal slices (TWAP)",
        tr="Bir emri eşit parçalarla zamana yayar (TWAP)",
    ),
    params=PlaceTwapParams,
    result=Receipt,
    not_yet=Text(
        en="Place the slices one by one with place_order.",
        tr="Parçaları tek tek place_order ile verin.",
    ),
)
