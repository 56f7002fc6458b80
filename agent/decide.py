"""Decides approvals: every check before the ledger, the first writer wins in it, the executor after it."""

from collections.abc import Awaitable, Callable, Mapping

from pydantic import JsonValue

from agent.authority import grant
from agent.decision import Choice, Decided, Principal
from agent.parts import Parts
from agent.propose import pending
from agent.recording import Judged, judged, keep_reviews
from guardrails.review import Review
from tools.call import Origin, Source
from tools.catalogue import call
from tools.errors import InvalidCall, NotFound
from tools.ledger.ledger import ApprovalRow, Decision
from tools.receipt import IntentState, Receipt
from tools.text import Text

Execute = Callable[[ApprovalRow], Awaitable[Receipt | None]]
"""Runs a decided approval to its receipt (through the plan's graph thread)."""

_WHY_NOT = {
    "missing_scope": Text(
        en="You may not decide approvals here.", tr="Onayları buradan karara bağlayamazsınız."
    ),
    "wrong_user": Text(
        en="This proposal belongs to somebody else; only they can decide it.",
        tr="Bu öneri başkasına ait; yalnızca o karar verebilir.",
    ),
    "digest_mismatch": Text(
        en="What you saw is not what is proposed: reload the card and look again.",
        tr="Gördüğünüz, önerilenle aynı değil: kartı yenileyip tekrar bakın.",
    ),
    "expired": Text(
        en="This proposal has expired: nothing was sent. Propose it again.",
        tr="Bu önerinin süresi doldu: hiçbir şey gönderilmedi. Yeniden önerin.",
    ),
    "superseded": Text(
        en="A newer proposal has replaced this one: decide that one.",
        tr="Bu önerinin yerini daha yenisi aldı: ona karar verin.",
    ),
    "unexpected_edits": Text(
        en="Nothing was sent: edits make a new proposal, send them with the decision “edit”.",
        tr="Hiçbir şey gönderilmedi: değişiklik yeni bir öneridir, “edit” kararıyla gönderin.",
    ),
    "nothing_changed": Text(
        en="Nothing was changed: give at least one value that differs.",
        tr="Hiçbir şey değişmedi: en az bir farklı değer verin.",
    ),
    "already_decided": Text(
        en="This proposal was already decided.", tr="Bu öneri hakkında zaten karar verilmiş."
    ),
}
_REJECTED = Text(en="Rejected: nothing was sent.", tr="Reddedildi: hiçbir şey gönderilmedi.")
_EDITED = Text(
    en="Changed: this is a new proposal, check and approve it.",
    tr="Değiştirildi: bu yeni bir öneri, kontrol edip onaylayın.",
)
_AGAIN = Text(
    en="Here is the proposal as things stand now.",
    tr="Öneri şu anki duruma göre yenilendi.",
)


async def decide(
    row: ApprovalRow,
    choice: Choice,
    digest: str,
    principal: Principal,
    edits: Mapping[str, object],
    parts: Parts,
    execute: Execute,
) -> Decided:
    """One attempt to decide `row`; what is refused is on the record too."""
    problem = _problem(row, digest, principal)
    if problem is not None:
        await _record_refusal(row, choice, principal, problem, parts)
        return await _late(row, problem, parts)
    if choice != "edit" and edits:
        # Whoever sends edits with a yes means something else than what the digest binds.
        return Decided(
            approval=row,
            accepted=False,
            reason="unexpected_edits",
            message=_WHY_NOT["unexpected_edits"],
        )
    if choice == "reject":
        return await _reject(row, principal, parts)
    if choice == "edit":
        return await _edit(row, principal, edits, parts)
    return await _approve(row, principal, parts, execute)


def _problem(row: ApprovalRow, digest: str, principal: Principal) -> str | None:
    if not principal.may_approve:
        return "missing_scope"
    if row.exclusive and row.proposer != principal.name:
        return "wrong_user"
    if row.status != "pending":
        return _too_late(row)
    return None if digest == row.digest else "digest_mismatch"


async def _late(row: ApprovalRow, problem: str, parts: Parts) -> Decided:
    """A refusal; where the decision was made before, with what came of it."""
    # Waits where the order is on its way: whoever was second learns the outcome too.
    receipt = await parts.execution.of_approval(row.approval_id) if problem == "already_decided" else None
    message = _WHY_NOT[problem]
    if receipt is not None:
        message = Text(en=f"{message.en} {receipt.message.en}", tr=f"{message.tr} {receipt.message.tr}")
    return Decided(approval=row, accepted=False, reason=problem, message=message, receipt=receipt)


def _too_late(row: ApprovalRow) -> str:
    """Why a row that just turned out to be decided cannot be."""
    if row.status in ("superseded", "edited"):
        return "superseded"
    return "expired" if row.status == "expired" else "already_decided"


async def _approve(row: ApprovalRow, principal: Principal, parts: Parts, execute: Execute) -> Decided:
    await parts.execution.require_executor()
    decided, mine = await grant(row, principal.name, principal.channel, parts)
    if decided.status != "approved":
        return await _late(decided, _too_late(decided), parts)
    receipt = await execute(decided)
    if not mine:
        return await _late(decided, "already_decided", parts)
    return await _outcome(decided, principal, receipt, parts)


async def _outcome(row: ApprovalRow, principal: Principal, receipt: Receipt | None, parts: Parts) -> Decided:
    if receipt is None:
        raise NotFound(f"the intent of approval {row.approval_id} is missing from the ledger")
    refused = receipt.state is IntentState.REJECTED and receipt.order_id is None
    intent = await parts.context.ledger.intent(receipt.receipt_id)
    code = (intent.code if intent else None) or "ok"
    if not refused:
        return Decided(approval=row, accepted=True, reason="ok", message=receipt.message, receipt=receipt)
    successor = await _again(row, parts)
    if successor is not None:
        row = await parts.context.ledger.supersede(row.approval_id, successor.approval_id)
    message = receipt.message
    if successor is not None:
        message = Text(en=f"{message.en} {_AGAIN.en}", tr=f"{message.tr} {_AGAIN.tr}")
    return Decided(
        approval=row,
        accepted=False,
        reason=code,
        message=message,
        receipt=receipt,
        successor=successor,
    )


async def _reject(row: ApprovalRow, principal: Principal, parts: Parts) -> Decided:
    decided = await _close(row, "rejected", principal, None, parts)
    if decided.status != "rejected":
        return await _late(decided, _too_late(decided), parts)
    return Decided(approval=decided, accepted=True, reason="ok", message=_REJECTED)


async def _edit(row: ApprovalRow, principal: Principal, edits: Mapping[str, object], parts: Parts) -> Decided:
    review = Review.model_validate_json(row.review)
    if all(review.effects.params.get(path) == value for path, value in edits.items()):
        message = _WHY_NOT["nothing_changed"]
        return Decided(approval=row, accepted=False, reason="invalid_edit", message=message)
    try:
        judgement = await _judge_again(review, edits, parts)
    except InvalidCall as error:
        return Decided(approval=row, accepted=False, reason="invalid_edit", message=_unfit(error))
    fresh = judgement.review
    if fresh.outcome != "allow":
        reasons = [v.reason for v in fresh.verdicts if v.outcome in ("deny", "ask")]
        message = Text(
            en=" ".join(reason.en for reason in reasons), tr=" ".join(reason.tr for reason in reasons)
        )
        return Decided(approval=row, accepted=False, reason="denied", message=message)
    successor = _successor(row, fresh, parts)
    # The old one is closed before the new one is offered: never two that could both be approved.
    decided = await _close(row, "edited", principal, successor.approval_id, parts)
    if decided.successor_id != successor.approval_id:
        return await _late(decided, _too_late(decided), parts)
    await _offer(successor, judgement, parts)
    return Decided(approval=decided, accepted=True, reason="ok", message=_EDITED, successor=successor)


def _unfit(error: InvalidCall) -> Text:
    fields = ", ".join(error.fields)
    return Text(
        en=f"Nothing was changed. {error.text.en}",
        tr=f"Hiçbir şey değiştirilmedi; şu değerler geçerli değil: {fields}.",
    )


async def _again(row: ApprovalRow, parts: Parts) -> ApprovalRow | None:
    judgement = await _judge_again(Review.model_validate_json(row.review), {}, parts)
    if judgement.review.outcome != "allow":
        return None
    successor = _successor(row, judgement.review, parts)
    await _offer(successor, judgement, parts)
    return successor


async def _offer(successor: ApprovalRow, judgement: Judged, parts: Parts) -> None:
    ledger = parts.context.ledger
    await keep_reviews(ledger, successor.plan_id, (judgement,), successor.approval_id)
    await ledger.propose(successor)


async def _judge_again(review: Review, edits: Mapping[str, object], parts: Parts) -> Judged:
    asked: dict[str, object] = {**review.asked, **_resized(review.asked, edits), **edits}
    origins = tuple(
        Origin(path=path, source=Source.HUMAN if path in edits else Source.USER) for path in asked
    )
    made = call(review.tool, asked, origins)
    return judged(made, (await parts.gatherer.gather(made)).model_dump_json())


def _resized(asked: Mapping[str, JsonValue], edits: Mapping[str, object]) -> dict[str, None]:
    # An edited quantity replaces an asked notional, and the other way round.
    sizes = {"quantity": "notional", "notional": "quantity"}
    return {other: None for size, other in sizes.items() if size in edits and other in asked}


def _successor(row: ApprovalRow, review: Review, parts: Parts) -> ApprovalRow:
    return pending(
        row.plan_id,
        row.index,
        row.proposer,
        row.exclusive,
        review,
        parts,
        suffix=f"-{parts.context.ids.nonce()[-8:]}",
    )


async def _close(
    row: ApprovalRow, status: str, principal: Principal, successor_id: str | None, parts: Parts
) -> ApprovalRow:
    decision = Decision.model_validate(
        {
            "approval_id": row.approval_id,
            "status": status,
            "actor": principal.name,
            "digest": row.digest,
            "channel": principal.channel,
            "successor_id": successor_id,
        }
    )
    return await parts.context.ledger.decide(decision, None)


async def _record_refusal(
    row: ApprovalRow, choice: Choice, principal: Principal, problem: str, parts: Parts
) -> None:
    await parts.context.ledger.append(
        principal.name,
        "decision_refused",
        row.approval_id,
        {"choice": choice, "channel": principal.channel, "reason": problem},
    )
