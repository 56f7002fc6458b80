"""get_market: price, book top, funding and age of what the venue says about one symbol."""

import asyncio
from decimal import ROUND_HALF_EVEN, Decimal

from tools.call import Effect
from tools.errors import VenueRejected
from tools.frozen import Params
from tools.money import Amount, PositiveAmount, plain
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.system.provenance import Sourced, source
from tools.terms import Side, VenueName
from tools.text import Text
from tools.venues.market import Book, MarkPrice
from tools.wording import aligned, percent, price, quote

BPS = Decimal(10_000)
FUNDING_PLACES = 4
"""Funding is a few thousandths of a percent."""


class GetMarketParams(Params):
    """Which symbol."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol


class GetMarketResult(Sourced):
    """One market; prices in the quote asset."""

    symbol: str
    price: PositiveAmount
    """Middle of bid and ask; the mark price when a side of the book is empty."""
    bid: PositiveAmount | None
    """Best price a seller gets; None when nobody bids."""
    ask: PositiveAmount | None
    """Best price a buyer pays; None when nobody offers."""
    spread_bps: Amount | None
    """(ask - bid) / middle in hundredths of a percent; None when a side is empty."""
    mark: PositiveAmount
    """On spot the middle price."""
    index: Amount
    funding_rate: Amount
    """Last funding rate as a fraction; positive: longs pay. Zero on spot."""
    next_funding_ms: int
    """Zero where there is no funding."""
    staleness_ms: int
    """Age of the older of book and mark price."""


async def run(params: GetMarketParams, context: ToolContext) -> GetMarketResult:
    """Read book and mark price at the same time.

    Raises:
        VenueRejected: the venue does not have the symbol (code `no-symbol`).
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    if await venue.rules(params.symbol) is None:
        raise VenueRejected("no-symbol", f"{params.venue} does not have {params.symbol}")
    book, mark, offset_ms = await asyncio.gather(
        venue.book(params.symbol, 5), venue.mark_price(params.symbol), venue.clock_offset_ms()
    )
    bid, ask = book.best(Side.SELL), book.best(Side.BUY)
    middle = None if bid is None or ask is None else (bid + ask) / 2
    return GetMarketResult(
        **source(venue),
        symbol=params.symbol,
        time_ms=min(book.time_ms, mark.time_ms),
        price=mark.mark if middle is None else middle,
        bid=bid,
        ask=ask,
        spread_bps=_spread_bps(bid, ask),
        mark=mark.mark,
        index=mark.index,
        funding_rate=mark.funding_rate,
        next_funding_ms=mark.next_funding_ms,
        staleness_ms=_staleness_ms(book, mark, context.clock.now_ms() + offset_ms),
    )


def _spread_bps(bid: Decimal | None, ask: Decimal | None) -> Decimal | None:
    if bid is None or ask is None:
        return None
    return ((ask - bid) * 2 / (ask + bid) * BPS).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def _staleness_ms(book: Book, mark: MarkPrice, now_ms: int) -> int:
    return max(0, now_ms - min(book.time_ms, mark.time_ms))


def say(result: GetMarketResult) -> Text:
    """Price, book top, spread and funding."""
    both = () if result.bid is None or result.ask is None else aligned(result.price, result.bid, result.ask)
    unit = quote(result.symbol)
    head = f"{result.symbol} {both[0] if both else price(result.price)} {unit}".rstrip()
    if not both:
        funding = _say_funding(result, "; ")
        return Text(
            en=f"{head} (mark price: one side of the book is empty){funding.en}.",
            tr=f"{head} (işaret fiyatı: emir defterinin bir tarafı boş){funding.tr}.",
        )
    spread, funding = plain(result.spread_bps or Decimal(0)), _say_funding(result, ", ")
    return Text(
        en=f"{head}; bid {both[1]}, ask {both[2]}, spread {spread} bps{funding.en}.",
        tr=f"{head}; alış {both[1]}, satış {both[2]}, makas {spread} bps{funding.tr}.",
    )


def _say_funding(result: GetMarketResult, separator: str) -> Text:
    if not result.next_funding_ms:
        return Text(en="", tr="")
    rate = percent(result.funding_rate, FUNDING_PLACES)
    return Text(en=f"{separator}funding {rate.en}", tr=f"{separator}fonlama {rate.tr}")


TOOL = Tool(
    name="get_market",
    effect=Effect.READ,
    summary=Text(
        en="Price, bid and ask, spread, mark price and funding of a symbol",
        tr="Bir sembolün fiyatı, alış-satışı, makası, işaret fiyatı ve fonlaması",
    ),
    params=GetMarketParams,
    result=GetMarketResult,
    run=run,
    say=say,
)
