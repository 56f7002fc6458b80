"""Payloads become the product's events; a number our values refuse makes the event unusable."""

from collections.abc import Container
from decimal import Decimal

from tools.errors import VenueUnavailable
from tools.terms import PositionSide
from tools.venues.binance.border import at_border, read
from tools.venues.binance.streams.dialect import Heard
from tools.venues.binance_spot.bodies import OrderBody
from tools.venues.binance_spot.holdings import UNIT
from tools.venues.binance_spot.parse import order_of
from tools.venues.binance_spot.streams.bodies import (
    AggTradePayload,
    Head,
    PositionPayload,
    ReportPayload,
    TickerPayload,
)
from tools.venues.orders import Fill
from tools.venues.stream_events import (
    AccountUpdate,
    BookTop,
    FillUpdate,
    HeldPosition,
    MarketTrade,
    OrderUpdate,
    WalletBalance,
)


def head(data: object) -> Head:
    """Kind and time of an event.

    Raises:
        VenueUnavailable: it has none.
    """
    return read(Head, data)


@at_border
def trade(data: object) -> Heard:
    """A public trade."""
    found = read(AggTradePayload, data)
    event = MarketTrade(
        symbol=found.symbol,
        trade_id=found.trade_id,
        price=found.price,
        quantity=found.quantity,
        buyer_maker=found.buyer_maker,
        time_ms=found.time_ms,
    )
    return Heard(event, found.trade_id, found.trade_id - 1, found.event_ms)


@at_border
def top(data: object) -> Heard:
    """Best prices, out of the ticker: the stream of best prices itself has no time, and what has no
    time cannot be told from what is old. Its number is its time."""
    found = read(TickerPayload, data)
    if found.bid >= found.ask:
        raise VenueUnavailable(f"unexpected event: the book of {found.symbol} is crossed")
    event = BookTop(
        symbol=found.symbol,
        update_id=found.event_ms,
        bid=found.bid,
        bid_quantity=found.bid_quantity,
        ask=found.ask,
        ask_quantity=found.ask_quantity,
        time_ms=found.event_ms,
    )
    return Heard(event, found.event_ms, None, found.event_ms)


@at_border
def report(data: object) -> tuple[OrderUpdate, FillUpdate | None]:
    """An order's state after a change, and the trade that was the change, if one was."""
    found = read(ReportPayload, data)
    client_order_id = found.original_client_order_id or found.client_order_id
    body = OrderBody(
        symbol=found.symbol,
        order_id=found.order_id,
        order_list_id=found.list_id,
        client_order_id=client_order_id,
        side=found.side,
        type=found.type,
        status=found.status,
        orig_qty=found.quantity,
        executed_qty=found.executed,
        cummulative_quote_qty=found.value,
        price=found.price,
        stop_price=found.stop_price,
        is_working=found.working,
        update_time=found.time_ms,
    )
    return OrderUpdate(order=order_of(body), execution=found.execution), _fill(found, client_order_id)


def position(data: object, symbols: Container[str]) -> AccountUpdate:
    """Balances that changed, and the positions they are; `symbols` are those the venue has."""
    found = read(PositionPayload, data)
    rows = [(row.asset, row.free + row.locked) for row in found.balances]
    return AccountUpdate(
        reason="ORDER",
        balances=tuple(WalletBalance(asset=asset, wallet=held) for asset, held in rows),
        positions=tuple(
            HeldPosition(
                symbol=asset + UNIT,
                position_side=PositionSide.BOTH,
                quantity=held,
                entry_price=Decimal(0),
            )
            for asset, held in rows
            if asset + UNIT in symbols
        ),
        time_ms=found.updated_ms,
    )


def _fill(row: ReportPayload, client_order_id: str) -> FillUpdate | None:
    if row.last_quantity <= 0 or row.trade_id < 0:
        return None
    fill = Fill(
        symbol=row.symbol,
        trade_id=str(row.trade_id),
        order_id=str(row.order_id),
        side=row.side,
        price=row.last_price,
        quantity=row.last_quantity,
        commission=row.commission,
        commission_asset=row.commission_asset or "",
        realized_pnl=Decimal(0),
        maker=row.maker,
        time_ms=row.time_ms,
    )
    return FillUpdate(fill=fill, client_order_id=client_order_id)
