"""Sending what trades: one request, never a second one."""

from tools.errors import RateLimited
from tools.venues.binance.budget import Budget
from tools.venues.binance.endpoint import Endpoint
from tools.venues.binance.wire import Fields, NoAnswer, Reply, Wire
from tools.venues.orders import Rejected, SendStamp, Unknown


async def send_once(
    wire: Wire, budget: Budget, endpoint: Endpoint, fields: Fields, stamp: SendStamp
) -> Reply | Rejected | Unknown:
    """The venue's answer to one request signed with the frozen stamp.

    Rejected when the budget keeps it here, Unknown when no complete answer came.
    """
    try:
        await budget.spend(endpoint)
    except RateLimited as error:
        return Rejected(code="local_rate_limit", message=str(error))
    try:
        return await wire.send(endpoint, fields, stamp)
    except NoAnswer as error:
        return Unknown(cause=str(error))
