"""The spot desk: orders and lists entering, changing and leaving the markets, at the time it is told."""

from decimal import Decimal

from tools.terms import Side
from tools.testnet.book import Resting
from tools.testnet.floor import web_id
from tools.testnet.market import Market
from tools.testnet.markets import Markets
from tools.testnet.path import PricePath
from tools.testnet.spot.acceptance import (
    average_price,
    check_funds,
    check_identity,
    check_order_filters,
    check_prices,
    cost,
    first_lock,
    wanted_steps,
    worst_limit,
)
from tools.testnet.spot.clearing import SpotClearing
from tools.testnet.spot.instrument import MAX_AMENDMENTS, MAX_ORDER_LISTS, SpotInstrument
from tools.testnet.spot.order import NO_LIST, Amendment, OrderList, SpotOrder
from tools.testnet.spot.order_lists import ListRequest, check_list_prices
from tools.testnet.spot.order_request import SpotRequest
from tools.testnet.spot.records import SpotRecords
from tools.testnet.spot.refusal import (
    DUPLICATE,
    UNKNOWN_ORDER,
    filter_failure,
    not_amended,
    not_cancelled,
    rejected,
)
from tools.testnet.spot.stops import Stops
from tools.testnet.spot.user_events import SpotEvents
from tools.testnet.spot.wallet import Wallet

_INCREASE = "Order amend (quantity increase) is not supported."
_MADE_WAY = "OCO_TRIGGER"
"""Why an order of a list expired: the other one trades."""
_NO_CHANGE = "The requested action would change no state; rejecting."


class SpotDesk:
    """All spot markets, and the commands that change what is in them."""

    def __init__(
        self,
        instruments: dict[str, SpotInstrument],
        path: PricePath,
        records: SpotRecords,
        events: SpotEvents,
        seed: int,
    ) -> None:
        self._instruments = instruments
        self._path = path
        self._records = records
        self._events = events
        self._seed = seed
        self.clearing = SpotClearing(instruments, records, events)
        self.clearing.before_fill = self._claim
        self.clearing.ended = self._close_list
        self.markets = Markets(instruments, path, seed, self.clearing.provide)
        self._stops = Stops(records, self._trigger)
        self.markets.moved.append(self._stops.look)

    def check_filters(self, wallet: Wallet, request: SpotRequest, time_ms: int, new_orders: int = 1) -> None:
        """Whether the symbol's filters let an order through.

        Raises:
            Problem: -1013 when they do not.
        """
        average = average_price(self._path, request.instrument, time_ms)
        check_order_filters(wallet, request, average, new_orders)

    def place(self, wallet: Wallet, request: SpotRequest, time_ms: int) -> SpotOrder:
        """Accept an order and trade it as far as it goes.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        market = self.markets.get(request.instrument.symbol)
        self.check_filters(wallet, request, time_ms)
        check_identity(wallet, request.client_order_id)
        check_prices(market, request)
        steps = wanted_steps(market, request, wallet.account_id)
        amount = first_lock(market, request, steps, wallet.account_id)
        check_funds(wallet, request.instrument.pays(request.side), amount)
        order = self._new_order(wallet, request, market.instrument.quantity(steps), time_ms)
        self._records.touch_order(order)
        self.clearing.lock(order, amount)
        self._accept(order, market)
        return order

    def place_list(self, wallet: Wallet, request: ListRequest, time_ms: int) -> OrderList:
        """Accept an OCO; what it needs is set aside once, for the dearer order.

        Raises:
            Problem: it is refused; nothing was changed.
        """
        stop = request.stop
        market = self.markets.get(stop.instrument.symbol)
        self._check_list(wallet, request, market, time_ms)
        steps = market.instrument.steps(stop.quantity)
        amount = max(first_lock(market, one, steps, wallet.account_id) for one in request.legs)
        check_funds(wallet, stop.instrument.pays(stop.side), amount)
        legs = [self._new_order(wallet, one, one.quantity, time_ms) for one in request.legs]
        list_id = self._records.new_list_id()
        orders = OrderList(
            list_id=list_id,
            client_list_id=request.client_list_id or web_id(self._seed, list_id),
            account=wallet.account_id,
            symbol=market.instrument.symbol,
            order_ids=tuple(leg.order_id for leg in legs),
            time_ms=time_ms,
            updated_ms=time_ms,
        )
        self._records.touch_list(orders)
        self._events.list_changed(orders, legs)
        for leg in legs:
            leg.list_id = list_id
            self._records.touch_order(leg)
        self.clearing.lock(legs[0], amount)
        for leg in legs:
            self._accept(leg, market)
        return orders

    def cancel(self, order: SpotOrder, cancel_id: str | None, time_ms: int) -> None:
        """Take an open order out, with the other one of its list.

        Raises:
            Problem: -2011 when it is no longer open.
        """
        if not order.open:
            raise not_cancelled(UNKNOWN_ORDER)
        order.cancel_id = cancel_id or web_id(self._seed, self._records.new_execution_id(time_ms))
        self._leave(order, "CANCELED", "", time_ms)

    def amend(
        self, order: SpotOrder, quantity: Decimal, client_order_id: str | None, time_ms: int
    ) -> Amendment:
        """Lower the quantity of an open order, which keeps its place.

        Raises:
            Problem: -2013, -2038 or -1013; nothing was changed.
        """
        market = self.markets.get(order.symbol)
        _check_amendment(order, quantity)
        execution_id = self._records.new_execution_id(time_ms)
        amendment = Amendment(
            execution_id=execution_id,
            order_id=order.order_id,
            symbol=order.symbol,
            old_client_order_id=order.client_order_id,
            new_client_order_id=client_order_id or web_id(self._seed, execution_id),
            old_quantity=order.quantity,
            new_quantity=quantity,
            time_ms=time_ms,
        )
        order.client_order_id, order.quantity = amendment.new_client_order_id, quantity
        order.amendments, order.updated_ms = order.amendments + 1, time_ms
        if market.book.get(order.order_id):
            market.book.reduce(order.order_id, market.instrument.steps(order.remaining))
            market.touch()
        if order.price or order.side is Side.SELL:
            self.clearing.keep_locked(order, order.needs)
        self._records.touch_order(order)
        self._records.add_amendment(amendment)
        self._events.amended(order, amendment.old_client_order_id, execution_id)
        return amendment

    def restore(self, order: SpotOrder) -> None:
        """Put an order of the records back into the book; one that waits is known already."""
        if order.waiting:
            return
        instrument = self._instruments[order.symbol]
        price, left = instrument.ticks(order.price), instrument.steps(order.remaining)
        self.markets.get(order.symbol).book.add(
            Resting(order.order_id, order.account, order.side, price, left)
        )

    def _check_list(self, wallet: Wallet, request: ListRequest, market: Market, time_ms: int) -> None:
        for one in request.legs:
            self.check_filters(wallet, one, time_ms, new_orders=2)
            check_identity(wallet, one.client_order_id)
        open_here = [one for one in wallet.open_lists.values() if one.symbol == market.instrument.symbol]
        if len(open_here) >= MAX_ORDER_LISTS:
            raise filter_failure("MAX_NUM_ORDER_LISTS")
        taken = {one.client_list_id for one in wallet.open_lists.values()}
        ids = [one.client_order_id for one in request.legs if one.client_order_id]
        if request.client_list_id in taken or len(set(ids)) != len(ids):
            raise rejected(DUPLICATE)
        check_list_prices(market, request)
        for one in request.legs:
            check_prices(market, one)

    def _accept(self, order: SpotOrder, market: Market) -> None:
        if order.stop_price or order.trailing_delta:
            self._stops.watch(order, market)
            self._announce(order)
            return
        self._work(order, market, order.time_ms)

    def _trigger(self, order: SpotOrder, time_ms: int) -> None:
        """The stop price was reached: the order works from now on."""
        market = self.markets.get(order.symbol)
        self._claim(order, time_ms)
        order.updated_ms = time_ms
        if order.at_market and order.side is Side.BUY and not self._afford(order, market):
            self.clearing.end(order, "EXPIRED", "REJECTED", time_ms)
            return
        self._work(order, market, time_ms)

    def _afford(self, order: SpotOrder, market: Market) -> bool:
        """Set aside what a market order costs now; whether the money is there."""
        steps = market.instrument.steps(order.remaining)
        skipped = None if order.prevention == "NONE" else order.account
        missing = cost(market, steps, market.book.offers(Side.BUY, skipped)) - order.locked
        asset = self._instruments[order.symbol].pays(Side.BUY)
        if missing > self._records.wallets[order.account].free(asset):
            return False
        if missing > 0:
            self.clearing.lock(order, missing)
        return True

    def _work(self, order: SpotOrder, market: Market, time_ms: int) -> None:
        order.working_ms = time_ms
        self._announce(order)
        limit = worst_limit(order.side) if order.at_market else market.instrument.ticks(order.price)
        if order.time_in_force == "FOK" and not self._fills_at_once(order, market, limit):
            self.clearing.end(order, "EXPIRED", "UNFILLED_FOK_ORDER_EXPIRED", time_ms)
            return
        left = self.clearing.execute(market, order, limit, time_ms)
        self._records.touch_order(order)
        if left and order.open:
            self._rest_or_expire(order, market, limit, left)
        market.touch()

    def _fills_at_once(self, order: SpotOrder, market: Market, limit: int) -> bool:
        available = market.book.available(order.side, limit, order.account, order.prevention)
        return available >= market.instrument.steps(order.remaining)

    def _rest_or_expire(self, order: SpotOrder, market: Market, limit: int, left: int) -> None:
        time_ms = order.working_ms
        if order.at_market:
            self.clearing.end(order, "EXPIRED", "INSUFFICIENT_LIQUIDITY", time_ms)
        elif order.time_in_force != "GTC":
            self.clearing.end(order, "EXPIRED", "UNFILLED_IOC_QUANTITY_EXPIRED", time_ms)
        else:
            market.book.add(Resting(order.order_id, order.account, order.side, limit, left))

    def _leave(self, order: SpotOrder, status: str, reason: str, time_ms: int) -> None:
        market = self.markets.get(order.symbol)
        market.book.cancel(order.order_id)
        market.touch()
        self.clearing.end(order, status, reason, time_ms)

    def _claim(self, order: SpotOrder, time_ms: int) -> None:
        """An order of a list is about to trade: the other one goes, and it sets aside its own need."""
        other = self._other(order)
        if other is None:
            return
        self._leave(other, "EXPIRED", _MADE_WAY, time_ms)
        if order.price or order.side is Side.SELL:
            self.clearing.keep_locked(order, order.needs)

    def _close_list(self, order: SpotOrder, time_ms: int) -> None:
        """An order of a list is done: so is the other one, and the list."""
        orders = self._records.list_of(order)
        if orders is None or not orders.open or order.open:
            return
        other = self._other(order)
        if other and order.expiry_reason == _MADE_WAY:
            return
        if other:
            other.cancel_id = order.cancel_id
            cancelled = order.status == "CANCELED"
            end = ("CANCELED", "") if cancelled else ("EXPIRED", _MADE_WAY)
            self._leave(other, *end, time_ms)
            return
        orders.open, orders.updated_ms = False, time_ms
        self._records.touch_list(orders)
        self._events.list_changed(orders, self._records.legs(orders))

    def _other(self, order: SpotOrder) -> SpotOrder | None:
        """The other order of the list, while it is open."""
        orders = self._records.list_of(order)
        legs = self._records.legs(orders) if orders else []
        return next((leg for leg in legs if leg is not order and leg.open), None)

    def _announce(self, order: SpotOrder) -> None:
        self._events.accepted(order, self._records.new_execution_id(order.updated_ms))

    def _new_order(self, wallet: Wallet, request: SpotRequest, quantity: Decimal, time_ms: int) -> SpotOrder:
        order_id = self._records.new_order_id()
        return SpotOrder(
            order_id=order_id,
            client_order_id=request.client_order_id or web_id(self._seed, order_id),
            account=wallet.account_id,
            symbol=request.instrument.symbol,
            side=request.side,
            type=request.type,
            time_in_force=request.time_in_force,
            quantity=quantity,
            quote_quantity=request.quote_quantity,
            price=request.price,
            stop_price=request.stop_price,
            trailing_delta=request.trailing_delta,
            iceberg=request.iceberg,
            prevention=request.prevention,
            strategy_id=request.strategy_id,
            strategy_type=request.strategy_type,
            time_ms=time_ms,
            updated_ms=time_ms,
        )


def _check_amendment(order: SpotOrder, quantity: Decimal) -> None:
    if order.list_id != NO_LIST:
        raise not_amended("Order amend is not supported for orders of a list here.")
    if order.amendments >= MAX_AMENDMENTS:
        raise filter_failure("MAX_NUM_ORDER_AMENDS", -2038)
    if quantity >= order.quantity:
        raise not_amended(_NO_CHANGE if quantity == order.quantity else _INCREASE)
    if quantity <= order.executed:
        raise not_amended("Order amend (quantity not above what is executed) is not supported.")
