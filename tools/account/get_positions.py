"""get_positions: what is open, with entry, mark and liquidation price."""

from tools.call import Effect
from tools.frozen import Params
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.accounts import Position
from tools.venues.wording import position_phrase
from tools.wording import listed

SHOWN = 3
"""Positions a sentence names."""


class GetPositionsParams(Params):
    """Which venue, and one symbol or all."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol | None = None


class GetPositionsResult(Sourced):
    """Open positions; flat ones are left out."""

    positions: tuple[Position, ...]


async def run(params: GetPositionsParams, context: ToolContext) -> GetPositionsResult:
    """Read the open positions.

    Raises:
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    account = await venue.account()
    wanted = tuple(p for p in account.positions if params.symbol in (None, p.symbol))
    return GetPositionsResult(**source(venue), time_ms=account.time_ms, positions=wanted)


def say(result: GetPositionsResult) -> Text:
    """How many positions are open, and the first few."""
    count = len(result.positions)
    if not count:
        return Text(en="No open position.", tr="Açık pozisyon yok.")
    named = listed([position_phrase(position) for position in result.positions], SHOWN)
    if count == 1:
        return Text(en=f"One open position: {named.en}.", tr=f"Bir açık pozisyon: {named.tr}.")
    return Text(en=f"{count} open positions: {named.en}.", tr=f"{count} açık pozisyon: {named.tr}.")


TOOL = Tool(
    name="get_positions",
    effect=Effect.READ,
    summary=Text(
        en="Open positions with entry, mark and liquidation price",
        tr="Giriş, işaret ve tasfiye fiyatıyla açık pozisyonlar",
    ),
    params=GetPositionsParams,
    result=GetPositionsResult,
    run=run,
    say=say,
)
