"""Protocols that look right and are not; the proof has to catch each of them.

None of them changes the product: they are put in where the product is composed, as another timing, another
connector or another ledger would be.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from proof.exchange import Connection

from tools.executor.lease import NAME
from tools.executor.timing import Timing
from tools.ledger import intents, legs
from tools.ledger.ledger import Intent, TradingStateRow
from tools.ledger.stored import StoredLedger
from tools.receipt import IntentState, Receipt
from tools.venues.orders import OrderRequest, SendOutcome, SendStamp, Unknown

SENT = (IntentState.SENDING, IntentState.UNKNOWN, IntentState.ACKED, IntentState.LATE_FOUND)


@dataclass(frozen=True)
class Protocol:
    """The parts a run is composed of."""

    says: str
    timing: Timing = field(default_factory=Timing)
    connection: type[Connection] = Connection
    ledger: Callable[[StoredLedger], StoredLedger] = lambda ledger: ledger
    counted: tuple[IntentState, ...] = (IntentState.READY, *SENT)
    """What the gate counts against the limit."""


class Resending(Connection):
    """An HTTP client that repeats a POST nobody answered."""

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome:
        for _ in range(3):
            outcome = await super().place(request, client_order_id, stamp)
            if not isinstance(outcome, Unknown):
                break
        return outcome


class SigningLate(Connection):
    """A connector that signs with the time at which it sends."""

    async def _send(self, stamp: SendStamp, **how: Any) -> SendOutcome:
        await self.leave()
        now_ms = self.exchange._clock.now_ms()
        return await super()._send(stamp.model_copy(update={"timestamp_ms": now_ms}), **how)


class Impatient(Timing):
    """Believes the first answer that there is no such order."""

    misses: int = 1

    def conclusive_ms(self, stamp: SendStamp) -> int:
        return 0


class _Other(StoredLedger):
    """A ledger on the same database with one thing done otherwise."""

    def __init__(self, right: StoredLedger) -> None:
        super().__init__(right._database, right._clock)


class CheckThenAct(_Other):
    """Looks whether an intent may be sent, and writes that it is being sent, in two transactions."""

    async def start_sending(
        self, intent_id: str, nonce: str, epoch: int, stamp: SendStamp, *, states: Any = None
    ) -> Intent | None:
        intent = await self.intent(intent_id)
        seen = (await self.lease_epoch(NAME), states and await self.trading_states())
        if intent is None or intent.state is not IntentState.READY or seen != (epoch, states):
            return None

        def send(tx: Any) -> Intent | None:
            tx.change(intents.USE_NONCE, nonce, tx.now_ms)
            found = intents.find(tx, intent_id)
            sending = found and intents.send(tx, found, epoch, stamp)
            if sending and found.state is IntentState.READY:
                legs.send_with(tx, sending)
            return sending

        return await self._database.write(send)


class Unfenced(_Other):
    """Never asks whether somebody else has taken over."""

    _taken: int | None = None

    async def take_lease(self, name: str, owner: str) -> int:
        self._taken = await super().take_lease(name, owner)
        return self._taken

    async def lease_epoch(self, name: str) -> int | None:
        return self._taken

    async def start_sending(self, intent_id: str, nonce: str, epoch: int, *rest: Any, **seen: Any) -> Any:
        return await super().start_sending(intent_id, nonce, await self._any(), *rest, **seen)

    async def start_leg(self, intent_id: str, epoch: int, stamp: SendStamp) -> Intent | None:
        return await super().start_leg(intent_id, await self._any(), stamp)

    async def add_legs(self, parent_id: str, orders: Any, *, epoch: int) -> tuple[Intent, ...]:
        return await super().add_legs(parent_id, orders, epoch=await self._any())

    async def settle(self, intent_id: str, state: IntentState, *, epoch: int, **facts: Any) -> Intent | None:
        return await super().settle(intent_id, state, epoch=await self._any(), **facts)

    async def conclude(self, receipt: Receipt, *, epoch: int, **facts: Any) -> Receipt:
        return await super().conclude(receipt, epoch=await self._any(), **facts)

    async def _any(self) -> int:
        return await super().lease_epoch(NAME) or 0


class BlindToHalts(_Other):
    """Compares no trading state in the transaction that starts the send."""

    async def start_sending(
        self, *args: Any, states: tuple[TradingStateRow, ...] | None = None
    ) -> Intent | None:
        return await super().start_sending(*args)


class WritesAfterwards(_Other):
    """Sends first and writes it down when the answer is there."""

    def __init__(self, right: StoredLedger) -> None:
        super().__init__(right)
        self._begun: dict[str, tuple[Any, ...]] = {}

    async def start_sending(
        self, intent_id: str, nonce: str, epoch: int, stamp: SendStamp, **seen: Any
    ) -> Intent | None:
        intent = await self.intent(intent_id)
        if intent is None or intent.state is not IntentState.READY:
            return None
        self._begun[intent_id] = (nonce, epoch, stamp)
        return intent.model_copy(update={"state": IntentState.SENDING, "epoch": epoch, "stamp": stamp})

    async def settle(self, intent_id: str, state: IntentState, **facts: Any) -> Intent | None:
        await self._write(intent_id)
        return await super().settle(intent_id, state, **facts)

    async def conclude(self, receipt: Receipt, **facts: Any) -> Receipt:
        await self._write(receipt.receipt_id)
        return await super().conclude(receipt, **facts)

    async def _write(self, intent_id: str) -> None:
        if intent_id in self._begun:
            await super().start_sending(intent_id, *self._begun.pop(intent_id))


PRODUCT = Protocol("the product as it is")
MUTANTS = {
    "blind-resend": Protocol("a POST nobody answered is sent again", connection=Resending),
    "early-not-found": Protocol('the first "no such order" is believed', timing=Impatient()),
    "sign-at-send": Protocol("signed with the time of the send, not the frozen one", connection=SigningLate),
    "no-cas": Protocol("READY is looked at and left in two transactions", ledger=CheckThenAct),
    "no-fencing": Protocol("the epoch of the lease is not compared", ledger=Unfenced),
    "halt-unseen": Protocol("trading states are not compared when the send starts", ledger=BlindToHalts),
    "ready-uncounted": Protocol("the gate counts only what is being sent already", counted=SENT),
    "written-afterwards": Protocol("the send is written down after the answer", ledger=WritesAfterwards),
}
