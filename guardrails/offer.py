"""Offer: the one set of values with which a denied call would pass every rule, tried before it is said."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from guardrails.judge import outcome_of
from policies.verdict import Change, Outcome, Verdict
from tools.call import ToolCall
from tools.catalogue import call as make_call
from tools.errors import InvalidCall

_TRIES = 3
_SIZES = ("quantity", "notional")


def offer(
    call: ToolCall, verdicts: Sequence[Verdict], judged: Callable[[ToolCall], Sequence[Verdict]]
) -> tuple[Change, ...]:
    """Values that make `call` pass as a whole; empty when it passes already or none were found.

    Of several sizes the smallest is tried first; `judged` is the whole judgement of a call.
    """
    found: dict[str, Change] = {}
    for _ in range(_TRIES):
        proposed = _proposed(verdicts)
        if outcome_of(verdicts) == "allow" or not proposed:
            break
        found |= proposed
        try:
            verdicts = judged(_changed(call, found))
        except InvalidCall:
            break
        if outcome_of(verdicts) == "allow":
            return tuple(found.values())
    return ()


def _proposed(verdicts: Sequence[Verdict]) -> dict[str, Change]:
    changes: dict[str, Change] = {}
    for verdict in verdicts:
        if verdict.outcome in (Outcome.DENY, Outcome.ASK):
            for change in verdict.would_pass:
                known = changes.get(change.path)
                changes[change.path] = change if known is None else _smaller(known, change)
    return changes


def _smaller(one: Change, other: Change) -> Change:
    if one.path not in _SIZES:
        return one
    return min(one, other, key=lambda change: Decimal(str(change.value)))


def _changed(call: ToolCall, changes: dict[str, Change]) -> ToolCall:
    sized = any(path in _SIZES for path in changes)
    args = {path: value for path, value in call.args().items() if not (sized and path in _SIZES)}
    args |= {path: change.value for path, change in changes.items()}
    given = {path: value for path, value in args.items() if value is not None}
    return make_call(call.tool, given, call.origins)
