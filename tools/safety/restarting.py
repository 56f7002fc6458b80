"""Restarting: a person accepts a day's loss, and the venue that its breaker stopped may trade again."""

from tools.clock import to_datetime
from tools.errors import VenueError, VenueRejected
from tools.ledger.days import DayMarks
from tools.ledger.ledger import TradingStateRow
from tools.safety.latches import tripped
from tools.spec import ToolContext


async def activate(scope: str, reason: str, context: ToolContext) -> DayMarks | None:
    """Set a scope ACTIVE; where a circuit breaker had latched it, its loss is counted from now.

    The marks are written first: dying in between leaves the venue latched.

    Raises:
        VenueRejected: the venue gave no equity to count from, so nothing was changed.
    """
    rows = await context.ledger.trading_states()
    marks = [await _restarted(row, context) for row in rows if row.scope == scope]
    await context.ledger.set_trading_state(
        TradingStateRow(
            scope=scope, state="ACTIVE", reason=reason, actor=context.actor, time_ms=context.clock.now_ms()
        )
    )
    return next(iter(marks), None)


async def _restarted(row: TradingStateRow, context: ToolContext) -> DayMarks | None:
    name = tripped(row)
    if name is None:
        return None
    venue = context.venue(name)
    try:
        equity = (await venue.account()).equity
    except VenueError as error:
        said = f"no equity of {name} to count the loss from ({error.text.en})"
        raise VenueRejected("no_equity", said) from error
    day = to_datetime(context.clock.now_ms()).date().isoformat()
    return await context.ledger.restart_loss(venue.account_name, day, equity, context.actor)
