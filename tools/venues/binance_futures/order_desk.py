"""Orders asked for and cancelled, whether they are in the book or wait for a trigger.

The venue keeps two services with ids of their own: ordinary orders, and conditional ones (Algo). Both ids
are digits, and here both are `order_id`. While an order waits, its id is the Algo service's; when it
triggers it becomes an ordinary order with a new order id and the same client order id, and from then on
it is shown as that one, whichever of the ids it is asked by. The ordinary service is asked first, so
only what it does not know costs a second request. Should an account own an order and a conditional order
of the same number in one symbol, the number means the ordinary one, while client order ids stay apart.
"""

from tools.clock import Clock
from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import OrderStatus
from tools.venues.binance.endpoint import Endpoint
from tools.venues.binance.lookup import order_ref_fields, same
from tools.venues.binance.session import Session
from tools.venues.binance.wire import Fields
from tools.venues.binance_futures import endpoints, parse
from tools.venues.binance_futures.fields import algo_ref_fields
from tools.venues.binance_futures.parse import AlgoOrder
from tools.venues.orders import Order, OrderRef

NO_SUCH_ORDER = "-2013"
NOTHING_TO_CANCEL = "-2011"
STALE_MS = 1_500
"""How long the Algo service may not know what it was just told; measured at up to 1.2 s."""


class OrderDesk:
    """Both services of one account."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def find(self, ref: OrderRef) -> Order | None:
        """An order in any state; None when neither service has it.

        Raises:
            VenueUnavailable: it has triggered, and the order it became is not told yet.
        """
        order = await self._ordinary(ref)
        if order is not None:
            return order
        algo = await self._conditional(ref)
        if algo is None or algo.became is None:
            return None if algo is None else algo.order
        became = await self._ordinary(OrderRef(symbol=ref.symbol, order_id=algo.became))
        if became is None:
            raise VenueUnavailable(f"the venue does not tell yet what became of order {algo.order.order_id}")
        return became

    async def became(self, symbol: str, order_id: str) -> str | None:
        """Id of the ordinary order that a conditional order has become."""
        algo = await self._conditional(OrderRef(symbol=symbol, order_id=order_id))
        return None if algo is None else algo.became

    async def open(self, symbol: str | None) -> tuple[Order, ...]:
        """Working orders. The waiting ones are asked for first: one that triggers meanwhile is then in both
        lists, never in none."""
        only = {} if symbol is None else {"symbol": symbol}
        waiting = endpoints.ALL_OPEN_ALGO_ORDERS if symbol is None else endpoints.OPEN_ALGO_ORDERS
        working = endpoints.ALL_OPEN_ORDERS if symbol is None else endpoints.OPEN_ORDERS
        algos = parse.algo_orders(symbol, await self._session.ask(waiting, only))
        orders = parse.orders(symbol, await self._session.ask(working, only))
        booked = {order.client_order_id for order in orders}
        unbooked = (
            algo.order
            for algo in algos
            if algo.became is None and algo.order.status.working and algo.order.client_order_id not in booked
        )
        return (*orders, *unbooked)

    async def cancel(self, ref: OrderRef) -> Order:
        """The order as it ended; after a lost answer the venue is asked before a second attempt."""
        try:
            return await self._cancel_once(ref)
        except VenueUnavailable:
            order = await self.find(ref)
            if order is not None and not order.status.working:
                return order
            return await self._cancel_once(ref)

    async def cancel_all(self, symbol: str) -> None:
        """The waiting ones first: one that triggers meanwhile is ordinary by then. Neither half's failure
        keeps the other from being tried."""
        try:
            await self._session.ask(endpoints.CANCEL_ALL_ALGO, {"symbol": symbol})
        finally:
            await self._session.ask(endpoints.CANCEL_ALL, {"symbol": symbol})

    async def _cancel_once(self, ref: OrderRef) -> Order:
        try:
            return await self._cancel_ordinary(ref)
        except VenueRejected as error:
            if error.code != NOTHING_TO_CANCEL:
                raise
            return await self._cancel_conditional(ref)

    async def _cancel_conditional(self, ref: OrderRef) -> Order:
        """Read first, for the venue cancels by id alone, whatever the symbol; cancelled also when the read
        finds nothing, for it may be behind."""
        algo = await self._conditional(ref, endpoints.ALGO_ORDER_TO_CANCEL)
        if algo is not None and algo.became is not None:
            return await self._cancel_ordinary(OrderRef(symbol=ref.symbol, order_id=algo.became))
        try:
            await self._session.once(endpoints.CANCEL_ALGO, algo_ref_fields(ref))
        except VenueRejected:  # it may have triggered just now
            later = algo and await self._conditional(ref, endpoints.ALGO_ORDER_TO_CANCEL)
            if later is None or later.became is None:
                raise
            return await self._cancel_ordinary(OrderRef(symbol=ref.symbol, order_id=later.became))
        return await self._cancelled(ref, algo)

    async def _cancel_ordinary(self, ref: OrderRef) -> Order:
        body = await self._session.once(endpoints.CANCEL, order_ref_fields(ref))
        return same(parse.order(ref.symbol, body), ref)

    async def _cancelled(self, ref: OrderRef, algo: AlgoOrder | None) -> Order:
        """The answer to a cancel names only the ids; the rest is what was read before it, or is read now."""
        if algo is None:
            await self._clock.sleep_ms(STALE_MS)
            algo = await self._conditional(ref)
        if algo is None:
            raise VenueUnavailable("the order is cancelled, but the venue does not tell it yet")
        return algo.order.model_copy(update={"status": OrderStatus.CANCELLED, "conditional": False})

    async def _ordinary(self, ref: OrderRef) -> Order | None:
        body = await self._ask(endpoints.ORDER, order_ref_fields(ref))
        return None if body is None else same(parse.order(ref.symbol, body), ref)

    async def _conditional(
        self, ref: OrderRef, endpoint: Endpoint = endpoints.ALGO_ORDER
    ) -> AlgoOrder | None:
        body = await self._ask(endpoint, algo_ref_fields(ref))
        if body is None:
            return None
        algo = parse.algo_order(ref.symbol, body)
        same(algo.order, ref)
        return algo

    async def _ask(self, endpoint: Endpoint, fields: Fields) -> object | None:
        try:
            return await self._session.ask(endpoint, fields)
        except VenueRejected as error:
            if error.code == NO_SUCH_ORDER:
                return None
            raise
