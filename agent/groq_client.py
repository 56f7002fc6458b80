"""Groq client: `ChatCompletions` on the official SDK; imported, lazily, only by `agent/wiring.py`."""

import asyncio
from collections.abc import Mapping
from typing import Any

import groq
from pydantic import JsonValue

from agent.planner.completions import Completion, CompletionFailed, Failure, Message, RateLimits

_REASONING_MODELS = "openai/gpt-oss"
_GENERATION_CODES = ("tool_use_failed", "json_validate_failed")
_BY_STATUS: Mapping[int, Failure] = {
    401: Failure.AUTH,
    403: Failure.AUTH,
    404: Failure.MODEL,
    408: Failure.TIMEOUT,
    429: Failure.RATE_LIMITED,
    498: Failure.CAPACITY,
    504: Failure.TIMEOUT,
}


class GroqCompletions:
    """One request per call: the SDK's own retries are off, the planner decides what is worth repeating.

    Args:
        api_key: Groq's key; never part of an error message.
        base_url: another server with the same protocol, with or without `/openai/v1`; Groq's when None.
    """

    def __init__(self, api_key: str, base_url: str | None = None) -> None:
        root = base_url.rstrip("/").removesuffix("/openai/v1") if base_url else None
        self._sdk = groq.AsyncGroq(api_key=api_key, base_url=root, max_retries=0)

    async def complete(
        self,
        *,
        model: str,
        messages: tuple[Message, ...],
        schema: Mapping[str, JsonValue],
        max_tokens: int,
        timeout_ms: int,
    ) -> Completion:
        """Ask once for JSON of `schema`; `timeout_ms` bounds the whole request, however slowly it drips.

        Raises:
            CompletionFailed: anything but an answer.
        """
        request = _request(model, messages, schema, max_tokens)
        seconds = max(timeout_ms, 1) / 1000
        try:
            async with asyncio.timeout(seconds):
                raw = await self._sdk.chat.completions.with_raw_response.create(**request, timeout=seconds)
                return _completion(await raw.parse(), raw.headers)
        except CompletionFailed:
            raise
        except (TimeoutError, groq.APITimeoutError):
            raise CompletionFailed(Failure.TIMEOUT) from None
        except groq.APIStatusError as error:
            raise _failed(error) from None
        except Exception as error:
            # The SDK lets broken bodies escape as whatever its parts raise; none of it may stop planning.
            raise CompletionFailed(Failure.UNAVAILABLE, type(error).__name__) from None

    async def close(self) -> None:
        """Release connections."""
        await self._sdk.close()


def _request(
    model: str, messages: tuple[Message, ...], schema: Mapping[str, JsonValue], max_tokens: int
) -> dict[str, Any]:
    request: dict[str, Any] = {
        "model": model,
        "messages": [message.model_dump() for message in messages],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "plan", "strict": True, "schema": schema},
        },
        "max_completion_tokens": max_tokens,
        "temperature": 0,
        "seed": 1,
    }
    if model.startswith(_REASONING_MODELS):
        request |= {"reasoning_effort": "low", "include_reasoning": False}
    return request


def _completion(body: object, headers: Mapping[str, str]) -> Completion:
    """The SDK does not check what it parsed, so every field is looked at as if it were anything."""
    choices = getattr(body, "choices", None)
    if not isinstance(choices, list) or not choices:
        raise CompletionFailed(Failure.EMPTY)
    message = getattr(choices[0], "message", None)
    usage = getattr(body, "usage", None)
    text, refusal = getattr(message, "content", None), getattr(message, "refusal", None)
    if not isinstance(text, (str, type(None))):
        raise CompletionFailed(Failure.INVALID, "content is not text")
    return Completion(
        text=text,
        finish_reason=_text(getattr(choices[0], "finish_reason", None)),
        refusal=None if refusal is None else str(refusal),
        prompt_tokens=_count(getattr(usage, "prompt_tokens", 0)),
        completion_tokens=_count(getattr(usage, "completion_tokens", 0)),
        rate_limits=RateLimits(
            remaining_requests=_whole(headers.get("x-ratelimit-remaining-requests")),
            remaining_tokens=_whole(headers.get("x-ratelimit-remaining-tokens")),
        ),
    )


def _failed(error: groq.APIStatusError) -> CompletionFailed:
    body = error.body
    inner = body.get("error") if isinstance(body, dict) else None
    details: dict[str, object] = inner if isinstance(inner, dict) else {}
    code = _text(details.get("code")) or ""
    if error.status_code == 400 and code in _GENERATION_CODES:
        return CompletionFailed(
            Failure.GENERATION, code, failed_generation=_text(details.get("failed_generation"))
        )
    if code in ("model_decommissioned", "model_not_found"):
        return CompletionFailed(Failure.MODEL, code)
    unavailable = Failure.UNAVAILABLE if error.status_code >= 500 else Failure.REQUEST
    return CompletionFailed(
        _BY_STATUS.get(error.status_code, unavailable),
        str(error.status_code),
        retry_after_ms=_retry_after_ms(error.response.headers),
    )


def _retry_after_ms(headers: Mapping[str, str]) -> int | None:
    """Milliseconds of `retry-after-ms`, or of `retry-after` in seconds; the date form is not used by Groq."""
    exact = _whole(headers.get("retry-after-ms"))
    if exact is not None:
        return exact
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return round(seconds * 1000) if 0 <= seconds <= 86_400 else None


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


def _count(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
