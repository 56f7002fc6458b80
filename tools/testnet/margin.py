"""Margin arithmetic of an account at given mark prices; all amounts in USDT."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tools.terms import Side
from tools.testnet.account import Account, Position
from tools.testnet.instrument import Instrument
from tools.testnet.order import closes

Marks = Callable[[str], Decimal]
"""Mark price of a symbol."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """One step of the leverage table: up to `cap` USDT of position value."""

    number: int
    leverage: int
    floor: Decimal
    cap: Decimal
    maintenance: Decimal
    """Maintenance margin as a fraction of the position's value."""
    cumulative: Decimal
    """Maintenance amount to subtract, which makes the steps meet."""


_MAJOR = (
    (125, 300_000, "0.004"),
    (100, 800_000, "0.005"),
    (50, 3_000_000, "0.01"),
    (20, 40_000_000, "0.025"),
)
_MINOR = ((75, 10_000, "0.0065"), (50, 50_000, "0.01"), (25, 500_000, "0.02"), (20, 2_000_000, "0.025"))
_TAIL = ((10, 5, "0.05"), (5, 10, "0.1"), (2, 20, "0.125"), (1, 40, "0.25"))
"""The last steps: caps are multiples of the cap at 20x."""


def brackets(instrument: Instrument) -> tuple[Bracket, ...]:
    """The leverage table of an instrument, smallest positions first."""
    return _table(instrument.max_leverage == 125)


@cache
def _table(major: bool) -> tuple[Bracket, ...]:
    head = _MAJOR if major else _MINOR
    rows = head + tuple((leverage, times * head[-1][1], rate) for leverage, times, rate in _TAIL)
    steps: list[Bracket] = []
    floor, previous, cumulative = Decimal(0), Decimal(0), Decimal(0)
    for number, (leverage, cap, rate) in enumerate(rows, start=1):
        cumulative += floor * (Decimal(rate) - previous)
        steps.append(Bracket(number, leverage, floor, Decimal(cap), Decimal(rate), cumulative))
        floor, previous = Decimal(cap), Decimal(rate)
    return tuple(steps)


def max_notional(instrument: Instrument, leverage: int) -> Decimal:
    """Largest position value allowed at a leverage."""
    return max(step.cap for step in brackets(instrument) if step.leverage >= leverage)


def bracket_of(instrument: Instrument, notional: Decimal) -> Bracket:
    """The step a position value falls into."""
    steps = brackets(instrument)
    return next((step for step in steps if abs(notional) <= step.cap), steps[-1])


def maintenance(instrument: Instrument, notional: Decimal) -> Decimal:
    """Maintenance margin of a position value."""
    step = bracket_of(instrument, notional)
    return abs(notional) * step.maintenance - step.cumulative


@dataclass(frozen=True, slots=True)
class SymbolMargin:
    """What one symbol ties up."""

    notional: Decimal
    """Signed position value at mark."""
    unrealized: Decimal
    position_initial: Decimal
    order_initial: Decimal
    bid_notional: Decimal
    ask_notional: Decimal

    @property
    def initial(self) -> Decimal:
        """Initial margin of position and orders."""
        return self.position_initial + self.order_initial


def position_margin(
    account: Account, position: Position, mark: Decimal, extra: tuple[Side, Decimal] | None = None
) -> SymbolMargin:
    """Margin of one position, optionally with one more opening order of (side, value).

    Position and orders together tie up what the worse of the two sides would: the larger of
    |position + bids| and |position - asks|. In hedge mode only opening orders count, which are all
    on one side.
    """
    bids, asks = _order_values(account, position)
    if extra and not closes(extra[0], position.side):
        side, value = extra
        bids, asks = (bids + value, asks) if side is Side.BUY else (bids, asks + value)
    notional = position.amount * mark
    leverage = account.leverage(position.symbol)
    held = abs(notional) / leverage
    worst = max(abs(notional + bids), abs(notional - asks), abs(notional)) / leverage
    return SymbolMargin(notional, position.unrealized(mark), held, worst - held, bids, asks)


def symbol_margin(account: Account, symbol: str, mark: Decimal) -> SymbolMargin:
    """Margin of a symbol: its positions together."""
    rows = [position_margin(account, account.position(symbol, side), mark) for side in account.sides]
    if len(rows) == 1:
        return rows[0]
    one, other = rows
    return SymbolMargin(
        one.notional + other.notional,
        one.unrealized + other.unrealized,
        one.position_initial + other.position_initial,
        one.order_initial + other.order_initial,
        one.bid_notional + other.bid_notional,
        one.ask_notional + other.ask_notional,
    )


def _order_values(account: Account, position: Position) -> tuple[Decimal, Decimal]:
    bids = asks = Decimal(0)
    for order in account.symbol_orders(position.symbol):
        if order.reducing or order.position_side != position.side:
            continue
        if order.side is Side.BUY:
            bids += order.remaining * order.price
        else:
            asks += order.remaining * order.price
    return bids, asks


@dataclass(frozen=True, slots=True)
class AccountMargin:
    """The totals of an account."""

    unrealized: Decimal
    cross_unrealized: Decimal
    position_initial: Decimal
    order_initial: Decimal
    maintenance: Decimal
    cross_maintenance: Decimal
    cross_wallet: Decimal
    available: Decimal

    @property
    def cross_balance(self) -> Decimal:
        """Margin balance all cross positions share."""
        return self.cross_wallet + self.cross_unrealized


def used_symbols(account: Account) -> list[str]:
    """Symbols with a position or an open order."""
    return sorted(account.busy_symbols)


def account_margin(account: Account, marks: Marks, listed: dict[str, Instrument]) -> AccountMargin:
    """Totals over all symbols at the given marks."""
    zero = Decimal(0)
    unrealized = cross_unrealized = held = ordered = maintained = cross_maintained = zero
    isolated_wallet = cross_used = zero
    for symbol in used_symbols(account):
        mark = marks(symbol)
        one = symbol_margin(account, symbol, mark)
        needed = symbol_maintenance(account, listed[symbol], mark)
        unrealized += one.unrealized
        held += one.position_initial
        ordered += one.order_initial
        maintained += needed
        if symbol in account.isolated:
            isolated_wallet += sum(position.isolated_wallet for position in account.held(symbol))
            cross_used += one.order_initial
        else:
            cross_unrealized += one.unrealized
            cross_maintained += needed
            cross_used += one.initial
    cross_wallet = account.wallet - isolated_wallet
    available = max(zero, cross_wallet + cross_unrealized - cross_used)
    return AccountMargin(
        unrealized, cross_unrealized, held, ordered, maintained, cross_maintained, cross_wallet, available
    )


def symbol_maintenance(account: Account, instrument: Instrument, mark: Decimal) -> Decimal:
    """Maintenance margin of a symbol's positions."""
    held = account.held(instrument.symbol)
    return sum((maintenance(instrument, position.amount * mark) for position in held), Decimal(0))


def liquidation_price(
    account: Account, position: Position, mark: Decimal, totals: AccountMargin, instrument: Instrument
) -> Decimal:
    """Mark at which the margin balance meets the maintenance margin; 0 when there is none.

    Binance's formula: with the wallet and the other symbols' profit and maintenance on one side,
    (W - M' + U' + cum - cost) / (|amount| * rate - amount), summed over the positions that share the
    margin: both sides of a hedged cross symbol, or the isolated position alone.
    """
    if not position.amount:
        return Decimal(0)
    sharing, wallet = [position], position.isolated_wallet
    if position.symbol not in account.isolated:
        sharing = account.held(position.symbol)
        others = totals.cross_maintenance - symbol_maintenance(account, instrument, mark)
        profit = sum((one.unrealized(mark) for one in sharing), Decimal(0))
        wallet = totals.cross_balance - profit - others
    divisor = Decimal(0)
    for one in sharing:
        step = bracket_of(instrument, one.amount * mark)
        wallet += step.cumulative - one.cost
        divisor += abs(one.amount) * step.maintenance - one.amount
    return max(Decimal(0), wallet / divisor) if divisor else Decimal(0)
