"""Errors of the API: `{"error": {"code", "message", "fields"?}}`, never a secret or a traceback."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import JsonValue
from starlette.exceptions import HTTPException

from tools.errors import (
    ConfigError,
    ExecutorAway,
    InvalidCall,
    LedgerError,
    NotFound,
    PermitRefused,
    RateLimited,
    SparkError,
    VenueError,
    VenueRejected,
    VersionMismatch,
)
from ui.access import Refused
from ui.api.bodies import float_paths
from ui.api.language import language_of

_LOG = logging.getLogger("spark.api")

_STATUS: tuple[tuple[type[SparkError], int, str], ...] = (
    (InvalidCall, 422, "invalid_call"),
    (NotFound, 404, "not_found"),
    (PermitRefused, 409, "permit_refused"),
    (VenueRejected, 502, "venue_rejected"),
    (RateLimited, 503, "venue_rate_limited"),
    (VenueError, 503, "venue_unavailable"),
    (VersionMismatch, 409, "version_mismatch"),
    (ExecutorAway, 503, "executor_away"),
    (LedgerError, 503, "ledger_unavailable"),
    (ConfigError, 500, "configuration"),
    (SparkError, 500, "internal"),
)


class ApiError(Exception):
    """An answer with an error status, for what is no exception of the product."""

    def __init__(self, status: int, code: str, message: str, fields: list[str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields


def refuse_floats(data: JsonValue) -> None:
    """Refuse JSON floats anywhere in `data`.

    Raises:
        ApiError: 422; decimals must come as strings.
    """
    fields = float_paths(data)
    if fields:
        text = 'JSON numbers are not exact: send decimals as strings, e.g. {"quantity": "0.01"}'
        raise ApiError(422, "float_refused", text, fields)


def add_error_handlers(app: FastAPI) -> None:
    """Give every exception its answer."""
    app.exception_handler(ApiError)(_api_error)
    app.exception_handler(Refused)(_refused)
    app.exception_handler(SparkError)(_spark_error)
    app.exception_handler(RequestValidationError)(_invalid_request)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(Exception)(_unexpected)


def error_response(
    status: int,
    code: str,
    message: str,
    *,
    fields: list[str] | None = None,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, JsonValue] | None = None,
) -> JSONResponse:
    """The one form of an error."""
    error: dict[str, JsonValue] = {"code": code, "message": message}
    if fields:
        error["fields"] = list[JsonValue](fields)
    return JSONResponse({"error": error, **(more or {})}, status, dict(headers or {}))


async def _api_error(request: Request, error: ApiError) -> JSONResponse:
    return error_response(error.status, error.code, error.message, fields=error.fields)


async def _refused(request: Request, error: Refused) -> JSONResponse:
    return error_response(error.status, error.code, error.message, headers=error.headers())


async def _spark_error(request: Request, error: SparkError) -> JSONResponse:
    status, code = next((status, code) for kind, status, code in _STATUS if isinstance(error, kind))
    fields = list(error.fields) if isinstance(error, InvalidCall) else None
    return error_response(status, code, error.text.say(language_of(request)), fields=fields)


async def _invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
    problems = error.errors()
    if any(problem["type"] == "json_invalid" for problem in problems):
        return error_response(400, "invalid_json", "the body is not valid JSON")
    fields = [".".join(map(str, problem["loc"][1:])) or "body" for problem in problems]
    text = "; ".join(f"{field}: {problem['msg']}" for field, problem in zip(fields, problems, strict=True))
    return error_response(422, "invalid_request", text, fields=fields)


async def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    code = {400: "invalid_json", 404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "error")
    return error_response(error.status_code, code, str(error.detail), headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("unexpected error", exc_info=error)
    return error_response(500, "internal", "something went wrong here; the log has the details")
