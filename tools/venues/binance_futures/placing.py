"""Sending and changing one order: one request, and what became of it."""

from collections.abc import Callable

from tools.venues.binance.budget import Budget
from tools.venues.binance.endpoint import Endpoint
from tools.venues.binance.lookup import expected, same
from tools.venues.binance.sending import send_once
from tools.venues.binance.wire import Fields, Reply, Wire
from tools.venues.binance_futures import endpoints, parse
from tools.venues.binance_futures.classify import classify
from tools.venues.binance_futures.fields import CONDITIONAL, algo_fields, order_fields, replace_fields
from tools.venues.binance_futures.sendable import unreplaceable, unsendable
from tools.venues.orders import Order, OrderRef, OrderRequest, SendOutcome, SendStamp


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
        reply = await send_once(self._wire, self._budget, endpoint, fields, stamp)
        return classify(reply, read) if isinstance(reply, Reply) else reply
