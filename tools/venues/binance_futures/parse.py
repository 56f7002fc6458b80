"""Bodies become the product's frozen values; an answer about another instrument is refused."""

from decimal import Decimal
from typing import NamedTuple

from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import OrderStatus, PositionMode, VenueName
from tools.venues.accounts import Account, Balance, Income, Position, SymbolConfig
from tools.venues.binance.border import WRONG_INSTRUMENT, at_border, echoed, read
from tools.venues.binance.parse import STATUS
from tools.venues.binance_futures.bodies import (
    AccountBody,
    AlgoBody,
    BookBody,
    FillBody,
    IncomeBody,
    LeverageBody,
    ListenKeyBody,
    MarkBody,
    OrderBody,
    PositionBody,
    PositionModeBody,
    SymbolConfigBody,
)
from tools.venues.market import Book, Level, MarkPrice
from tools.venues.orders import Fill, Order

ALGO_STATUS = {
    "NEW": OrderStatus.SUBMITTED,
    "TRIGGERING": OrderStatus.SUBMITTED,
    "TRIGGERED": OrderStatus.SUBMITTED,
    "FINISHED": OrderStatus.SETTLED,
    "CANCELED": OrderStatus.CANCELLED,
    "REJECTED": OrderStatus.REJECTED,
    "EXPIRED": OrderStatus.EXPIRED,
}
"""The Algo service's states in ours. From TRIGGERED on there is an ordinary order, and only its state
counts; FINISHED does not tell whether that one filled. REJECTED is a refusal at the trigger."""
WAITING = "NEW"


class AlgoOrder(NamedTuple):
    """A conditional order, and the id of the ordinary order it became, if it did."""

    order: Order
    became: str | None


def listen_key(body: object) -> str:
    """A listen key, which goes into an address: letters and digits only."""
    key = read(ListenKeyBody, body).listen_key
    if not (key.isascii() and key.isalnum()):
        raise VenueUnavailable("unexpected answer: the listen key has odd characters")
    return key


@at_border
def book(symbol: str, body: object) -> Book:
    """The book; its body names no symbol, so there is none to compare."""
    found = read(BookBody, body)
    return Book(
        symbol=symbol,
        bids=tuple(Level(price=price, quantity=quantity) for price, quantity in found.bids),
        asks=tuple(Level(price=price, quantity=quantity) for price, quantity in found.asks),
        time_ms=found.transaction_ms,
    )


@at_border
def mark(symbol: str, body: object) -> MarkPrice:
    """The mark price of the symbol asked for."""
    found = read(MarkBody, body)
    echoed(symbol, found.symbol)
    return _mark(found)


@at_border
def marks(body: object) -> tuple[MarkPrice, ...]:
    """Every mark price; instruments without one yet are left out."""
    return tuple(_mark(row) for row in read(tuple[MarkBody, ...], body) if row.mark_price > 0)


@at_border
def account(body: object, positions: object, time_ms: int) -> Account:
    """The account at `time_ms`; flat positions are left out."""
    found = read(AccountBody, body)
    rows = read(tuple[PositionBody, ...], positions)
    return Account(
        equity=found.total_margin_balance,
        wallet=found.total_wallet_balance,
        available=found.available_balance,
        initial_margin=found.total_initial_margin,
        maintenance_margin=found.total_maint_margin,
        unrealized_pnl=found.total_unrealized_profit,
        balances=tuple(
            Balance(asset=a.asset, wallet=a.wallet_balance, available=a.available_balance)
            for a in found.assets
        ),
        positions=tuple(_position(row) for row in rows if row.position_amt != 0),
        time_ms=time_ms,
    )


@at_border
def symbol_config(symbol: str, body: object) -> SymbolConfig:
    """Leverage and margin type of the symbol asked for."""
    rows = read(tuple[SymbolConfigBody, ...], body)
    for row in rows:
        if row.symbol == symbol:
            return SymbolConfig(symbol=symbol, leverage=row.leverage, margin_type=row.margin_type)
    raise VenueRejected(WRONG_INSTRUMENT, f"asked for {symbol}, the answer does not have it")


@at_border
def incomes(symbol: str | None, body: object) -> tuple[Income, ...]:
    """Bookings; all of one symbol when one was asked for."""
    rows = read(tuple[IncomeBody, ...], body)
    for row in rows:
        echoed(symbol or row.symbol, row.symbol)
    return tuple(
        Income(
            income_id=str(row.tran_id),
            symbol=row.symbol,
            kind=row.income_type,
            amount=row.income,
            asset=row.asset,
            time_ms=row.time,
        )
        for row in rows
    )


def position_mode(body: object) -> PositionMode:
    """How the account holds positions."""
    dual = read(PositionModeBody, body).dual_side_position
    return PositionMode.HEDGE if dual else PositionMode.ONE_WAY


@at_border
def leverage(symbol: str, body: object) -> int:
    """The leverage in force for the symbol asked for."""
    found = read(LeverageBody, body)
    echoed(symbol, found.symbol)
    return found.leverage


@at_border
def order(symbol: str, body: object) -> Order:
    """An order of the symbol asked for."""
    found = read(OrderBody, body)
    echoed(symbol, found.symbol)
    return _order(found)


@at_border
def orders(symbol: str | None, body: object) -> tuple[Order, ...]:
    """Orders; all of one symbol when one was asked for."""
    rows = read(tuple[OrderBody, ...], body)
    for row in rows:
        echoed(symbol or row.symbol, row.symbol)
    return tuple(_order(row) for row in rows)


@at_border
def algo_order(symbol: str, body: object) -> AlgoOrder:
    """A conditional order of the symbol asked for; the venue finds them without naming one."""
    found = read(AlgoBody, body)
    echoed(symbol, found.symbol)
    return algo_of(found)


@at_border
def algo_orders(symbol: str | None, body: object) -> tuple[AlgoOrder, ...]:
    """Conditional orders; all of one symbol when one was asked for."""
    rows = read(tuple[AlgoBody, ...], body)
    for row in rows:
        echoed(symbol or row.symbol, row.symbol)
    return tuple(algo_of(row) for row in rows)


def algo_of(row: AlgoBody) -> AlgoOrder:
    """A conditional order as REST or the stream tells it."""
    status = ALGO_STATUS.get(row.algo_status)
    if status is None:
        raise VenueUnavailable(f"unexpected answer: conditional order {row.algo_id} is {row.algo_status}")
    if row.quantity <= 0 and not row.close_position:
        raise VenueUnavailable(f"unexpected answer: conditional order {row.algo_id} has no quantity")
    order = Order(
        venue=VenueName.BINANCE_FUTURES,
        symbol=row.symbol,
        order_id=str(row.algo_id),
        client_order_id=row.client_algo_id,
        side=row.side,
        type=row.order_type,
        status=status,
        quantity=Decimal(0) if row.close_position else row.quantity,
        executed_quantity=Decimal(0),
        price=row.price,
        average_price=Decimal(0),
        reduce_only=row.reduce_only or row.close_position,
        position_side=row.position_side,
        stop_price=row.trigger_price or None,
        conditional=row.algo_status == WAITING,
        time_ms=row.update_time,
    )
    return AlgoOrder(order, _became(row))


@at_border
def fills(symbol: str, body: object) -> tuple[Fill, ...]:
    """Our trades of the symbol asked for."""
    rows = read(tuple[FillBody, ...], body)
    for row in rows:
        echoed(symbol, row.symbol)
    return tuple(_fill(row) for row in rows)


def _mark(row: MarkBody) -> MarkPrice:
    return MarkPrice(
        symbol=row.symbol,
        mark=row.mark_price,
        index=row.index_price,
        funding_rate=row.last_funding_rate,
        next_funding_ms=row.next_funding_time,
        time_ms=row.time,
    )


def _position(row: PositionBody) -> Position:
    return Position(
        symbol=row.symbol,
        position_side=row.position_side,
        quantity=row.position_amt,
        entry_price=row.entry_price,
        mark_price=row.mark_price,
        unrealized_pnl=row.un_realized_profit,
        liquidation_price=row.liquidation_price,
        initial_margin=row.initial_margin,
        maintenance_margin=row.maint_margin,
    )


def _order(row: OrderBody) -> Order:
    status = STATUS.get(row.status)
    if status is None:
        raise VenueUnavailable(f"unexpected answer: order {row.order_id} is {row.status}")
    return Order(
        venue=VenueName.BINANCE_FUTURES,
        symbol=row.symbol,
        order_id=str(row.order_id),
        client_order_id=row.client_order_id,
        side=row.side,
        type=row.type,
        status=status,
        quantity=row.orig_qty,
        executed_quantity=row.executed_qty,
        price=row.price,
        average_price=row.avg_price,
        reduce_only=row.reduce_only,
        position_side=row.position_side,
        stop_price=row.stop_price or None,
        time_ms=row.update_time,
    )


def _became(row: AlgoBody) -> str | None:
    number = str(row.actual_order_id)
    return number if number.isascii() and number.isdigit() and number != "0" else None


def _fill(row: FillBody) -> Fill:
    return Fill(
        symbol=row.symbol,
        trade_id=str(row.id),
        order_id=str(row.order_id),
        side=row.side,
        price=row.price,
        quantity=row.qty,
        commission=row.commission,
        commission_asset=row.commission_asset,
        realized_pnl=row.realized_pnl,
        maker=row.maker,
        time_ms=row.time,
    )
