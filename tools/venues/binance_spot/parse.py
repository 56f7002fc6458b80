"""Bodies become the product's frozen values; an answer about another instrument is refused.

Order states are those of `tools/venues/binance/parse.py`; a pair's leg that the other leg ended is
EXPIRED. A conditional order keeps its type for life and is `conditional` until it is in the book.
"""

from decimal import Decimal

from tools.errors import VenueUnavailable
from tools.terms import OrderType, Side, VenueName
from tools.venues.binance.border import at_border, echoed, read
from tools.venues.binance.parse import STATUS
from tools.venues.binance_spot.bodies import (
    BookBody,
    BookTickerBody,
    FillBody,
    LastPriceBody,
    OrderBody,
    OrderListBody,
    ReplacementBody,
)
from tools.venues.binance_spot.order_types import CONDITIONAL, OURS
from tools.venues.market import Book, Level
from tools.venues.orders import Fill, Order

NO_LIST = -1
_EXACT = Decimal("1E-12")


@at_border
def book(symbol: str, body: object, time_ms: int) -> Book:
    """The book as of `time_ms`; its body names neither symbol nor time."""
    found = read(BookBody, body)
    return Book(
        symbol=symbol,
        bids=tuple(Level(price=price, quantity=quantity) for price, quantity in found.bids),
        asks=tuple(Level(price=price, quantity=quantity) for price, quantity in found.asks),
        time_ms=time_ms,
    )


def middle(symbol: str, body: object) -> Decimal | None:
    """Middle of bid and ask of the symbol asked for; None when a side of its book is empty."""
    found = read(BookTickerBody, body)
    echoed(symbol, found.symbol)
    return _middle(found)


def middles(body: object) -> dict[str, Decimal | None]:
    """Middle of bid and ask of every symbol; None where a side of the book is empty."""
    return {row.symbol: _middle(row) for row in read(tuple[BookTickerBody, ...], body)}


def last_price(symbol: str, body: object) -> Decimal:
    """Price of the last trade of the symbol asked for; zero when nothing was ever traded."""
    found = read(LastPriceBody, body)
    echoed(symbol, found.symbol)
    return found.price


@at_border
def order(symbol: str, body: object) -> Order:
    """An order of the symbol asked for."""
    return order_of(_of(symbol, read(OrderBody, body)))


@at_border
def orders(symbol: str | None, body: object) -> tuple[Order, ...]:
    """Orders; all of one symbol when one was asked for."""
    rows = read(tuple[OrderBody, ...], body)
    return tuple(order_of(_of(symbol or row.symbol, row)) for row in rows)


@at_border
def listed(symbol: str, body: object) -> tuple[Order, ...]:
    """The orders of an order list."""
    rows = read(OrderListBody, body).order_reports
    return tuple(order_of(_of(symbol, row)) for row in rows)


@at_border
def replacement(symbol: str, body: object) -> Order:
    """The order that took the place of another."""
    return order_of(_of(symbol, read(ReplacementBody, body).new_order_response))


def cancelled(symbol: str, body: object) -> tuple[Order, ...]:
    """What a cancel ended: the order, or both orders of its pair."""
    if isinstance(body, dict) and "orderReports" in body:
        return listed(symbol, body)
    return (order(symbol, body),)


@at_border
def fills(symbol: str, body: object) -> tuple[Fill, ...]:
    """Our trades of the symbol asked for."""
    rows = read(tuple[FillBody, ...], body)
    for row in rows:
        echoed(symbol, row.symbol)
    return tuple(_fill(row) for row in rows)


def _middle(row: BookTickerBody) -> Decimal | None:
    return (row.bid_price + row.ask_price) / 2 if row.bid_price > 0 and row.ask_price > 0 else None


def _of(symbol: str, row: OrderBody) -> OrderBody:
    echoed(symbol, row.symbol)
    return row


def order_of(row: OrderBody) -> Order:
    """An order as REST or the stream tells it."""
    status, kind = STATUS.get(row.status), OURS.get(row.type)
    if status is None or kind is None:
        raise VenueUnavailable(f"unexpected answer: order {row.order_id} is {row.type} {row.status}")
    time_ms = row.update_time if row.update_time is not None else row.transact_time
    if time_ms is None:
        raise VenueUnavailable(f"unexpected answer: order {row.order_id} has no time")
    return Order(
        venue=VenueName.BINANCE_SPOT,
        symbol=row.symbol,
        order_id=str(row.order_id),
        client_order_id=row.orig_client_order_id or row.client_order_id,
        side=row.side,
        type=kind,
        status=status,
        quantity=row.orig_qty,
        executed_quantity=row.executed_qty,
        price=row.price,
        average_price=_average(row),
        reduce_only=False,
        stop_price=row.stop_price if kind in CONDITIONAL and row.stop_price > 0 else None,
        conditional=status.working and _waits(kind, row),
        list_id=None if row.order_list_id == NO_LIST else str(row.order_list_id),
        time_ms=time_ms,
    )


def _average(row: OrderBody) -> Decimal:
    if row.executed_qty <= 0 or row.cummulative_quote_qty <= 0:
        return Decimal(0)
    return (row.cummulative_quote_qty / row.executed_qty).quantize(_EXACT)


def _waits(kind: OrderType, row: OrderBody) -> bool:
    """Whether the order has not reached the book."""
    return kind in CONDITIONAL and (row.is_working is False or row.working_time == -1)


def _fill(row: FillBody) -> Fill:
    return Fill(
        symbol=row.symbol,
        trade_id=str(row.id),
        order_id=str(row.order_id),
        side=Side.BUY if row.is_buyer else Side.SELL,
        price=row.price,
        quantity=row.qty,
        commission=row.commission,
        commission_asset=row.commission_asset,
        realized_pnl=Decimal(0),
        maker=row.is_maker,
        time_ms=row.time,
    )
