"""explain_policy: the rules and limits in force, and why each exists."""

from tools.call import Effect
from tools.errors import NotFound
from tools.frozen import Params, Result
from tools.policy_view import RuleView
from tools.spec import Tool, ToolContext
from tools.terms import Mode
from tools.text import Text


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
    rules = tuple(view for view in context.policy.rules() if params.rule in (None, view.name))
    if params.rule is not None and not rules:
        names = ", ".join(view.name for view in context.policy.rules())
        raise NotFound(
            f"there is no rule {params.rule!r}; there are: {names}",
            f"{params.rule!r} adlı bir kural yok; kurallar: {names}",
        )
    return ExplainPolicyResult(
        mode=context.mode,
        profile=context.policy.profile,
        digest=context.policy.digest,
        rules=rules,
        time_ms=context.clock.now_ms(),
    )


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
)
