"""Whether a permit entitles this executor to send, here and now."""

from tools.catalogue import RUNNABLE
from tools.executor.refusal import Refusal
from tools.executor.shape import well_formed
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.permit import Keys, Permit
from tools.spec import ToolContext
from tools.terms import Mode
from tools.text import Text


def check_permit(intent: Intent, keys: Keys, context: ToolContext, policy_digest: str) -> Refusal | None:
    """Signature, time, place and policy of a permit; None when all fit."""
    permit = intent.permit
    if not permit.verify(keys) or permit.approval_id != intent.approval_id:
        return FORGED
    if permit.expires_ms <= context.clock.now_ms():
        return EXPIRED
    return _wrong_place(permit, context) or _wrong_content(permit, context, policy_digest)


def check_leg(parent: Intent, leg: Intent, keys: Keys, context: ToolContext) -> Refusal | None:
    """The same for a protective order of what its parent filled.

    The permit's time, the policy and the trading state are not asked: a filled order is protected
    whatever has happened since. Instead the leg must be an order the permit allows, and only reduce.
    """
    permit = parent.permit
    if not permit.verify(keys) or leg.approval_id != permit.approval_id:
        return FORGED
    if not bracket.allowed(parent, leg):
        return SHAPE
    return _wrong_place(permit, context)


def _wrong_place(permit: Permit, context: ToolContext) -> Refusal | None:
    effects = permit.effects
    if effects.mode is not context.mode:
        return MODE
    if effects.venue not in context.venues:
        return VENUE
    venue = context.venue(effects.venue)
    if effects.orders and venue.mode is not effects.mode:
        return MODE
    return None if venue.account_name == effects.account else VENUE


def _wrong_content(permit: Permit, context: ToolContext, policy_digest: str) -> Refusal | None:
    effects = permit.effects
    if effects.tool not in _RUNNABLE:
        return NOT_YET
    if effects.policy_digest != policy_digest:
        return POLICY
    if not well_formed(effects):
        return SHAPE
    if effects.orders and context.mode is Mode.DRY_RUN:
        return MODE
    return None


_RUNNABLE = frozenset(tool.name for tool in RUNNABLE)

FORGED = Refusal(
    code="forged",
    message=Text(
        en="The permit is not genuine; nothing was sent. Call the person on call.",
        tr="İzin gerçek değil; hiçbir şey gönderilmedi. Nöbetçiyi arayın.",
    ),
)
EXPIRED = Refusal(
    code="expired",
    message=Text(
        en="The approval has expired; nothing was sent. Propose it again.",
        tr="Onayın süresi doldu; hiçbir şey gönderilmedi. Yeniden önerin.",
    ),
    again=True,
)
MODE = Refusal(
    code="mode",
    message=Text(
        en="The approval was given for another mode; nothing was sent.",
        tr="Onay başka bir mod için verilmiş; hiçbir şey gönderilmedi.",
    ),
)
VENUE = Refusal(
    code="venue",
    message=Text(
        en="The approval was given for another venue or account; nothing was sent.",
        tr="Onay başka bir borsa ya da hesap için verilmiş; hiçbir şey gönderilmedi.",
    ),
)
POLICY = Refusal(
    code="policy_changed",
    message=Text(
        en="The policy changed after the approval; nothing was sent. Review and approve it again.",
        tr="Politika onaydan sonra değişti; hiçbir şey gönderilmedi. Yeniden inceleyip onaylayın.",
    ),
    again=True,
)
SHAPE = Refusal(
    code="shape",
    message=Text(
        en="The orders of the permit do not belong together as it says; nothing was sent.",
        tr="İzindeki emirler belirtilen biçimde bir araya gelmiyor; hiçbir şey gönderilmedi.",
    ),
)
NOT_YET = Refusal(
    code="not_yet",
    message=Text(
        en="The permit is for a tool that is not available yet; nothing was sent.",
        tr="İzin henüz kullanılamayan bir araç için verilmiş; hiçbir şey gönderilmedi.",
    ),
)
