"""Review: one call, judged, repaired, scored and previewed: what a human sees and approves."""

from typing import Literal

from pydantic import JsonValue

from guardrails.diff import ParamDiff
from guardrails.preview import Preview
from guardrails.risk import RiskScore
from policies.verdict import Change, Verdict
from tools.frozen import Frozen
from tools.permit import Effects, MarketSnapshot

ApprovalKind = Literal["none", "click", "retype", "two_person"]


class ApprovalNeed(Frozen):
    """Whether and how a human must approve."""

    required: bool
    kind: ApprovalKind
    digest: str
    """`Effects.digest()`: approving means approving exactly this."""
    expires_ms: int


class Review(Frozen):
    """The result of the gate for one call."""

    tool: str
    asked: dict[str, JsonValue]
    """Parameters as understood, defaults left out."""
    effects: Effects
    """Effective parameters and orders; `effects.params` is the contract's `final`."""
    diff: tuple[ParamDiff, ...]
    verdicts: tuple[Verdict, ...]
    """One per rule that had something to say, in the order of the rules."""
    outcome: Literal["allow", "ask", "deny"]
    would_pass: tuple[Change, ...] = ()
    """Values with which the asked call passes every rule; judged, not guessed. Empty when none were found."""
    risk: RiskScore
    preview: Preview | None
    """None for calls without an order."""
    market: MarketSnapshot | None
    approval: ApprovalNeed
