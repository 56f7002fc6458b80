"""max_drawdown: equity below the highest ever recorded."""

from policies.facts import Facts
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, percent
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_drawdown"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny opening once equity is the limit's fraction below its high water."""
    if opening(call, facts) is None:
        return None
    limit = facts.limits.value(_NAME)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    if facts.account is None:
        return _VOICE.unknown("The equity is not known.", "Öz varlık bilinmiyor.")
    equity, day = facts.account.account.equity, facts.account.day
    high = max(day.high_water, day.opening_equity, equity)
    if high <= 0:
        return _VOICE.unknown("There is no equity to measure from.", "Ölçülecek öz varlık yok.")
    drawdown = (high - equity) / high
    actual, cap = plain(percent(drawdown)), plain(percent(limit))
    if drawdown < limit:
        return _VOICE.allow(
            f"{actual} % of at most {cap} %",
            f"%{actual}, en çok %{cap}",
            limit=plain(limit),
            actual=plain(drawdown),
        )
    return _VOICE.deny(
        "reached",
        f"Equity is {actual} % below its high of {plain(high)} USDT, the limit is {cap} %.",
        f"Öz varlık, {plain(high)} USDT zirvesinin %{actual} altında; limit %{cap}.",
        limit=plain(limit),
        actual=plain(drawdown),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Opens nothing once equity fell too far below its high",
        tr="Öz varlık zirvesinden fazla düşünce yeni risk açmaz",
    ),
    why="Roadmap GR-19. Measured from the recorded high of equity, so an account that only ever loses "
    "has a drawdown too: 1,000 down to 840 is 16 %.",
    judge=judge,
    limit=_NAME,
)
