"""Execution: the only importer of the executor; it brings a fresh judgement of the gate to the last hop."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from agent.gather import Gatherer
from guardrails.recheck import recheck
from tools.catalogue import call
from tools.clock import Clock
from tools.errors import SparkError
from tools.executor.executor import Executor
from tools.executor.refusal import Refusal
from tools.ledger.ledger import Intent, Ledger
from tools.receipt import Receipt

_POLL_MS = 50
_PATIENCE_MS = 30_000


def rejudge(gatherer: Gatherer) -> Callable[[Intent], Awaitable[Refusal | None]]:
    """What the executor calls before it sends: the whole gate again, on the permit's own parameters."""

    async def judge(intent: Intent) -> Refusal | None:
        effects = intent.permit.effects
        made = call(effects.tool, effects.params)
        verdict = recheck(intent.permit, made, await gatherer.gather(made, dispatching=intent))
        if verdict.outcome == "execute":
            return None
        return Refusal(code=verdict.code, message=verdict.text, again=verdict.outcome == "approve_again")

    return judge


@dataclass(frozen=True)
class Execution:
    """Executes approved intents, here or by waiting for the process that holds the lease."""

    ledger: Ledger
    clock: Clock
    executor: Executor | None
    """None when another process is the executor."""

    async def of_approval(self, approval_id: str) -> Receipt | None:
        """The receipt of an approval; None when it was not approved."""
        row = await self.ledger.approval(approval_id)
        if row is None or row.intent_id is None:
            return None
        if self.executor is not None:
            return await self.executor.execute(row.intent_id)
        return await self._await_holder(row.intent_id)

    async def _await_holder(self, intent_id: str) -> Receipt:
        until = self.clock.monotonic_ms() + _PATIENCE_MS
        while self.clock.monotonic_ms() < until:
            receipt = await self.ledger.receipt(intent_id)
            if receipt is not None:
                return receipt
            await self.clock.sleep_ms(_POLL_MS)
        raise SparkError(
            f"the executor has not answered for {intent_id} yet; ask for its receipt later",
            f"yürütücü {intent_id} için henüz yanıt vermedi; makbuzunu daha sonra sorun",
        )


__all__ = ["Execution", "Executor", "rejudge"]
