"""Execution: the only importer of the executor; it brings a fresh judgement of the gate to the last hop."""

import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from agent.gather import Gatherer
from agent.recording import keep_dispatch
from guardrails.recheck import recheck
from tools.errors import LeaseLost, SparkError
from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.executor.refusal import Refusal
from tools.executor.tool_run import permitted_call
from tools.ledger.ledger import Intent
from tools.permit import Keys
from tools.receipt import Receipt
from tools.spec import ToolContext

_POLL_MS = 50
_PATIENCE_MS = 30_000


class Execution:
    """Executes approved intents, here or by waiting for the process that holds the lease."""

    def __init__(self, context: ToolContext, keys: Keys, gatherer: Gatherer, home: Path) -> None:
        self._context = context
        self._keys = keys
        self._gatherer = gatherer
        self._home = home
        self._executor: Executor | None = None

    async def open(self) -> Executor | None:
        """Take the lease; None when another process holds it and will execute what is approved."""
        try:
            lease = await take_lease(self._home, self._context.ledger, self._context.ids.new("executor"))
        except LeaseLost:
            return None
        self._executor = Executor(self._context, self._keys, _rejudge(self._gatherer), lease)
        for streams in self._context.streams.values():
            streams.listen(self._executor.hear)
        return self._executor

    async def of_approval(self, approval_id: str) -> Receipt | None:
        """The receipt of an approval; None when it was not approved.

        Raises:
            SparkError: the process that holds the lease has not answered in time.
        """
        row = await self._context.ledger.approval(approval_id)
        if row is None or row.intent_id is None:
            return None
        if self._executor is not None:
            # The lease can go to another process at any time; that one sends what is READY.
            with contextlib.suppress(LeaseLost):
                return await self._executor.execute(row.intent_id)
        return await self._await_holder(row.intent_id)

    async def step_down(self) -> None:
        """Let what is being sent end and be an executor no more; `open` makes us one again."""
        executor, self._executor = self._executor, None
        if executor is not None:
            await executor.close()

    async def close(self) -> None:
        """Let what is being sent end, and give the lease back."""
        await self.step_down()

    async def _await_holder(self, intent_id: str) -> Receipt:
        clock = self._context.clock
        until = clock.monotonic_ms() + _PATIENCE_MS
        while clock.monotonic_ms() < until:
            receipt = await self._context.ledger.receipt(intent_id)
            if receipt is not None:
                return receipt
            await clock.sleep_ms(_POLL_MS)
        raise SparkError(
            f"the executor has not answered for {intent_id} yet; ask for its receipt later",
            f"yürütücü {intent_id} için henüz yanıt vermedi; makbuzunu daha sonra sorun",
        )


def _rejudge(gatherer: Gatherer) -> Callable[[Intent], Awaitable[Refusal | None]]:
    async def judge(intent: Intent) -> Refusal | None:
        made = await permitted_call(gatherer.context.ledger, intent)
        facts = await gatherer.gather(made, dispatching=intent)
        verdict = recheck(intent.permit, made, facts)
        ledger = gatherer.context.ledger
        await keep_dispatch(ledger, intent.plan_id, intent.intent_id, made, facts, verdict)
        if verdict.outcome == "execute":
            return None
        return Refusal(code=verdict.code, message=verdict.text, again=verdict.outcome == "approve_again")

    return judge


__all__ = ["Execution", "Executor"]
