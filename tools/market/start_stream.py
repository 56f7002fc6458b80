"""start_stream: listen to live market data and to the account."""

from pydantic import Field

from tools.call import Effect
from tools.errors import VenueRejected
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.terms import VenueName
from tools.text import Text
from tools.venues.streams import Level, Streams


class StartStreamParams(Params):
    """What to listen to, besides what is heard already."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbols: tuple[Symbol, ...] = Field(default=(), max_length=100)
    """Empty: the markets of open positions and working orders, or BTCUSDT. The account is always heard."""


class StartStreamResult(Result):
    """What is listened to now."""

    venue: VenueName
    symbols: tuple[str, ...]
    connected: int
    """Connections that stand; the others are dialled again until they do."""
    connections: int
    level: Level
    """`down` until the first events have come."""


def streams_of(venue: VenueName, context: ToolContext) -> Streams:
    """The streams of a venue.

    Raises:
        VenueRejected: code `no-streams`, this installation has none of it.
    """
    if venue not in context.streams:
        raise VenueRejected("no-streams", f"there are no streams of {venue} here")
    return context.streams[venue]


async def run(params: StartStreamParams, context: ToolContext) -> StartStreamResult:
    """Start, or add symbols to what runs.

    Raises:
        VenueRejected: no such symbol, no streams here, or the stream host cannot be reached.
        VenueError: the venue did not answer.
    """
    status = await streams_of(params.venue, context).start(params.symbols)
    return StartStreamResult(
        venue=params.venue,
        symbols=status.symbols,
        connected=sum(line.state == "connected" for line in status.connections),
        connections=len(status.connections),
        level=status.level,
    )


def say(result: StartStreamResult) -> Text:
    """What is heard, and over how many connections."""
    names = ", ".join(result.symbols)
    return Text(
        en=f"Streaming {names} and your account on {result.venue}; {result.connected} of "
        f"{result.connections} connections up.",
        tr=f"{result.venue}: {names} ve hesabınız dinleniyor; {result.connections} bağlantının "
        f"{result.connected} tanesi açık.",
    )


TOOL = Tool(
    name="start_stream",
    effect=Effect.CONTROL,
    summary=Text(
        en="Listen to live market data and to the account; sends no order and needs no approval",
        tr="Canlı piyasa verisini ve hesabı dinler; emir göndermez, onay beklemez",
    ),
    params=StartStreamParams,
    result=StartStreamResult,
    run=run,
    say=say,
)
