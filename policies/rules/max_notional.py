"""max_notional: value of one order."""

from policies.facts import Facts
from policies.passing import passing_quantity
from policies.pricing import value_of
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, shown
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_notional"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Compare quantity x conservative price with the limit; without a price the answer is no."""
    order = opening(call, facts)
    if order is None:
        return None
    limit = facts.limits.value(_NAME, order.symbol)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    value = value_of(order, facts.market)
    if value is None:
        return _VOICE.unknown(
            "The order has no price to value it with.", "Emrin değerini hesaplayacak fiyat yok."
        )
    actual, cap = shown(value, "USDT"), shown(limit, "USDT")
    if value <= limit:
        return _VOICE.allow(
            f"{actual} of at most {cap}", f"{actual}, en çok {cap}", limit=plain(limit), actual=plain(value)
        )
    would_pass = passing_quantity(call, order, limit * order.quantity / value, facts)
    return _VOICE.deny(
        "too_large",
        f"The order is worth {actual}, the limit per order is {cap}.",
        f"Emrin tutarı {actual}, emir başına limit {cap}.",
        limit=plain(limit),
        actual=plain(value),
        would_pass=would_pass,
    )


RULE = Rule(
    name=_NAME,
    summary=Text(en="Largest value of one order", tr="Tek emrin en büyük tutarı"),
    why="15c3-5 R15(1)b, roadmap GR-11 and GR-17. 0.01 BTC at 64,000 is 640 USDT and over a limit of 100; "
    "0.0015 would pass.",
    judge=judge,
    limit=_NAME,
)
