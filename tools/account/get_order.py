"""get_order: one order by either of its ids, with its fills."""

from pydantic import model_validator

from tools.call import Effect
from tools.errors import NotFound
from tools.frozen import Params
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.system.provenance import Sourced, source
from tools.terms import VenueName
from tools.text import Text
from tools.venues.orders import Fill, Order
from tools.venues.wording import STATUS, filled_phrase, order_phrase


class GetOrderParams(Params):
    """Which order: exactly one of the two ids."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    client_order_id: str | None = None
    """The id the order was sent with; ours start with `spk-`."""
    order_id: str | None = None
    """The venue's own id, digits only."""

    @model_validator(mode="after")
    def _one_id(self) -> "GetOrderParams":
        if (self.client_order_id is None) == (self.order_id is None):
            raise ValueError("give exactly one of client_order_id and order_id")
        return self


class GetOrderResult(Sourced):
    """The order and what it traded."""

    order: Order
    fills: tuple[Fill, ...]
    """Empty when nothing traded."""


async def run(params: GetOrderParams, context: ToolContext) -> GetOrderResult:
    """Read the order, and its fills when there can be any.

    Raises:
        NotFound: the venue does not have it; it forgets unfilled orders after three days.
        VenueError: the venue did not answer, or answered no.
    """
    venue = context.venue(params.venue)
    time_ms = context.clock.now_ms() + await venue.clock_offset_ms()
    order = await venue.order(params.symbol, client_order_id=params.client_order_id, order_id=params.order_id)
    if order is None:
        asked = params.client_order_id or params.order_id
        raise NotFound(
            f"{params.venue} has no order {asked} on {params.symbol}",
            f"{params.venue} üzerinde {params.symbol} için {asked} numaralı emir yok",
        )
    fills = await venue.fills(params.symbol, order_id=order.order_id) if order.executed_quantity else ()
    return GetOrderResult(**source(venue), time_ms=time_ms, order=order, fills=fills)


def say(result: GetOrderResult) -> Text:
    """What the order is, where it stands and what it traded."""
    order = result.order
    phrase, status, filled = order_phrase(order), STATUS[order.status], filled_phrase(order)
    return Text(
        en=f"Order {order.order_id}, {phrase.en}, {status.en}; {filled.en}.",
        tr=f"{order.order_id} numaralı emir ({phrase.tr}) {status.tr}; {filled.tr}.",
    )


TOOL = Tool(
    name="get_order",
    effect=Effect.READ,
    summary=Text(en="One order and its fills", tr="Tek bir emir ve gerçekleşmeleri"),
    params=GetOrderParams,
    result=GetOrderResult,
    run=run,
    say=say,
)
