"""max_order_rate: opening orders per minute."""

from policies.facts import Facts
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_order_rate"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Count the orders of the last minute and this one."""
    if opening(call, facts) is None:
        return None
    limit = facts.limits.value(_NAME)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    count, cap = facts.orders_last_minute + 1, plain(limit)
    if count <= limit:
        return _VOICE.allow(
            f"{count} of {cap} orders a minute",
            f"dakikada {cap} emirden {count}",
            limit=cap,
            actual=str(count),
        )
    return _VOICE.deny(
        "too_fast",
        f"This would be order number {count} within a minute, the limit is {cap}; wait a moment.",
        f"Bu, bir dakika içindeki {count}. emir olur; limit {cap}. Biraz bekleyin.",
        limit=cap,
        actual=str(count),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(en="Largest number of opening orders per minute", tr="Dakikada en çok açılış emri"),
    why="RTS 6 article 15(1)d, message throttle: eleven orders in a minute are a loop, not a person.",
    judge=judge,
    limit=_NAME,
)
