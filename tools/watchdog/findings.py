"""Findings: pure judgement of one look at a venue against the record."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from tools.frozen import Frozen
from tools.ids import CLIENT_ORDER_ID_PREFIX
from tools.money import plain
from tools.reconciliation import Baseline
from tools.terms import Side, VenueName
from tools.venues.accounts import Account
from tools.venues.orders import Fill, Order


class FindingKind(StrEnum):
    """What is wrong."""

    EXECUTOR_SILENT = "executor_silent"
    """The executor has not said for too long that it lives, and orders work."""
    ORDER_UNKNOWN = "order_unknown"
    """An order with our prefix works at the venue and is not on the record."""
    FILL_UNBOOKED = "fill_unbooked"
    """A trade of one of our orders is not on the record."""
    POSITION_UNEXPLAINED = "position_unexplained"
    """The position is not what the baseline and all trades since make it."""
    AUDIT_BROKEN = "audit_broken"
    """The record does not verify."""
    LEDGER_SILENT = "ledger_silent"
    """The record cannot be read or written; a halt cannot be stored."""
    VENUE_SILENT = "venue_silent"
    """A venue does not answer; nothing is concluded."""

    @property
    def stops(self) -> bool:
        """Whether new risk must wait until a person has looked."""
        return self not in (FindingKind.LEDGER_SILENT, FindingKind.VENUE_SILENT)

    @property
    def at_once(self) -> bool:
        """Whether one look is enough; what is in flight explains the others for a moment."""
        return self not in (
            FindingKind.ORDER_UNKNOWN,
            FindingKind.FILL_UNBOOKED,
            FindingKind.POSITION_UNEXPLAINED,
        )


class Finding(Frozen):
    """One thing that is wrong."""

    kind: FindingKind
    subject: str
    """Order, trade, symbol, venue, or `executor`, `ledger`."""
    detail: str


class Seen(Frozen):
    """What a venue and the record said in one look."""

    venue: VenueName
    orders: tuple[Order, ...]
    """Working at the venue."""
    known: frozenset[str]
    """Client order ids among them that are on the record."""
    account: Account | None = None
    """None where there is no baseline to count from."""
    baseline: Baseline | None = None
    trades: tuple[Fill, ...] = ()
    """Of the account since the baseline."""
    ours: frozenset[str] = frozenset()
    """Venue order ids of our orders."""
    booked: frozenset[str] = frozenset()
    """Trade ids on the record, as `SYMBOL/ID`."""


def ours(orders: Iterable[Order]) -> tuple[Order, ...]:
    """Those with our prefix."""
    return tuple(order for order in orders if order.client_order_id.startswith(CLIENT_ORDER_ID_PREFIX))


def disagreements(seen: Seen) -> frozenset[Finding]:
    """Where venue and record differ in this one look."""
    found = [
        Finding(kind=FindingKind.ORDER_UNKNOWN, subject=order.client_order_id, detail=order.symbol)
        for order in ours(seen.orders)
        if order.client_order_id not in seen.known
    ]
    return frozenset((*found, *_unbooked(seen), *_positions(seen)))


def _unbooked(seen: Seen) -> Iterable[Finding]:
    for trade in seen.trades:
        name = trade_key(trade)
        if trade.order_id in seen.ours and name not in seen.booked:
            yield Finding(kind=FindingKind.FILL_UNBOOKED, subject=name, detail=f"order {trade.order_id}")


def _positions(seen: Seen) -> Iterable[Finding]:
    if seen.baseline is None or seen.account is None:
        return
    expected: defaultdict[str, Decimal] = defaultdict(Decimal, seen.baseline.positions)
    for trade in seen.trades:
        expected[trade.symbol] += trade.quantity if trade.side is Side.BUY else -trade.quantity
    held: defaultdict[str, Decimal] = defaultdict(Decimal)
    for position in seen.account.positions:
        held[position.symbol] += position.quantity
    for symbol in sorted({*expected, *held}):
        if held[symbol] != expected[symbol]:
            detail = f"{plain(held[symbol])} held, {plain(expected[symbol])} explained"
            yield Finding(kind=FindingKind.POSITION_UNEXPLAINED, subject=symbol, detail=detail)


def trade_key(trade: Fill) -> str:
    """A trade's name within a venue."""
    return f"{trade.symbol}/{trade.trade_id}"
