"""max_pending_approvals: how many proposals of one person or agent may wait at once."""

from policies.facts import Facts
from policies.reading import effect_of, reduces, simulated, unasked
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import Effect, ToolCall
from tools.money import plain
from tools.text import Text

_NAME = "max_pending_approvals"
_VOICE = Voice(_NAME)


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny one proposal too many, and say nothing before; what takes risk away is always offered."""
    quiet = effect_of(call) in (Effect.READ, Effect.COMPUTE) or simulated(call) or unasked(call)
    if quiet or facts.phase == "dispatch" or reduces(call, facts):
        return None
    limit = facts.limits.value(_NAME)
    if limit is None:
        return _VOICE.no_limit(_NAME)
    count, cap = facts.waiting + 1, plain(limit)
    if count <= limit:
        return None
    return _VOICE.deny(
        "too_many",
        f"{facts.waiting} of your proposals already wait for an approval, the limit is {cap}; decide some "
        "of them, or let them expire.",
        f"Onay bekleyen {facts.waiting} öneriniz var, limit {cap}; bir kısmına karar verin ya da "
        "sürelerinin dolmasını bekleyin.",
        limit=cap,
        actual=str(count),
    )


RULE = Rule(
    name=_NAME,
    summary=Text(
        en="Largest number of proposals of one proposer that wait for an approval",
        tr="Bir kişinin onay bekleyen en çok önerisi",
    ),
    why="A flood of cards is how a bad one gets approved: the 51st under a limit of 50 is denied until "
    "one is decided or expires. Counted for each proposer, so that an agent cannot crowd out a person.",
    judge=judge,
    limit=_NAME,
)
