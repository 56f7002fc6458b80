"""The reads of an account that the executor answers for a process without venue keys."""

from functools import cache
from typing import Any, Literal

from pydantic import JsonValue, TypeAdapter

from tools.frozen import Frozen
from tools.terms import PositionMode, VenueName
from tools.venues.accounts import Account, Income, SymbolConfig
from tools.venues.orders import Fill, Order
from tools.venues.venue import Venue

ReadName = Literal["account", "income", "symbol_config", "open_orders", "order", "fills", "position_mode"]

_RESULTS: dict[ReadName, Any] = {
    "account": Account,
    "income": tuple[Income, ...],
    "symbol_config": SymbolConfig,
    "open_orders": tuple[Order, ...],
    "order": Order | None,
    "fills": tuple[Fill, ...],
    "position_mode": PositionMode,
}
"""What each read answers; there is no other."""


class ReadRequest(Frozen):
    """One read of `tools.venues.venue.Venue` and its arguments."""

    venue: VenueName
    read: ReadName
    symbol: str | None = None
    client_order_id: str | None = None
    order_id: str | None = None
    since_ms: int | None = None


@cache
def result(read: ReadName) -> TypeAdapter[Any]:
    """What validates and writes the answer to a read; made at the first one, few processes ask."""
    return TypeAdapter(_RESULTS[read])


async def answer(venue: Venue, asked: ReadRequest) -> JsonValue:
    """The venue's answer as JSON.

    Raises:
        VenueError: the venue did not answer, or an argument is missing.
    """
    value: JsonValue = result(asked.read).dump_python(await _ask(venue, asked), mode="json")
    return value


async def _ask(venue: Venue, asked: ReadRequest) -> object:
    symbol = asked.symbol or ""
    match asked.read:
        case "account":
            return await venue.account()
        case "income":
            return await venue.income(symbol=asked.symbol, since_ms=asked.since_ms or 0)
        case "symbol_config":
            return await venue.symbol_config(symbol)
        case "open_orders":
            return await venue.open_orders(asked.symbol)
        case "order":
            return await venue.order(symbol, client_order_id=asked.client_order_id, order_id=asked.order_id)
        case "fills":
            return await venue.fills(symbol, order_id=asked.order_id, since_ms=asked.since_ms)
        case "position_mode":
            return await venue.position_mode()
