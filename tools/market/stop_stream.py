"""stop_stream: stop listening."""

from tools.call import Effect
from tools.frozen import Params, Result
from tools.market.start_stream import streams_of
from tools.spec import Tool, ToolContext
from tools.text import Text


class StopStreamParams(Params):
    """Nothing to choose: it stops all."""


class StopStreamResult(Result):
    """What was stopped."""

    symbols: tuple[str, ...]
    """Heard until now; empty when nothing ran."""


async def run(params: StopStreamParams, context: ToolContext) -> StopStreamResult:
    """End every connection; doing so twice is fine.

    Raises:
        VenueRejected: code `no-streams`, this installation has none.
    """
    streams = streams_of(context)
    symbols = streams.status().symbols
    await streams.stop()
    return StopStreamResult(symbols=symbols)


def say(result: StopStreamResult) -> Text:
    """What is no longer heard."""
    if not result.symbols:
        return Text(en="No stream was running.", tr="Çalışan bir akış yoktu.")
    names = ", ".join(result.symbols)
    return Text(en=f"Stopped streaming {names} and your account.", tr=f"{names} ve hesap akışı durduruldu.")


TOOL = Tool(
    name="stop_stream",
    effect=Effect.CONTROL,
    summary=Text(
        en="Stop all streams; needs no approval",
        tr="Bütün akışları durdurur; onay beklemez",
    ),
    params=StopStreamParams,
    result=StopStreamResult,
    run=run,
    say=say,
)
