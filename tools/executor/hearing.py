"""Hearing: what a venue's stream tells is a hint to look at once; what is written comes from asking.

So duplicates, gaps and events out of order cannot lie: at worst one look more, or a look that polling makes.
"""

import asyncio
from collections.abc import Awaitable, Callable

from tools.frozen import Frozen
from tools.ledger.ledger import Intent, Ledger
from tools.money import Amount
from tools.venues.stream_events import FillUpdate, OrderUpdate, Resynced, StreamEvent


class Hint(Frozen):
    """Something happened to an order at the venue."""

    symbol: str
    order_id: str
    client_order_id: str | None
    """None where only the trade was told."""
    executed_quantity: Amount | None = None
    """What it had executed by then; None where only the trade was told."""
    ended: bool = False

    def about(self, intent: Intent) -> bool:
        """Whether an intent has this order: it was sent as it, or replaced it and kept its ids."""
        if intent.client_order_id == self.client_order_id:
            return True
        orders = intent.orders
        return bool(orders) and (orders[0].symbol, intent.order_id) == (self.symbol, self.order_id)

    def met_by(self, intent: Intent) -> bool:
        """Whether the ledger knows as much as was told."""
        if intent.status is None:
            return intent.state.settled
        known = self.executed_quantity is None or intent.executed >= self.executed_quantity
        return known and not (self.ended and intent.status.working)


class Hearing:
    """Collects hints as they are told; several about one order become one."""

    def __init__(self) -> None:
        self._hints: dict[str, Hint] = {}
        self._all = False
        self._told = asyncio.Event()

    def hear(self, event: StreamEvent) -> None:
        """Take in one event; a `Listener` of the streams."""
        if isinstance(event, Resynced):
            self._all = True
            self._told.set()
        hint = _hint(event)
        if hint is not None:
            known = self._hints.get(hint.order_id)
            self._hints[hint.order_id] = known if known and hint.client_order_id is None else hint
            self._told.set()

    async def take(self) -> tuple[tuple[Hint, ...], bool]:
        """Wait for hints; those told since, and whether anything may have happened besides."""
        await self._told.wait()
        self._told.clear()
        hints, everything = tuple(self._hints.values()), self._all
        self._hints, self._all = {}, False
        return hints, everything


async def concerned(ledger: Ledger, hint: Hint) -> tuple[Intent, ...]:
    """The intents an order belongs to; none for an order that is not ours."""
    found = await ledger.intents_of_order(hint.order_id, hint.client_order_id)
    return tuple(intent for intent in found if hint.about(intent))


async def heed(
    hearing: Hearing, look: Callable[[Hint], Awaitable[None]], catch_up: Callable[[], Awaitable[object]]
) -> None:
    """Look at what is told until cancelled; a slow look holds up no other.

    Raises:
        Whatever a look raises.
    """
    looks: set[asyncio.Task[object]] = set()
    taking = asyncio.ensure_future(hearing.take())
    try:
        while True:
            done, _ = await asyncio.wait({taking, *looks}, return_when=asyncio.FIRST_COMPLETED)
            for ended in done & looks:
                looks.discard(ended)
                ended.result()
            if taking in done:
                hints, everything = taking.result()
                looks.update(asyncio.ensure_future(look(hint)) for hint in hints)
                if everything:
                    looks.add(asyncio.ensure_future(catch_up()))
                taking = asyncio.ensure_future(hearing.take())
    finally:
        for task in (taking, *looks):
            task.cancel()
        await asyncio.gather(taking, *looks, return_exceptions=True)


def _hint(event: StreamEvent) -> Hint | None:
    match event:
        case OrderUpdate(order=order):
            return Hint(
                symbol=order.symbol,
                order_id=order.order_id,
                client_order_id=order.client_order_id,
                executed_quantity=order.executed_quantity,
                ended=not order.status.working,
            )
        case FillUpdate(fill=fill, client_order_id=name):
            return Hint(symbol=fill.symbol, order_id=fill.order_id, client_order_id=name)
        case _:
            return None
