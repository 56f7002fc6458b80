"""The price an order is valued at before it is sent, and how it would eat through the book."""

from dataclasses import dataclass
from decimal import Decimal

from policies.facts import MarketFacts
from tools.terms import OrderType, Side
from tools.venues.market import Book, SymbolRules
from tools.venues.orders import OrderRequest


def conservative_price(
    order_type: OrderType, side: Side, price: Decimal | None, market: MarketFacts | None
) -> Decimal | None:
    """The highest price the order can be expected to trade at; None when nobody can say.

    A market order takes the best price of the other side. A limit order trades at its price; a sell
    below the best bid trades at the bid, which is worth more.
    """
    best = market.book.best(side) if market is not None and market.book is not None else None
    if order_type is OrderType.MARKET:
        return best
    if price is None:
        return None
    return max(price, best) if side is Side.SELL and best is not None else price


def value_of(order: OrderRequest, market: MarketFacts | None) -> Decimal | None:
    """Order value in the quote asset at the conservative price; None when there is no price."""
    price = conservative_price(order.type, order.side, order.price, market)
    return None if price is None else order.quantity * price


def minimum_price(order_type: OrderType, price: Decimal | None, market: MarketFacts | None) -> Decimal | None:
    """The price the venue measures its minimum order value with: the limit price, else the mark."""
    if order_type is not OrderType.MARKET:
        return price
    return market.mark.mark if market is not None and market.mark is not None else None


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
