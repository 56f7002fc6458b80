"""What the account would hold if everything that can fill did: position, working, in flight, this."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from policies.facts import AccountFacts, Facts
from policies.holdings import OTHER, hedged, position_of
from policies.pricing import mark_of
from policies.replacing import replaced
from tools.terms import PositionSide, Side
from tools.venues.orders import Order, OrderRequest


@dataclass(frozen=True)
class Commitment:
    """Signed position of a symbol and what can still be bought and sold."""

    position: Decimal
    """Of the order's side, in hedge mode."""
    buys: Decimal
    sells: Decimal
    beside: Decimal = Decimal(0)
    """What the other position of a hedge account can reach, unsigned: both need margin."""

    def worst(self) -> Decimal:
        """Largest unsigned position that any order of fills can lead to, base asset."""
        reached = max(abs(self.position + self.buys), abs(self.position - self.sells), abs(self.position))
        return reached + self.beside

    def with_order(self, side: Side, quantity: Decimal) -> "Commitment":
        """The same with one more order."""
        buys, sells = (quantity, Decimal(0)) if side is Side.BUY else (Decimal(0), quantity)
        return Commitment(self.position, self.buys + buys, self.sells + sells, self.beside)

    def room(self, side: Side, limit: Decimal) -> Decimal:
        """Quantity of `side` that still fits under `limit`; not positive when none does."""
        reached = self.position + self.buys if side is Side.BUY else self.sells - self.position
        return Decimal(0) if self.worst() > limit else limit - self.beside - reached


class _Waiting(NamedTuple):
    position_side: PositionSide
    side: Side
    quantity: Decimal


def committed(order: OrderRequest, facts: Facts) -> Commitment | None:
    """Commitment of the order's symbol without the order; None when the account is not known.

    Reduce-only orders are left out: they end at flat. Of a pair one order fills, so it counts once. An
    order that is working and still counted as in flight counts twice, which errs to the safe side.
    """
    position = position_of(order.symbol, facts, order.position_side)
    if facts.account is None or position is None:
        return None
    waiting = _waiting(order.symbol, facts.account)
    if not hedged(facts) or order.position_side is PositionSide.BOTH:
        return Commitment(position, _sum(waiting, Side.BUY), _sum(waiting, Side.SELL))
    other = OTHER[order.position_side]
    opening = [w for w in waiting if (w.side is Side.BUY) is (w.position_side is PositionSide.LONG)]
    here = [w for w in opening if w.position_side is order.position_side]
    there = sum((w.quantity for w in opening if w.position_side is other), Decimal(0))
    held = position_of(order.symbol, facts, other) or Decimal(0)
    return Commitment(position, _sum(here, Side.BUY), _sum(here, Side.SELL), abs(held) + there)


def committed_with(order: OrderRequest, facts: Facts) -> Commitment | None:
    """Commitment with the call's own order."""
    before = committed(order, facts)
    if before is None or order.reduce_only:
        return before
    return before.with_order(order.side, unfilled(order, facts))


def unfilled(order: OrderRequest, facts: Facts) -> Decimal:
    """What of the call's own order can still fill: of a replaced order, without what it filled before."""
    old = replaced(facts)
    return order.quantity if old is None else order.quantity - old.executed_quantity


def exposure_price(facts: Facts, price: Decimal | None) -> Decimal | None:
    """The higher of mark and the order's price: what a unit of the position may be worth."""
    mark = mark_of(facts.market)
    if mark is None or price is None:
        return None
    return max(mark, price)


def _waiting(symbol: str, account: AccountFacts) -> list[_Waiting]:
    working = [o for o in account.open_orders if o.symbol == symbol and o.status.working]
    flying = [order for order in account.in_flight if order.symbol == symbol and not order.reduce_only]
    return [
        *(_Waiting(o.position_side, o.side, o.remaining) for o in _pairs_once(working) if not o.reduce_only),
        *(_Waiting(order.position_side, order.side, order.quantity) for order in flying),
    ]


def _pairs_once(orders: Iterable[Order]) -> Iterable[Order]:
    return {order.list_id or f"order {order.order_id}": order for order in orders}.values()


def _sum(waiting: Iterable[_Waiting], side: Side) -> Decimal:
    return sum((w.quantity for w in waiting if w.side is side), Decimal(0))
