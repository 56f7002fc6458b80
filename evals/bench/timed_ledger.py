"""A ledger that notes when permits came into force and when orders were acknowledged, both durable."""

import asyncio
import time
from collections.abc import Collection
from typing import Any, cast

from tools.ledger.ledger import ApprovalRow, Decision, Intent, Ledger
from tools.permit import Permit
from tools.receipt import IntentState, Receipt


class TimedLedger:
    """Passes on what it does not time; times are readings of `time.perf_counter`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.issued: dict[str, float] = {}
        """By intent id: when its permit was handed to the ledger."""
        self.acked: dict[str, float] = {}
        """By intent id: when its acknowledgement and the audit row of it were durable."""
        self.concluded: dict[str, float] = {}
        """By intent id: when its receipt was last stored."""
        self._told = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def as_ledger(self) -> Ledger:
        """Itself: what it lacks it passes on."""
        return cast(Ledger, self)

    async def all_concluded(self, intent_ids: Collection[str]) -> None:
        """Wait until each of them has a receipt."""
        while not all(intent_id in self.concluded for intent_id in intent_ids):
            self._told.clear()
            await self._told.wait()

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
        self._told.set()
        return stored
