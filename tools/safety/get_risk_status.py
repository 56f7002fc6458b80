"""get_risk_status: trading states, today's loss, drawdown and exposure against their limits."""

import asyncio
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from tools.call import Effect
from tools.clock import to_datetime
from tools.frozen import Frozen, Params
from tools.ledger.days import DayMarks
from tools.ledger.ledger import TradingStateRow
from tools.money import Amount
from tools.policy_view import PolicyView
from tools.reconciliation import Difference, latest
from tools.safety.scope import scope_words
from tools.spec import Tool, ToolContext
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.accounts import Account
from tools.wording import amount, listed, percent

FRACTION_STEP = Decimal("0.0001")
SCOPES_SHOWN = 3


class GetRiskStatusParams(Params):
    """Which venue's account."""

    venue: VenueName = VenueName.BINANCE_FUTURES


class Usage(Frozen):
    """How much of one limit is used."""

    limit_name: str
    used: Amount
    """In the limit's unit."""
    limit: Amount | None
    """None when the limit is not configured: rules read that as deny."""
    headroom: Amount | None
    """What is left, never below zero."""
    unit: str


class GetRiskStatusResult(Sourced):
    """Risk of the account now."""

    trading: tuple[TradingStateRow, ...]
    """Trading states that were ever set; without one for `all`, trading is active."""
    differences: tuple[Difference, ...] = ()
    """What venue and record disagree about, by the executor's last looks."""
    profile: str
    equity: Amount
    day: DayMarks
    daily_loss: Usage
    """Fall of equity since the day's opening mark, or since the breaker was reset, in USDT; zero after a
    gain."""
    drawdown: Usage
    """Fall from the highest equity on record, as a fraction."""
    exposure: Usage
    """Sum of the positions' values at mark price, in USDT."""
    open_orders: Usage


async def run(params: GetRiskStatusParams, context: ToolContext) -> GetRiskStatusResult:
    """Measure the account against the limits in force.

    Raises:
        VenueError: the venue did not answer: a risk status without numbers would read as safe.
    """
    venue = context.venue(params.venue)
    trading, account, orders, policy = await asyncio.gather(
        context.ledger.trading_states(), venue.account(), venue.open_orders(), context.policy.in_force()
    )
    today = to_datetime(context.clock.now_ms()).date().isoformat()
    day = await context.ledger.day_marks(venue.account_name, today, account.equity)
    report = await latest(context.ledger, venue.name)
    return GetRiskStatusResult(
        **source(venue),
        time_ms=account.time_ms,
        trading=trading,
        differences=report.differences if report else (),
        profile=policy.profile,
        equity=account.equity,
        day=day,
        daily_loss=_usage(policy, "max_daily_loss", _daily_loss(account, day), "USDT"),
        drawdown=_usage(policy, "max_drawdown", _drawdown(account, day), "fraction"),
        exposure=_usage(policy, "max_exposure", _exposure(account), "USDT"),
        open_orders=_usage(policy, "max_open_orders", Decimal(len(orders)), "count"),
    )


def _daily_loss(account: Account, day: DayMarks) -> Decimal:
    return max(Decimal(0), day.loss(account.equity))


def _drawdown(account: Account, day: DayMarks) -> Decimal:
    if day.high_water <= 0:
        return Decimal(0) if account.equity >= 0 else Decimal(1)
    fall = max(Decimal(0), day.high_water - account.equity)
    return (fall / day.high_water).quantize(FRACTION_STEP)


def _exposure(account: Account) -> Decimal:
    return sum((position.notional for position in account.positions), start=Decimal(0))


def _usage(policy: PolicyView, name: str, used: Decimal, unit: str) -> Usage:
    view = policy.limit(name)
    limit = None if view is None else Decimal(view.value)
    return Usage(
        limit_name=name,
        used=used,
        limit=limit,
        headroom=None if limit is None else max(Decimal(0), limit - used),
        unit=unit if view is None else view.unit,
    )


def say(result: GetRiskStatusResult) -> Text:
    """Trading state, then the day's loss, drawdown and exposure against their limits."""
    state = _say_trading(result.trading)
    loss, exposure = _say_usage(result.daily_loss), _say_usage(result.exposure)
    fall = _say_usage(result.drawdown)
    rest = result.daily_loss.headroom
    left = None if rest is None else amount(rest, ROUND_DOWN)
    more = _say_differences(result.differences)
    return Text(
        en=f"{state.en} Loss today {loss.en}{f', {left} USDT left' if left else ''}; "
        f"drawdown {fall.en}; exposure {exposure.en}.{more.en}",
        tr=f"{state.tr} Bugünkü zarar {loss.tr}{f', kalan pay {left} USDT' if left else ''}; "
        f"zirveden düşüş {fall.tr}; risk tutarı {exposure.tr}.{more.tr}",
    )


def _say_differences(differences: tuple[Difference, ...]) -> Text:
    found = [each for each in differences if each.stops]
    if not found:
        return Text(en="", tr="")
    named = listed([Text(en=each.subject, tr=each.subject) for each in found], SCOPES_SHOWN)
    return Text(
        en=f" Venue and record differ: {named.en}; look at the venue, then release.",
        tr=f" Borsa ile kayıt uyuşmuyor: {named.tr}; borsaya bakıp sonra yeniden açın.",
    )


def _say_trading(rows: tuple[TradingStateRow, ...]) -> Text:
    held = [row for row in rows if row.state != "ACTIVE"]
    if not held:
        return Text(en="Trading is active.", tr="İşlemler açık.")
    words = [scope_words(row.scope) for row in held]
    named = listed(words, SCOPES_SHOWN)
    if any(row.state == "HALTED" for row in held):
        return Text(en=f"HALTED: {named.en}.", tr=f"DURDURULDU: {named.tr}.")
    return Text(en=f"Only reducing: {named.en}.", tr=f"Yalnızca azaltma: {named.tr}.")


def _say_usage(usage: Usage) -> Text:
    if usage.unit == "fraction":
        used, cap = percent(usage.used), None if usage.limit is None else percent(usage.limit)
    else:
        shown = f"{amount(usage.used, ROUND_UP)}"
        used = Text(en=shown, tr=shown)
        whole = None if usage.limit is None else f"{amount(usage.limit)} {usage.unit}"
        cap = None if whole is None else Text(en=whole, tr=whole)
    if cap is None:
        unit = "" if usage.unit == "fraction" else f" {usage.unit}"
        return Text(en=f"{used.en}{unit} (no limit configured)", tr=f"{used.tr}{unit} (limit tanımlı değil)")
    return Text(en=f"{used.en} of {cap.en}", tr=f"{used.tr} / {cap.tr}")


TOOL = Tool(
    name="get_risk_status",
    effect=Effect.READ,
    summary=Text(
        en="Trading state, daily loss, drawdown and exposure against their limits",
        tr="İşlem durumu; günlük zarar, düşüş ve risk tutarı limitlerine göre",
    ),
    params=GetRiskStatusParams,
    result=GetRiskStatusResult,
    run=run,
    say=say,
)
