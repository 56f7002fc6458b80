"""Price-time matching on whole ticks and steps.

Each side keeps its prices sorted, best last, and each price its orders in order of arrival.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass

from tools.terms import Side


@dataclass(slots=True)
class Resting:
    """An order waiting in the book; `price` in ticks, `remaining` in steps."""

    order_id: int
    owner: str
    side: Side
    price: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Match:
    """A trade at the resting order's price; a quantity of 0 means an owner met itself.

    Which of the two orders then expires is the incoming order's self-trade prevention mode.
    """

    maker: Resting
    price: int
    quantity: int


class Book:
    """The two sides of one symbol."""

    def __init__(self) -> None:
        self._levels: dict[Side, dict[int, dict[int, Resting]]] = {Side.BUY: {}, Side.SELL: {}}
        self._ranks: dict[Side, list[int]] = {Side.BUY: [], Side.SELL: []}
        self._orders: dict[int, Resting] = {}

    def add(self, order: Resting) -> None:
        """Put an order behind those already waiting at its price.

        Raises:
            ValueError: it would cross the other side, is empty, or its id is taken.
        """
        if order.remaining <= 0 or order.order_id in self._orders or self.crosses(order.side, order.price):
            raise ValueError(f"order {order.order_id} cannot rest")
        levels = self._levels[order.side]
        if order.price not in levels:
            levels[order.price] = {}
            insort(self._ranks[order.side], _rank(order.side, order.price))
        levels[order.price][order.order_id] = order
        self._orders[order.order_id] = order

    def cancel(self, order_id: int) -> Resting | None:
        """Take an order out; None when it is not in the book."""
        order = self._orders.pop(order_id, None)
        if order is None:
            return None
        queue = self._levels[order.side][order.price]
        del queue[order_id]
        if not queue:
            self._drop_level(order.side, order.price)
        return order

    def reduce(self, order_id: int, remaining: int) -> None:
        """Lower what is left of an order, keeping its place."""
        order = self._orders[order_id]
        order.remaining = min(order.remaining, remaining)

    def take(
        self, side: Side, quantity: int, limit: int, owner: str, prevention: str = "EXPIRE_MAKER"
    ) -> Iterator[Match]:
        """Trade an incoming order against the other side, best price first, then first come.

        Lazy: the book is changed match by match, so the caller may act between two matches.
        Where an owner meets itself, `prevention` decides: NONE trades, EXPIRE_MAKER takes the resting
        order out, EXPIRE_TAKER stops, EXPIRE_BOTH does both.
        """
        while quantity > 0 and self.crosses(side, limit):
            maker = self._first(side.opposite)
            if maker.owner == owner and prevention != "NONE":
                if prevention != "EXPIRE_TAKER":
                    self.cancel(maker.order_id)
                yield Match(maker, maker.price, 0)
                if prevention != "EXPIRE_MAKER":
                    return
                continue
            traded = min(quantity, maker.remaining)
            quantity -= traded
            maker.remaining -= traded
            if maker.remaining == 0:
                self.cancel(maker.order_id)
            yield Match(maker, maker.price, traded)

    def best(self, side: Side) -> int | None:
        """Best price of a side in ticks; None when it is empty."""
        ranks = self._ranks[side]
        return abs(ranks[-1]) if ranks else None

    def crosses(self, side: Side, limit: int) -> bool:
        """Whether an order of `side` at `limit` would trade at once."""
        best = self.best(side.opposite)
        return best is not None and (best <= limit if side is Side.BUY else best >= limit)

    def depth(self, side: Side, limit: int | None = None) -> list[tuple[int, int]]:
        """(price, quantity) of the levels of a side, best first, at most `limit` of them."""
        ranks = self._ranks[side]
        chosen = ranks[::-1] if limit is None else ranks[: -limit - 1 : -1]
        levels = self._levels[side]
        return [(abs(rank), sum(order.remaining for order in levels[abs(rank)].values())) for rank in chosen]

    def offers(self, side: Side, owner: str | None) -> Iterator[tuple[int, int]]:
        """(price, quantity) an order of `side` would meet, best first, leaving out those of `owner`."""
        levels = self._levels[side.opposite]
        for rank in reversed(self._ranks[side.opposite]):
            queue = levels[abs(rank)].values()
            quantity = sum(order.remaining for order in queue if order.owner != owner)
            if quantity:
                yield abs(rank), quantity

    def available(self, side: Side, limit: int, owner: str, prevention: str = "EXPIRE_MAKER") -> int:
        """Steps an order of `side` would trade at `limit` or better, up to where `prevention` stops it."""
        found = 0
        for rank in reversed(self._ranks[side.opposite]):
            price = abs(rank)
            if price > limit if side is Side.BUY else price < limit:
                break
            for order in self._levels[side.opposite][price].values():
                if order.owner != owner or prevention == "NONE":
                    found += order.remaining
                elif prevention != "EXPIRE_MAKER":
                    return found
        return found

    def get(self, order_id: int) -> Resting | None:
        """The waiting order with this id."""
        return self._orders.get(order_id)

    def _first(self, side: Side) -> Resting:
        return next(iter(self._levels[side][abs(self._ranks[side][-1])].values()))

    def _drop_level(self, side: Side, price: int) -> None:
        del self._levels[side][price]
        ranks = self._ranks[side]
        ranks.pop(bisect_left(ranks, _rank(side, price)))


def _rank(side: Side, price: int) -> int:
    return price if side is Side.BUY else -price
