"""The price an order is valued at before it is sent, and how it would eat through the book."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from policies.facts import MarketFacts
from tools.terms import OrderType, Side
from tools.venues.market import Book, SymbolRules
from tools.venues.orders import OrderRequest


class Priced(Protocol):
    """What prices an order: parameters of a call and orders of a venue both have it."""

    @property
    def type(self) -> OrderType: ...
    @property
    def side(self) -> Side: ...
    @property
    def price(self) -> Decimal | None: ...
    @property
    def stop_price(self) -> Decimal | None: ...
    @property
    def callback_rate(self) -> Decimal | None: ...
    @property
    def activation_price(self) -> Decimal | None: ...


def conservative_price(order: Priced, market: MarketFacts | None) -> Decimal | None:
    """The highest price the order can be expected to trade at; None when nobody can say.

    A market order takes the best price of the other side. A limit order trades at its price; a sell
    below the best bid trades at the bid, which is worth more. A conditional order trades at its
    trigger, or at the limit behind it, whichever is worth more for a sell; a trailing buy at most its
    distance above where it starts to follow.
    """
    best = best_price(order.side, market)
    if order.type is OrderType.MARKET:
        return best
    if order.type is OrderType.TRAILING_STOP_MARKET:
        return _trailing_price(order, best)
    if order.price is None:
        return order.stop_price
    other = best if order.stop_price is None else order.stop_price
    return max(order.price, other) if order.side is Side.SELL and other is not None else order.price


def best_price(side: Side, market: MarketFacts | None) -> Decimal | None:
    """The first price a market order of `side` would take; None when nobody can say."""
    return market.book.best(side) if market is not None and market.book is not None else None


def mark_of(market: MarketFacts | None) -> Decimal | None:
    """The mark price; None when it is not known."""
    return market.mark.mark if market is not None and market.mark is not None else None


def value_of(order: OrderRequest, market: MarketFacts | None) -> Decimal | None:
    """Order value in the quote asset at the conservative price; None when there is no price."""
    price = conservative_price(order, market)
    return None if price is None else order.quantity * price


def minimum_price(order: Priced, market: MarketFacts | None) -> Decimal | None:
    """The price the venue measures its minimum order value with: the limit price, else the trigger,
    else the mark."""
    given = (order.price, order.stop_price, order.activation_price)
    return next((price for price in given if price is not None), mark_of(market))


def _trailing_price(order: Priced, best: Decimal | None) -> Decimal | None:
    start = order.activation_price if order.activation_price is not None else best
    if start is None or order.side is Side.SELL or order.callback_rate is None:
        return start
    return start * (1 + order.callback_rate / 100)


def smallest_quantity(rules: SymbolRules, order_type: OrderType, price: Decimal) -> Decimal:
    """The smallest quantity the venue accepts at `price`: its minimum value, rounded up to the step."""
    step = rules.step(order_type)
    steps = (rules.min_notional / price / step).to_integral_value(rounding="ROUND_CEILING")
    return max(rules.min_quantity, (steps * step).quantize(step))


@dataclass(frozen=True)
class Walk:
    """An order taken from the book level by level."""

    average: Decimal
    """Volume-weighted price in the quote asset."""
    worst: Decimal
    """Price of the last level touched."""
    filled: bool
    """False when the book holds less than the quantity."""


def walk(book: Book, side: Side, quantity: Decimal) -> Walk | None:
    """Take `quantity` from the levels of the other side; None when that side is empty."""
    levels = book.levels(side)
    if not levels:
        return None
    left, cost, worst = quantity, Decimal(0), levels[0].price
    for level in levels:
        taken = min(left, level.quantity)
        left, cost = left - taken, cost + taken * level.price
        worst = level.price if taken > 0 else worst
        if left <= 0:
            break
    done = quantity - left
    return Walk(average=cost / done if done else worst, worst=worst, filled=left <= 0)
