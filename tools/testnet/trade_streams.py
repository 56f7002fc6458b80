"""Streams of executions: public trades and liquidations."""

from collections.abc import Callable
from itertools import islice
from typing import TypeVar

from tools.testnet.feed import Source
from tools.testnet.instrument import Instrument
from tools.testnet.numbers import trimmed
from tools.testnet.order import Order
from tools.testnet.tape import Aggregate, Trade
from tools.testnet.user_events import Event
from tools.testnet.venue import Venue

T = TypeVar("T")
Row = Callable[[Instrument, T, int], Event]
"""Writes a trade or an aggregate as the event of a market, at a time."""


class Trades:
    """Every single trade since the last look."""

    def __init__(self, venue: Source, instrument: Instrument, row: Row[Trade]) -> None:
        self._venue, self._instrument, self._row = venue, instrument, row
        self._sent = venue.market(instrument.symbol).last.trade_id

    def __call__(self, now_ms: int) -> list[Event]:
        market = self._venue.market(self._instrument.symbol)
        if market.last.trade_id == self._sent:
            return []
        fresh = [trade for trade in market.trades if trade.trade_id > self._sent]
        self._sent = market.last.trade_id
        return [self._row(self._instrument, trade, now_ms) for trade in fresh]


class AggregateTrades:
    """Every aggregate since the last look."""

    def __init__(self, venue: Source, instrument: Instrument, row: Row[Aggregate]) -> None:
        self._venue, self._instrument, self._row = venue, instrument, row
        self._sent = venue.market(instrument.symbol).tape.aggregates[-1].aggregate_id

    def __call__(self, now_ms: int) -> list[Event]:
        tape = self._venue.market(self._instrument.symbol).tape
        fresh = [one for one in tape.aggregates if one.aggregate_id > self._sent]
        self._sent = tape.aggregates[-1].aggregate_id
        return [self._row(self._instrument, one, now_ms) for one in fresh]


def aggregate(instrument: Instrument, one: Aggregate, now_ms: int) -> Event:
    """The futures aggTrade."""
    quantity = trimmed(one.quantity)
    return {
        "e": "aggTrade",
        "E": now_ms,
        "s": instrument.symbol,
        "a": one.aggregate_id,
        "p": trimmed(one.price),
        "q": quantity,
        "nq": quantity,
        "f": one.first_id,
        "l": one.last_id,
        "T": one.time_ms,
        "m": one.buyer_maker,
        "st": 1,
    }


def single(instrument: Instrument, trade: Trade, now_ms: int) -> Event:
    """The futures trade."""
    return {
        "e": "trade",
        "E": now_ms,
        "T": trade.time_ms,
        "s": instrument.symbol,
        "t": trade.trade_id,
        "p": trimmed(trade.price),
        "q": trimmed(trade.quantity),
        "X": "MARKET",
        "m": trade.buyer_maker,
    }


class Liquidations:
    """Liquidation orders of a symbol or of all."""

    def __init__(self, venue: Venue, symbol: str | None) -> None:
        self._liquidation, self._symbol = venue.liquidation, symbol
        self._sent = self._liquidation.count

    def __call__(self, now_ms: int) -> list[Event]:
        fresh = self._liquidation.count - self._sent
        self._sent = self._liquidation.count
        orders = list(islice(reversed(self._liquidation.forced), fresh))[::-1]
        return [force_order(order, now_ms) for order in orders if self._symbol in (None, order.symbol)]


def force_order(order: Order, now_ms: int) -> Event:
    """forceOrder of a liquidation order that is done."""
    body = {
        "s": order.symbol,
        "S": order.side,
        "o": "LIMIT",
        "f": "IOC",
        "q": trimmed(order.quantity),
        "p": trimmed(order.price),
        "ap": trimmed(order.average_price),
        "X": order.status,
        "l": trimmed(order.executed),
        "z": trimmed(order.executed),
        "T": order.updated_ms,
    }
    return {"e": "forceOrder", "E": now_ms, "o": body}
