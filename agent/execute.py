"""Execution: the only importer of the executor; it brings a fresh judgement of the gate to the last hop."""

import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from agent.counterpart import Counterpart, mismatch
from agent.gather import Gatherer
from agent.recording import keep_dispatch
from guardrails.recheck import recheck
from tools.errors import ExecutorAway, LeaseLost, SparkError
from tools.executor.executor import Executor
from tools.executor.lease import take_lease
from tools.executor.refusal import Refusal
from tools.executor.timing import Timing
from tools.executor.tool_run import permitted_call
from tools.ledger.ledger import Intent
from tools.permit import Keys
from tools.queue.build import Build
from tools.queue.client import QueueClient
from tools.receipt import Receipt
from tools.spec import ToolContext
from tools.terms import VenueName
from tools.text import Text

_POLL_MS = 50
_PATIENCE_MS = 30_000


_OTHER_VERSION = Refusal(
    code="version_changed",
    message=Text(
        en="Another version of the executor took over after the approval; nothing was sent. "
        "Approve it again.",
        tr="Onaydan sonra yürütücünün başka bir sürümü devraldı; hiçbir şey gönderilmedi. Yeniden onaylayın.",
    ),
    again=True,
)


class Execution:
    """Executes approved intents, here or by waiting for the process that holds the lease.

    Args:
        context: venues, ledger, clock and mode.
        keys: keys that verify permits.
        gatherer: facts for the check at the last hop.
        home: folder of the lease.
        build: says which program this is.
        counterpart: what the executor of this record said of itself.
        elsewhere: the way to an executor apart; with it this process never executes.
        timing: how long the executor waits, asks and follows.
    """

    def __init__(
        self,
        context: ToolContext,
        keys: Keys,
        gatherer: Gatherer,
        home: Path,
        build: Callable[[], Build],
        counterpart: Counterpart,
        elsewhere: QueueClient | None = None,
        timing: Timing | None = None,
    ) -> None:
        self._context = context
        self._keys = keys
        self._gatherer = gatherer
        self._home = home
        self._executor: Executor | None = None
        self.build = build
        self._counterpart = counterpart
        self._elsewhere = elsewhere
        self._timing = timing

    @property
    def executing(self) -> bool:
        """Whether this process is the executor."""
        return self._executor is not None

    @property
    def apart(self) -> bool:
        """Whether the executor is a process of its own, and this one never is."""
        return self._elsewhere is not None

    async def open(self) -> Executor | None:
        """Take the lease; None when another process holds it and will execute what is approved."""
        if self._elsewhere is not None:
            await self._counterpart.refresh()
            return None
        try:
            lease = await take_lease(self._home, self._context.ledger, self._context.ids.new("executor"))
        except LeaseLost:
            return None
        venues = [self._context.venue(name) for name in VenueName if name in self._context.venues]
        accounts = {venue.name: venue.account_name for venue in venues}
        changed = await self._counterpart.introduce(self.build(), accounts)
        # What a process of another version approved is not executed by this one.
        since_ms = self._context.clock.now_ms() if changed else 0
        judge = _rejudge(self._gatherer, since_ms)
        self._executor = Executor(self._context, self._keys, judge, lease, self._timing)
        for streams in self._context.streams.values():
            streams.listen(self._executor.hear)
        return self._executor

    async def require_executor(self) -> None:
        """Pass when whoever executes runs this very program; asked before anything is approved.

        Raises:
            VersionMismatch: it runs another one.
            ExecutorAway: the executor apart does not answer, so nothing is approved that would only expire.
        """
        if self._elsewhere is not None:
            if parts := (await self._elsewhere.build()).differs(self.build()):
                raise mismatch(parts)
        elif self._executor is None:
            await self._counterpart.require(self.build())

    def require_executing(self) -> None:
        """Pass when this process is the executor.

        Raises:
            LeaseLost: it is not.
        """
        if self._executor is None:
            raise LeaseLost(
                "this process is not the executor; ask the one that is",
                "bu süreç yürütücü değil; yürütücü olana sorun",
            )

    def begin(self, intent_id: str) -> None:
        """Execute an intent now, without waiting for its receipt."""
        if self._executor is not None:
            self._executor.begin(intent_id)

    async def of_approval(self, approval_id: str) -> Receipt | None:
        """The receipt of an approval; None when it was not approved.

        Raises:
            SparkError: the process that holds the lease has not answered in time.
            ExecutorAway: the executor apart cannot be reached; what is approved waits for it.
            VersionMismatch: it runs another program.
        """
        row = await self._context.ledger.approval(approval_id)
        if row is None or row.intent_id is None:
            return None
        if self._elsewhere is not None:
            await self._enqueue(self._elsewhere, row.intent_id)
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
        if self._elsewhere is not None:
            await self._elsewhere.close()

    async def _enqueue(self, client: QueueClient, intent_id: str) -> None:
        said = await client.enqueue(intent_id, self.build())
        # What it has taken up by itself meanwhile is as good; the receipt tells.
        if said.status == 202 or said.code == "not_ready":
            return
        if said.code == "version_mismatch":
            raise mismatch((said.message,))
        raise ExecutorAway(
            f"the executor did not take {intent_id}: {said.message or said.status}",
            f"yürütücü {intent_id} niyetini almadı: {said.message or said.status}",
        )

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


def _rejudge(gatherer: Gatherer, since_ms: int) -> Callable[[Intent], Awaitable[Refusal | None]]:
    async def judge(intent: Intent) -> Refusal | None:
        if intent.created_ms < since_ms:
            return _OTHER_VERSION
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
