"""The gate: the order of the checks, top to bottom, and nothing else."""

from collections.abc import Sequence
from decimal import localcontext

from guardrails import diff, preview, risk
from guardrails.approval import need
from guardrails.autofix import settle
from guardrails.effects import effects_of, snapshot
from guardrails.judge import denied, outcome_of
from guardrails.offer import offer
from guardrails.review import Review
from policies import RULES
from policies.facts import Facts
from policies.verdict import Rule, Verdict
from tools.call import ToolCall
from tools.permit import Effects

_DIGITS = 80
"""An input has up to 38 digits; its products stay exact, so that an absurd size is denied, not a crash."""
_SENDS_ORDERS = frozenset(
    {"place_order", "place_oco", "replace_order", "close_position", "run_canary", "confirm_canary"}
)


def review(call: ToolCall, facts: Facts, rules: Sequence[Rule] = RULES) -> Review:
    """Judge, repair, judge again, score and preview one call."""
    with localcontext(prec=_DIGITS):
        return _review(call, facts, rules)


def _review(call: ToolCall, facts: Facts, rules: Sequence[Rule]) -> Review:
    settled = settle(call, facts, rules)
    effects = effects_of(settled.call, facts)
    verdicts = _with_order(settled.verdicts, effects)
    passing = offer(call, verdicts, lambda made: _judged(made, facts, rules))
    score = risk.score(settled.call, effects.orders, facts)
    try:
        seen = preview.preview(settled.call, facts)
    except (ArithmeticError, ValueError):  # sizes beyond every amount
        seen, verdicts = None, (*verdicts, _NO_PREVIEW)
    return Review(
        tool=call.tool,
        asked=call.args(),
        effects=effects,
        diff=diff.build(call, settled.call, settled.changes),
        verdicts=verdicts,
        outcome=outcome_of(verdicts),
        would_pass=passing,
        risk=score,
        preview=seen,
        market=snapshot(facts),
        approval=need(settled.call, effects, score, facts),
    )


def _judged(call: ToolCall, facts: Facts, rules: Sequence[Rule]) -> tuple[Verdict, ...]:
    settled = settle(call, facts, rules)
    return _with_order(settled.verdicts, effects_of(settled.call, facts))


_NO_PREVIEW = denied(
    "gate",
    "no_preview",
    "What an order of this size would do cannot be computed.",
    "Bu büyüklükte bir emrin sonucu hesaplanamıyor.",
)


def _with_order(verdicts: tuple[Verdict, ...], effects: Effects) -> tuple[Verdict, ...]:
    if effects.tool not in _SENDS_ORDERS or effects.orders or outcome_of(verdicts) != "allow":
        return verdicts
    return (
        *verdicts,
        denied("gate", "no_order", "No order follows from this call.", "Bu çağrıdan bir emir çıkmıyor."),
    )
