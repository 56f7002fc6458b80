"""set_leverage: leverage of one futures symbol."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.terms import VenueName
from tools.text import Text
from tools.trade.place_order import Leverage


class SetLeverageParams(Params):
    """Symbol and the leverage to set."""

    symbol: Symbol
    leverage: Leverage
    """Times; a whole number."""


class SetLeverageResult(Result):
    """Leverage in force."""

    symbol: str
    leverage: int


async def run(params: SetLeverageParams, context: ToolContext) -> SetLeverageResult:
    """Set the leverage and say what the venue made of it."""
    venue = context.venue(VenueName.BINANCE_FUTURES)
    return SetLeverageResult(
        symbol=params.symbol, leverage=await venue.set_leverage(params.symbol, params.leverage)
    )


def say(result: SetLeverageResult) -> Text:
    """The leverage in force."""
    return Text(
        en=f"Leverage of {result.symbol} is now {result.leverage}x.",
        tr=f"{result.symbol} kaldıracı artık {result.leverage}x.",
    )


TOOL = Tool(
    name="set_leverage",
    effect=Effect.TRADE,
    summary=Text(en="Set the leverage of a symbol", tr="Bir sembolün kaldıracını ayarlar"),
    params=SetLeverageParams,
    result=SetLeverageResult,
    run=run,
    say=say,
)
