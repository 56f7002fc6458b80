"""Orders that wait for their stop price, and what lets them into the market: trades on the tape."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from tools.testnet.market import Market
from tools.testnet.spot.order import SpotOrder
from tools.testnet.spot.records import SpotRecords

_ROUNDS = 20


class Stops:
    """All waiting orders; `trigger` is called with each whose time has come."""

    def __init__(self, records: SpotRecords, trigger: Callable[[SpotOrder, int], None]) -> None:
        self._records = records
        self._trigger = trigger
        self._waiting: dict[str, dict[int, SpotOrder]] = defaultdict(dict)
        self._seen: dict[str, int] = {}
        for order in records.orders.values():
            if order.waiting:
                self._waiting[order.symbol][order.order_id] = order

    def watch(self, order: SpotOrder, market: Market) -> None:
        """Wait for the stop price from the next trade on; a trailing order looks at the last one too."""
        if not self._waiting[order.symbol]:
            self._seen[order.symbol] = market.last.trade_id
        if order.trailing_delta:
            order.triggers(market.last.price, order.time_ms)
        self._waiting[order.symbol][order.order_id] = order

    def look(self, market: Market, time_ms: int) -> None:
        """Trigger what the trades since the last look reach, and what those orders' trades reach in turn."""
        symbol = market.instrument.symbol
        for _ in range(_ROUNDS):
            if not self._still_waiting(symbol):
                return
            prices = self._fresh_prices(market)
            due = [one for one in self._still_waiting(symbol) if self._is_due(one, prices, time_ms)]
            for order in due:
                if order.waiting:
                    self._trigger(order, time_ms)
            if not due:
                return

    def _still_waiting(self, symbol: str) -> list[SpotOrder]:
        self._waiting[symbol] = {
            number: order for number, order in self._waiting[symbol].items() if order.waiting
        }
        return list(self._waiting[symbol].values())

    def _is_due(self, order: SpotOrder, prices: list[Decimal], time_ms: int) -> bool:
        followed = order.extreme
        due = any(order.triggers(price, time_ms) for price in prices)
        if order.extreme != followed:
            self._records.touch_order(order)
        return due

    def _fresh_prices(self, market: Market) -> list[Decimal]:
        """Prices of the trades since the last look, oldest first; after a restart only the last."""
        symbol = market.instrument.symbol
        seen = self._seen.get(symbol, market.last.trade_id - 1)
        self._seen[symbol] = market.last.trade_id
        fresh = []
        for trade in reversed(market.trades):
            if trade.trade_id <= seen:
                break
            fresh.append(trade.price)
        return fresh[::-1]
