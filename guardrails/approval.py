"""Approval: turns a reviewed call and a human's yes into a Permit. The only file that makes one."""

from decimal import Decimal

from guardrails.review import ApprovalKind, ApprovalNeed, Review
from guardrails.risk import RiskScore
from policies.facts import Facts
from policies.orders import asked_orders
from policies.pricing import value_of
from policies.reading import effect_of, reduces, runs, simulated, unasked
from tools.call import Effect, ToolCall
from tools.clock import Clock
from tools.errors import PermitRefused
from tools.ids import Ids
from tools.ledger.ledger import ApprovalRow
from tools.permit import Effects, Keys, Permit, mac
from tools.terms import OrderType
from tools.venues.orders import OrderRequest


def need(call: ToolCall, effects: Effects, risk: RiskScore, facts: Facts) -> ApprovalNeed:
    """Whether and how a human must approve, and until when what they see holds."""
    kind = _kind(call, effects, risk, facts)
    market = any(order.type is OrderType.MARKET for order in effects.orders)
    # A lifetime nobody configured is none at all.
    lifetime = facts.limits.value("approval_ttl_market_ms" if market else "approval_ttl_ms") or Decimal(0)
    return ApprovalNeed(
        required=kind != "none",
        kind=kind,
        digest=effects.digest(),
        expires_ms=facts.now_ms + int(lifetime),
    )


def issue(review: Review, row: ApprovalRow, approver: str, keys: Keys, clock: Clock, ids: Ids) -> Permit:
    """Sign a permit for exactly the effects of `review`, with the first key.

    Raises:
        PermitRefused: the review does not allow the call, or is not the one the row holds.
    """
    if review.outcome != "allow":
        raise PermitRefused("not_allowed", "the policy does not allow this", "politika buna izin vermiyor")
    if not row.digest == review.approval.digest == review.effects.digest():
        raise PermitRefused(
            "digest_mismatch", "the approval is for something else", "onay başka bir şey için verilmiş"
        )
    key_id, key = next(iter(keys.items()))
    permit = Permit(
        key_id=key_id,
        approval_id=row.approval_id,
        plan_id=row.plan_id,
        proposer=row.proposer,
        approver=approver,
        effects=review.effects,
        risk_score=review.risk.score,
        market=review.market,
        nonce=ids.nonce(),
        issued_ms=clock.now_ms(),
        expires_ms=review.approval.expires_ms,
    )
    return permit.model_copy(update={"mac": mac(permit.signed_bytes(), key)})


def _kind(call: ToolCall, effects: Effects, risk: RiskScore, facts: Facts) -> ApprovalKind:
    quiet = effect_of(call) in (Effect.READ, Effect.COMPUTE) or not runs(call)
    if quiet or simulated(call) or unasked(call):
        return "none"
    if reduces(call, facts):
        return "click"
    two_person = facts.limits.value("two_person_score")
    if two_person is None or risk.score >= two_person:
        return "two_person"
    return "retype" if _large(asked_orders(call, facts), facts) else "click"


def _large(orders: tuple[OrderRequest, ...], facts: Facts) -> bool:
    share = facts.limits.value("soft_limit_share")
    for order in orders:
        limit = facts.limits.value("max_notional", order.symbol)
        value = value_of(order, facts.market)
        if share is None or limit is None or value is None or value > share * limit:
            return True
    return False
