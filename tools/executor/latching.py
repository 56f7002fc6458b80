"""Latching: the executor stops new risk by itself; only a person lets it go on."""

from tools.executor.desk import Desk
from tools.ledger.ledger import TradingState, TradingStateRow


async def latch(desk: Desk, scope: str, state: TradingState, reason: str, actor: str) -> None:
    """Set a state, unless the scope is stopped as much already: a halt stays a halt, with its reason.

    Raises:
        LedgerError: it cannot be stored; nothing is sent then either.
    """
    ledger = desk.context.ledger
    held = {row.state for row in await ledger.trading_states() if row.scope == scope}
    if held & {state, "HALTED"}:
        return
    now_ms = desk.context.clock.now_ms()
    row = TradingStateRow(scope=scope, state=state, reason=reason, actor=actor, time_ms=now_ms)
    await ledger.set_trading_state(row)
