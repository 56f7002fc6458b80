"""max_open_orders: how many orders may work at once."""

from policies.facts import Facts
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_open_orders"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Count working orders, orders in flight and this one."""
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME, order.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    if facts.account is None:
        return _VOICE.unknown("The working orders are not known.", "Bekleyen emirler bilinmiyor.")
    working = sum(1 for known in facts.account.open_orders if known.status.working)
    count, cap = working + len(facts.account.in_flight) + 1, plain(limit)
    if count <= limit:
        return _VOICE.allow(
            f"{count} of {cap} orders", f"{cap} emirden {count}", limit=cap, actual=str(count)
        )
    return _VOICE.deny(
        "too_many",
        f"This would be working order number {count}, the limit is {cap}; cancel one first.",
        f"Bu, {count}. bekleyen emir olur; limit {cap}. Önce birini iptal edin.",
        limit=cap,
        actual=str(count),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(en="Largest number of working orders", tr="En çok bekleyen emir sayısı"),
    why="P28: a loop that keeps placing orders stops here. The eleventh order under a limit of 10 is denied.",
    judge=judge,
    limit=_NAME,
)
