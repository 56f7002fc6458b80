"""cancel_order: take one working order off the book."""

from pydantic import model_validator

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.symbol import Symbol
from tools.terms import VenueName
from tools.text import Text
from tools.venues.orders import Order
from tools.venues.wording import STATUS, filled_phrase, order_phrase


class CancelOrderParams(Params):
    """Which order: exactly one of the two ids."""

    venue: VenueName = VenueName.BINANCE_FUTURES
    symbol: Symbol
    client_order_id: str | None = None
    """The id the order was sent with; ours start with `spk-`."""
    order_id: str | None = None
    """The venue's own id, digits only."""

    @model_validator(mode="after")
    def _one_id(self) -> "CancelOrderParams":
        if (self.client_order_id is None) == (self.order_id is None):
            raise ValueError("give exactly one of client_order_id and order_id")
        return self


class CancelOrderResult(Result):
    """The order as it ended."""

    order: Order


async def run(params: CancelOrderParams, context: ToolContext) -> CancelOrderResult:
    """Cancel the order.

    Raises:
        VenueRejected: the venue does not have it among its working orders (code -2011).
    """
    order = await context.venue(params.venue).cancel(
        params.symbol, client_order_id=params.client_order_id, order_id=params.order_id
    )
    return CancelOrderResult(order=order)


def say(result: CancelOrderResult) -> Text:
    """Which order ended, and what of it had traded."""
    order = result.order
    phrase, status, filled = order_phrase(order), STATUS[order.status], filled_phrase(order)
    return Text(
        en=f"Order {order.order_id} {status.en}: {phrase.en}; {filled.en}.",
        tr=f"{order.order_id} numaralı emir {status.tr}: {phrase.tr}; {filled.tr}.",
    )


TOOL = Tool(
    name="cancel_order",
    effect=Effect.TRADE,
    summary=Text(en="Cancel one working order", tr="Bekleyen bir emri iptal eder"),
    params=CancelOrderParams,
    result=CancelOrderResult,
    run=run,
    say=say,
)
