"""set_margin_type: isolated or crossed margin of one futures symbol."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.terms import MarginType, VenueName
from tools.text import Text


class SetMarginTypeParams(Params):
    """Symbol and the margin type to set; allowed without position and open orders in it."""

    symbol: Symbol
    margin_type: MarginType
    """`ISOLATED`: a position can lose only its own margin; `CROSSED`: the whole balance backs it."""


class SetMarginTypeResult(Result):
    """Margin type in force."""

    symbol: str
    margin_type: MarginType


async def run(params: SetMarginTypeParams, context: ToolContext) -> SetMarginTypeResult:
    """Set the margin type; that it is so already counts as done.

    Raises:
        VenueError: the venue did not answer, or answered no.
    """
    await context.venue(VenueName.BINANCE_FUTURES).set_margin_type(params.symbol, params.margin_type)
    return SetMarginTypeResult(symbol=params.symbol, margin_type=params.margin_type)


MARGIN_TR = {MarginType.ISOLATED: "izole", MarginType.CROSSED: "çapraz"}


def say(result: SetMarginTypeResult) -> Text:
    """The margin type in force."""
    return Text(
        en=f"Margin of {result.symbol} is now {result.margin_type.lower()}.",
        tr=f"{result.symbol} teminatı artık {MARGIN_TR[result.margin_type]}.",
    )


TOOL = Tool(
    name="set_margin_type",
    effect=Effect.TRADE,
    summary=Text(
        en="Set isolated or crossed margin for a symbol",
        tr="Bir sembolün teminatını izole ya da çapraz yapar",
    ),
    params=SetMarginTypeParams,
    result=SetMarginTypeResult,
    run=run,
    say=say,
)
