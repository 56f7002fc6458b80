"""cancel_all_orders: take every working order of one symbol off the book."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.terms import VenueName
from tools.text import Text
from tools.wording import plural


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


def say(result: CancelAllOrdersResult) -> Text:
    """How many orders ended and how many still work."""
    if not result.cancelled and not result.still_working:
        return Text(
            en=f"{result.symbol} had no working order; nothing was cancelled.",
            tr=f"{result.symbol} için bekleyen emir yoktu; iptal edilen bir şey yok.",
        )
    left = result.still_working
    rest_en = f"{left} still working" if left else "none is left"
    rest_tr = f"{left} emir hâlâ bekliyor" if left else "bekleyen emir kalmadı"
    return Text(
        en=f"{plural(result.cancelled, 'working order')} of {result.symbol} cancelled; {rest_en}.",
        tr=f"{result.symbol} için {result.cancelled} bekleyen emir iptal edildi; {rest_tr}.",
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
    say=say,
)
