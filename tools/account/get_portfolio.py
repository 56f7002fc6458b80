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
from tools.wording import amount, plural, signed


class GetPortfolioParams(Params):
    """Which venue's account."""

    venue: VenueName = VenueName.BINANCE_FUTURES


class GetPortfolioResult(Sourced):
    """The account, in its margin asset (USDT)."""

    equity: Amount
    """Wallet balance plus unrealised profit."""
    wallet: Amount
    available: Amount
    """What new orders may use as margin."""
    initial_margin: Amount
    maintenance_margin: Amount
    unrealized_pnl: Amount
    exposure: Amount
    """Sum of the positions' values at mark price, unsigned."""
    balances: tuple[Balance, ...]
    positions: tuple[Position, ...]


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
    )


def say(result: GetPortfolioResult) -> Text:
    """Equity, what is free of it, and the open profit."""
    equity, free = amount(result.equity), amount(result.available)
    count, exposure = len(result.positions), amount(result.exposure)
    if not count:
        return Text(
            en=f"Equity {equity} USDT, available {free} USDT; no open position.",
            tr=f"Özvarlık {equity} USDT, kullanılabilir {free} USDT; açık pozisyon yok.",
        )
    profit = signed(result.unrealized_pnl)
    return Text(
        en=f"Equity {equity} USDT, available {free} USDT, unrealised {profit} USDT on "
        f"{plural(count, 'open position')} worth {exposure} USDT.",
        tr=f"Özvarlık {equity} USDT, kullanılabilir {free} USDT, gerçekleşmemiş kâr/zarar {profit} USDT; "
        f"{count} açık pozisyonun değeri {exposure} USDT.",
    )


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
