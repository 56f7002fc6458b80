"""Comparing: pure judgement of one look at a venue against the record."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from tools.frozen import Frozen
from tools.ids import CLIENT_ORDER_ID_PREFIX
from tools.ledger import bracket
from tools.ledger.ledger import Intent
from tools.reconciliation import Baseline, Difference, DifferenceKind
from tools.terms import Side, VenueName
from tools.venues.accounts import Account, Income
from tools.venues.orders import Fill, Order

DUST = Decimal("0.01")
"""Roundings of the venue's income rows that are no difference, in the asset."""


class Look(Frozen):
    """What a venue said, and the record's rows about it."""

    venue: VenueName
    orders: tuple[Order, ...]
    """Working at the venue."""
    known: frozenset[str]
    """Client order ids among them that are on the record, and order ids of replaced orders."""
    working: tuple[Intent, ...]
    """Working on the record."""
    account: Account
    trades: tuple[Fill, ...] = ()
    """Since the baseline, of every symbol the account has to do with."""
    income: tuple[Income, ...] = ()
    """Since the baseline."""
    unbooked: tuple[Fill, ...] = ()
    """Trades of our orders that are not on the record."""
    foreign: tuple[Fill, ...] = ()
    """Trades of orders that are not ours."""
    forced: frozenset[str] = frozenset()
    """Ids of orders among them by which the venue itself closed a position."""


def differences(look: Look, baseline: Baseline | None) -> frozenset[Difference]:
    """Everything that does not agree in this one look."""
    found = [*_orders(look), *_trades(look)]
    if baseline is not None:
        found += [*_positions(look, baseline), *_balances(look, baseline)]
    return frozenset(found)


def baseline_of(account: Account, time_ms: int) -> Baseline:
    """The account as it is, to count on from."""
    return Baseline(time_ms=time_ms, positions=dict(_net(account)), wallet=_wallet(account))


def _orders(look: Look) -> Iterable[Difference]:
    listed = {order.client_order_id for order in look.orders} | {order.order_id for order in look.orders}
    for order in look.orders:
        if {order.client_order_id, order.order_id} & look.known:
            continue
        ours = order.client_order_id.startswith(CLIENT_ORDER_ID_PREFIX)
        kind = DifferenceKind.ORDER_UNKNOWN if ours else DifferenceKind.FOREIGN_ORDER
        yield _difference(look, kind, order.symbol, order.client_order_id)
    for intent in look.working:
        if not {intent.client_order_id, intent.order_id} & listed:
            symbol = intent.orders[0].symbol
            yield _difference(look, DifferenceKind.ORDER_MISSING, symbol, intent.client_order_id)


def _trades(look: Look) -> Iterable[Difference]:
    for fill in look.unbooked:
        yield _difference(look, DifferenceKind.FILL_UNBOOKED, fill.symbol, fill.trade_id)
    for order_id, symbol in {(fill.order_id, fill.symbol) for fill in look.foreign}:
        forced = order_id in look.forced
        kind = DifferenceKind.FORCED_TRADE if forced else DifferenceKind.FOREIGN_TRADE
        yield _difference(look, kind, symbol, order_id)


def _positions(look: Look, baseline: Baseline) -> Iterable[Difference]:
    expected: defaultdict[str, Decimal] = defaultdict(Decimal, baseline.positions)
    for fill in look.trades:
        expected[fill.symbol] += fill.quantity if fill.side is Side.BUY else -fill.quantity
    held = _net(look.account)
    for symbol in sorted({*expected, *held}):
        off = held[symbol] - expected[symbol]
        if off != 0:
            yield _difference(look, DifferenceKind.POSITION, symbol, symbol, off)


def _balances(look: Look, baseline: Baseline) -> Iterable[Difference]:
    expected: defaultdict[str, Decimal] = defaultdict(Decimal, baseline.wallet)
    for row in look.income:
        expected[row.asset] += row.amount
    held = defaultdict(Decimal, _wallet(look.account))
    for asset in sorted({*expected, *held}):
        off = held[asset] - expected[asset]
        if abs(off) > DUST:
            yield _difference(look, DifferenceKind.BALANCE, None, asset, off)


def _net(account: Account) -> defaultdict[str, Decimal]:
    net: defaultdict[str, Decimal] = defaultdict(Decimal)
    for position in account.positions:
        net[position.symbol] += position.quantity
    return net


def _wallet(account: Account) -> dict[str, Decimal]:
    return {balance.asset: balance.wallet for balance in account.balances if balance.wallet != 0}


def _difference(
    look: Look, kind: DifferenceKind, symbol: str | None, subject: str, off: Decimal = Decimal(0)
) -> Difference:
    return Difference(kind=kind, venue=look.venue, symbol=symbol, subject=subject, off=off)


def still_working(intents: Iterable[Intent], venue: VenueName) -> tuple[Intent, ...]:
    """Intents whose order works at a venue, as far as the record knows."""
    return tuple(
        intent for intent in intents if intent.permit.effects.venue is venue and bracket.working(intent)
    )
