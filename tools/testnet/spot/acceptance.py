"""Whether a well-formed spot order may enter the market now: filters that need prices, funds, the book."""

from collections.abc import Iterable
from decimal import Decimal

from tools.terms import Side
from tools.testnet.market import Market
from tools.testnet.path import PricePath
from tools.testnet.problem import Problem
from tools.testnet.spot.instrument import (
    MAX_NOTIONAL,
    MAX_ORDERS,
    MAX_STOP_ORDERS,
    PRICE_FACTOR_DOWN,
    PRICE_FACTOR_UP,
    SpotInstrument,
)
from tools.testnet.spot.order_request import SpotRequest
from tools.testnet.spot.refusal import (
    DUPLICATE,
    INSUFFICIENT,
    TAKES,
    TOO_THIN,
    TRIGGERS,
    filter_failure,
    rejected,
)
from tools.testnet.spot.wallet import Wallet

AVERAGE_MINUTES = 5
_MINUTE_MS = 60_000
_NO_LIMIT = 10**18
"""A price in ticks nothing is above."""


def average_price(path: PricePath, instrument: SpotInstrument, time_ms: int) -> Decimal:
    """The mean price of the last five minutes."""
    prices = [path.price(instrument, time_ms - n * _MINUTE_MS) for n in range(AVERAGE_MINUTES)]
    return sum(prices, Decimal(0)) / AVERAGE_MINUTES


def check_order_filters(wallet: Wallet, request: SpotRequest, average: Decimal, new_orders: int = 1) -> None:
    """PERCENT_PRICE_BY_SIDE, NOTIONAL, MAX_NUM_ORDERS and MAX_NUM_ALGO_ORDERS.

    Raises:
        Problem: -1013 with the name of the filter that is broken.
    """
    price = request.price
    if price and not average * PRICE_FACTOR_DOWN <= price <= average * PRICE_FACTOR_UP:
        raise filter_failure("PERCENT_PRICE_BY_SIDE")
    _check_notional(request, average)
    orders = wallet.symbol_orders(request.instrument.symbol)
    if len(orders) + new_orders > MAX_ORDERS:
        raise filter_failure("MAX_NUM_ORDERS")
    if request.stops and sum(one.waiting for one in orders) >= MAX_STOP_ORDERS:
        raise filter_failure("MAX_NUM_ALGO_ORDERS")


def _check_notional(request: SpotRequest, average: Decimal) -> None:
    value = request.quote_quantity or (request.price or request.stop_price or average) * request.quantity
    too_large = value > MAX_NOTIONAL and not request.at_market
    if value < request.instrument.min_notional or too_large:
        raise filter_failure("NOTIONAL")


def check_identity(wallet: Wallet, client_order_id: str | None) -> None:
    """The client order id is free among the open orders.

    Raises:
        Problem: -2010.
    """
    if client_order_id and wallet.open_with(client_order_id):
        raise rejected(DUPLICATE)


def check_prices(market: Market, request: SpotRequest) -> None:
    """A stop would not trigger at once, and a maker not take.

    Raises:
        Problem: -2010.
    """
    last, stop = market.last.price, request.stop_price
    beyond = stop > last if request.triggers_above else stop < last
    if stop and not beyond:
        raise rejected(TRIGGERS)
    if request.type == "LIMIT_MAKER" and market.book.crosses(
        request.side, request.instrument.ticks(request.price)
    ):
        raise rejected(TAKES)


def worst_limit(side: Side) -> int:
    """The price in ticks at which an order of `side` takes everything."""
    return _NO_LIMIT if side is Side.BUY else 1


def wanted_steps(market: Market, request: SpotRequest, owner: str) -> int:
    """The steps a new order asks for; of a market order by value, what its value comes to now.

    Raises:
        Problem: -2010 when the book gives less than one step for it.
    """
    if not request.quote_quantity:
        return market.instrument.steps(request.quantity)
    steps = steps_for_value(market, request.side, request.quote_quantity, unless_own(request, owner))
    if not steps:
        raise rejected(TOO_THIN)
    return steps


def steps_for_value(market: Market, side: Side, value: Decimal, skipped: str | None) -> int:
    """How many steps a value in the quote asset buys or sells, walking the book."""
    bought = 0
    for ticks, steps in market.book.offers(side, skipped):
        step_value = market.instrument.price(ticks) * market.instrument.step
        taken = min(steps, int(value / step_value))
        bought += taken
        value -= taken * step_value
        if taken < steps:
            break
    return bought


def cost(market: Market, steps: int, offers: Iterable[tuple[int, int]]) -> Decimal:
    """What `steps` cost in the quote asset, as far as the offers reach."""
    value = Decimal(0)
    for ticks, offered in offers:
        taken = min(steps, offered)
        value += market.instrument.price(ticks) * market.instrument.quantity(taken)
        steps -= taken
        if not steps:
            break
    return value


def unless_own(request: SpotRequest, owner: str) -> str | None:
    """Whose orders the request does not trade with; None when it trades with its own too."""
    return None if request.prevention == "NONE" else owner


def first_lock(market: Market, request: SpotRequest, steps: int, owner: str) -> Decimal:
    """What must be set aside for a new order, in the asset it pays."""
    quantity = market.instrument.quantity(steps)
    if request.side is Side.SELL:
        return quantity
    if request.price:
        return quantity * request.price
    if request.stops:
        return quantity * (request.stop_price or market.last.price)
    return cost(market, steps, market.book.offers(Side.BUY, unless_own(request, owner)))


def check_funds(wallet: Wallet, asset: str, amount: Decimal) -> None:
    """The free balance covers an amount.

    Raises:
        Problem: -2010.
    """
    if amount > wallet.free(asset):
        raise insufficient()


def insufficient() -> Problem:
    """-2010 for want of money."""
    return rejected(INSUFFICIENT)
