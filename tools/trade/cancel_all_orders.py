"""cancel_all_orders: take every working order of one symbol off the book."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.terms import VenueName
from tools.text import Text


class CancelAllOrdersParams(Params):
    """Which symbol; there is no cancel-all over every symbol."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol


class CancelAllOrdersResult(Result):
    """What was working before."""

    symbol: str
    cancelled: int
    """Working orders there were."""
    still_working: int
    """Working orders left afterwards; not zero when some filled or arrived meanwhile."""


async def run(params: CancelAllOrdersParams, context: ToolContext) -> CancelAllOrdersResult:
    """Cancel every working order of the symbol."""
    venue = context.venue(params.venue)
    before = await venue.open_orders(params.symbol)
    await venue.cancel_all(params.symbol)
    after = await venue.open_orders(params.symbol)
    return CancelAllOrdersResult(
        symbol=params.symbol, cancelled=len(before) - len(after), still_working=len(after)
    )


TOOL = Tool(
    name="cancel_all_orders",
    effect=Effect.TRADE,
    summary=Text(
        en="Cancel every working order of one symbol",
        tr="Bir sembolün bekleyen tüm emirlerini iptal eder",
    ),
    params=CancelAllOrdersParams,
    result=CancelAllOrdersResult,
    run=run,
)
