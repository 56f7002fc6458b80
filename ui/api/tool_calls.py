"""GET tools and POST tools/{name}: typed calls through the same gate as everything else."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import JsonValue

from agent.session import Principal
from agent.turn import Turn
from tools.catalogue import tool
from tools.errors import InvalidCall
from ui.api.door import base_url, door, insist, needs
from ui.api.errors import ApiError, error_response, refuse_floats
from ui.api.language import language_of
from ui.outcome import SCOPE_OF, outcome_json, pending_of, status_of
from ui.tool_export import listing

router = APIRouter(tags=["tools"])

_EXAMPLE = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}

_FAILED = {
    "invalid": (422, "invalid_call"),
    "venue": (503, "tool_failed"),
    "error": (500, "tool_failed"),
    None: (503, "tool_failed"),
}

Arguments = Annotated[dict[str, JsonValue], Body(examples=[_EXAMPLE])]


@router.get("/tools", summary="The catalogue, with the JSON schema of every tool")
async def tools(who: Annotated[Principal, Depends(needs("read"))]) -> list[dict[str, Any]]:
    """Every tool: name, effect, summary, parameters."""
    return listing()


@router.post(
    "/tools/{name}",
    summary="Call a tool with typed arguments",
    responses={202: {"description": "Waits for an approval"}, 422: {"description": "Invalid or denied"}},
)
async def call_tool(
    name: str, request: Request, who: Annotated[Principal, Depends(needs(None))], arguments: Arguments
) -> JSONResponse:
    """Reads, computations and dry runs answer 200; what needs an approval 202; a denial 422.

    Decimals are strings. The body is the object of arguments itself (or `{"args": {…}}`).
    """
    effect = _known(name)
    await insist(request, who, SCOPE_OF[effect])
    args = arguments.get("args") if set(arguments) == {"args"} else arguments
    if not isinstance(args, dict):
        raise ApiError(422, "invalid_call", "args must be an object", ["args"])
    refuse_floats(args)
    turn = await door(request).sessions.call_tool(name, args, who, language_of(request))
    return _answer(turn, base_url(request))


def _known(name: str) -> Any:
    try:
        return tool(name).effect
    except InvalidCall as error:
        raise ApiError(404, "unknown_tool", error.text.en) from None


def _answer(turn: Turn, base: str) -> JSONResponse:
    body = outcome_json(turn, base)
    status = status_of(turn)
    if status == "pending":
        return JSONResponse({**body, **_first(turn, base)}, 202)
    if status in ("denied", "question", "refused"):
        code = {"denied": "denied_by_policy", "question": "needs_an_answer"}.get(status, "refused")
        text = turn.question or turn.message or status
        return error_response(422, code, text, more={"review": _review(body), "plan": body})
    if status == "failed":
        http, code = _FAILED[turn.failure]
        return error_response(http, code, turn.message or "the tool gave no result", more={"plan": body})
    return JSONResponse({**body, "result": _result(turn)})


def _first(turn: Turn, base: str) -> dict[str, JsonValue]:
    first = pending_of(turn, base)[0]
    return {name: first[name] for name in ("approval_id", "digest", "expires_at", "approval_url")}


def _review(body: dict[str, JsonValue]) -> JsonValue:
    reviews = body["reviews"]
    return reviews[0] if isinstance(reviews, list) and reviews else None


def _result(turn: Turn) -> JsonValue:
    return turn.results[0].result if turn.results else None
