"""Breaker: latches trading down once the day's loss reaches its limit; a person resets it."""

from policies.facts import Facts
from tools.ledger.ledger import TradingStateRow
from tools.money import plain


def breaker(facts: Facts) -> TradingStateRow | None:
    """The state to latch, or None when nothing is to be done.

    Without account facts there is nothing to measure; opening is denied then by the rules anyway.
    """
    limit = facts.limits.value("max_daily_loss")
    if facts.account is None or limit is None:
        return None
    loss = facts.account.day.opening_equity - facts.account.account.equity
    stopped = any(row.scope == "all" and row.state != "ACTIVE" for row in facts.trading)
    if stopped or loss < limit:
        return None
    return TradingStateRow(
        scope="all",
        state="REDUCING",
        reason=f"daily loss {plain(loss)} USDT reached the limit of {plain(limit)} USDT",
        actor="policy:breaker",
        time_ms=facts.now_ms,
    )
