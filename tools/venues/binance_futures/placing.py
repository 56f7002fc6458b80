"""Sending and changing one order: one request, and what became of it."""

from collections.abc import Callable

from tools.errors import RateLimited, VenueRejected
from tools.venues.binance_futures import endpoints, parse
from tools.venues.binance_futures.budget import Budget
from tools.venues.binance_futures.classify import classify
from tools.venues.binance_futures.endpoints import Endpoint
from tools.venues.binance_futures.fields import CONDITIONAL, algo_fields, order_fields, replace_fields
from tools.venues.binance_futures.sendable import unreplaceable, unsendable
from tools.venues.binance_futures.wire import Fields, NoAnswer, Wire
from tools.venues.orders import Order, OrderRef, OrderRequest, Rejected, SendOutcome, SendStamp, Unknown

WRONG_ORDER = "wrong-order"


class Sender:
    """Sends with the frozen stamp, and nothing a second time."""

    def __init__(self, wire: Wire, budget: Budget) -> None:
        self._wire = wire
        self._budget = budget

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome:
        """A new order, conditional or not."""
        refused = unsendable(request)
        if refused is not None:
            return refused
        conditional = request.type in CONDITIONAL
        endpoint = endpoints.PLACE_ALGO if conditional else endpoints.PLACE
        fields = (algo_fields if conditional else order_fields)(request, client_order_id)

        def read(body: object) -> Order:
            symbol = request.symbol
            order = parse.algo_order(symbol, body).order if conditional else parse.order(symbol, body)
            return expected(order, order.client_order_id == client_order_id, order.side is request.side)

        return await self._send(endpoint, fields, stamp, read)

    async def replace(self, target: OrderRef, request: OrderRequest, stamp: SendStamp) -> SendOutcome:
        """New terms of a working limit order, which keeps its ids and its place among the fills."""
        refused = unreplaceable(request)
        if refused is not None:
            return refused

        def read(body: object) -> Order:
            order = same(parse.order(request.symbol, body), target)
            terms = (request.side, request.quantity, request.price)
            return expected(order, (order.side, order.quantity, order.price) == terms)

        return await self._send(endpoints.REPLACE, replace_fields(target, request), stamp, read)

    async def _send(
        self, endpoint: Endpoint, fields: Fields, stamp: SendStamp, read: Callable[[object], Order]
    ) -> SendOutcome:
        try:
            await self._budget.spend(endpoint)
        except RateLimited as error:
            return Rejected(code="local_rate_limit", message=str(error))
        try:
            reply = await self._wire.send(endpoint, fields, stamp)
        except NoAnswer as error:
            return Unknown(cause=str(error))
        return classify(reply, read)


def same(order: Order, ref: OrderRef) -> Order:
    """The order, if it is the one named.

    Raises:
        VenueRejected: code `wrong-order`.
    """
    by_client_id = ref.client_order_id in (None, order.client_order_id)
    return expected(order, by_client_id, ref.order_id in (None, order.order_id))


def expected(order: Order, *facts: bool) -> Order:
    """The order, if all that is known about it is so.

    Raises:
        VenueRejected: code `wrong-order`.
    """
    if not all(facts):
        raise VenueRejected(WRONG_ORDER, "the answer is about another order than the one asked for")
    return order
