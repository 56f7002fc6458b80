"""Turns matches into fills: both accounts settled, orders advanced, events made, records kept."""

from dataclasses import dataclass
from decimal import Decimal

from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.acceptance import MAKER_FEE, TAKER_FEE
from tools.testnet.account import Account, to_cent
from tools.testnet.book import Match
from tools.testnet.market import Market, Trade
from tools.testnet.order import Fill, Order
from tools.testnet.records import Records
from tools.testnet.user_events import UserEvents


@dataclass(frozen=True, slots=True)
class Taker:
    """Who comes into the book: a client with an order, or the liquidity provider without one."""

    owner: str
    side: Side
    order: Order | None = None


class Clearing:
    """Trades incoming orders against a market's book and books the result."""

    def __init__(self, records: Records, events: UserEvents) -> None:
        self._records = records
        self._events = events

    def execute(self, market: Market, taker: Taker, steps: int, limit: int, time_ms: int) -> int:
        """Trade up to `steps` at `limit` or better; the steps left over."""
        for match in market.book.take(taker.side, steps, limit, taker.owner):
            if match.quantity == 0:
                self.end(self._records.orders[match.maker.order_id], "EXPIRED_IN_MATCH", "1", time_ms)
                continue
            steps -= match.quantity
            self._clear(market, taker, match, time_ms)
        return steps

    def end(self, order: Order, status: str, reason: str, time_ms: int) -> None:
        """An order leaves the market unfilled or partly filled."""
        order.status, order.expire_reason, order.updated_ms = status, reason, time_ms
        self._records.touch_order(order)
        self._events.ended(order)

    def _clear(self, market: Market, taker: Taker, match: Match, time_ms: int) -> None:
        price, quantity = market.instrument.price(match.price), market.instrument.quantity(match.quantity)
        trade = market.trade(price, quantity, time_ms, buyer_maker=taker.side is Side.SELL)
        maker = match.maker
        maker_order = self._records.orders.get(maker.order_id)
        for owner, side, order in (
            (taker.owner, taker.side, taker.order),
            (maker.owner, maker.side, maker_order),
        ):
            self._settle(market, owner, side, order, trade, is_maker=order is maker_order)
        self._keep_reduce_only(market, taker.owner, time_ms)
        self._keep_reduce_only(market, maker.owner, time_ms)

    def _settle(
        self, market: Market, owner: str, side: Side, order: Order | None, trade: Trade, *, is_maker: bool
    ) -> None:
        account = self._records.accounts[owner]
        rate = MAKER_FEE if is_maker else TAKER_FEE
        fee = to_cent(trade.price * trade.quantity * rate) if order else Decimal(0)
        realized = account.settle(
            market.instrument.symbol, side, trade.price, trade.quantity, fee, trade.time_ms
        )
        self._records.touch_account(account)
        if order:
            self._advance(order, trade, realized)
            fill = _fill(order, trade, fee, realized, is_maker)
            self._records.touch_order(order)
            self._records.add_fill(fill)
            self._events.filled(order, fill, account)

    def _advance(self, order: Order, trade: Trade, realized: Decimal) -> None:
        order.executed += trade.quantity
        order.quote += trade.price * trade.quantity
        order.realized += realized
        order.updated_ms = trade.time_ms
        order.status = "PARTIALLY_FILLED" if order.remaining else "FILLED"

    def _keep_reduce_only(self, market: Market, owner: str, time_ms: int) -> None:
        """Resting reduce-only orders never exceed the position: shrink or expire them."""
        if owner == liquidity.OWNER:
            return
        account = self._records.accounts[owner]
        for order in account.symbol_orders(market.instrument.symbol):
            if order.reduce_only and market.book.get(order.order_id):
                self._trim(market, account, order, time_ms)

    def _trim(self, market: Market, account: Account, order: Order, time_ms: int) -> None:
        held = account.amount(order.symbol)
        allowed = max(Decimal(0), -held if order.side is Side.BUY else held)
        if allowed == 0:
            market.book.cancel(order.order_id)
            self.end(order, "EXPIRED", "4", time_ms)
        elif order.remaining > allowed:
            order.quantity = order.executed + allowed
            market.book.reduce(order.order_id, market.instrument.steps(allowed))
            self._records.touch_order(order)


def _fill(order: Order, trade: Trade, fee: Decimal, realized: Decimal, maker: bool) -> Fill:
    return Fill(
        trade_id=trade.trade_id,
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        account=order.account,
        symbol=order.symbol,
        side=order.side,
        price=trade.price,
        quantity=trade.quantity,
        commission=fee,
        realized=realized,
        maker=maker,
        time_ms=trade.time_ms,
    )
