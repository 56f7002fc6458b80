"""max_daily_loss: equity lost since the UTC day opened, or since a person reset the circuit breaker."""

from policies.facts import Facts
from policies.reading import opening
from policies.verdict import Rule, Verdict
from policies.voice import Voice, shown
from tools.call import ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_daily_loss"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny opening once the day's loss, realised and not, reaches the limit."""
    if opening(call, facts) is None:
        return None
    limit = facts.limits.value(_NAME)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    if facts.account is None:
        return _VOICE.unknown("The equity is not known.", "Öz varlık bilinmiyor.")
    loss = max(facts.account.day.loss(facts.account.account.equity), limit * 0)
    actual, cap = shown(loss, "USDT"), shown(limit, "USDT")
    if loss < limit:
        return _VOICE.allow(
            f"lost {actual} today, at most {cap}",
            f"bugünkü kayıp {actual}, en çok {cap}",
            limit=plain(limit),
            actual=plain(loss),
        )
    return _VOICE.deny(
        "reached",
        f"Today's loss is {actual}, the limit is {cap}; until the next UTC day, or until a person resets the "
        "circuit breaker, only closing works.",
        f"Bugünkü kayıp {actual}, limit {cap}; sonraki UTC gününe ya da devre kesici sıfırlanana kadar "
        "yalnızca kapatma yapılabilir.",
        limit=plain(limit),
        actual=plain(loss),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Opens nothing once the day's loss reaches the limit",
        tr="Günlük kayıp limite ulaşınca yeni risk açmaz",
    ),
    why="Roadmap GR-12. Open losses, fees and funding count: 50 USDT below the opening equity denies.",
    judge=judge,
    limit=_NAME,
    version=2,
)
