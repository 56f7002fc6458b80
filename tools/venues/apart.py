"""ApartVenue: the venue of a process without keys: public data directly, the account from the executor."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from tools.errors import VenueRejected, VenueUnavailable
from tools.queue.client import QueueClient
from tools.queue.reads import ReadName, ReadRequest, result
from tools.terms import MarginType, Mode, PositionMode, VenueName
from tools.venues.accounts import Account, Income, SymbolConfig
from tools.venues.capabilities import Capabilities
from tools.venues.market import Book, Candle, DayTicker, MarkPrice, SymbolRules
from tools.venues.orders import Fill, Order, OrderRef, OrderRequest, Rejected, SendOutcome, SendStamp
from tools.venues.venue import Venue

NO_KEYS = "no_keys"
REFUSED = Rejected(code=NO_KEYS, message="this process holds no venue keys; the executor sends")


class ApartVenue:
    """Reads as the executor's account; changes nothing.

    Args:
        public: a connector without keys, for what needs none.
        client: the way to the executor's door.
        account: says which account the executor trades on.
    """

    def __init__(self, public: Venue, client: QueueClient, account: Callable[[], str]) -> None:
        self._public = public
        self._client = client
        self._account = account

    @property
    def name(self) -> VenueName:
        return self._public.name

    @property
    def mode(self) -> Mode:
        return self._public.mode

    @property
    def account_name(self) -> str:
        return self._account()

    @property
    def capabilities(self) -> Capabilities:
        return self._public.capabilities

    async def server_time_ms(self) -> int:
        return await self._public.server_time_ms()

    async def clock_offset_ms(self) -> int:
        return await self._public.clock_offset_ms()

    async def rules(self, symbol: str) -> SymbolRules | None:
        return await self._public.rules(symbol)

    async def all_rules(self) -> tuple[SymbolRules, ...]:
        return await self._public.all_rules()

    async def book(self, symbol: str, depth: int = 50) -> Book:
        return await self._public.book(symbol, depth)

    async def mark_price(self, symbol: str) -> MarkPrice:
        return await self._public.mark_price(symbol)

    async def mark_prices(self) -> tuple[MarkPrice, ...]:
        return await self._public.mark_prices()

    async def candles(self, symbol: str, interval: str, limit: int) -> tuple[Candle, ...]:
        return await self._public.candles(symbol, interval, limit)

    async def day_tickers(self) -> tuple[DayTicker, ...]:
        return await self._public.day_tickers()

    async def account(self) -> Account:
        found: Account = await self._read("account")
        return found

    async def income(self, *, symbol: str | None = None, since_ms: int) -> tuple[Income, ...]:
        found: tuple[Income, ...] = await self._read("income", symbol=symbol, since_ms=since_ms)
        return found

    async def symbol_config(self, symbol: str) -> SymbolConfig:
        found: SymbolConfig = await self._read("symbol_config", symbol=symbol)
        return found

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        found: tuple[Order, ...] = await self._read("open_orders", symbol=symbol)
        return found

    async def order(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order | None:
        found: Order | None = await self._read(
            "order", symbol=symbol, client_order_id=client_order_id, order_id=order_id
        )
        return found

    async def fills(
        self, symbol: str, *, order_id: str | None = None, since_ms: int | None = None
    ) -> tuple[Fill, ...]:
        found: tuple[Fill, ...] = await self._read(
            "fills", symbol=symbol, order_id=order_id, since_ms=since_ms
        )
        return found

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome:
        """Refused: without a key nothing is sent."""
        return REFUSED

    async def place_oco(
        self, limit: OrderRequest, stop: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """Refused, as `place`."""
        return REFUSED

    async def replace(
        self, target: OrderRef, request: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """Refused, as `place`."""
        return REFUSED

    async def cancel(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order:
        raise _no_keys()

    async def cancel_all(self, symbol: str) -> None:
        raise _no_keys()

    async def set_leverage(self, symbol: str, leverage: int) -> int:
        raise _no_keys()

    async def set_margin_type(self, symbol: str, margin_type: MarginType) -> None:
        raise _no_keys()

    async def position_mode(self) -> PositionMode:
        found: PositionMode = await self._read("position_mode")
        return found

    async def set_position_mode(self, mode: PositionMode) -> None:
        raise _no_keys()

    async def close(self) -> None:
        """The connector's connections; the client belongs to whoever made it."""
        await self._public.close()

    async def _read(
        self,
        read: ReadName,
        *,
        symbol: str | None = None,
        client_order_id: str | None = None,
        order_id: str | None = None,
        since_ms: int | None = None,
    ) -> Any:
        asked = ReadRequest(
            venue=self.name,
            read=read,
            symbol=symbol,
            client_order_id=client_order_id,
            order_id=order_id,
            since_ms=since_ms,
        )
        try:
            return result(read).validate_python(await self._client.read(asked))
        except ValidationError:
            raise VenueUnavailable(f"the executor's answer to {read} is not understood") from None


def _no_keys() -> VenueRejected:
    return VenueRejected(REFUSED.code, REFUSED.message)
