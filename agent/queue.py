"""Queue: what the executor's door may do: note a READY intent, say how much waits, and read the account."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, ValidationError

from agent.execute import Execution
from tools.errors import LeaseLost
from tools.frozen import Frozen
from tools.ledger.ledger import Intent, Ledger
from tools.permit import Keys
from tools.queue.build import Build
from tools.queue.reads import ReadRequest, answer
from tools.queue.signing import request_digest
from tools.receipt import IntentState
from tools.spec import ToolContext

ACTION = "queue.enqueued"

Why = Literal[
    "not_executor",
    "version_mismatch",
    "in_progress",
    "idempotency_mismatch",
    "not_found",
    "forged",
    "not_ready",
]


class EnqueueRequest(Frozen):
    """An intent a human's approval made READY; never the parameters of an order."""

    intent_id: Annotated[str, Field(pattern=r"^[!-~]{1,80}$")]
    build: Build
    """The program of the process that approved it."""


class Enqueued(Frozen):
    """The first answer to an idempotency key, and every later one."""

    intent_id: str
    state: Literal["READY"] = "READY"
    enqueued_ms: int


class Noted(Frozen):
    """An answer as it stands on the record, and the request it is bound to."""

    caller: str
    request: str
    answer: Enqueued


class NotEnqueued(Frozen):
    """Why an intent was not taken."""

    why: Why
    detail: str


class Queue:
    """The executor's door behind its signatures."""

    def __init__(self, execution: Execution, context: ToolContext, keys: Keys) -> None:
        self._execution = execution
        self._context = context
        self._ledger: Ledger = context.ledger
        self._keys = keys
        self._in_progress: set[str] = set()
        self._enqueued = 0

    async def enqueue(self, caller: str, key: str, asked: EnqueueRequest) -> Enqueued | NotEnqueued:
        """Take an intent, once per idempotency key: the same request again has the same answer."""
        parts = self._execution.build().differs(asked.build)
        if parts:
            return NotEnqueued(why="version_mismatch", detail=f"the executor differs in {', '.join(parts)}")
        if key in self._in_progress:
            return NotEnqueued(why="in_progress", detail="the same key is being worked on; ask again")
        self._in_progress.add(key)
        try:
            return await self._once(caller, key, asked)
        finally:
            self._in_progress.discard(key)

    async def metrics(self) -> dict[str, JsonValue]:
        """How much waits, and how the executor and its streams are."""
        states = (IntentState.READY, IntentState.SENDING, IntentState.UNKNOWN)
        waiting = await self._ledger.intents(states)
        counts: dict[str, JsonValue] = {
            state.value.lower(): sum(intent.state is state for intent in waiting) for state in states
        }
        confirmed_ms = await self._ledger.lease_confirmed_ms("executor")
        age_ms = None if confirmed_ms is None else max(0, self._context.clock.now_ms() - confirmed_ms)
        return {
            **counts,
            "unfinished": len(await self._ledger.unfinished()),
            "enqueued": self._enqueued,
            "executor": self._execution.executing,
            "heartbeat_age_ms": age_ms,
            "build": self._execution.build().model_dump(mode="json"),
            "streams": {
                name.value: streams.status().model_dump(mode="json")
                for name, streams in self._context.streams.items()
            },
        }

    async def read(self, asked: ReadRequest) -> JsonValue:
        """What the venue says.

        Raises:
            VenueError: the venue did not answer, or is not configured here.
        """
        return await answer(self._context.venue(asked.venue), asked)

    async def _once(self, caller: str, key: str, asked: EnqueueRequest) -> Enqueued | NotEnqueued:
        request = request_digest(asked.intent_id)
        noted = await self._noted(key)
        if noted is not None:
            if (noted.caller, noted.request) != (caller, request):
                return NotEnqueued(why="idempotency_mismatch", detail="this key was used for another request")
            return noted.answer
        problem = self._problem(asked.intent_id, await self._ledger.intent(asked.intent_id))
        if problem is not None:
            return problem
        taken = Enqueued(intent_id=asked.intent_id, enqueued_ms=self._context.clock.now_ms())
        body = Noted(caller=caller, request=request, answer=taken).model_dump(mode="json")
        try:
            self._execution.require_executing()
            await self._ledger.append(caller, ACTION, key, body)
            self._execution.begin(asked.intent_id)
        except LeaseLost as error:
            return NotEnqueued(why="not_executor", detail=error.text.en)
        self._enqueued += 1
        return taken

    async def _noted(self, key: str) -> Noted | None:
        rows = await self._ledger.audit(limit=1, action=ACTION, subject=key)
        try:
            return Noted.model_validate_json(rows[0].body) if rows else None
        except ValidationError:  # of another version: whoever asks gets a new answer
            return None

    def _problem(self, intent_id: str, intent: Intent | None) -> NotEnqueued | None:
        if intent is None or intent.leg_order is not None:
            return NotEnqueued(why="not_found", detail=f"no approval made an intent {intent_id}")
        if not intent.permit.verify(self._keys):
            return NotEnqueued(why="forged", detail="its permit is not genuine")
        if intent.state is not IntentState.READY:
            return NotEnqueued(why="not_ready", detail=f"it is {intent.state} already; ask for its receipt")
        return None
