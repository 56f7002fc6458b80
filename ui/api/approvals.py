"""Approvals and receipts: what waits, what was decided, and deciding it with the `approve` scope."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import JsonValue

from agent.session import Decided, Principal
from tools.errors import NotFound
from tools.ledger.ledger import ApprovalStatus
from tools.receipt import Receipt
from ui.api.bodies import DecisionBody
from ui.api.door import admit, door, needs
from ui.api.errors import error_response, refuse_floats
from ui.api.language import language_of
from ui.approval_resource import approval_json, receipt_json

router = APIRouter(tags=["approvals"])

Reader = Annotated[Principal, Depends(needs("read"))]
Limit = Annotated[int, Query(ge=1, le=500)]
Approver = Annotated[Principal, Depends(needs("approve"))]

_STATUS = {
    "not_found": 404,
    "wrong_user": 403,
    "missing_scope": 403,
    "digest_mismatch": 422,
    "invalid_edit": 422,
    "unexpected_edits": 422,
    "denied": 422,
}
"""Status of a decision that took no effect; everything else is a conflict."""


@router.get("/approvals", summary="The latest approvals, newest first")
async def approvals(
    request: Request, who: Reader, status: ApprovalStatus | None = None, limit: Limit = 100
) -> list[dict[str, JsonValue]]:
    """Approvals without receipts, all or those of one status; ask for one to see its receipt."""
    language = language_of(request)
    rows = await door(request).ledger.approvals(status, limit)
    return [approval_json(row, None, language) for row in rows]


@router.get("/approvals/{approval_id}", summary="One approval")
async def approval(approval_id: str, request: Request) -> dict[str, JsonValue]:
    """For a token with `read`, and for the browser that is signed in to the chat."""
    if door(request).browser_user(request) is None:
        await admit(request, "read")
    return await _resource(approval_id, request)


@router.post(
    "/approvals/{approval_id}/decision",
    summary="Approve, reject or edit exactly what the digest names",
    responses={409: {"description": "Already decided, expired, superseded or refused"}},
)
async def decide(approval_id: str, body: DecisionBody, request: Request, who: Approver) -> JSONResponse:
    """200 with the approval when the decision took effect."""
    refuse_floats(body.edits)
    decided = await door(request).sessions.decide(
        approval_id, body.decision, body.digest, who, body.edits or None
    )
    found = decided.receipt or await door(request).sessions.receipt(approval_id)
    return _answer(decided, found, request)


@router.get("/receipts/{receipt_id}", summary="A receipt, by its id or its approval's")
async def receipt(receipt_id: str, request: Request, who: Reader) -> dict[str, JsonValue]:
    """Order, fills and evidence."""
    found = await door(request).sessions.receipt(receipt_id)
    if found is None:
        raise NotFound(f"there is no receipt {receipt_id}", f"{receipt_id} adlı bir makbuz yok")
    return receipt_json(found, language_of(request))


async def _resource(approval_id: str, request: Request) -> dict[str, JsonValue]:
    sessions = door(request).sessions
    row = await sessions.approval(approval_id)
    if row is None:
        raise NotFound(f"there is no approval {approval_id}", f"{approval_id} adlı bir onay yok")
    found = await sessions.receipt(approval_id) if row.intent_id else None
    return approval_json(row, found, language_of(request))


def _answer(decided: Decided, found: Receipt | None, request: Request) -> JSONResponse:
    language = language_of(request)
    resource = approval_json(decided.approval, found, language)
    more: dict[str, JsonValue] = {}
    if decided.successor is not None:
        more["successor"] = approval_json(decided.successor, None, language)
    message = decided.message.say(language)
    if decided.accepted:
        return JSONResponse({**resource, **more, "message": message})
    status = _STATUS.get(decided.reason, 409)
    if status == 403:
        return error_response(403, decided.reason, message)
    return error_response(status, decided.reason, message, more={"approval": resource, **more})
