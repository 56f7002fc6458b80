"""The trading floor: markets brought up to a time, and orders entering, changing and leaving them.

Everything here happens at the time it is told, which may lie before now: a venue nobody looked at for
an hour goes through that hour when somebody does.
"""

import hashlib
from dataclasses import replace
from decimal import Decimal

from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.acceptance import (
    check_identity,
    check_margin,
    check_market,
    match_price,
    quantity_allowed,
)
from tools.testnet.account import Account
from tools.testnet.book import Resting
from tools.testnet.clearing import Clearing, Taker
from tools.testnet.instrument import Instrument
from tools.testnet.margin import Marks
from tools.testnet.market import Market
from tools.testnet.markets import Markets
from tools.testnet.order import Order
from tools.testnet.order_request import OrderRequest, check_price
from tools.testnet.path import PricePath
from tools.testnet.problem import problem
from tools.testnet.profile import Profile
from tools.testnet.records import Records
from tools.testnet.user_events import UserEvents

_AMENDMENTS = 10_000


class Floor:
    """All markets, and the commands that change what is in them."""

    def __init__(
        self,
        profile: Profile,
        instruments: dict[str, Instrument],
        path: PricePath,
        records: Records,
        events: UserEvents,
        seed: int,
    ) -> None:
        self.instruments = instruments
        self.records = records
        self.events = events
        self._profile = profile
        self._path = path
        self._seed = seed
        self._clearing = Clearing(records, events)
        self.markets = Markets(instruments, path, seed, self._provide)

    def market(self, symbol: str) -> Market:
        """A symbol's market as it last stood."""
        return self.markets.get(symbol)

    def marks_at(self, time_ms: int) -> Marks:
        """Mark prices at a time."""
        return lambda symbol: self._path.price(self.instruments[symbol], time_ms)

    def check(self, account: Account, request: OrderRequest, time_ms: int) -> tuple[OrderRequest, int]:
        """(request with the price and quantity, worst price in ticks) an order would enter with.

        Raises:
            Problem: it would be refused.
        """
        check_identity(account, request, self._profile)
        market = self.market(request.instrument.symbol)
        request = match_price(market, request)
        request = replace(request, quantity=quantity_allowed(account, request))
        limit = check_market(account, market, request, self._profile)
        check_margin(account, market, request, self.marks_at(time_ms), self.instruments)
        return request, limit

    def place(self, account: Account, request: OrderRequest, time_ms: int) -> Order:
        """Accept an order and trade it as far as it goes.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        request, limit = self.check(account, request, time_ms)
        order = self._new_order(account, request, time_ms)
        self.enter(order, limit)
        return order

    def enter(self, order: Order, limit: int) -> None:
        """Trade a new order down or up to `limit` ticks, rest or expire what is left."""
        self.events.accepted(order)
        market = self.market(order.symbol)
        self._execute(market, order, limit, order.time_ms)
        self.events.announce(order)

    def cancel(self, order: Order, time_ms: int, status: str = "CANCELED", reason: str = "0") -> None:
        """Take an open order out.

        Raises:
            Problem: -2011 when it is no longer open.
        """
        if not order.open:
            raise problem(-2011)
        market = self.market(order.symbol)
        market.book.cancel(order.order_id)
        market.touch()
        self._clearing.end(order, status, reason, time_ms)

    def amend(
        self, order: Order, account: Account, wanted: OrderRequest, modify_id: int, time_ms: int
    ) -> None:
        """Change price and quantity of an open order; only a smaller quantity keeps its place.

        A quantity already executed, or a post-only order that would take, cancels the order.

        Raises:
            Problem: the change is refused; nothing was changed.
        """
        market = self.market(order.symbol)
        wanted = match_price(market, wanted)
        self._check_amendment(order, account, wanted, time_ms)
        wanted = _still_reducing(account, order, wanted)
        order.modify_id = modify_id or order.modify_id + 1
        before = (order.price, order.quantity)
        keeps_place = wanted.price == order.price and wanted.quantity < order.quantity
        order.price, order.quantity, order.updated_ms = wanted.price, wanted.quantity, time_ms
        limit = market.instrument.ticks(order.price)
        takes = order.time_in_force == "GTX" and market.book.crosses(order.side, limit)
        if order.remaining <= 0 or takes:
            order.quantity = max(order.quantity, order.executed)
            self.cancel(order, time_ms)
            return
        self.records.history.amended(order, before)
        self.events.amended(order)
        if keeps_place:
            market.book.reduce(order.order_id, market.instrument.steps(order.remaining))
            market.touch()
            self.records.touch_order(order)
            return
        market.book.cancel(order.order_id)
        self._execute(market, order, limit, time_ms)

    def take_over(self, order: Order, price: Decimal, time_ms: int) -> None:
        """The liquidity provider takes what a liquidation left, at a price outside the book."""
        self._clearing.take_over(self.market(order.symbol), order, price, time_ms)

    def restore(self, order: Order) -> None:
        """Put an order of the records back into the book."""
        instrument = self.instruments[order.symbol]
        price, left = instrument.ticks(order.price), instrument.steps(order.remaining)
        self.market(order.symbol).book.add(Resting(order.order_id, order.account, order.side, price, left))

    def _provide(self, market: Market, side: Side, steps: int, limit: int, time_ms: int) -> int:
        return self._clearing.execute(market, Taker(liquidity.OWNER, side), steps, limit, time_ms)

    def _check_amendment(self, order: Order, account: Account, wanted: OrderRequest, time_ms: int) -> None:
        if order.type != "LIMIT":
            raise problem(-5025)
        if (wanted.price, wanted.quantity) == (order.price, order.quantity):
            raise problem(-5027)
        if len(self.records.history.amendments_of(order.order_id)) >= _AMENDMENTS:
            raise problem(-5026)
        check_price(wanted.instrument, wanted.price)
        market = self.market(order.symbol)
        left = replace(wanted, quantity=max(wanted.quantity - order.executed, wanted.instrument.step))
        account.untrack(order)
        try:
            check_market(
                account, market, replace(left, time_in_force="GTC", quantity=wanted.quantity), self._profile
            )
            check_margin(account, market, left, self.marks_at(time_ms), self.instruments)
        finally:
            account.track(order)

    def _execute(self, market: Market, order: Order, limit: int, time_ms: int) -> None:
        taker = Taker(order.account, order.side, order)
        steps = market.instrument.steps(order.remaining)
        left = self._clearing.execute(market, taker, steps, limit, time_ms)
        self.records.touch_order(order)
        if left and order.open:
            self._rest_or_expire(market, order, limit, left, time_ms)
        market.touch()

    def _rest_or_expire(self, market: Market, order: Order, limit: int, left: int, time_ms: int) -> None:
        if order.liquidation:
            return
        if order.type == "MARKET":
            self._clearing.end(order, "EXPIRED", "9", time_ms)
        elif order.time_in_force in ("IOC", "FOK"):
            self._clearing.end(order, "EXPIRED", "2", time_ms)
        else:
            market.book.add(Resting(order.order_id, order.account, order.side, limit, left))

    def _new_order(self, account: Account, request: OrderRequest, time_ms: int) -> Order:
        order_id = self.records.new_order_id()
        return Order(
            order_id=order_id,
            client_order_id=request.client_order_id or web_id(self._seed, order_id),
            account=account.account_id,
            symbol=request.instrument.symbol,
            side=request.side,
            type=request.type,
            time_in_force=request.time_in_force,
            quantity=request.quantity,
            price=request.price,
            reduce_only=request.reduce_only,
            time_ms=time_ms,
            updated_ms=time_ms,
            position_side=request.position_side,
            close_position=request.close_position,
            price_match=request.price_match,
            prevention=request.prevention,
            good_till_ms=request.good_till_ms,
        )


def _still_reducing(account: Account, order: Order, wanted: OrderRequest) -> OrderRequest:
    """The change with its quantity trimmed to what a reducing order can still reduce."""
    left = wanted.quantity - order.executed
    if not wanted.reducing or left <= 0:
        return wanted
    return replace(
        wanted, quantity=order.executed + quantity_allowed(account, replace(wanted, quantity=left))
    )


def web_id(seed: int, number: int) -> str:
    """The id the venue gives an order whose client gave none."""
    return "web_" + hashlib.blake2b(f"{seed}/{number}".encode(), digest_size=10).hexdigest()
