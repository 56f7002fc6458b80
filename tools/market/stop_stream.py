"""stop_stream: stop listening."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.market.start_stream import streams_of
from tools.spec import Tool, ToolContext
from tools.terms import VenueName
from tools.text import Text


class StopStreamParams(Params):
    """Which venue's streams."""

    venue: VenueName | None = None
    """None: those of all venues."""


class StopStreamResult(Result):
    """What was stopped."""

    venues: tuple[VenueName, ...]
    """Whose account was heard until now; empty when nothing ran."""
    symbols: tuple[str, ...]
    """Heard until now, of any of the venues."""


async def run(params: StopStreamParams, context: ToolContext) -> StopStreamResult:
    """End every connection; doing so twice is fine.

    Raises:
        VenueRejected: code `no-streams`, this installation has none of the venue.
    """
    chosen = context.streams if params.venue is None else {params.venue: streams_of(params.venue, context)}
    before = {name: streams.status() for name, streams in chosen.items()}
    for streams in chosen.values():
        await streams.stop()
    running = {name: status.symbols for name, status in before.items() if status.running}
    symbols = dict.fromkeys(symbol for heard in running.values() for symbol in heard)
    return StopStreamResult(venues=tuple(running), symbols=tuple(symbols))


def say(result: StopStreamResult) -> Text:
    """What is no longer heard."""
    if not result.venues:
        return Text(en="No stream was running.", tr="Çalışan bir akış yoktu.")
    names, venues = ", ".join(result.symbols), ", ".join(result.venues)
    return Text(
        en=f"Stopped streaming {names} and your account on {venues}.",
        tr=f"{venues}: {names} ve hesap akışı durduruldu.",
    )


TOOL = Tool(
    name="stop_stream",
    effect=Effect.CONTROL,
    summary=Text(
        en="Stop the streams of one venue or of all; needs no approval",
        tr="Bir borsanın ya da hepsinin akışlarını durdurur; onay beklemez",
    ),
    params=StopStreamParams,
    result=StopStreamResult,
    run=run,
    say=say,
)
