"""close_position: reduce or close what is open on a symbol, at market, never beyond flat."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from tools.call import Effect
from tools.frozen import Params
from tools.money import PositiveAmount
from tools.receipt import Receipt
from tools.spec import Tool
from tools.symbol import Symbol
from tools.terms import PositionSide, VenueName
from tools.text import Text


def _at_most_100(value: Decimal) -> Decimal:
    if value > 100:
        raise ValueError("at most 100 percent")
    return value


class ClosePositionParams(Params):
    """Which position, and how much of it."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    position_side: PositionSide = PositionSide.BOTH
    """Which one, where an account in hedge mode holds a long and a short; BOTH where there is only one."""
    percent: Annotated[PositiveAmount, AfterValidator(_at_most_100)] = Decimal(100)
    """Share of the position in percent."""
    dry_run: bool = True
    """True simulates."""


TOOL = Tool(
    name="close_position",
    effect=Effect.TRADE,
    summary=Text(
        en="Close a position, wholly or in part, with a reduce-only market order",
        tr="Pozisyonu tamamen ya da kısmen, yalnızca azaltan piyasa emriyle kapatır",
    ),
    params=ClosePositionParams,
    result=Receipt,
)
