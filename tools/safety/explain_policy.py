"""explain_policy: the rules and limits in force, and why each exists."""

from decimal import Decimal

from tools.call import Effect
from tools.errors import NotFound
from tools.frozen import Params, Result
from tools.policy_view import LimitView, RuleView
from tools.spec import Tool, ToolContext
from tools.terms import Mode
from tools.text import Text
from tools.wording import clipped, listed, percent

SHOWN = 5
"""Limits a sentence names."""
REASON_LENGTH = 140


class ExplainPolicyParams(Params):
    """One rule, or all of them."""

    rule: str | None = None
    """Name of a rule, e.g. `max_notional`."""


class ExplainPolicyResult(Result):
    """Rules in force."""

    mode: Mode
    profile: str
    """Name of the set of limits."""
    digest: str
    """Digest of rules and limits; every permit is bound to it."""
    rules: tuple[RuleView, ...]
    time_ms: int


async def run(params: ExplainPolicyParams, context: ToolContext) -> ExplainPolicyResult:
    """Read the rules.

    Raises:
        NotFound: there is no rule of that name; the message lists those there are.
    """
    policy = await context.policy.in_force()
    rules = tuple(view for view in policy.rules() if params.rule in (None, view.name))
    if params.rule is not None and not rules:
        names = ", ".join(view.name for view in policy.rules())
        raise NotFound(
            f"there is no rule {params.rule!r}; there are: {names}",
            f"{params.rule!r} adlı bir kural yok; kurallar: {names}",
        )
    return ExplainPolicyResult(
        mode=context.mode,
        profile=policy.profile,
        digest=policy.digest,
        rules=rules,
        time_ms=context.clock.now_ms(),
    )


def say(result: ExplainPolicyResult) -> Text:
    """One rule with its limit and reason, or how many there are and the first limits."""
    if len(result.rules) == 1:
        return _say_rule(result.rules[0])
    limits = [_say_limit(view.limit) for view in result.rules if view.limit and view.limit.unit != "ms"]
    named = listed(limits, SHOWN)
    count = len(result.rules)
    return Text(
        en=f"{count} rules in force, profile {result.profile}: {named.en}. Ask for one by name to see why.",
        tr=f"{count} kural yürürlükte, profil {result.profile}: {named.tr}. Nedeni için kuralı adıyla sorun.",
    )


def _say_rule(view: RuleView) -> Text:
    why = clipped(view.why if view.limit is None else view.limit.rationale, REASON_LENGTH)
    limit = Text(en="", tr="") if view.limit is None else _number(view.limit)
    return Text(
        en=f"{view.summary.en} ({view.name}){limit.en and f': {limit.en}'}. Why: {why}",
        tr=f"{view.summary.tr} ({view.name}){limit.tr and f': {limit.tr}'}. Gerekçe (İngilizce): {why}",
    )


def _say_limit(limit: LimitView) -> Text:
    number = _number(limit)
    return Text(en=f"{limit.name} {number.en}", tr=f"{limit.name} {number.tr}")


def _number(limit: LimitView) -> Text:
    value = limit.value
    match limit.unit:
        case "fraction":
            return percent(Decimal(value))
        case "percent":
            return percent(Decimal(value) / 100)
        case "x":
            return Text(en=f"{value}x", tr=f"{value}x")
        case "base":
            return Text(en=f"{value} coins", tr=f"{value} adet")
        case "count":
            return Text(en=value, tr=value)
        case unit:
            return Text(en=f"{value} {unit}", tr=f"{value} {unit}")


TOOL = Tool(
    name="explain_policy",
    effect=Effect.READ,
    summary=Text(
        en="Rules and limits in force, and why",
        tr="Yürürlükteki kurallar ve limitler, gerekçeleriyle",
    ),
    params=ExplainPolicyParams,
    result=ExplainPolicyResult,
    run=run,
    say=say,
)
