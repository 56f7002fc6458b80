"""The executor's own door: enqueue, metrics and read, signed both ways; no bearer token opens it."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import JsonValue, ValidationError

from agent.queue import EnqueueRequest, NotEnqueued
from tools.errors import RateLimited, VenueError, VenueRejected
from tools.queue.reads import ReadRequest
from tools.queue.signing import SIGNATURE, Caller
from ui.access import Refused
from ui.api.bodies import float_paths
from ui.api.errors import ApiError
from ui.queue_door import QueueDoor

_STATUS = {
    "not_executor": 503,
    "version_mismatch": 409,
    "in_progress": 409,
    "idempotency_mismatch": 422,
    "not_found": 404,
    "forged": 422,
    "not_ready": 409,
}
_LONGEST_KEY = 80
_ENQUEUE_ERRORS: dict[int | str, dict[str, object]] = {
    400: {"description": "X-Idempotency-Key is missing, or the body is not JSON"},
    404: {"description": "No approval made such an intent"},
    409: {"description": "Another version, the same key in progress, or no longer READY"},
    422: {"description": "The key was used for another request, or the permit is not genuine"},
}
_ERRORS: dict[int | str, dict[str, object]] = {
    401: {"description": "Not signed, or not genuine, fresh and new"},
    429: {"description": "Too many requests; `Retry-After` says how long to wait"},
    503: {"description": "This process is not the executor, or the record or the venue does not answer"},
}


def queue_routes(door: QueueDoor) -> APIRouter:
    """The routes of the door."""
    router = APIRouter(prefix="/api/queue", tags=["queue"])

    async def enqueue(request: Request) -> JSONResponse:
        return await _enqueue(door, request)

    async def metrics(request: Request) -> JSONResponse:
        caller = await door.admit(request, None, door.reads)
        return _signed(door, caller, 200, await door.queue.metrics())

    async def read(request: Request) -> JSONResponse:
        return await _read(door, request)

    router.add_api_route(
        "/enqueue",
        enqueue,
        methods=["POST"],
        status_code=202,
        summary="Tell the executor that an approved intent is READY; by reference, never by parameters",
        responses=_ERRORS | _ENQUEUE_ERRORS,
    )
    summary = "How much waits, and whether the executor lives"
    router.add_api_route("/metrics", metrics, summary=summary, responses=_ERRORS)
    summary = "Read the account for a process without venue keys"
    router.add_api_route("/read", read, methods=["POST"], summary=summary, responses=_ERRORS)
    return router


async def _enqueue(door: QueueDoor, request: Request) -> JSONResponse:
    body = await _body(request)
    caller = await door.admit(request, body, door.orders)
    key = _idempotency_key(caller)
    try:
        asked = EnqueueRequest.model_validate(body)
    except ValidationError as error:
        return _signed(door, caller, *_invalid(error))
    taken = await door.queue.enqueue(caller.key_id, key, asked)
    if isinstance(taken, NotEnqueued):
        await _note(door, caller, request, _STATUS[taken.why], taken.why)
        return _signed(door, caller, _STATUS[taken.why], _error(taken.why, taken.detail))
    return _signed(door, caller, 202, taken.model_dump(mode="json"))


async def _read(door: QueueDoor, request: Request) -> JSONResponse:
    body = await _body(request)
    caller = await door.admit(request, body, door.reads)
    try:
        asked = ReadRequest.model_validate(body)
    except ValidationError as error:
        return _signed(door, caller, *_invalid(error))
    try:
        return _signed(door, caller, 200, {"value": await door.queue.read(asked)})
    except VenueError as error:
        return _signed(door, caller, *_of_venue(error))


async def _body(request: Request) -> JsonValue:
    try:
        parsed: JsonValue = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise ApiError(400, "invalid_json", "the body is not valid JSON") from None
    if float_paths(parsed):
        raise ApiError(422, "float_refused", "JSON numbers are not exact: send decimals as strings")
    return parsed


def _idempotency_key(caller: Caller) -> str:
    key = caller.idempotency_key or ""
    if not 8 <= len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise ApiError(400, "no_idempotency_key", "send X-Idempotency-Key, 8 to 80 printable characters")
    return key


async def _note(door: QueueDoor, caller: Caller, request: Request, status: int, code: str) -> None:
    try:
        await door.refuse(caller.key_id, f"POST {request.url.path}", Refused(status, code, code))
    except Refused:
        return


def _signed(door: QueueDoor, caller: Caller, status: int, content: JsonValue) -> JSONResponse:
    response = JSONResponse(content, status)
    response.headers[SIGNATURE] = door.verifier.answer_mac(caller, status, bytes(response.body))
    return response


def _of_venue(error: VenueError) -> tuple[int, JsonValue]:
    if isinstance(error, VenueRejected):
        more: dict[str, JsonValue] = {"venue_code": error.code, "venue_message": error.message}
        return 502, _error("venue_rejected", error.text.en, more)
    if isinstance(error, RateLimited):
        return 503, _error("venue_rate_limited", error.text.en, {"retry_after_ms": error.retry_after_ms})
    return 503, _error("venue_unavailable", error.text.en)


def _invalid(error: ValidationError) -> tuple[int, JsonValue]:
    fields = [".".join(map(str, problem["loc"])) for problem in error.errors()]
    return 422, _error("invalid_request", f"not as documented: {', '.join(fields) or 'the body'}")


def _error(code: str, message: str, more: dict[str, JsonValue] | None = None) -> JsonValue:
    return {"error": {"code": code, "message": message, **(more or {})}}
