"""get_candles: open, high, low, close and volume of one symbol."""

from typing import Annotated, Literal

from pydantic import Field

from tools.call import Effect
from tools.errors import VenueRejected
from tools.frozen import Params
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.market import Candle
from tools.wording import aligned, percent, plural, quote

Interval = Literal["1m", "5m", "15m", "30m", "1h", "4h", "1d"]
INTERVAL_MS: dict[Interval, int] = {
    "1m": 60_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "4h": 14_400_000,
    "1d": 86_400_000,
}


class GetCandlesParams(Params):
    """Which symbol, and how long and how many its candles are."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    interval: Interval = "1h"
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    """How many of the newest candles; 1 to 1000."""


class GetCandlesResult(Sourced):
    """Candles, oldest first; prices in the quote asset, volume in the base asset."""

    symbol: str
    interval: str
    candles: tuple[Candle, ...]
    last_is_open: bool
    """Whether the newest candle can still change."""


async def run(params: GetCandlesParams, context: ToolContext) -> GetCandlesResult:
    """Read the newest candles.

    Raises:
        VenueRejected: the venue does not have the symbol (code `no-symbol`).
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    if await venue.rules(params.symbol) is None:
        raise VenueRejected("no-symbol", f"{params.venue} does not have {params.symbol}")
    candles = await venue.candles(params.symbol, params.interval, params.limit)
    now_ms = context.clock.now_ms() + await venue.clock_offset_ms()
    ends_ms = candles[-1].open_ms + INTERVAL_MS[params.interval] if candles else now_ms
    return GetCandlesResult(
        **source(venue),
        symbol=params.symbol,
        interval=params.interval,
        # A venue that has fallen behind shows in the time of its newest candle.
        time_ms=min(now_ms, ends_ms),
        candles=candles,
        last_is_open=ends_ms > now_ms,
    )


def say(result: GetCandlesResult) -> Text:
    """The span's last close, its change from the first open, and its range."""
    what = f"{result.symbol} {result.interval}"
    if not result.candles:
        return Text(en=f"{what}: the venue has no candles.", tr=f"{what}: borsada mum yok.")
    first, last = result.candles[0], result.candles[-1]
    low, high = min(c.low for c in result.candles), max(c.high for c in result.candles)
    close, bottom, top = aligned(last.close, low, high)
    change = percent(last.close / first.open - 1, plus=True)
    count, unit = len(result.candles), quote(result.symbol)
    return Text(
        en=f"{what}, {plural(count, 'candle')}: {close} {unit}, {change.en}; low {bottom}, high {top}.",
        tr=f"{what}, {count} mum: {close} {unit}, {change.tr}; en düşük {bottom}, en yüksek {top}.",
    )


TOOL = Tool(
    name="get_candles",
    effect=Effect.READ,
    summary=Text(
        en="Candles of a symbol (open, high, low, close, volume), with a chart in the chat",
        tr="Bir sembolün mumları (açılış, en yüksek, en düşük, kapanış, hacim); sohbette grafiğiyle",
    ),
    params=GetCandlesParams,
    result=GetCandlesResult,
    run=run,
    say=say,
)
