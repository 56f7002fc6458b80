"""The Venue protocol: what the product asks of a venue; `agent/wiring.py` names who implements it."""

from typing import Protocol

from tools.terms import MarginType, Mode, PositionMode, VenueName
from tools.venues.accounts import Account, Income, SymbolConfig
from tools.venues.capabilities import Capabilities
from tools.venues.market import Book, Candle, DayTicker, MarkPrice, SymbolRules
from tools.venues.orders import Fill, Order, OrderRef, OrderRequest, SendOutcome, SendStamp


class Venue(Protocol):
    """A venue behind its connector.

    Reads are idempotent and may be retried inside. `place`, `place_oco` and `replace` are one request,
    never retried; they return what is known (`Acked | Rejected | Unknown`) and raise nothing for a
    venue's answer. What the venue is not capable of is `Rejected` with the code `not_supported`.

    Raises (every other method):
        VenueRejected: the venue answered with an error code.
        VenueUnavailable: no usable answer came; nothing was changed, or a read failed.
        RateLimited: the weight budget is used up.
    """

    @property
    def name(self) -> VenueName: ...

    @property
    def mode(self) -> Mode: ...

    @property
    def account_name(self) -> str:
        """Which account this is, without secrets, e.g. `local-testnet:spark-te…`."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def server_time_ms(self) -> int: ...

    async def clock_offset_ms(self) -> int:
        """Server time minus local time; add it to a local time before signing."""
        ...

    async def rules(self, symbol: str) -> SymbolRules | None:
        """Rules of a symbol (cached for 10 minutes); None when the venue does not have it."""
        ...

    async def all_rules(self) -> tuple[SymbolRules, ...]: ...

    async def book(self, symbol: str, depth: int = 50) -> Book: ...

    async def mark_price(self, symbol: str) -> MarkPrice:
        """What an order is valued at; on spot the middle of bid and ask."""
        ...

    async def mark_prices(self) -> tuple[MarkPrice, ...]: ...

    async def candles(self, symbol: str, interval: str, limit: int) -> tuple[Candle, ...]: ...

    async def day_tickers(self) -> tuple[DayTicker, ...]:
        """The last 24 hours of every symbol."""
        ...

    async def account(self) -> Account: ...

    async def income(self, *, symbol: str | None = None, since_ms: int) -> tuple[Income, ...]:
        """What was booked since a time, oldest first; a venue may have forgotten what is older than
        three months."""
        ...

    async def symbol_config(self, symbol: str) -> SymbolConfig: ...

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]: ...

    async def order(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order | None:
        """One order by either id; None when the venue answers that it does not exist."""
        ...

    async def fills(
        self, symbol: str, *, order_id: str | None = None, since_ms: int | None = None
    ) -> tuple[Fill, ...]: ...

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome: ...

    async def place_oco(
        self, limit: OrderRequest, stop: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """Both orders or none. Acked carries the limit order, known by `client_order_id`; the stop
        order is known by `stop_leg_id(client_order_id)`."""
        ...

    async def replace(
        self, target: OrderRef, request: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """Change a working order to `request` in one step. Acked carries the order that works
        afterwards, under a new client order id where the venue makes a new order of it; Rejected
        means that the old one is as it was, except with the code `CANCELLED_ONLY`: it is gone, and
        nothing took its place."""
        ...

    async def cancel(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order:
        """The order as it ended. An order of a pair takes the other one with it (`list_id` says so)."""
        ...

    async def cancel_all(self, symbol: str) -> None:
        """Cancel every order of a symbol; that there is none counts as done."""
        ...

    async def set_leverage(self, symbol: str, leverage: int) -> int:
        """Returns the leverage in force."""
        ...

    async def set_margin_type(self, symbol: str, margin_type: MarginType) -> None: ...

    async def position_mode(self) -> PositionMode: ...

    async def set_position_mode(self, mode: PositionMode) -> None:
        """Set it for the whole account; that it is so already counts as done."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...
