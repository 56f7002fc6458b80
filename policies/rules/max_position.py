"""max_position: position, working orders, orders in flight and this one, in the base asset."""

from policies.exposure import committed, committed_with
from policies.facts import Facts
from policies.passing import passing_quantity
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_position"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the largest position any fills could lead to with the limit."""
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME, order.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    before, after = committed(order, facts), committed_with(order, facts)
    if before is None or after is None:
        return _VOICE.unknown("The position is not known.", "Pozisyon bilinmiyor.")
    actual, cap = plain(after.worst()), plain(limit)
    if after.worst() <= limit:
        return _VOICE.allow(f"{actual} of at most {cap}", f"{actual}, en çok {cap}", limit=cap, actual=actual)
    would_pass = passing_quantity(call, order, before.room(order.side, limit), facts)
    return _VOICE.deny(
        "too_large",
        f"With working orders the position could reach {actual}, the limit is {cap} ({order.symbol}).",
        f"Bekleyen emirlerle pozisyon {actual} olabilir, limit {cap} ({order.symbol}).",
        limit=cap,
        actual=actual,
        would_pass=would_pass,
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Largest position of a symbol, with working orders counted",
        tr="Bekleyen emirlerle birlikte sembolün en büyük pozisyonu",
    ),
    why="FIA 1.2: ten orders of 0.01 under a limit of 0.1 must not become eleven. Orders not yet "
    "acknowledged count.",
    judge=judge,
    limit=_NAME,
)
