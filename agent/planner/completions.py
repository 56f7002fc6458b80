"""ChatCompletions: the protocol behind which the language model sits, its answer and its failures."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal, Protocol

from pydantic import Field, JsonValue

from tools.errors import SparkError
from tools.frozen import Frozen

LONGEST_REPLY = 32_000
"""Characters of the longest reply that is looked at."""


class Failure(StrEnum):
    """Why a completion, or what it said, could not be used."""

    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TIMEOUT = "timeout"
    CAPACITY = "capacity"
    AUTH = "auth"
    MODEL = "model"
    REQUEST = "request"
    GENERATION = "generation"
    """The server says that the model missed the schema (`tool_use_failed`, `json_validate_failed`)."""
    TRUNCATED = "truncated"
    REFUSED = "refused"
    EMPTY = "empty"
    INVALID = "invalid"
    """The reply is not JSON, not the schema, or not a call of the catalogue."""
    PAUSED = "paused"
    """Not asked: it failed repeatedly a moment ago."""
    BUDGET = "budget"
    """Not asked: this user has used up their share."""


class Message(Frozen):
    """One message of the conversation."""

    role: Literal["system", "user"]
    content: str


class RateLimits(Frozen):
    """What the server says is left of its budget; None where it did not say."""

    remaining_requests: int | None = None
    remaining_tokens: int | None = None


class Completion(Frozen):
    """A model's answer, unjudged."""

    text: str | None
    finish_reason: str | None
    """`stop` when complete, `length` when cut off."""
    refusal: str | None = None
    prompt_tokens: int = Field(0, ge=0)
    completion_tokens: int = Field(0, ge=0)
    rate_limits: RateLimits = RateLimits()


class CompletionFailed(SparkError):
    """No usable completion: ask again when `retry_after_ms` is short, else use the offline planner."""

    def __init__(
        self,
        failure: Failure,
        detail: str = "",
        *,
        retry_after_ms: int | None = None,
        failed_generation: str | None = None,
    ) -> None:
        super().__init__(f"the language model failed: {failure} {detail}".rstrip())
        self.failure = failure
        self.retry_after_ms = retry_after_ms
        self.failed_generation = failed_generation
        """What the model had written when the server gave up on it; untrusted."""


class Verbatim(Frozen):
    """What came of asking the model about one utterance: a valid reply as it was written, or why not."""

    text: str | None = None
    failure: Failure | None = None
    model: str | None = None
    """The model asked; None where none was."""
    prompt: str | None = None
    """SHA-256 of the conversation sent, in hex: the same words, surroundings, examples and rules or not."""
    prompt_tokens: int = Field(0, ge=0)
    completion_tokens: int = Field(0, ge=0)
    elapsed_ms: int = Field(0, ge=0)
    """From asking to the answer or to giving up, waits included."""


class ChatCompletions(Protocol):
    """One question to a language model: one request, no retries inside."""

    async def complete(
        self,
        *,
        model: str,
        messages: tuple[Message, ...],
        schema: Mapping[str, JsonValue],
        max_tokens: int,
        timeout_ms: int,
    ) -> Completion:
        """Ask once, for JSON of `schema`, waiting at most `timeout_ms` in total.

        Raises:
            CompletionFailed: no answer, or an error answer.
        """
        ...


class Example(Frozen):
    """An utterance and the tool it means, to show the model what users say."""

    text: str
    tool: str
    args: dict[str, JsonValue] = {}


class Examples(Protocol):
    """Where similar utterances come from."""

    def nearest(self, text: str, k: int) -> tuple[Example, ...]:
        """The `k` examples most like `text`, best first."""
        ...


class NoExamples:
    """No examples at all."""

    def nearest(self, text: str, k: int) -> tuple[Example, ...]:
        """Nothing."""
        return ()
