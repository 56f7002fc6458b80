"""Effects: what the settled call will do, as the digest binds it."""

from policies.facts import Facts
from policies.orders import grouping_of, orders_of, replaced_by
from policies.reading import effect_of
from policies.view import policy_digest
from tools.call import Effect, ToolCall
from tools.permit import Effects, MarketSnapshot
from tools.terms import Side

FREE_TEXT = frozenset({"reason"})
"""Parameters that say why and change nothing that is done."""


def effects_of(call: ToolCall, facts: Facts) -> Effects:
    """Everything the call will do, free text left out."""
    sends = effect_of(call) is Effect.TRADE
    return Effects(
        tool=call.tool,
        mode=facts.mode,
        venue=facts.venue,
        account=facts.account_name,
        params={path: value for path, value in call.effective().items() if path not in FREE_TEXT},
        orders=orders_of(call, facts) if sends else (),
        grouping=grouping_of(call),
        replaces=replaced_by(call),
        policy_digest=policy_digest(facts.limits),
    )


def snapshot(facts: Facts) -> MarketSnapshot | None:
    """The market a human sees with the review; None without a mark price and a book."""
    market = facts.market
    if market is None or market.mark is None or market.book is None:
        return None
    zero = market.mark.mark * 0
    return MarketSnapshot(
        symbol=market.symbol,
        mark=market.mark.mark,
        bid=market.book.best(Side.SELL) or zero,
        ask=market.book.best(Side.BUY) or zero,
        time_ms=min(market.mark.time_ms, market.book.time_ms),
    )
