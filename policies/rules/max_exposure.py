"""max_exposure: value of a symbol's position with everything that can still fill."""

from policies.exposure import committed, committed_with, exposure_price
from policies.facts import Facts
from policies.passing import passing_quantity
from policies.pricing import conservative_price
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, shown
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_exposure"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare the largest reachable position, valued at mark or order price, with the limit."""
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME, order.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    price = conservative_price(order, facts.market)
    before, after = committed(order, facts), committed_with(order, facts)
    unit = exposure_price(facts, price)
    if before is None or after is None or unit is None:
        return _VOICE.unknown("Position or price is not known.", "Pozisyon ya da fiyat bilinmiyor.")
    value = after.worst() * unit
    actual, cap = shown(value, "USDT"), shown(limit, "USDT")
    if value <= limit:
        return _VOICE.allow(
            f"{actual} of at most {cap}", f"{actual}, en çok {cap}", limit=plain(limit), actual=plain(value)
        )
    would_pass = passing_quantity(call, order, before.room(order.side, limit / unit), facts)
    return _VOICE.deny(
        "too_large",
        f"Exposure in {order.symbol} could reach {actual}, the limit is {cap}.",
        f"{order.symbol} riski {actual} olabilir, limit {cap}.",
        limit=plain(limit),
        actual=plain(value),
        would_pass=would_pass,
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Largest value of a symbol's position and working orders",
        tr="Sembolün pozisyon ve bekleyen emirlerinin en büyük değeri",
    ),
    why="Roadmap GR-18, R15(4): measured at mark with working orders, not at entry price without them; "
    "reduce-only orders add nothing.",
    judge=judge,
    limit=_NAME,
)
