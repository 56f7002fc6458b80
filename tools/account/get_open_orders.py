"""get_open_orders: what is working at the venue."""

from tools.call import Effect
from tools.frozen import Params
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.orders import Order


class GetOpenOrdersParams(Params):
    """Which venue, and one symbol or all."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol | None = None


class GetOpenOrdersResult(Sourced):
    """Working orders, as the venue lists them."""

    orders: tuple[Order, ...]


async def run(params: GetOpenOrdersParams, context: ToolContext) -> GetOpenOrdersResult:
    """Read the working orders.

    Raises:
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    time_ms = context.clock.now_ms() + await venue.clock_offset_ms()
    orders = await venue.open_orders(params.symbol)
    return GetOpenOrdersResult(**source(venue), time_ms=time_ms, orders=orders)


TOOL = Tool(
    name="get_open_orders",
    effect=Effect.READ,
    summary=Text(en="Working orders", tr="Bekleyen emirler"),
    params=GetOpenOrdersParams,
    result=GetOpenOrdersResult,
    run=run,
)
