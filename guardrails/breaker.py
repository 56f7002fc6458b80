"""Breaker: latches a venue down once its account's loss of the day reaches the limit; a person resets it.

From the reset on the loss is counted anew: the same loss does not latch twice, as much again does.
"""

from policies.facts import Facts
from tools.ledger.ledger import TradingStateRow
from tools.money import plain
from tools.safety.latches import BREAKER


def breaker(facts: Facts) -> TradingStateRow | None:
    """The state to latch, or None when nothing is to be done.

    The loss is that of one account, so its venue stops and the others trade on. Without account facts
    there is nothing to measure; opening is denied then by the rules anyway.
    """
    limit = facts.limits.value("max_daily_loss")
    if facts.account is None or limit is None:
        return None
    loss = facts.account.day.loss(facts.account.account.equity)
    scope = f"venue:{facts.venue}"
    stopped = any(row.scope in ("all", scope) and row.state != "ACTIVE" for row in facts.trading)
    if stopped or loss < limit:
        return None
    since = "" if facts.account.day.reset_equity is None else " since the last reset"
    return TradingStateRow(
        scope=scope,
        state="REDUCING",
        reason=f"daily loss {plain(loss)} USDT{since} reached the limit of {plain(limit)} USDT",
        actor=BREAKER,
        time_ms=facts.now_ms,
    )
