"""What was changed about orders and isolated margins, kept for the endpoints that list it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.testnet.journal import Row
from tools.testnet.order import Order

_FIRST_AMENDMENT_ID = 5_001


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of an order's price or quantity; `count` is how many there were up to it."""

    amendment_id: int
    order_id: int
    time_ms: int
    old_price: Decimal
    price: Decimal
    old_quantity: Decimal
    quantity: Decimal
    count: int
    modify_id: int


@dataclass(frozen=True, slots=True)
class MarginChange:
    """Margin a client moved into an isolated position, in USDT; negative when it was taken out."""

    account: str
    symbol: str
    position_side: str
    amount: Decimal
    time_ms: int


class History:
    """All changes, oldest first; rows for the journal wait in `waiting` until they are written."""

    def __init__(self) -> None:
        self.margin_changes: list[MarginChange] = []
        self.waiting: dict[str, list[object]] = defaultdict(list)
        self._amendments: dict[int, list[Amendment]] = defaultdict(list)
        self._next_amendment_id = _FIRST_AMENDMENT_ID

    def amendments_of(self, order_id: int) -> Sequence[Amendment]:
        """How an order was changed, oldest first."""
        return self._amendments.get(order_id, ())

    def amended(self, order: Order, before: tuple[Decimal, Decimal]) -> None:
        """An order is as it stands now; `before` are the price and quantity it had."""
        amendment = Amendment(
            amendment_id=self._next_amendment_id,
            order_id=order.order_id,
            time_ms=order.updated_ms,
            old_price=before[0],
            price=order.price,
            old_quantity=before[1],
            quantity=order.quantity,
            count=len(self.amendments_of(order.order_id)) + 1,
            modify_id=order.modify_id,
        )
        self._keep(amendment)
        self.waiting["amendments"].append(_row(amendment))

    def margin_moved(self, change: MarginChange) -> None:
        """A client moved isolated margin."""
        self.margin_changes.append(change)
        self.waiting["margins"].append(_row(change))

    def restore(self, rows: Row) -> None:
        """Take up what one line of the journal says."""
        for row in rows.get("amendments", ()):
            self._keep(Amendment(**_read(row, "old_price", "price", "old_quantity", "quantity")))
        for row in rows.get("margins", ()):
            self.margin_changes.append(MarginChange(**_read(row, "amount")))

    def _keep(self, amendment: Amendment) -> None:
        self._amendments[amendment.order_id].append(amendment)
        self._next_amendment_id = amendment.amendment_id + 1


def _row(record: Amendment | MarginChange) -> dict[str, Any]:
    values = ((name, getattr(record, name)) for name in record.__dataclass_fields__)
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values}


def _read(row: dict[str, Any], *decimals: str) -> dict[str, Any]:
    return row | {name: Decimal(row[name]) for name in decimals}
