"""Cost lots: what coins were bought for and made when sold, first in first out, exact to the last digit.

Matching first in first out needs no division, so the sums are those of the trades; an average cost would
have to be rounded.
"""

from collections import deque
from collections.abc import Iterable
from decimal import Decimal

from tools.frozen import Frozen
from tools.terms import Side
from tools.venues.market import SymbolRules
from tools.venues.orders import Fill

ZERO = Decimal(0)


class Traded(Frozen):
    """What the trades of one symbol come to, in its quote asset."""

    rules: SymbolRules
    realized: Decimal
    """Of what was sold in the period, before fees."""
    fees: Decimal
    """Commission of the period, negative; what was taken in the coin itself at the price of its trade."""
    other_fees: dict[str, Decimal]
    """Commission of the period in other assets, negative."""
    unrealized: Decimal
    """Of what is held now and was bought in a trade."""
    sold_without_cost: Decimal
    """Sold in the period beyond what was bought: it came by a deposit, and no profit is claimed."""
    held_without_cost: Decimal
    """Held now beyond what was bought."""


def traded(rules: SymbolRules, fills: Iterable[Fill], since_ms: int, held: Decimal, mark: Decimal) -> Traded:
    """Sum the trades of a symbol's whole life, oldest first, counting those from `since_ms` on."""
    lots, book = _Lots(), _Book(rules)
    for fill in fills:
        counted = fill.time_ms >= since_ms
        if fill.side is Side.BUY:
            lots.add(fill.quantity, fill.price)
        else:
            book.sold(*lots.take(fill.quantity, fill.price), counted)
        if fill.commission_asset == rules.base_asset:
            # Paid with the coins themselves: as if sold at the price of the trade.
            newest = fill.side is Side.BUY
            book.sold(*lots.take(fill.commission, fill.price, newest=newest), counted)
        if counted:
            book.charge(fill)
    # What left the account otherwise is taken out at cost, and made nothing.
    lots.take(max(lots.left() - held, ZERO), ZERO)
    return Traded(
        rules=rules,
        realized=book.realized,
        fees=book.fees,
        other_fees=book.other_fees,
        unrealized=lots.worth(mark),
        sold_without_cost=book.without_cost,
        held_without_cost=max(held - lots.left(), ZERO),
    )


class _Lots:
    """Purchases not sold yet: quantity and price, oldest first."""

    def __init__(self) -> None:
        self._lots: deque[tuple[Decimal, Decimal]] = deque()

    def add(self, quantity: Decimal, price: Decimal) -> None:
        self._lots.append((quantity, price))

    def take(self, quantity: Decimal, price: Decimal, *, newest: bool = False) -> tuple[Decimal, Decimal]:
        """Gain of selling at `price`, and the quantity there was no purchase for."""
        gain = ZERO
        while quantity > 0 and self._lots:
            lot, cost = self._lots.pop() if newest else self._lots.popleft()
            part = min(lot, quantity)
            gain += part * (price - cost)
            quantity -= part
            if lot > part:
                (self._lots.append if newest else self._lots.appendleft)((lot - part, cost))
        return gain, quantity

    def left(self) -> Decimal:
        return sum((quantity for quantity, _ in self._lots), ZERO)

    def worth(self, mark: Decimal) -> Decimal:
        return sum((quantity * (mark - cost) for quantity, cost in self._lots), ZERO)


class _Book:
    """Sums of the period."""

    def __init__(self, rules: SymbolRules) -> None:
        self._rules = rules
        self.realized = self.fees = self.without_cost = ZERO
        self.other_fees: dict[str, Decimal] = {}

    def sold(self, gain: Decimal, without_cost: Decimal, counted: bool) -> None:
        if counted:
            self.realized += gain
            self.without_cost += without_cost

    def charge(self, fill: Fill) -> None:
        match fill.commission_asset:
            case self._rules.quote_asset:
                self.fees -= fill.commission
            case self._rules.base_asset:
                self.fees -= fill.commission * fill.price
            case asset:
                self.other_fees[asset] = self.other_fees.get(asset, ZERO) - fill.commission
