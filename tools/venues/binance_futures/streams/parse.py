"""Payloads become the product's events; a number our values refuse makes the event unusable."""

from dataclasses import asdict
from decimal import Decimal

from pydantic import ValidationError

from tools.errors import VenueUnavailable
from tools.terms import VenueName
from tools.venues.binance.border import misfit, read
from tools.venues.binance.parse import STATUS
from tools.venues.binance.streams.dialect import Heard
from tools.venues.binance_futures.bodies import AlgoBody
from tools.venues.binance_futures.parse import AlgoOrder, algo_of
from tools.venues.binance_futures.streams.bodies import (
    AccountPayload,
    AggTradePayload,
    AlgoPayload,
    BookTickerPayload,
    DepthPayload,
    Head,
    MarkPricePayload,
    OrderPart,
    OrderTradePayload,
)
from tools.venues.market import Book, Level, MarkPrice
from tools.venues.orders import Fill, Order
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


def market(kind: str, data: object) -> Heard:
    """A market event.

    Raises:
        VenueUnavailable: not one this version knows, or not as documented.
    """
    reader = _MARKET.get(kind)
    if reader is None:
        raise VenueUnavailable(f"unexpected event {kind[:40]}")
    try:
        return reader(data)
    except ValidationError as error:
        raise misfit(error) from None


def order(data: object) -> tuple[OrderUpdate, FillUpdate | None]:
    """An order's state after a change, and the trade that was the change, if one was.

    Raises:
        VenueUnavailable: not as documented.
    """
    part = read(OrderTradePayload, data).order
    status = STATUS.get(part.status)
    if status is None:
        raise VenueUnavailable(f"unexpected event: order {part.order_id} is {part.status}")
    try:
        state = Order(
            venue=VenueName.BINANCE_FUTURES,
            symbol=part.symbol,
            order_id=str(part.order_id),
            client_order_id=part.client_order_id,
            side=part.side,
            type=part.type,
            status=status,
            quantity=part.quantity,
            executed_quantity=part.executed,
            price=part.price,
            average_price=part.average_price,
            reduce_only=part.reduce_only,
            position_side=part.position_side,
            time_ms=part.time_ms,
        )
        return OrderUpdate(order=state, execution=part.execution), _fill(part)
    except ValidationError as error:
        raise misfit(error) from None


def algo(data: object) -> tuple[AlgoOrder, str]:
    """A conditional order after a change, and its state in the venue's word.

    Raises:
        VenueUnavailable: not as documented.
    """
    found = read(AlgoPayload, data)
    try:
        row = AlgoBody(**asdict(found.order), update_time=found.time_ms)
        return algo_of(row), row.algo_status
    except ValidationError as error:
        raise misfit(error) from None


def account(data: object) -> AccountUpdate:
    """Balances and positions that changed.

    Raises:
        VenueUnavailable: not as documented.
    """
    found = read(AccountPayload, data)
    return AccountUpdate(
        reason=found.account.reason,
        balances=tuple(WalletBalance(asset=b.asset, wallet=b.wallet) for b in found.account.balances),
        positions=tuple(
            HeldPosition(
                symbol=p.symbol,
                position_side=p.position_side,
                quantity=p.quantity,
                entry_price=p.entry_price,
            )
            for p in found.account.positions
        ),
        time_ms=found.time_ms,
    )


def _fill(part: OrderPart) -> FillUpdate | None:
    if part.last_quantity <= 0 or part.trade_id <= 0:
        return None
    fill = Fill(
        symbol=part.symbol,
        trade_id=str(part.trade_id),
        order_id=str(part.order_id),
        side=part.side,
        price=part.last_price,
        quantity=part.last_quantity,
        commission=part.commission or Decimal(0),
        commission_asset=part.commission_asset or "",
        realized_pnl=part.realized,
        maker=part.maker,
        time_ms=part.time_ms,
    )
    return FillUpdate(fill=fill, client_order_id=part.client_order_id)


def _trade(data: object) -> Heard:
    found = read(AggTradePayload, data)
    event = MarketTrade(
        symbol=found.symbol,
        trade_id=found.trade_id,
        price=found.price,
        quantity=found.quantity,
        buyer_maker=found.buyer_maker,
        time_ms=found.time_ms,
    )
    return Heard(event, found.trade_id, found.trade_id - 1, head(data).event_ms)


def _top(data: object) -> Heard:
    found = read(BookTickerPayload, data)
    if found.bid >= found.ask:
        raise VenueUnavailable(f"unexpected event: the book of {found.symbol} is crossed")
    event = BookTop(
        symbol=found.symbol,
        update_id=found.update_id,
        bid=found.bid,
        bid_quantity=found.bid_quantity,
        ask=found.ask,
        ask_quantity=found.ask_quantity,
        time_ms=found.time_ms,
    )
    return Heard(event, found.update_id, None, head(data).event_ms)


def _book(data: object) -> Heard:
    found = read(DepthPayload, data)
    event = Book(
        symbol=found.symbol,
        bids=tuple(Level(price=price, quantity=quantity) for price, quantity in found.bids),
        asks=tuple(Level(price=price, quantity=quantity) for price, quantity in found.asks),
        time_ms=found.time_ms,
    )
    if event.bids and event.asks and event.bids[0].price >= event.asks[0].price:
        raise VenueUnavailable(f"unexpected event: the book of {found.symbol} is crossed")
    return Heard(event, found.update_id, found.previous_id, head(data).event_ms)


def _mark(data: object) -> Heard:
    found = read(MarkPricePayload, data)
    event = MarkPrice(
        symbol=found.symbol,
        mark=found.mark,
        index=found.index,
        funding_rate=found.funding_rate,
        next_funding_ms=found.next_funding_ms,
        time_ms=found.event_ms,
    )
    return Heard(event, found.event_ms, None, found.event_ms)


_MARKET = {"aggTrade": _trade, "bookTicker": _top, "depthUpdate": _book, "markPriceUpdate": _mark}
