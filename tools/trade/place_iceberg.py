"""place_iceberg: a limit order of which the book shows only a part."""

from pydantic import model_validator

from tools.call import Effect
from tools.frozen import Params
from tools.money import PositiveAmount
from tools.receipt import Receipt
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import Side, VenueName
from tools.text import Text


class PlaceIcebergParams(Params):
    """An order as asked, and how much of it others may see."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    side: Side
    quantity: PositiveAmount
    """Size of all of it, in the base asset."""
    price: PositiveAmount
    """Limit price in the quote asset."""
    visible_quantity: PositiveAmount
    """What the book shows at a time, in the base asset; less than `quantity`."""
    dry_run: bool = True
    """True simulates."""

    @model_validator(mode="after")
    def _hides_something(self) -> "PlaceIcebergParams":
        if self.visible_quantity >= self.quantity:
            raise ValueError("visible_quantity must be less than quantity")
        return self


TOOL = Tool(
    name="place_iceberg",
    effect=Effect.TRADE,
    summary=Text(
        en="Place a limit order of which only a part is visible (iceberg)",
        tr="Yalnızca bir bölümü görünen bir limit emri verir (buzdağı)",
    ),
    params=PlaceIcebergParams,
    result=Receipt,
    not_yet=Text(
        en="A limit order with place_order shows its whole size; smaller ones show less at a time.",
        tr="place_order ile verilen limit emir tüm miktarını gösterir; küçük emirler bir seferde daha azını.",
    ),
)
