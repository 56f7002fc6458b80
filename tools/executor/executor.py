"""Executor: the one part that sends. Intent in, receipt out, at most one order in between."""

import asyncio
from collections.abc import Iterable
from weakref import WeakValueDictionary

from tools.errors import InvalidCall, LedgerError, NotFound
from tools.executor import (
    dead_man,
    hearing,
    messages,
    order_send,
    orphans,
    protection,
    reconcile,
    report,
    tool_run,
    watchdog,
)
from tools.executor.clearance import Cleared, Moved, clear
from tools.executor.desk import Checkpoint, Desk, Recheck, no_checkpoint
from tools.executor.hearing import Hearing, Hint
from tools.executor.lease import NAME, Lease
from tools.executor.permit_check import EXPIRED
from tools.executor.refusal import Refusal
from tools.executor.timing import Timing
from tools.frozen import Params
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.permit import Keys
from tools.receipt import IntentState, Receipt, Source
from tools.spec import ToolContext
from tools.terms import Grouping
from tools.venues.stream_events import StreamEvent

PLACED = (IntentState.ACKED, IntentState.LATE_FOUND)


class Executor:
    """Executes intents under the lease it holds.

    Args:
        context: venues, ledger, clock and mode it works with.
        keys: keys that verify permits.
        recheck: runs the whole gate again right before sending.
        lease: the right to send, from `take_lease`.
        timing: how long to wait, ask and follow.
        checkpoint: called at named points; fault tests end the process there.
    """

    def __init__(
        self,
        context: ToolContext,
        keys: Keys,
        recheck: Recheck,
        lease: Lease,
        timing: Timing | None = None,
        checkpoint: Checkpoint = no_checkpoint,
    ) -> None:
        self._desk = Desk(context, keys, recheck, lease, timing or Timing(), checkpoint)
        self._ledger = context.ledger
        self._hearing = Hearing()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running = self._desk.running

    async def execute(self, intent_id: str) -> Receipt:
        """Send what the intent permits, once; an intent already settled answers with its receipt.

        A protected entry gets the protective orders it is owed; a leg answers with its parent's receipt.
        Whoever stops waiting for it does not stop it.

        Raises:
            NotFound: there is no such intent.
            LeaseLost: this executor is stopping or has stopped, or another one took over.
            LedgerError: the record cannot be written; what was sent is resolved by `recover`.
        """
        return await self._running.to_the_end(self._execute(intent_id))

    def begin(self, intent_id: str) -> None:
        """`execute` without waiting; what becomes of it is on the ledger."""
        self._running.begin(self._execute(intent_id))

    async def _execute(self, intent_id: str) -> Receipt:
        async with self._locks.setdefault(intent_id, asyncio.Lock()):
            self._desk.lease.require()
            intent = await self._ledger.intent(intent_id)
            if intent is None:
                raise NotFound(f"no intent {intent_id}", f"{intent_id} adlı bir emir niyeti yok")
            if intent.leg_order is None:
                patience_ms = self._desk.timing.patience_ms
                return await self._protected(await self._advance(intent, patience_ms), patience_ms)
        return await self._execute(intent.leg_order.parent_id)

    async def drain(self) -> tuple[Receipt, ...]:
        """Execute every READY intent, oldest first; those whose time is up are rejected, but for legs."""
        return tuple(await asyncio.gather(*map(self.execute, _roots(await self._ledger.ready()))))

    async def recover(self) -> tuple[Receipt, ...]:
        """Find out what became of everything an earlier run left open; no entry is sent again.

        Resolves SENDING and UNKNOWN by asking the venue, rejects READY intents whose permit expired
        (unexpired ones wait for `drain`), follows working orders, protects what entries have filled,
        writes missing receipts and adopts orphans.
        """
        return await self._catch_up() + await orphans.adopt(self._desk)

    def hear(self, event: StreamEvent) -> None:
        """Take in an event of a venue's stream; `watch` looks at the order it is about at once."""
        self._hearing.hear(event)

    async def watch(self, every_ms: int = 500, refresh_ms: int = 5_000, orphans_ms: int = 60_000) -> None:
        """Until cancelled: drain what other processes made READY, and recover what is still open.

        Orders that `hear` is told about are looked at when it is told; that polling finds the rest is why
        nothing depends on a stream.
        Orphans are looked for less often: that asks for the orders of all symbols, which costs the venue's
        request weight.

        Raises:
            LeaseLost: another executor took over.
            LedgerError: the record cannot be used; nothing more is sent.
        """
        heeding = asyncio.ensure_future(hearing.heed(self._hearing, self._heed, self._catch_up))
        polling = asyncio.ensure_future(self._poll(every_ms, refresh_ms, orphans_ms))
        timing = self._desk.timing
        comparing = reconcile.reconcile(self._desk, timing.reconcile_ms, timing.confirm_ms, self._look_again)
        beating = asyncio.ensure_future(self._beat(timing.beat_ms))
        tasks = {heeding, polling, beating, asyncio.ensure_future(comparing)}
        if timing.dead_man_ms:
            tasks.add(asyncio.ensure_future(dead_man.keep(self._desk, timing.dead_man_ms)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for ended in done:
                ended.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Send nothing that is still READY, let what is being sent end, and give the lease back."""
        await self._running.stop()
        self._desk.lease.release()

    async def _beat(self, every_ms: int) -> None:
        lease, clock = self._desk.lease, self._desk.context.clock
        while True:
            await self._ledger.confirm_lease(NAME, lease.epoch)
            await clock.sleep_ms(every_ms)

    async def _poll(self, every_ms: int, refresh_ms: int, orphans_ms: int) -> None:
        clock = self._desk.context.clock
        refreshed_ms = adopted_ms = clock.monotonic_ms()
        while True:
            await self.drain()
            if clock.monotonic_ms() - refreshed_ms >= refresh_ms:
                await self._catch_up()
                await watchdog.alert(self._desk)
                refreshed_ms = clock.monotonic_ms()
            if clock.monotonic_ms() - adopted_ms >= orphans_ms:
                await orphans.adopt(self._desk)
                adopted_ms = clock.monotonic_ms()
            await clock.sleep_ms(every_ms)

    async def _heed(self, hint: Hint) -> None:
        """Look until the ledger knows what was told; a venue's answers may lag behind its events."""
        for pause_ms in self._desk.timing.follow_ms:
            await self._desk.context.clock.sleep_ms(pause_ms)
            intents = await hearing.concerned(self._ledger, hint)
            behind = not all(map(hint.met_by, intents))
            for intent_id in _roots(intents):
                await self._recover(intent_id, "stream", ended_too=behind)
            if all(map(hint.met_by, await hearing.concerned(self._ledger, hint))):
                return

    async def _look_again(self, intent_id: str) -> None:
        """Look at an order that ended on the record and traded all the same."""
        await self._recover(intent_id, ended_too=True)

    async def _catch_up(self) -> tuple[Receipt, ...]:
        await self._desk.require_lease()
        roots = _roots(await self._ledger.unfinished())
        receipts = await asyncio.gather(*map(self._recover, roots))
        return tuple(receipt for receipt in receipts if receipt is not None)

    async def _advance(self, intent: Intent, patience_ms: int) -> Receipt:
        if intent.state is IntentState.READY:
            return await self._dispatch(intent)
        if not intent.state.settled:
            return await self._resolve(intent, patience_ms)
        stored = await self._ledger.receipt(intent.intent_id)
        if stored is not None and stored.state is intent.state and bracket.explained(intent, stored.fills):
            return stored
        return await self._report(intent)

    async def _protected(self, receipt: Receipt, patience_ms: int) -> Receipt:
        if receipt.unprotected_quantity is None or receipt.state not in PLACED:
            return receipt
        intent = await self._ledger.intent(receipt.receipt_id)
        if intent is None:
            raise AssertionError("a receipt has its intent")
        return await protection.tend(self._desk, intent, receipt, patience_ms)

    async def _dispatch(self, intent: Intent) -> Receipt:
        params: Params | None = None
        try:
            if not intent.permit.effects.orders:
                params = await tool_run.read_params(self._desk, intent)
        except InvalidCall as error:
            return await self._refuse(intent, Refusal(code="invalid_call", message=error.text))
        match await clear(self._desk, intent):
            case Refusal() as refusal:
                return await self._refuse(intent, refusal)
            case Moved(intent=moved):
                return await self._advance(moved, self._desk.timing.patience_ms)
            case Cleared(sending=sending) if params is not None:
                return await tool_run.run(self._desk, sending, params)
            case Cleared(sending=sending):
                return await order_send.send(self._desk, sending)

    async def _refuse(self, intent: Intent, refusal: Refusal) -> Receipt:
        refused = await self._ledger.refuse_intent(intent.intent_id, refusal.code, refusal.message.en)
        if refused is None:
            raise LedgerError(
                f"{intent.intent_id} moved on meanwhile; ask for its receipt",
                f"{intent.intent_id} bu sırada ilerledi; makbuzuna bakın",
            )
        return await report.ended(
            self._desk, refused, IntentState.REJECTED, refusal.message, code=refusal.code
        )

    async def _resolve(self, intent: Intent, patience_ms: int) -> Receipt:
        if intent.permit.effects.orders:
            return await order_send.resolve(self._desk, intent, patience_ms)
        return await tool_run.resolve(self._desk, intent)

    async def _report(self, intent: Intent) -> Receipt:
        if intent.state in PLACED and intent.permit.effects.orders:
            return await order_send.refresh(self._desk, intent)
        return await report.ended(self._desk, intent, intent.state, messages.ended(intent))

    async def _recover(
        self, intent_id: str, source: Source = "rest", *, ended_too: bool = False
    ) -> Receipt | None:
        async with self._locks.setdefault(intent_id, asyncio.Lock()):
            intent = await self._ledger.intent(intent_id)
            if intent is None:
                return None
            if intent.state is not IntentState.READY:
                receipt = await self._bring_up_to_date(intent, source, ended_too)
                return await self._running.to_the_end(self._protected(receipt, self._desk.timing.recovery_ms))
            expired = intent.permit.expires_ms <= self._desk.context.clock.now_ms()
            return await self._refuse(intent, EXPIRED) if expired else None

    async def _bring_up_to_date(self, intent: Intent, source: Source, ended_too: bool) -> Receipt:
        # A pair is open as long as either of its orders is; the limit order may have ended first.
        look = (ended_too and bool(intent.orders)) or intent.grouping is Grouping.OCO
        if bracket.working(intent) or (intent.state in PLACED and look):
            return await order_send.refresh(self._desk, intent, source)
        return await self._advance(intent, self._desk.timing.recovery_ms)


def _roots(intents: Iterable[Intent]) -> list[str]:
    """The intents permits created, in their order; legs are worked on with their parent, under its lock."""
    return list(
        dict.fromkeys(
            intent.intent_id if intent.leg_order is None else intent.leg_order.parent_id for intent in intents
        )
    )
