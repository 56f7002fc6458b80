"""Turns matches into fills: both accounts settled, orders advanced, events made, records kept."""

from dataclasses import dataclass
from decimal import Decimal

from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.acceptance import MAKER_FEE, TAKER_FEE
from tools.testnet.account import Account, to_cent
from tools.testnet.book import Match, Resting
from tools.testnet.market import Market
from tools.testnet.order import Fill, Order
from tools.testnet.records import Records
from tools.testnet.tape import Trade
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
        prevention = taker.order.prevention if taker.order else "EXPIRE_MAKER"
        market.tape.start_order()
        for match in market.book.take(taker.side, steps, limit, taker.owner, prevention):
            if match.quantity == 0:
                self._prevent(taker, match, prevention, time_ms)
                continue
            steps -= match.quantity
            self._clear(market, taker, match, time_ms)
        return steps

    def take_over(self, market: Market, order: Order, price: Decimal, time_ms: int) -> None:
        """The liquidity provider takes what is left of a liquidation, outside the book."""
        provider = Resting(
            0,
            liquidity.OWNER,
            order.side.opposite,
            market.instrument.ticks(price),
            market.instrument.steps(order.remaining),
        )
        trade = market.tape.number(price, order.remaining, time_ms, buyer_maker=order.side is Side.SELL)
        self._book(market, Taker(order.account, order.side, order), provider, trade)

    def _prevent(self, taker: Taker, match: Match, prevention: str, time_ms: int) -> None:
        """An owner met itself: whoever the mode names leaves the market."""
        if prevention != "EXPIRE_TAKER":
            self.end(self._records.orders[match.maker.order_id], "EXPIRED_IN_MATCH", "1", time_ms)
        if prevention != "EXPIRE_MAKER" and taker.order:
            self.end(taker.order, "EXPIRED_IN_MATCH", "1", time_ms)

    def end(self, order: Order, status: str, reason: str, time_ms: int) -> None:
        """An order leaves the market unfilled or partly filled."""
        order.status, order.expire_reason, order.updated_ms = status, reason, time_ms
        self._records.touch_order(order)
        self._events.ended(order)

    def _clear(self, market: Market, taker: Taker, match: Match, time_ms: int) -> None:
        price, quantity = market.instrument.price(match.price), market.instrument.quantity(match.quantity)
        trade = market.trade(price, quantity, time_ms, buyer_maker=taker.side is Side.SELL)
        self._records.add_print(market.instrument.symbol, trade)
        self._book(market, taker, match.maker, trade)

    def _book(self, market: Market, taker: Taker, maker: Resting, trade: Trade) -> None:
        maker_order = self._records.orders.get(maker.order_id)
        for owner, side, order in (
            (taker.owner, taker.side, taker.order),
            (maker.owner, maker.side, maker_order),
        ):
            self._settle(market, owner, side, order, trade, is_maker=order is maker_order)
        self._keep_reduce_only(market, taker.owner, trade.time_ms)
        self._keep_reduce_only(market, maker.owner, trade.time_ms)

    def _settle(
        self, market: Market, owner: str, side: Side, order: Order | None, trade: Trade, *, is_maker: bool
    ) -> None:
        account = self._records.accounts[owner]
        rate = MAKER_FEE if is_maker else TAKER_FEE
        free = order is None or order.liquidation
        fee = Decimal(0) if free else to_cent(trade.price * trade.quantity * rate)
        position = account.position(market.instrument.symbol, order.position_side if order else "BOTH")
        realized = account.settle(position, side, trade.price, trade.quantity, fee)
        position.updated_ms = account.updated_ms = trade.time_ms
        self._records.touch_account(account)
        if order:
            self._advance(order, trade, realized)
            fill = _fill(order, trade, fee, realized, is_maker)
            self._records.touch_order(order)
            self._records.add_fill(fill)
            self._events.filled(order, fill, account, market.mark)

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
            if order.reducing and market.book.get(order.order_id):
                self._trim(market, account, order, time_ms)

    def _trim(self, market: Market, account: Account, order: Order, time_ms: int) -> None:
        held = account.amount(order.symbol, order.position_side)
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
        position_side=order.position_side,
    )
