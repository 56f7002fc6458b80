"""list_symbols: what a venue trades, by volume of the last 24 hours."""

import asyncio
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from tools.call import Effect
from tools.frozen import Frozen, Params
from tools.money import Amount, PositiveAmount
from tools.spec import Tool, ToolContext
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.market import DayTicker, SymbolRules
from tools.wording import amount, plural

TRADING = "TRADING"
SHOWN = 5
"""Symbols a sentence names."""


Quote = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,10}$", examples=["USDT"])]
"""Name of a quote asset."""


class ListSymbolsParams(Params):
    """Which quote asset, and how much must have been traded."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    quote: Quote = "USDT"
    """Asset the prices are in."""
    min_volume: PositiveAmount | None = None
    """Least value traded in the last 24 hours, in the quote asset."""


class ListedSymbol(Frozen):
    """One symbol that accepts orders."""

    symbol: str
    base: str
    last: Amount
    """Price of the last trade, in the quote asset."""
    change_percent: Amount
    """Over 24 hours."""
    quote_volume: Amount
    """Value traded in 24 hours, in the quote asset."""
    min_notional: Amount
    """Smallest order value, in the quote asset."""


class ListSymbolsResult(Sourced):
    """Symbols, most traded first. Whether they may be traded here is for the policy to say."""

    quote: str
    symbols: tuple[ListedSymbol, ...]


async def run(params: ListSymbolsParams, context: ToolContext) -> ListSymbolsResult:
    """Read rules and 24-hour statistics at the same time.

    Raises:
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    rules, tickers, offset_ms = await asyncio.gather(
        venue.all_rules(), venue.day_tickers(), venue.clock_offset_ms()
    )
    by_symbol = {ticker.symbol: ticker for ticker in tickers}
    found = [
        _listed(rule, by_symbol[rule.symbol])
        for rule in rules
        if rule.quote_asset == params.quote and rule.status == TRADING and rule.symbol in by_symbol
    ]
    least = params.min_volume or Decimal(0)
    kept = [row for row in found if row.quote_volume >= least]
    times = [ticker.time_ms for ticker in tickers]
    return ListSymbolsResult(
        **source(venue),
        time_ms=min(times, default=context.clock.now_ms() + offset_ms),
        quote=params.quote,
        symbols=tuple(sorted(kept, key=lambda row: (-row.quote_volume, row.symbol))),
    )


def _listed(rules: SymbolRules, ticker: DayTicker) -> ListedSymbol:
    return ListedSymbol(
        symbol=rules.symbol,
        base=rules.base_asset,
        last=ticker.last,
        change_percent=ticker.change_percent,
        quote_volume=ticker.quote_volume,
        min_notional=rules.min_notional,
    )


def say(result: ListSymbolsResult) -> Text:
    """How many symbols there are, and the most traded ones."""
    count = len(result.symbols)
    if not count:
        return Text(en=f"No {result.quote} symbol fits.", tr=f"Koşula uyan {result.quote} sembolü yok.")
    top = ", ".join(row.symbol for row in result.symbols[:SHOWN])
    volume = f"{amount(result.symbols[0].quote_volume)} {result.quote}"
    return Text(
        en=f"{plural(count, f'{result.quote} symbol')}; most traded in 24 h: {top} "
        f"(the first with {volume}).",
        tr=f"{count} {result.quote} sembolü; 24 saatte en çok işlem görenler: {top} (ilki {volume}).",
    )


TOOL = Tool(
    name="list_symbols",
    effect=Effect.READ,
    summary=Text(
        en="Symbols of the venue by 24 hour volume, with the smallest order value",
        tr="Borsanın sembolleri, 24 saatlik hacme göre; en küçük emir değeriyle",
    ),
    params=ListSymbolsParams,
    result=ListSymbolsResult,
    run=run,
    say=say,
)
