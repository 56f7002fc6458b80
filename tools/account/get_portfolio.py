"""get_portfolio: balances, margin and open positions of the account."""

from decimal import Decimal

from tools.call import Effect
from tools.frozen import Params
from tools.money import Amount
from tools.spec import Tool, ToolContext
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.accounts import Balance, Position
from tools.wording import amount, listed, plural, signed

SHOWN = 3
"""Assets a sentence names."""


class GetPortfolioParams(Params):
    """Which venue's account."""

    venue: VenueName = VenueName.BINANCE_FUTURES


class GetPortfolioResult(Sourced):
    """The account, in its margin asset (USDT)."""

    equity: Amount
    """Wallet balance plus unrealised profit; on spot every balance valued in USDT."""
    wallet: Amount
    available: Amount
    """What new orders may use: free margin, on spot free USDT."""
    initial_margin: Amount
    maintenance_margin: Amount
    unrealized_pnl: Amount
    exposure: Amount
    """Sum of the positions' values at mark price, unsigned."""
    balances: tuple[Balance, ...]
    positions: tuple[Position, ...]
    unpriced: tuple[str, ...] = ()
    """Assets held that nobody makes a price for in USDT; not part of the equity."""


async def run(params: GetPortfolioParams, context: ToolContext) -> GetPortfolioResult:
    """Read the account.

    Raises:
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    account = await venue.account()
    return GetPortfolioResult(
        **source(venue),
        time_ms=account.time_ms,
        equity=account.equity,
        wallet=account.wallet,
        available=account.available,
        initial_margin=account.initial_margin,
        maintenance_margin=account.maintenance_margin,
        unrealized_pnl=account.unrealized_pnl,
        exposure=sum((position.notional for position in account.positions), start=Decimal(0)),
        balances=account.balances,
        positions=account.positions,
        unpriced=account.unpriced,
    )


def say(result: GetPortfolioResult) -> Text:
    """Equity, what is free of it, and the open profit."""
    equity, free = amount(result.equity), amount(result.available)
    open_now, left_out = _say_positions(result), _say_unpriced(result.unpriced)
    return Text(
        en=f"Equity {equity} USDT, available {free} USDT{open_now.en}.{left_out.en}",
        tr=f"Özvarlık {equity} USDT, kullanılabilir {free} USDT{open_now.tr}.{left_out.tr}",
    )


def _say_positions(result: GetPortfolioResult) -> Text:
    count, exposure = len(result.positions), amount(result.exposure)
    if not count:
        return Text(en="; no open position", tr="; açık pozisyon yok")
    if not any(position.entry_price for position in result.positions):
        held = plural(count, "holding")
        return Text(en=f"; {held} worth {exposure} USDT", tr=f"; {count} varlığın değeri {exposure} USDT")
    profit = signed(result.unrealized_pnl)
    return Text(
        en=f", unrealised {profit} USDT on {plural(count, 'open position')} worth {exposure} USDT",
        tr=f", gerçekleşmemiş kâr/zarar {profit} USDT; {count} açık pozisyonun değeri {exposure} USDT",
    )


def _say_unpriced(assets: tuple[str, ...]) -> Text:
    if not assets:
        return Text(en="", tr="")
    named = listed([Text(en=asset, tr=asset) for asset in assets], SHOWN)
    return Text(en=f" Not valued: {named.en}.", tr=f" Değeri bilinmeyen: {named.tr}.")


TOOL = Tool(
    name="get_portfolio",
    effect=Effect.READ,
    summary=Text(
        en="Equity, balances, margin and open positions",
        tr="Özsermaye, bakiyeler, teminat ve açık pozisyonlar",
    ),
    params=GetPortfolioParams,
    result=GetPortfolioResult,
    run=run,
    say=say,
)
