"""The verdict on one history: what must be true whatever happened, numbered as in docs/reliability.md."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile
from typing import Any

from proof.desk import PERMIT_KEYS
from proof.world import AT_ONCE, World

from tools.ids import CLIENT_ORDER_ID_PREFIX
from tools.ledger.ledger import AuditRow, Intent
from tools.ledger.stored import StoredLedger
from tools.receipt import IntentState, LegRole
from tools.terms import Grouping, OrderType
from tools.venues.orders import Order, stop_leg_id

PLACED = (IntentState.ACKED, IntentState.LATE_FOUND)
COUNTED = {
    "intent.sending": True,
    "intent.acked": True,
    "intent.unknown": True,
    "intent.late_found": True,
    "intent.rejected": False,
    "intent.not_placed": False,
}
EVERYTHING = 1_000_000


class Judge:
    """Looks at the venue and at the record when everything is over."""

    def __init__(self, world: World, ledger: StoredLedger) -> None:
        self.world = world
        self.ledger = ledger
        self.orders = world.exchange.orders
        self.intents: dict[str, Intent] = {}
        self.rows: list[AuditRow] = []

    async def violations(self) -> list[str]:
        """Everything that is wrong, the invariant's number first; empty when all is well."""
        self.intents = {i.intent_id: i for i in await self.ledger.recent_intents(0)}
        self.rows = [*reversed(await self.ledger.audit(limit=EVERYTHING))]
        found = [f"I0 {surprise}" for surprise in self.world.surprises]
        found += [f"I2 {complaint}" for complaint in self.world.exchange.complaints]
        found += [*self._orders(), *self._sendings(), *self._legs()]
        for intent in self.intents.values():
            found += [problem async for problem in self._truth(intent)]
        report = await self.ledger.verify_audit()
        found += [] if report.ok else [f"I5 the chain: {report.problem}"]
        return found

    def counts(self) -> Counter[str]:
        """How much happened, so that an idle proof is noticed."""
        counts = Counter(f"{i.state}" for i in self.intents.values() if i.leg == 0)
        counts["legs"] = sum(i.leg > 0 for i in self.intents.values())
        counts["orders"] = len(self.orders)
        trouble = list(takewhile(lambda line: not line.endswith(" peace"), self.world.lines))
        counts["kills"] = sum(" killed " in line for line in trouble)
        counts["freezes"] = sum(" freezes " in line for line in trouble)
        counts["takeovers"] = sum(row.action == "lease.taken" for row in self.rows)
        counts["UNKNOWN on the way"] = sum(row.action == "intent.unknown" for row in self.rows)
        counts["reconciler held trading"] = sum(row.actor == "executor:reconciliation" for row in self.rows)
        return counts

    def _orders(self) -> Iterator[str]:
        """Orders at the venue: each is known, once, permitted, and exactly what was permitted."""
        known = {intent.client_order_id: intent for intent in self.intents.values()}
        for name, number in Counter(order.client_order_id for order in self.orders).items():
            if number > 1:
                yield f"I2 {number} orders are {name}"
        for name, request in self.world.exchange.requests:
            intent = known.get(name)
            if intent is None:
                yield f"I3 {name} is on no record"
            elif not intent.permit.verify(PERMIT_KEYS) or intent.intent_id in self.world.forged:
                yield f"I7 {name} has no permit"
            elif request not in intent.orders:
                yield f"I7 {name} is not what was permitted"
        yield from self._bought()

    def _bought(self) -> Iterator[str]:
        """No approval fills more than was approved."""
        for intent in self.intents.values():
            orders = [o for o in self.orders if o.symbol == _symbol(intent) and not o.reduce_only]
            filled = sum((o.executed_quantity for o in orders), Decimal(0))
            if intent.leg == 0 and filled > intent.orders[0].quantity * len(intent.orders):
                yield f"I1 {filled} filled of {intent.intent_id}"

    def _sendings(self) -> Iterator[str]:
        """In the order of the record: who sent what, under which lease, in which state of trading."""
        epoch, owner, halted, busy = 0, "", False, set[str]()
        for row in self.rows:
            body = json.loads(row.body)
            if row.action == "lease.taken":
                epoch, owner = body["epoch"], row.actor
            elif row.action.startswith("state."):
                halted = row.action != "state.active"
            elif row.action == "intent.sending":
                yield from self._sending(row, body, epoch, halted)
                sender = self.world.exchange.senders.get(body["client_order_id"], owner)
                if sender != owner:
                    yield f"I7 row {row.seq}: sent by {sender}, the lease was {owner}'s"
            busy = _busier(busy, row) if _entry(row.subject) else busy
            if len(busy) > AT_ONCE:
                yield f"I7 row {row.seq}: more than {AT_ONCE} entries at once"
        sent = Counter(row.subject for row in self.rows if row.action == "intent.sending")
        yield from (f"I2 {subject} sent {number} times" for subject, number in sent.items() if number > 1)

    def _sending(self, row: AuditRow, body: dict[str, Any], epoch: int, halted: bool) -> Iterator[str]:
        if body["epoch"] != epoch:
            yield f"I7 row {row.seq}: sent under epoch {body['epoch']}, in force is {epoch}"
        intent = self.intents[row.subject]
        if intent.leg == 0 and halted:
            yield f"I7 row {row.seq}: an entry sent while trading is halted"
        if intent.leg == 0 and row.time_ms >= intent.permit.expires_ms:
            yield f"I7 row {row.seq}: sent after the permit expired"

    async def _truth(self, intent: Intent) -> Any:
        """What the record says of an intent is what the venue has."""
        order = self._order_of(intent)
        if intent.state in (IntentState.READY, IntentState.SENDING, IntentState.UNKNOWN):
            yield f"I4 {intent.intent_id} is still {intent.state}"
        if intent.state is IntentState.LATE_FOUND:
            yield f"I4 {intent.intent_id} was given up and is there"
        if (order is not None) != (intent.state in PLACED):
            yield f"I6 {intent.intent_id} is {intent.state}, at the venue is {order}"
        elif order is not None:
            if _told(intent) != (order.order_id, order.status, order.executed_quantity):
                yield f"I6 {intent.intent_id} is recorded as {_told(intent)}, is {order}"
            booked = {fill.trade_id for fill in await self.ledger.fills(intent.intent_id)}
            traded = {fill.trade_id for fill in self.world.exchange.trades if fill.order_id == order.order_id}
            if booked != traded:
                yield f"I6 {intent.intent_id} has the trades {booked}, made {traded}"
        async for problem in self._receipt(intent):
            yield problem

    async def _receipt(self, intent: Intent) -> Any:
        receipt = await self.ledger.receipt(intent.intent_id) if intent.leg == 0 else None
        if intent.leg == 0 and receipt is None:
            yield f"I4 {intent.intent_id} has no receipt"
        elif receipt is not None and (receipt.state, receipt.status) != (intent.state, intent.status):
            yield f"I6 the receipt of {intent.intent_id} says {receipt.state} {receipt.status}"
        elif receipt is not None and receipt.unprotected_quantity:
            yield f"I9 {receipt.unprotected_quantity} of {intent.intent_id} is unprotected"

    def _legs(self) -> Iterator[str]:
        """Stops and closes are exactly for what was filled."""
        for parent in self.intents.values():
            if parent.leg or parent.permit.effects.grouping is not Grouping.PROTECTED:
                continue
            orders = [o for o in self.orders if o.symbol == _symbol(parent)]
            filled = sum((o.executed_quantity for o in orders if not o.reduce_only), Decimal(0))
            closed = sum((o.executed_quantity for o in orders if o.reduce_only), Decimal(0))
            stops = _working(orders, OrderType.STOP_MARKET)
            if stops + closed != filled:
                yield f"I9 {parent.intent_id}: filled {filled}, closed {closed}, stopped {stops}"
            if _working(orders, OrderType.TAKE_PROFIT_MARKET) > stops:
                yield f"I9 {parent.intent_id}: a target outlives its stop"

    def _order_of(self, intent: Intent) -> Order | None:
        name = intent.client_order_id
        if intent.leg_order is not None and intent.leg_order.role is LegRole.STOP:
            name = stop_leg_id(self.intents[intent.leg_order.parent_id].client_order_id)
        assert name.startswith(CLIENT_ORDER_ID_PREFIX)
        return next((order for order in self.orders if order.client_order_id == name), None)


def _told(intent: Intent) -> tuple[Any, ...]:
    return intent.order_id, intent.status, intent.executed


def _symbol(intent: Intent) -> str:
    return intent.orders[0].symbol


def _entry(subject: str) -> bool:
    return subject.startswith("int_") and "-" not in subject


def _busier(busy: set[str], row: AuditRow) -> set[str]:
    counted = COUNTED.get(row.action)
    return busy if counted is None else busy | {row.subject} if counted else busy - {row.subject}


def _working(orders: list[Order], kind: OrderType) -> Decimal:
    return sum((o.remaining for o in orders if o.type is kind and o.status.working), Decimal(0))
