"""get_stream_status: which streams run, and how old their data is."""

from collections.abc import Mapping

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.terms import VenueName
from tools.text import Text
from tools.venues.streams import NOT_RUNNING, ConnectionStatus, FeedStatus, Level, StreamStatus


class GetStreamStatusParams(Params):
    """Which venue's streams."""

    venue: VenueName = VenueName.BINANCE_FUTURES


class GetStreamStatusResult(Result):
    """State of the executor's streams; ages are on the venue's clock."""

    venue: VenueName
    elsewhere: tuple[VenueName, ...]
    """Other venues whose streams run."""
    running: bool
    level: Level
    """Worst of all streams: `prime` under 30 s, `degraded` under 120 s, else `down`."""
    symbols: tuple[str, ...]
    connections: tuple[ConnectionStatus, ...]
    feeds: tuple[FeedStatus, ...]
    dropped: int
    """Market events that made room for newer ones, because nobody took them in time."""
    resyncs: int
    """Times the account was asked by REST and agreed."""
    agreed_ms: int | None
    """Venue time of the last agreement; None while events may be missing."""
    time_ms: int
    """Local Unix time in milliseconds."""


async def run(params: GetStreamStatusParams, context: ToolContext) -> GetStreamStatusResult:
    """Look; nothing is asked of the venue.

    Raises:
        ExecutorAway: the executor is a process of its own, and does not answer.
    """
    known = await _known(context)
    status = known.get(params.venue, NOT_RUNNING)
    fields = {name: getattr(status, name) for name in StreamStatus.model_fields}
    elsewhere = tuple(name for name, each in known.items() if each.running and name is not params.venue)
    return GetStreamStatusResult(
        **fields, venue=params.venue, elsewhere=elsewhere, time_ms=context.clock.now_ms()
    )


async def _known(context: ToolContext) -> Mapping[VenueName, StreamStatus]:
    if context.streams_elsewhere is not None:
        return await context.streams_elsewhere()
    return {name: streams.status() for name, streams in context.streams.items()}


def say(result: GetStreamStatusResult) -> Text:
    """Whether it runs, how fresh the data is, what is wrong, and what else runs."""
    said, others = _say_venue(result), ", ".join(result.elsewhere)
    if not others:
        return said
    return Text(en=f"{said.en} Also running: {others}.", tr=f"{said.tr} Ayrıca çalışan: {others}.")


def _say_venue(result: GetStreamStatusResult) -> Text:
    if not result.running and result.elsewhere:
        return Text(
            en=f"No stream is running on {result.venue}.", tr=f"{result.venue} için çalışan akış yok."
        )
    if not result.running:
        return Text(
            en="No stream is running; write “start the stream BTCUSDT” to start one.",
            tr="Çalışan akış yok; başlatmak için “BTCUSDT akışını başlat” yazın.",
        )
    names = ", ".join(result.symbols)
    ages = [feed.age_ms for feed in result.feeds if feed.age_ms is not None]
    oldest = f"{max(ages) / 1000:.1f}" if ages else "–"
    up = sum(line.state == "connected" for line in result.connections)
    gaps = sum(feed.gaps for feed in result.feeds)
    return Text(
        en=f"Streaming {names} on {result.venue}: {result.level.value}, oldest event {oldest} s; {up} of "
        f"{len(result.connections)} connections up, {gaps} gaps, {result.resyncs} resyncs.",
        tr=f"{result.venue}, {names} akışı: {_LEVEL_TR[result.level]}, en eski olay {oldest} sn; "
        f"{len(result.connections)} bağlantıdan {up} tanesi açık, {gaps} kesinti, {result.resyncs} eşitleme.",
    )


_LEVEL_TR = {Level.PRIME: "güncel", Level.DEGRADED: "gecikmeli", Level.DOWN: "veri yok ya da çok eski"}

TOOL = Tool(
    name="get_stream_status",
    effect=Effect.READ,
    summary=Text(
        en="Which streams run, how old their data is, and what was missed",
        tr="Hangi akışların çalıştığı, verinin yaşı ve kaçırılan olaylar",
    ),
    params=GetStreamStatusParams,
    result=GetStreamStatusResult,
    run=run,
    say=say,
)
