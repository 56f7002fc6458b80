"""What the account would hold if everything that can fill did: position, working, in flight, this."""

from dataclasses import dataclass
from decimal import Decimal

from policies.facts import Facts
from policies.reading import position_of
from tools.terms import Side
from tools.venues.orders import OrderRequest


@dataclass(frozen=True)
class Commitment:
    """Signed position of a symbol and what can still be bought and sold."""

    position: Decimal
    buys: Decimal
    sells: Decimal

    def worst(self) -> Decimal:
        """Largest unsigned position that any order of fills can lead to, base asset."""
        return max(abs(self.position + self.buys), abs(self.position - self.sells), abs(self.position))

    def with_order(self, side: Side, quantity: Decimal) -> "Commitment":
        """The same with one more order."""
        buys, sells = (quantity, Decimal(0)) if side is Side.BUY else (Decimal(0), quantity)
        return Commitment(self.position, self.buys + buys, self.sells + sells)

    def room(self, side: Side, limit: Decimal) -> Decimal:
        """Quantity of `side` that still fits under `limit`; not positive when none does."""
        reached = self.position + self.buys if side is Side.BUY else self.sells - self.position
        return Decimal(0) if self.worst() > limit else limit - reached


def committed(symbol: str, facts: Facts) -> Commitment | None:
    """Commitment without the call's own order; None when the account is not known.

    Reduce-only orders are left out: they end at flat. An order that is working and still counted as
    in flight counts twice, which errs to the safe side.
    """
    position = position_of(symbol, facts)
    if facts.account is None or position is None:
        return None
    sizes = [
        (order.side, order.remaining)
        for order in facts.account.open_orders
        if order.symbol == symbol and order.status.working and not order.reduce_only
    ]
    sizes += [
        (order.side, order.quantity)
        for order in facts.account.in_flight
        if order.symbol == symbol and not order.reduce_only
    ]
    return Commitment(
        position=position,
        buys=sum((quantity for side, quantity in sizes if side is Side.BUY), Decimal(0)),
        sells=sum((quantity for side, quantity in sizes if side is Side.SELL), Decimal(0)),
    )


def committed_with(order: OrderRequest, facts: Facts) -> Commitment | None:
    """Commitment with the call's own order."""
    before = committed(order.symbol, facts)
    if before is None or order.reduce_only:
        return before
    return before.with_order(order.side, order.quantity)


def exposure_price(order: OrderRequest, facts: Facts, price: Decimal | None) -> Decimal | None:
    """The higher of mark and the order's price: what a unit of the position may be worth."""
    mark = facts.market.mark.mark if facts.market is not None and facts.market.mark is not None else None
    if mark is None or price is None:
        return None
    return max(mark, price)
