"""engage_kill_switch: stop all new risk at once and cancel what is working."""

from tools.call import Effect
from tools.errors import VenueError
from tools.frozen import Params, Result
from tools.ledger.ledger import TradingStateRow
from tools.safety.scope import Scope
from tools.spec import Tool, ToolContext
from tools.terms import VenueName
from tools.text import Text


class EngageKillSwitchParams(Params):
    """What to halt, and why."""

    scope: Scope = "all"
    reason: str | None = None


class EngageKillSwitchResult(Result):
    """What is halted now."""

    scope: str
    cancelled: int
    """Working orders cancelled; reduce-only orders stay, they protect positions."""
    failed: int
    """Working orders that could not be cancelled: look at the venue."""


async def run(params: EngageKillSwitchParams, context: ToolContext) -> EngageKillSwitchResult:
    """Latch HALTED first, then cancel working orders that could add risk."""
    await context.ledger.set_trading_state(
        TradingStateRow(
            scope=params.scope,
            state="HALTED",
            reason=params.reason or "kill switch",
            actor=context.actor,
            time_ms=context.clock.now_ms(),
        )
    )
    cancelled, failed = await _cancel_working(params.scope, context)
    return EngageKillSwitchResult(scope=params.scope, cancelled=cancelled, failed=failed)


async def _cancel_working(scope: str, context: ToolContext) -> tuple[int, int]:
    kind, _, value = scope.partition(":")
    cancelled = failed = 0
    for name in VenueName:
        if name not in context.venues or kind == "strategy" or (kind == "venue" and name != value):
            continue
        venue = context.venue(name)
        for order in await venue.open_orders(value if kind == "symbol" else None):
            if order.reduce_only:
                continue
            try:
                await venue.cancel(order.symbol, order_id=order.order_id)
                cancelled += 1
            except VenueError:
                failed += 1
    return cancelled, failed


TOOL = Tool(
    name="engage_kill_switch",
    effect=Effect.CONTROL,
    summary=Text(
        en="Halt new risk at once; works without approval",
        tr="Yeni riski hemen durdurur; onay beklemez",
    ),
    params=EngageKillSwitchParams,
    result=EngageKillSwitchResult,
    run=run,
)
