"""set_position_mode: one-way or hedge positions of the whole futures account."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.terms import PositionMode, VenueName
from tools.text import Text


class SetPositionModeParams(Params):
    """The mode to set; allowed without any position and open order on the account."""

    mode: PositionMode
    """`ONE_WAY`: one position per symbol; `HEDGE`: a long and a short one apart."""


class SetPositionModeResult(Result):
    """Position mode in force."""

    mode: PositionMode


async def run(params: SetPositionModeParams, context: ToolContext) -> SetPositionModeResult:
    """Set the position mode; that it is so already counts as done.

    Raises:
        VenueError: the venue did not answer, or answered no.
    """
    await context.venue(VenueName.BINANCE_FUTURES).set_position_mode(params.mode)
    return SetPositionModeResult(mode=params.mode)


MODES = {
    PositionMode.ONE_WAY: Text(en="one-way", tr="tek yönlü"),
    PositionMode.HEDGE: Text(en="hedge", tr="hedge (çift yönlü)"),
}


def say(result: SetPositionModeResult) -> Text:
    """The position mode in force."""
    mode = MODES[result.mode]
    return Text(
        en=f"The account is now in {mode.en} mode.",
        tr=f"Hesabın pozisyon modu artık {mode.tr}.",
    )


TOOL = Tool(
    name="set_position_mode",
    effect=Effect.TRADE,
    summary=Text(
        en="Set one-way or hedge positions for the account",
        tr="Hesabı tek yönlü ya da hedge pozisyon moduna alır",
    ),
    params=SetPositionModeParams,
    result=SetPositionModeResult,
    run=run,
    say=say,
)
