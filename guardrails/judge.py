"""Judgement: every rule on one call, and what counts when a rule breaks or none speaks."""

from collections.abc import Sequence
from typing import Literal

from policies.facts import Facts
from policies.verdict import Outcome, Rule, Verdict
from tools.call import ToolCall
from tools.text import Text

_BEFORE_ALL = frozenset({"capability", "trading_state", "environment_lock", "read_only"})
"""Rules that speak of a call even when this installation cannot do it."""


def judge(call: ToolCall, facts: Facts, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
    """The verdicts of all rules that have something to say, in their order; never empty.

    A rule that raises denies, and so does silence of all rules. What cannot be done here at all is
    said once: the rules of size, price and risk have nothing to add to it, and none has where the tool
    itself cannot run.
    """
    verdicts = tuple(v for rule in rules if (v := _ask(rule, call, facts)) is not None)
    if not_yet := tuple(v for v in verdicts if v.rule == "availability"):
        return not_yet
    if any(v.rule == "capability" and v.code == "not_available" for v in verdicts):
        return tuple(v for v in verdicts if v.rule in _BEFORE_ALL)
    return verdicts or (_NOBODY,)


def outcome_of(verdicts: Sequence[Verdict]) -> Literal["allow", "ask", "deny"]:
    """The strictest outcome wins."""
    outcomes = {verdict.outcome for verdict in verdicts}
    if Outcome.DENY in outcomes or not outcomes:
        return "deny"
    return "ask" if Outcome.ASK in outcomes else "allow"


def denied(rule: str, code: str, en: str, tr: str) -> Verdict:
    """A denial of the gate itself."""
    return Verdict(rule=rule, outcome=Outcome.DENY, code=code, reason=Text(en=en, tr=tr))


def _ask(rule: Rule, call: ToolCall, facts: Facts) -> Verdict | None:
    try:
        return rule.judge(call, facts)
    except Exception as error:
        cause = type(error).__name__
        return denied(
            rule.name,
            "rule_failed",
            f"The rule {rule.name} failed ({cause}); what cannot be judged is not allowed.",
            f"{rule.name} kuralı çalışamadı ({cause}); yargılanamayan şeye izin verilmez.",
        )


_NOBODY = denied(
    "gate",
    "no_rule",
    "No rule allows this; the default is no.",
    "Buna izin veren kural yok; varsayılan yanıt hayır.",
)
