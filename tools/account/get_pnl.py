"""get_pnl: profit and loss as the venue books it, on spot as its trades make it, and what is open."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from tools.account.spot_pnl import AssetSum, Uncosted, spot_sums
from tools.call import Effect
from tools.clock import to_datetime
from tools.frozen import Params
from tools.money import Amount, plain
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.accounts import Account, Income
from tools.venues.venue import Venue
from tools.wording import listed, signed

Period = Literal["day", "week", "month", "all"]

DAYS: dict[Period, int] = {"day": 1, "week": 7, "month": 30, "all": 90}
"""UTC days counted, today included; the venue keeps its record for three months."""

ASSET = "USDT"
"""The margin asset."""

REALIZED = ("REALIZED_PNL",)
FEES = ("COMMISSION",)
FUNDING = ("FUNDING_FEE", "SPECIAL_FUNDING_FEE")
OTHER = (
    "INSURANCE_CLEAR",
    "COMMISSION_REBATE",
    "API_REBATE",
    "REFERRAL_KICKBACK",
    "FEE_RETURN",
    "POSITION_LIMIT_INCREASE_FEE",
    "DELIVERED_SETTELMENT",
)
"""Costs of liquidation, rebates and settlements, spelled as the venue does; transfers and gifts are
neither profit nor loss."""


class GetPnlParams(Params):
    """One symbol or all of them, and since when."""

    symbol: Symbol | None = None
    period: Period = "day"
    """`day`: since 00:00 UTC today; `week`, `month`: 7 and 30 UTC days with today; `all`: the 90 days
    the venue keeps."""
    venue: VenueName = VenueName.BINANCE_FUTURES


class GetPnlResult(Sourced):
    """Sums in USDT, what was paid is negative: of the venue's income record; on spot, which keeps none, of
    its trades, sales matched with purchases first in first out."""

    symbol: str | None
    """None: all symbols."""
    period: Period
    since_ms: int
    """First millisecond counted."""
    realized: Amount
    """Profit of closed positions, or of coins sold, before fees."""
    fees: Amount
    """Commission; on spot what was taken in the coin itself counts at the price of its trade."""
    funding: Amount
    """Always 0 on spot."""
    other: Amount
    """Costs of liquidation, rebates, settlements."""
    net: Amount
    """realized + fees + funding + other."""
    unrealized: Amount
    """Of the positions open now, or the coins held that were bought in a trade, whenever that was; not part
    of `net`."""
    elsewhere: tuple[AssetSum, ...]
    """The same bookings in other assets (fees paid in BNB, say); not converted, not part of `net`."""
    uncosted: tuple[Uncosted, ...] = ()
    """Spot: coins that came without a purchase; nothing of them is in `realized` or `unrealized`."""
    symbols: tuple[str, ...] | None = None
    """Spot: whose trades were counted: all symbols where there are few, else those held and those on the
    record. None on futures, whose record is of all."""


async def run(params: GetPnlParams, context: ToolContext) -> GetPnlResult:
    """Read the income record of the period and the account, on spot the trades and the account.

    Raises:
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    now_ms = context.clock.now_ms() + await venue.clock_offset_ms()
    since_ms = start_of(params.period, now_ms)
    booked = _of_income if venue.capabilities.margin else _of_trades
    sums = await booked(venue, context, params.symbol, since_ms)
    return GetPnlResult(
        **source(venue), time_ms=now_ms, symbol=params.symbol, period=params.period, since_ms=since_ms, **sums
    )


async def _of_income(venue: Venue, context: ToolContext, symbol: str | None, since_ms: int) -> dict[str, Any]:
    rows, account = await asyncio.gather(venue.income(symbol=symbol, since_ms=since_ms), venue.account())
    sums = {name: _sum(rows, kinds) for name, kinds in _PARTS.items()}
    return {
        **sums,
        "net": sum(sums.values(), Decimal(0)),
        "unrealized": _unrealized(account, symbol),
        "elsewhere": _elsewhere(rows),
    }


async def _of_trades(venue: Venue, context: ToolContext, symbol: str | None, since_ms: int) -> dict[str, Any]:
    sums = await spot_sums(venue, context, symbol, since_ms, ASSET)
    return {
        "realized": sums.realized,
        "fees": sums.fees,
        "funding": Decimal(0),
        "other": Decimal(0),
        "net": sums.realized + sums.fees,
        "unrealized": sums.unrealized,
        "elsewhere": sums.elsewhere,
        "uncosted": sums.uncosted,
        "symbols": sums.symbols,
    }


def start_of(period: Period, now_ms: int) -> int:
    """First millisecond of a period that ends now."""
    today = to_datetime(now_ms).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=DAYS[period] - 1)
    return int(first.timestamp()) * 1000


_PARTS = {"realized": REALIZED, "fees": FEES, "funding": FUNDING, "other": OTHER}
_KINDS = frozenset(kind for kinds in _PARTS.values() for kind in kinds)


def _sum(rows: Iterable[Income], kinds: tuple[str, ...], asset: str = ASSET) -> Decimal:
    return sum((row.amount for row in rows if row.kind in kinds and row.asset == asset), Decimal(0))


def _elsewhere(rows: tuple[Income, ...]) -> tuple[AssetSum, ...]:
    assets = sorted({row.asset for row in rows if row.kind in _KINDS} - {ASSET})
    return tuple(AssetSum(asset=asset, amount=_sum(rows, tuple(_KINDS), asset)) for asset in assets)


def _unrealized(account: Account, symbol: str | None) -> Decimal:
    if symbol is None:
        return account.unrealized_pnl
    return sum((p.unrealized_pnl for p in account.positions if p.symbol == symbol), Decimal(0))


_WHEN: dict[Period, Text] = {
    "day": Text(en="today (UTC)", tr="bugün (UTC)"),
    "week": Text(en="in 7 days", tr="7 günde"),
    "month": Text(en="in 30 days", tr="30 günde"),
    "all": Text(en="in the 90 days on record", tr="kayıttaki 90 günde"),
}


def say(result: GetPnlResult) -> Text:
    """Net result of the period with its parts, and what is open."""
    when = _WHEN[result.period]
    what = f"{result.symbol} net" if result.symbol else "Net"
    spot = result.symbols is not None
    parts_en = f"realised {signed(result.realized)}, fees {signed(result.fees)}"
    parts_tr = f"gerçekleşen {signed(result.realized)}, komisyon {signed(result.fees)}"
    if not spot:
        parts_en += f", funding {signed(result.funding)}"
        parts_tr += f", fonlama {signed(result.funding)}"
    if result.other:
        parts_en += f", other {signed(result.other)}"
        parts_tr += f", diğer {signed(result.other)}"
    more, free = _also(result.elsewhere), _say_uncosted(result.uncosted)
    held = _HELD if spot else _OPEN
    return Text(
        en=f"{what} {signed(result.net)} {ASSET} {when.en}: {parts_en}. "
        f"{held.en} {signed(result.unrealized)} {ASSET} unrealised.{more.en}{free.en}",
        tr=f"{what} {signed(result.net)} {ASSET}, {when.tr}: {parts_tr}. "
        f"{held.tr} gerçekleşmemiş {signed(result.unrealized)} {ASSET}.{more.tr}{free.tr}",
    )


_OPEN = Text(en="Open positions:", tr="Açık pozisyonlarda")
_HELD = Text(en="Coins bought and held:", tr="Alınıp elde tutulan coinlerde")


def _say_uncosted(rows: tuple[Uncosted, ...]) -> Text:
    if not rows:
        return Text(en="", tr="")
    named = listed([Text(en=row.asset, tr=row.asset) for row in rows], 3)
    return Text(
        en=f" Without a purchase on record, so not counted: {named.en}.",
        tr=f" Alışı kayıtlı olmadığı için sayılmayan: {named.tr}.",
    )


def _also(elsewhere: tuple[AssetSum, ...]) -> Text:
    if not elsewhere:
        return Text(en="", tr="")
    named = listed([Text(en=t, tr=t) for t in (f"{plain(s.amount)} {s.asset}" for s in elsewhere)], 2)
    return Text(en=f" Not converted: {named.en}.", tr=f" Çevrilmeyen: {named.tr}.")


TOOL = Tool(
    name="get_pnl",
    effect=Effect.READ,
    summary=Text(
        en="Profit and loss of a period: realised, fees, funding, and what is open",
        tr="Bir dönemin kâr ve zararı: gerçekleşen, komisyon, fonlama ve açıktaki",
    ),
    params=GetPnlParams,
    result=GetPnlResult,
    run=run,
    say=say,
)
