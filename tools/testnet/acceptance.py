"""Whether a well-formed order may enter the market now: mark, book, position and margin decide."""

from dataclasses import replace
from decimal import Decimal

from tools.terms import Side
from tools.testnet.account import Account
from tools.testnet.instrument import Instrument
from tools.testnet.margin import Marks, account_margin, max_notional, position_margin, symbol_margin
from tools.testnet.market import Market
from tools.testnet.numbers import trimmed
from tools.testnet.order_request import OrderRequest
from tools.testnet.problem import Problem, problem, unwanted
from tools.testnet.profile import Profile

TAKER_FEE = Decimal("0.0005")
MAKER_FEE = Decimal("0.0002")
"""VIP 0 commission rates, as fractions of the value."""


def check_mode(account: Account, request: OrderRequest) -> None:
    """The order speaks the language of the account's position mode.

    Raises:
        Problem: -4061 for the wrong position side, -1106 for reduceOnly in hedge mode.
    """
    if request.position_side not in account.sides:
        raise problem(-4061)
    if account.hedge and request.reduce_only_given:
        raise unwanted("reduceonly")


def quantity_allowed(account: Account, request: OrderRequest) -> Decimal:
    """The order's quantity; one that only reduces is trimmed to the position it reduces.

    Raises:
        Problem: -2022 when there is nothing for it to reduce.
    """
    if not request.reducing:
        return request.quantity
    held = account.amount(request.instrument.symbol, request.position_side)
    reducible = -held if request.side is Side.BUY else held
    if reducible <= 0:
        raise problem(-2022)
    return min(request.quantity, reducible)


def check_identity(account: Account, request: OrderRequest, profile: Profile) -> None:
    """The client order id is free among the open orders, and there is room for one more."""
    check_mode(account, request)
    if request.client_order_id and request.client_order_id in account.open_by_client_id:
        raise problem(-4116)
    if len(account.symbol_orders(request.instrument.symbol)) >= profile.max_open_orders:
        raise problem(-2025)


def match_price(market: Market, request: OrderRequest) -> OrderRequest:
    """The request with its `priceMatch` turned into a price.

    OPPONENT is the best price of the other side, QUEUE that of the own; a number is the level.

    Raises:
        Problem: -5041 when the book has no such level.
    """
    if request.price_match == "NONE":
        return request
    name, _, number = request.price_match.partition("_")
    side = request.side if name == "QUEUE" else request.side.opposite
    level = int(number or 1)
    levels = market.book.depth(side, level)
    if len(levels) < level:
        raise problem(-5041)
    return replace(request, price=market.instrument.price(levels[-1][0]))


def check_market(account: Account, market: Market, request: OrderRequest, profile: Profile) -> int:
    """Price band, smallest value and time in force; the worst price it may trade at, in ticks."""
    if request.type == "MARKET":
        limit = _market_limit(market, request.side, profile)
    else:
        _check_band(market, request)
        limit = market.instrument.ticks(request.price)
    price = request.price or market.mark
    smallest = market.instrument.min_notional
    if not request.reducing and price * request.quantity < smallest:
        raise Problem(
            -4164, f"Order's notional must be no smaller than {smallest} (unless you choose reduce only)."
        )
    _check_time_in_force(account, market, request, limit)
    return limit


def _market_limit(market: Market, side: Side, profile: Profile) -> int:
    direction = 1 if side is Side.BUY else -1
    limit = int(market.mark_ticks * (1 + direction * profile.market_take_bound))
    if not market.book.crosses(side, limit):
        raise problem(-4131)
    return limit


def _check_band(market: Market, request: OrderRequest) -> None:
    band = market.instrument.band
    if request.side is Side.BUY and request.price > market.mark * (1 + band):
        highest = trimmed((market.mark * (1 + band)).quantize(market.instrument.tick))
        raise Problem(-4016, f"Limit price can't be higher than {highest}.")
    if request.side is Side.SELL and request.price < market.mark * (1 - band):
        lowest = trimmed((market.mark * (1 - band)).quantize(market.instrument.tick))
        raise Problem(-4024, f"Limit price can't be lower than {lowest}.")


def _check_time_in_force(account: Account, market: Market, request: OrderRequest, limit: int) -> None:
    if request.time_in_force == "GTX" and market.book.crosses(request.side, limit):
        raise problem(-5022)
    if request.time_in_force == "FOK":
        available = market.book.available(request.side, limit, account.account_id, request.prevention)
        if available < market.instrument.steps(request.quantity):
            raise problem(-5021)


def check_margin(
    account: Account,
    market: Market,
    request: OrderRequest,
    marks: Marks,
    listed: dict[str, Instrument],
) -> None:
    """Enough free margin for what the order adds, and the position stays within its leverage step.

    Raises:
        Problem: -2019 or -2027.
    """
    best = market.book.best(request.side.opposite)
    price = request.price or market.instrument.price(best or market.mark_ticks)
    value = price * request.quantity
    symbol = market.instrument.symbol
    position = account.position(symbol, request.position_side)
    now = position_margin(account, position, market.mark)
    then = position_margin(account, position, market.mark, (request.side, value))
    added = then.initial - now.initial
    if request.reducing or added <= 0:
        return
    beyond = price - market.mark if request.side is Side.BUY else market.mark - price
    loss = max(Decimal(0), beyond) * request.quantity
    if added + value * TAKER_FEE + loss > account_margin(account, marks, listed).available:
        raise problem(-2019)
    leverage = account.leverage(symbol)
    whole = symbol_margin(account, symbol, market.mark).initial + added
    if whole * leverage > max_notional(market.instrument, leverage):
        raise problem(-2027)
