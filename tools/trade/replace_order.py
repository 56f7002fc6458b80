"""replace_order: change price or quantity of a working limit order in one step."""

from pydantic import model_validator

from tools.call import Effect
from tools.frozen import Params
from tools.money import PositiveAmount
from tools.receipt import Receipt
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import VenueName
from tools.text import Text


class ReplaceOrderParams(Params):
    """Which order, by exactly one of the two ids, and what to change."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    client_order_id: str | None = None
    """The id the order was sent with; ours start with `spk-`."""
    order_id: str | None = None
    """The venue's own id, digits only."""
    quantity: PositiveAmount | None = None
    """New total size in the base asset, what has filled already included; unchanged when left out."""
    price: PositiveAmount | None = None
    """New limit price in the quote asset; unchanged when left out."""
    dry_run: bool = True
    """True simulates; the order changes only with False, and an approval."""

    @model_validator(mode="after")
    def _one_id(self) -> "ReplaceOrderParams":
        if (self.client_order_id is None) == (self.order_id is None):
            raise ValueError("give exactly one of client_order_id and order_id")
        return self

    @model_validator(mode="after")
    def _some_change(self) -> "ReplaceOrderParams":
        if self.quantity is None and self.price is None:
            raise ValueError("give a new quantity, a new price, or both")
        return self


TOOL = Tool(
    name="replace_order",
    effect=Effect.TRADE,
    summary=Text(
        en="Change price or quantity of a working limit order",
        tr="Bekleyen bir limit emrin fiyatını ya da miktarını değiştirir",
    ),
    params=ReplaceOrderParams,
    result=Receipt,
)
