"""StoredLedger: the ledger in a database, whichever it is."""

import asyncio
import logging
from pathlib import Path

from pydantic import JsonValue

from tools.clock import Clock
from tools.errors import LedgerError, LedgerTampered
from tools.ledger import (
    approvals,
    audit,
    export,
    intents,
    leases,
    legs,
    limit_changes,
    plans,
    receipts,
    safety,
    verify,
)
from tools.ledger.database import Database
from tools.ledger.days import DayMarks
from tools.ledger.ledger import (
    ApprovalRow,
    ApprovalStatus,
    AuditRow,
    CanaryRow,
    Decision,
    Intent,
    LegOrder,
    LimitChange,
    TradingStateRow,
)
from tools.ledger.reports import AnchorState, AuditReport, ExportReport, Progress
from tools.ledger.transaction import Transaction
from tools.money import Amount
from tools.permit import Permit
from tools.receipt import Evidence, IntentState, Receipt
from tools.terms import OrderStatus
from tools.venues.orders import Fill, SendStamp

_log = logging.getLogger("spark.audit")


class StoredLedger:
    """`tools.ledger.ledger.Ledger` on a database; several processes may use the same one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def propose(self, row: ApprovalRow) -> None:
        await self._database.write(lambda tx: approvals.propose(tx, row))

    async def approval(self, approval_id: str) -> ApprovalRow | None:
        row = await self._database.read(lambda view: approvals.find(view, approval_id))
        if row is None or row.status != "pending" or row.expires_ms > self._clock.now_ms():
            return row
        await self._database.write(approvals.expire_due)
        return await self._database.read(lambda view: approvals.find(view, approval_id))

    async def approvals(
        self, status: ApprovalStatus | None = None, limit: int = 100
    ) -> tuple[ApprovalRow, ...]:
        now_ms = self._clock.now_ms()
        if await self._database.read(lambda view: approvals.due(view, now_ms)):
            await self._database.write(approvals.expire_due)
        return await self._database.read(lambda view: approvals.newest(view, status, limit))

    async def waiting(self, proposer: str) -> frozenset[str]:
        now_ms = self._clock.now_ms()
        return await self._database.read(lambda view: approvals.waiting(view, proposer, now_ms))

    async def decide(self, decision: Decision, permit: Permit | None) -> ApprovalRow:
        return await self._database.write(lambda tx: approvals.decide(tx, decision, permit))

    async def supersede(self, approval_id: str, successor_id: str) -> ApprovalRow:
        return await self._database.write(lambda tx: approvals.supersede(tx, approval_id, successor_id))

    async def intent(self, intent_id: str) -> Intent | None:
        return await self._database.read(lambda view: intents.find(view, intent_id))

    async def intents(self, states: tuple[IntentState, ...], limit: int = 1000) -> tuple[Intent, ...]:
        return await self._database.read(lambda view: intents.in_states(view, states, limit))

    async def ready(self, limit: int = 1000) -> tuple[Intent, ...]:
        return await self._database.read(lambda view: intents.ready(view, limit))

    async def recent_intents(self, since_ms: int) -> tuple[Intent, ...]:
        return await self._database.read(
            lambda view: view.many(intents.KIND, Intent, intents.SINCE, since_ms)
        )

    async def accepted_since(self, since_ms: int) -> int:
        return await self._database.read(lambda view: intents.accepted_since(view, since_ms))

    async def unfinished(self, limit: int = 1000) -> tuple[Intent, ...]:
        return await self._database.read(
            lambda view: view.many(intents.KIND, Intent, intents.UNFINISHED, limit)
        )

    async def intent_of_order(self, client_order_id: str) -> Intent | None:
        return await self._database.read(
            lambda view: view.one(intents.KIND, Intent, intents.OF_ORDER, client_order_id)
        )

    async def intents_of_order(self, order_id: str, client_order_id: str | None) -> tuple[Intent, ...]:
        return await self._database.read(lambda view: intents.of_order(view, order_id, client_order_id))

    async def start_sending(
        self,
        intent_id: str,
        nonce: str,
        epoch: int,
        stamp: SendStamp,
        *,
        states: tuple[TradingStateRow, ...] | None = None,
    ) -> Intent | None:
        def start(tx: Transaction) -> Intent | None:
            sending = intents.start_sending(tx, intent_id, nonce, epoch, stamp, states)
            if sending is not None:
                legs.send_with(tx, sending)
            return sending

        return await self._database.write(start)

    async def legs(self, parent_id: str) -> tuple[Intent, ...]:
        return await self._database.read(lambda view: legs.of(view, parent_id))

    async def add_legs(
        self, parent_id: str, orders: tuple[LegOrder, ...], *, epoch: int
    ) -> tuple[Intent, ...]:
        return await self._database.write(lambda tx: legs.add(tx, parent_id, orders, epoch))

    async def start_leg(self, intent_id: str, epoch: int, stamp: SendStamp) -> Intent | None:
        return await self._database.write(lambda tx: legs.start(tx, intent_id, epoch, stamp))

    async def refuse_intent(self, intent_id: str, code: str, note: str) -> Intent | None:
        def refuse(tx: Transaction) -> Intent | None:
            refused = intents.refuse(tx, intent_id, code, note)
            if refused is not None and refused.leg == 0:
                approvals.close_with(tx, refused.approval_id, code)
            return refused

        return await self._database.write(refuse)

    async def settle(
        self,
        intent_id: str,
        state: IntentState,
        *,
        epoch: int,
        order_id: str | None = None,
        status: OrderStatus | None = None,
        executed_quantity: Amount | None = None,
        code: str | None = None,
        note: str | None = None,
    ) -> Intent | None:
        return await self._database.write(
            lambda tx: intents.settle(
                tx,
                intent_id,
                state,
                epoch,
                order_id=order_id,
                status=status,
                executed_quantity=executed_quantity,
                code=code,
                note=note,
            )
        )

    async def add_fills(
        self, venue: str, account: str, intent_id: str | None, fills: tuple[Fill, ...]
    ) -> int:
        return await self._database.write(lambda tx: receipts.add_fills(tx, venue, account, intent_id, fills))

    async def fills(self, intent_id: str) -> tuple[Fill, ...]:
        return await self._database.read(lambda view: receipts.fills(view, intent_id))

    async def conclude(
        self,
        receipt: Receipt,
        *,
        epoch: int,
        executed_quantity: Amount | None = None,
        code: str | None = None,
        note: str | None = None,
    ) -> Receipt:
        return await self._database.write(
            lambda tx: receipts.conclude(tx, receipt, epoch, executed_quantity, code, note)
        )

    async def receipt(self, receipt_id: str) -> Receipt | None:
        return await self._database.read(lambda view: receipts.find(view, receipt_id))

    async def trading_states(self) -> tuple[TradingStateRow, ...]:
        return await self._database.read(safety.trading_states)

    async def set_trading_state(self, row: TradingStateRow) -> None:
        await self._database.write(lambda tx: safety.set_trading_state(tx, row))

    async def limit_changes(self, profile: str) -> tuple[LimitChange, ...]:
        return await self._database.read(lambda view: limit_changes.of_profile(view, profile))

    async def change_limits(self, changes: tuple[LimitChange, ...]) -> None:
        await self._database.write(lambda tx: limit_changes.store(tx, changes))

    async def day_marks(self, account: str, day: str, equity: Amount) -> DayMarks:
        marks, stored = await self._database.read(lambda view: safety.day_marks(view, account, day, equity))
        if stored:
            return marks
        return await self._database.write(lambda tx: safety.mark_day(tx, account, day, equity))

    async def restart_loss(self, account: str, day: str, equity: Amount, actor: str) -> DayMarks:
        return await self._database.write(lambda tx: safety.restart_loss(tx, account, day, equity, actor))

    async def add_canary(self, row: CanaryRow) -> None:
        await self._database.write(lambda tx: safety.add_canary(tx, row))

    async def canary(self, canary_id: str | None) -> CanaryRow | None:
        return await self._database.read(lambda view: safety.canary(view, canary_id))

    async def append(self, actor: str, action: str, subject: str, body: JsonValue) -> Evidence:
        row = await self._database.write(lambda tx: tx.append(actor, action, subject, body))
        return Evidence(seq=row.seq, action=row.action, digest=row.mac)

    async def audit(
        self, *, limit: int = 50, action: str | None = None, subject: str | None = None
    ) -> tuple[AuditRow, ...]:
        return await self._database.read(lambda view: audit.newest(view, limit, action, subject))

    async def verify_audit(
        self, first: int = 1, last: int | None = None, progress: Progress | None = None
    ) -> AuditReport:
        return await asyncio.to_thread(verify.verify, self._record(), verify.Span(first, last), progress)

    async def export_audit(
        self, path: Path, first: int = 1, last: int | None = None, progress: Progress | None = None
    ) -> ExportReport:
        anchor = await self._database.sign_head()
        return await asyncio.to_thread(
            export.export, self._record(), verify.Span(first, last), anchor, path, progress
        )

    def _record(self) -> verify.Record:
        database, anchoring = self._database, self._database.anchoring
        if anchoring is None:
            return verify.Record(database.engine, database.chain, database.anchors)
        return verify.Record(
            database.engine, database.chain, database.anchors, anchoring.file, anchoring.signer.publics
        )

    async def anchor(self) -> AnchorState | None:
        await self._database.sign_head()
        return await self.anchored()

    async def anchored(self) -> AnchorState | None:
        return None if self._database.anchoring is None else self._database.anchoring.state()

    async def take_lease(self, name: str, owner: str) -> int:
        return await self._database.write(lambda tx: leases.take(tx, name, owner))

    async def lease_epoch(self, name: str) -> int | None:
        return await self._database.read(lambda view: leases.epoch(view, name))

    async def confirm_lease(self, name: str, epoch: int) -> None:
        await self._database.write(lambda tx: leases.confirm(tx, name, epoch))

    async def lease_confirmed_ms(self, name: str) -> int | None:
        return await self._database.read(lambda view: leases.confirmed_ms(view, name))

    async def save_plan(self, plan_id: str, document: str) -> None:
        await self._database.write(lambda tx: plans.save(tx, plan_id, document))

    async def plan(self, plan_id: str) -> str | None:
        return await self._database.read(lambda view: plans.find(view, plan_id))

    async def close(self) -> None:
        try:
            if not self._database.closed:
                await self._database.sign_head()
        except LedgerTampered:
            raise
        except LedgerError as error:
            # A database that is away does not keep the process from ending; the next start signs.
            _log.error("the audit cannot be anchored: %s", error)
        finally:
            await asyncio.to_thread(self._database.close)
