"""place_oco: a limit order and a stop order as one; whichever executes first cancels the other."""

from tools.call import Effect
from tools.frozen import Params
from tools.money import PositiveAmount
from tools.receipt import Receipt
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import Side, VenueName
from tools.text import Text


class PlaceOcoParams(Params):
    """A pair as asked: selling, the price lies above the market and the stop below; buying, mirrored."""

    venue: VenueName = VenueName.BINANCE_SPOT
    symbol: Symbol
    side: Side
    quantity: PositiveAmount
    """Size of either order in the base asset."""
    price: PositiveAmount
    """Price of the limit order, in the quote asset."""
    stop_price: PositiveAmount
    """Trigger price of the stop order, in the quote asset."""
    stop_limit_price: PositiveAmount | None = None
    """Limit price of the stop order once triggered; at the market when left out."""
    dry_run: bool = True
    """True simulates; a pair reaches the testnet only with False, and an approval."""


TOOL = Tool(
    name="place_oco",
    effect=Effect.TRADE,
    summary=Text(
        en="Place a limit order and a stop order of which one cancels the other",
        tr="Biri gerçekleşince öbürünü iptal eden bir limit ve bir stop emri verir",
    ),
    params=PlaceOcoParams,
    result=Receipt,
)
