"""The public tape of one symbol: single trades, and the aggregates clients see as aggTrade."""

from collections import deque
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Trade:
    """A public trade."""

    trade_id: int
    price: Decimal
    quantity: Decimal
    time_ms: int
    buyer_maker: bool


def trade_row(trade: Trade) -> list[Any]:
    """Plain values for the journal."""
    return [trade.trade_id, str(trade.price), str(trade.quantity), trade.time_ms, trade.buyer_maker]


def trade_from_row(row: list[Any]) -> Trade:
    """The inverse of `trade_row`."""
    number, price, quantity, time_ms, buyer_maker = row
    return Trade(number, Decimal(price), Decimal(quantity), time_ms, buyer_maker)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What one taker order traded at one price, in one or more trades whose ids follow each other."""

    aggregate_id: int
    price: Decimal
    quantity: Decimal
    first_id: int
    last_id: int
    time_ms: int
    buyer_maker: bool


class Tape:
    """The last trades and aggregates, each with ids of its own that grow by one.

    The first id is the time in tenths of a second, so that a restart repeats none. Aggregate ids have no
    gap; trade ids miss those of trades that never were public.
    """

    def __init__(self) -> None:
        self.trades: deque[Trade] = deque(maxlen=_KEPT)
        self.aggregates: deque[Aggregate] = deque(maxlen=_KEPT)
        self._next_trade_id = 0
        self._next_aggregate_id = 0
        self._growing = False

    def start_order(self) -> None:
        """What is printed from now on belongs to another taker order."""
        self._growing = False

    def print(self, price: Decimal, quantity: Decimal, time_ms: int, buyer_maker: bool) -> Trade:
        """Add a trade, and to the aggregate of its order if that has its price."""
        trade = self.number(price, quantity, time_ms, buyer_maker)
        self.trades.append(trade)
        self._aggregate(trade)
        return trade

    def number(self, price: Decimal, quantity: Decimal, time_ms: int, buyer_maker: bool) -> Trade:
        """A trade with the next id that nobody sees on the tape."""
        self._next_trade_id = self._next_trade_id + 1 if self._next_trade_id else time_ms // 100
        return Trade(self._next_trade_id, price, quantity, time_ms, buyer_maker)

    def _aggregate(self, trade: Trade) -> None:
        last = self.aggregates[-1] if self._growing else None
        if last and last.price == trade.price:
            quantity = last.quantity + trade.quantity
            self.aggregates[-1] = replace(last, quantity=quantity, last_id=trade.trade_id)
            return
        number, self._growing = self._next_aggregate_id or trade.time_ms // 100, True
        self._next_aggregate_id = number + 1
        self.aggregates.append(
            Aggregate(
                number,
                trade.price,
                trade.quantity,
                trade.trade_id,
                trade.trade_id,
                trade.time_ms,
                trade.buyer_maker,
            )
        )
