"""get_open_orders: what is working at the venue."""

from tools.call import Effect
from tools.frozen import Params
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.orders import Order
from tools.venues.wording import order_phrase
from tools.wording import listed

SHOWN = 3
"""Orders a sentence names."""


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


def say(result: GetOpenOrdersResult) -> Text:
    """How many orders work, and the first few."""
    count = len(result.orders)
    if not count:
        return Text(en="No working order.", tr="Bekleyen emir yok.")
    named = listed([order_phrase(order) for order in result.orders], SHOWN)
    if count == 1:
        return Text(en=f"One working order: {named.en}.", tr=f"Bir bekleyen emir: {named.tr}.")
    return Text(en=f"{count} working orders: {named.en}.", tr=f"{count} bekleyen emir: {named.tr}.")


TOOL = Tool(
    name="get_open_orders",
    effect=Effect.READ,
    summary=Text(en="Working orders", tr="Bekleyen emirler"),
    params=GetOpenOrdersParams,
    result=GetOpenOrdersResult,
    run=run,
    say=say,
)
