"""The book against a slow matcher that sorts a plain list before every match."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.terms import Side
from tools.testnet.book import Book, Resting


@dataclass
class Waiting:
    order_id: int
    owner: str
    side: Side
    price: int
    left: int


class SlowMatcher:
    def __init__(self) -> None:
        self.waiting: list[Waiting] = []

    def submit(self, incoming: Waiting) -> list[tuple[int, int, int]]:
        matches = []
        while incoming.left:
            facing = [
                one for one in self.waiting if one.side is not incoming.side and self._meets(incoming, one)
            ]
            if not facing:
                self.waiting.append(incoming)
                break
            buying = incoming.side is Side.BUY
            best = min(facing, key=lambda one: one.price if buying else -one.price)
            traded = 0 if best.owner == incoming.owner else min(best.left, incoming.left)
            best.left -= traded
            incoming.left -= traded
            matches.append((best.order_id, best.price, traded))
            if best.left == 0 or traded == 0:
                self.waiting.remove(best)
        return matches

    def cancel(self, order_id: int) -> bool:
        before = len(self.waiting)
        self.waiting = [one for one in self.waiting if one.order_id != order_id]
        return len(self.waiting) < before

    @staticmethod
    def _meets(incoming: Waiting, other: Waiting) -> bool:
        gap = incoming.price - other.price
        return gap >= 0 if incoming.side is Side.BUY else gap <= 0


ORDERS = st.tuples(
    st.just("order"), st.sampled_from(Side), st.integers(90, 110), st.integers(1, 20), st.sampled_from("abc")
)
CANCELS = st.tuples(st.just("cancel"), st.integers(0, 60))


def submit(book: Book, order: Waiting) -> list[tuple[int, int, int]]:
    matches = []
    left = order.left
    for match in book.take(order.side, left, order.price, order.owner):
        matches.append((match.maker.order_id, match.price, match.quantity))
        left -= match.quantity
    if left:
        book.add(Resting(order.order_id, order.owner, order.side, order.price, left))
    return matches


@given(st.lists(st.one_of(ORDERS, CANCELS), max_size=60))
def test_agrees_with_the_slow_matcher_and_is_never_crossed(commands):
    book, slow = Book(), SlowMatcher()
    for number, command in enumerate(commands):
        if command[0] == "cancel":
            assert (book.cancel(command[1]) is not None) == slow.cancel(command[1])
            continue
        _, side, price, quantity, owner = command
        expected = slow.submit(Waiting(number, owner, side, price, quantity))
        got = submit(book, Waiting(number, owner, side, price, quantity))
        assert got == expected
        assert sum(traded for _, _, traded in got) <= quantity
        bid, ask = book.best(Side.BUY), book.best(Side.SELL)
        assert bid is None or ask is None or bid < ask
    for side in Side:
        levels: dict[int, int] = {}
        for one in slow.waiting:
            if one.side is side:
                levels[one.price] = levels.get(one.price, 0) + one.left
        assert book.depth(side) == sorted(levels.items(), reverse=side is Side.BUY)


@given(st.lists(ORDERS, max_size=40))
def test_quantity_is_conserved(orders):
    book = Book()
    submitted = resting = taken_out = traded = 0
    for number, (_, side, price, quantity, owner) in enumerate(orders):
        left = quantity
        submitted += quantity
        for match in book.take(side, quantity, price, owner):
            left -= match.quantity
            traded += 2 * match.quantity
            taken_out += match.maker.remaining if match.quantity == 0 else 0
        if left:
            book.add(Resting(number, owner, side, price, left))
    resting = sum(quantity for side in Side for _, quantity in book.depth(side))
    assert submitted == traded + taken_out + resting


def test_what_would_cross_cannot_rest():
    book = Book()
    book.add(Resting(1, "a", Side.SELL, 100, 5))
    with pytest.raises(ValueError, match="cannot rest"):
        book.add(Resting(2, "b", Side.BUY, 100, 5))


def test_a_reduced_order_keeps_its_place():
    book = Book()
    book.add(Resting(1, "a", Side.SELL, 100, 5))
    book.add(Resting(2, "b", Side.SELL, 100, 5))
    book.reduce(1, 2)
    assert [(m.maker.order_id, m.quantity) for m in book.take(Side.BUY, 4, 100, "c")] == [(1, 2), (2, 2)]


def test_available_counts_others_within_the_limit():
    book = Book()
    for order_id, owner, price in ((1, "a", 100), (2, "b", 101), (3, "b", 102)):
        book.add(Resting(order_id, owner, Side.SELL, price, 5))
    assert book.available(Side.BUY, 101, "a") == 5
    assert book.available(Side.BUY, 101, "c") == 10
    assert book.available(Side.BUY, 101, "a", "NONE") == 10
    assert book.available(Side.BUY, 101, "a", "EXPIRE_TAKER") == 0
    assert book.available(Side.BUY, 102, "b", "EXPIRE_BOTH") == 5
