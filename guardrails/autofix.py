"""Autofix: applies narrowing changes and judges again, until nothing is left to change."""

from collections.abc import Sequence
from dataclasses import dataclass

from guardrails.judge import denied, judge
from guardrails.narrow import narrows
from policies.facts import Facts
from policies.verdict import Change, Outcome, Rule, Verdict
from tools.call import ToolCall
from tools.catalogue import call as make_call
from tools.errors import InvalidCall
from tools.terms import TimeInForce
from tools.trade.place_order import PlaceOrderParams

_PASSES = 3


@dataclass(frozen=True)
class Settled:
    """The call as it will be executed, and how it came to that."""

    call: ToolCall
    verdicts: tuple[Verdict, ...]
    """Of the last judgement; a rule that fixed earlier and now allows keeps its fix."""
    changes: tuple[Change, ...]
    """Applied changes, first to last."""


def settle(call: ToolCall, facts: Facts, rules: Sequence[Rule]) -> Settled:
    """Judge, apply fixes, judge again; fixes that widen or never end become denials."""
    call = with_defaults(call)
    fixed: dict[str, Verdict] = {}
    changes: tuple[Change, ...] = ()
    for _ in range(_PASSES):
        verdicts = judge(call, facts, rules)
        fixes = [verdict for verdict in verdicts if verdict.outcome is Outcome.FIX]
        bad = [fix for fix in fixes if not _acceptable(call, fix, facts)]
        if not fixes or bad:
            refused = tuple(_refused(v) if v in bad else v for v in verdicts)
            return Settled(call, _remember(refused, fixed, rules), changes)
        call, applied = _apply(call, fixes, facts)
        changes += applied
        fixed |= {fix.rule: fix for fix in fixes}
    return Settled(call, _remember(_unstable(judge(call, facts, rules)), fixed, rules), changes)


def with_defaults(call: ToolCall) -> ToolCall:
    """The call with defaults that depend on other parameters written out: limit orders are GTC."""
    params = call.params
    if not isinstance(params, PlaceOrderParams) or params.type.at_market or params.time_in_force is not None:
        return call
    settled = params.model_copy(update={"time_in_force": TimeInForce.GTC})
    return call.model_copy(update={"params": settled})


def _changed(call: ToolCall, changes: Sequence[Change]) -> ToolCall:
    args = call.effective() | {change.path: change.value for change in changes}
    return make_call(call.tool, args, call.origins)


def _acceptable(call: ToolCall, fix: Verdict, facts: Facts) -> bool:
    try:
        return bool(fix.changes) and narrows(call, _changed(call, fix.changes), facts)
    except InvalidCall:
        return False


def _apply(call: ToolCall, fixes: Sequence[Verdict], facts: Facts) -> tuple[ToolCall, tuple[Change, ...]]:
    applied: tuple[Change, ...] = ()
    for fix in fixes:
        after = _changed(call, fix.changes)
        # Two fixes may touch the same parameter: the narrower one stays, the next pass sees to the rest.
        if narrows(call, after, facts):
            call, applied = after, applied + fix.changes
    return call, applied


def _refused(fix: Verdict) -> Verdict:
    return denied(
        fix.rule,
        "fix_widens",
        f"The correction of {fix.rule} would widen the order, which only a person may do.",
        f"{fix.rule} kuralının düzeltmesi emri genişletirdi; buna yalnızca bir insan karar verebilir.",
    )


def _unstable(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    if not any(verdict.outcome is Outcome.FIX for verdict in verdicts):
        return verdicts
    return (
        *verdicts,
        denied(
            "gate",
            "unstable",
            "The corrections do not come to rest; write the order more simply.",
            "Düzeltmeler bir sonuca varmıyor; emri daha yalın yazın.",
        ),
    )


def _remember(
    verdicts: tuple[Verdict, ...], fixed: dict[str, Verdict], rules: Sequence[Rule]
) -> tuple[Verdict, ...]:
    last = {verdict.rule: verdict for verdict in verdicts}
    allowed = {name for name, verdict in last.items() if verdict.outcome is Outcome.ALLOW}
    kept = last | {name: fix for name, fix in fixed.items() if name in allowed or name not in last}
    order = [rule.name for rule in rules]
    return tuple(sorted(kept.values(), key=lambda v: order.index(v.rule) if v.rule in order else len(order)))
