"""The Groq planner: a model behind a protocol, checked by the offline planner, replaced by it on any failure.

offline plan -> ask the model (short retries, one budget) -> validated reply -> settled with the offline plan
"""

from tenacity import AsyncRetrying, RetryCallState

from agent.planner.budget import Budget
from agent.planner.completions import (
    ChatCompletions,
    Completion,
    CompletionFailed,
    Examples,
    Failure,
    Message,
    NoExamples,
    Verbatim,
)
from agent.planner.fallback import Circuit
from agent.planner.planner import Planner
from agent.planner.prompt import digest, messages
from agent.planner.proposal import Calls, Proposal, Refuse, Surroundings, Utterance
from agent.planner.recorded import concluded
from agent.planner.reply import parse, written
from agent.planner.strict import plan_schema
from tools.clock import Clock

BUDGET_MS = 8_000
"""Time for one utterance, waits and retries included."""
ATTEMPT_MS = 5_000
MOST_ATTEMPTS = 3
FIRST_WAIT_MS = 250
"""Doubled at each attempt, where the server does not say how long."""
LONGEST_WAIT_MS = 3_000
"""A longer `retry-after` is not waited for."""
MAX_TOKENS = 2_048
"""Room for the reply and the reasoning before it."""
LONGEST_UTTERANCE = 2_000
MOST_EXAMPLES = 6

_WORTH_RETRYING = (Failure.RATE_LIMITED, Failure.UNAVAILABLE, Failure.TIMEOUT, Failure.CAPACITY)


class GroqPlanner:
    """Plans with a language model. It holds no keys and reaches no venue; it cannot fail, only fall back."""

    def __init__(
        self,
        client: ChatCompletions,
        fallback: Planner,
        clock: Clock,
        model: str,
        *,
        examples: Examples | None = None,
        circuit: Circuit | None = None,
        budget: Budget | None = None,
    ) -> None:
        self._client = client
        self._fallback = fallback
        self._clock = clock
        self._model = model
        self._examples = examples or NoExamples()
        self._circuit = circuit or Circuit(clock)
        self._budget = budget or Budget(clock)

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        """What both planners make of it; the offline plan with a notice when the model did not help."""
        offline = await self._fallback.plan(utterance, surroundings)
        if _decided(offline, utterance):
            return offline
        verbatim = await self._hear(utterance, surroundings)
        return concluded(offline, verbatim, utterance, surroundings)

    async def _hear(self, utterance: Utterance, surroundings: Surroundings) -> Verbatim:
        if not self._circuit.admit():
            return Verbatim(failure=Failure.PAUSED)
        if not await self._budget.admit(utterance.user):
            return Verbatim(failure=Failure.BUDGET)
        examples = self._examples.nearest(utterance.text, MOST_EXAMPLES)
        conversation = messages(utterance, surroundings, examples)
        started_ms = self._clock.monotonic_ms()
        heard = await self._ask(conversation)
        await self._budget.spend(utterance.user, heard.prompt_tokens + heard.completion_tokens)
        asked = {"model": self._model, "prompt": digest(conversation)}
        return heard.model_copy(update=asked | {"elapsed_ms": self._clock.monotonic_ms() - started_ms})

    async def _ask(self, conversation: tuple[Message, ...]) -> Verbatim:
        tokens: dict[str, int] = {}
        try:
            completion = await self._complete(conversation)
            tokens = {name: getattr(completion, name) for name in ("prompt_tokens", "completion_tokens")}
            text = written(completion)
            parse(text)
        except CompletionFailed as error:
            if error.failure is Failure.GENERATION and error.failed_generation:
                return self._salvaged(error.failed_generation)
            return self._failed(error, tokens)
        self._circuit.succeeded()
        return Verbatim(text=text, **tokens)

    def _salvaged(self, text: str) -> Verbatim:
        """What the server gave up on is a reply like any other: it counts when it parses."""
        try:
            parse(text)
        except CompletionFailed as error:
            return self._failed(error, {})
        self._circuit.succeeded()
        return Verbatim(text=text)

    def _failed(self, error: CompletionFailed, tokens: dict[str, int]) -> Verbatim:
        if error.failure is not Failure.REFUSED:
            self._circuit.failed(error.failure, error.retry_after_ms)
        return Verbatim(failure=error.failure, **tokens)

    async def _complete(self, conversation: tuple[Message, ...]) -> Completion:
        deadline_ms = self._clock.monotonic_ms() + BUDGET_MS
        retrying = AsyncRetrying(
            sleep=self._sleep,
            wait=_wait_seconds,
            stop=lambda state: self._give_up(state, deadline_ms),
            reraise=True,
        )
        return await retrying(self._once, conversation, deadline_ms)

    async def _once(self, conversation: tuple[Message, ...], deadline_ms: int) -> Completion:
        left_ms = deadline_ms - self._clock.monotonic_ms()
        return await self._client.complete(
            model=self._model,
            messages=conversation,
            schema=plan_schema(),
            max_tokens=MAX_TOKENS,
            timeout_ms=min(ATTEMPT_MS, left_ms),
        )

    async def _sleep(self, seconds: float) -> None:
        await self._clock.sleep_ms(round(seconds * 1000))

    def _give_up(self, state: RetryCallState, deadline_ms: int) -> bool:
        error = _error(state)
        wait_ms = _wait_ms(state)
        return (
            error is None
            or error.failure not in _WORTH_RETRYING
            or state.attempt_number >= MOST_ATTEMPTS
            or wait_ms > LONGEST_WAIT_MS
            or self._clock.monotonic_ms() + wait_ms >= deadline_ms
        )


def _decided(offline: Proposal, utterance: Utterance) -> bool:
    """Nothing a model could add: a refusal, a slash command, a halt, or a text too long to send."""
    if isinstance(offline.content, Refuse) or utterance.text.lstrip().startswith("/"):
        return True
    if len(utterance.text) > LONGEST_UTTERANCE:
        return True
    calls = offline.content.calls if isinstance(offline.content, Calls) else ()
    return any(each.tool == "engage_kill_switch" for each in calls)


def _wait_ms(state: RetryCallState) -> int:
    error = _error(state)
    if error is not None and error.retry_after_ms is not None:
        return error.retry_after_ms
    return FIRST_WAIT_MS << (state.attempt_number - 1)


def _wait_seconds(state: RetryCallState) -> float:
    return _wait_ms(state) / 1000


def _error(state: RetryCallState) -> CompletionFailed | None:
    raised = state.outcome.exception() if state.outcome else None
    return raised if isinstance(raised, CompletionFailed) else None
