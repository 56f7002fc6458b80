"""A ledger that notes when permits came into force and when orders were acknowledged, both durable."""

import time
from typing import TYPE_CHECKING, Any

from tools.ledger.ledger import ApprovalRow, Decision, Intent, Ledger
from tools.permit import Permit
from tools.receipt import IntentState, Receipt

if TYPE_CHECKING:
    _Whole = Ledger
else:
    _Whole = object


class TimedLedger(_Whole):
    """Passes everything on; times are readings of `time.perf_counter`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.issued: dict[str, float] = {}
        """By intent id: when its permit was handed to the ledger."""
        self.acked: dict[str, float] = {}
        """By intent id: when its acknowledgement and the audit row of it were durable."""
        self.concluded: dict[str, float] = {}
        """By intent id: when its receipt was last stored."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            return getattr(self._ledger, name)

    def forget(self) -> None:
        """Start afresh."""
        for noted in (self.issued, self.acked, self.concluded):
            noted.clear()

    async def decide(self, decision: Decision, permit: Permit | None) -> ApprovalRow:
        begun = time.perf_counter()
        row = await self._ledger.decide(decision, permit)
        if permit is not None and row.intent_id is not None:
            self.issued.setdefault(row.intent_id, begun)
        return row

    async def settle(self, intent_id: str, state: IntentState, **known: Any) -> Intent | None:
        intent = await self._ledger.settle(intent_id, state, **known)
        if state is IntentState.ACKED:
            self.acked.setdefault(intent_id, time.perf_counter())
        return intent

    async def conclude(self, receipt: Receipt, **known: Any) -> Receipt:
        stored = await self._ledger.conclude(receipt, **known)
        self.concluded[receipt.receipt_id] = time.perf_counter()
        return stored
