"""BinanceFutures: the Venue protocol over Binance's USD-M futures REST interface."""

import asyncio

from tools.clock import Clock
from tools.errors import VenueError, VenueRejected
from tools.terms import MarginType, Mode, OrderType, PositionMode, VenueName
from tools.venues.accounts import Account, Income, SymbolConfig
from tools.venues.binance import parse as shared
from tools.venues.binance.budget import Budget
from tools.venues.binance.rules import RulesCache, rate_limits
from tools.venues.binance.server_clock import ServerClock
from tools.venues.binance.session import Session
from tools.venues.binance.spans import LIMIT as INCOME_LIMIT
from tools.venues.binance.spans import between
from tools.venues.binance.wire import Value, Wire
from tools.venues.binance_futures import endpoints, parse
from tools.venues.binance_futures.mode_memory import ModeMemory
from tools.venues.binance_futures.order_desk import OrderDesk
from tools.venues.binance_futures.placing import Sender
from tools.venues.binance_futures.rules import symbol_rules
from tools.venues.binance_futures.trades import LIMIT, WINDOW_MS, fills_since
from tools.venues.capabilities import Capabilities
from tools.venues.market import Book, Candle, DayTicker, MarkPrice, SymbolRules
from tools.venues.orders import (
    Acked,
    Fill,
    Order,
    OrderRef,
    OrderRequest,
    Rejected,
    SendOutcome,
    SendStamp,
    Unknown,
)

NO_MARGIN_CHANGE = "-4046"
NO_MODE_CHANGE = "-4059"
WRONG_POSITION_SIDE = "-4061"
NOTHING_TO_CHANGE = "-5027"
DRY_RUN = Rejected(code="dry_run", message="no order leaves in this mode")


class BinanceFutures:
    """Binance USD-M futures behind the Venue protocol; make one with `connect`."""

    def __init__(self, wire: Wire, budget: Budget, clock: Clock, mode: Mode, account_name: str) -> None:
        self._wire = wire
        self._budget = budget
        self._clock = clock
        self._mode = mode
        self._account_name = account_name
        self._server_clock = ServerClock(clock, self._time_once)
        self._session = Session(wire, clock, self._server_clock)
        self._rules = RulesCache(clock, self._exchange_info)
        self._orders = OrderDesk(self._session, clock)
        self._sender = Sender(wire, budget)
        self._position_mode = ModeMemory(clock, self._ask_position_mode)

    @property
    def name(self) -> VenueName:
        return VenueName.BINANCE_FUTURES

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def account_name(self) -> str:
        return self._account_name

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(order_types=frozenset(OrderType), replace=True, margin=True, hedge=True)

    async def server_time_ms(self) -> int:
        return shared.server_time(await self._session.ask(endpoints.TIME))

    async def clock_offset_ms(self) -> int:
        return await self._server_clock.offset_ms()

    async def rules(self, symbol: str) -> SymbolRules | None:
        return (await self._rules.all()).get(symbol)

    async def all_rules(self) -> tuple[SymbolRules, ...]:
        return tuple((await self._rules.all()).values())

    async def book(self, symbol: str, depth: int = 50) -> Book:
        limit = next((size for size in endpoints.DEPTHS if size >= depth), endpoints.DEPTHS[-1])
        body = await self._session.ask(endpoints.book(limit), {"symbol": symbol, "limit": limit})
        found = parse.book(symbol, body)
        return found.model_copy(update={"bids": found.bids[:depth], "asks": found.asks[:depth]})

    async def mark_price(self, symbol: str) -> MarkPrice:
        return parse.mark(symbol, await self._session.ask(endpoints.MARK, {"symbol": symbol}))

    async def mark_prices(self) -> tuple[MarkPrice, ...]:
        return parse.marks(await self._session.ask(endpoints.MARKS))

    async def candles(self, symbol: str, interval: str, limit: int) -> tuple[Candle, ...]:
        fields: dict[str, Value] = {"symbol": symbol, "interval": interval, "limit": limit}
        return shared.candles(await self._session.ask(endpoints.candles(limit), fields))

    async def day_tickers(self) -> tuple[DayTicker, ...]:
        return shared.day_tickers(await self._session.ask(endpoints.DAY_TICKERS))

    async def account(self) -> Account:
        offset_ms = await self.clock_offset_ms()
        body, positions = await asyncio.gather(
            self._session.ask(endpoints.ACCOUNT), self._session.ask(endpoints.POSITIONS)
        )
        return parse.account(body, positions, self._clock.now_ms() + offset_ms)

    async def income(self, *, symbol: str | None = None, since_ms: int) -> tuple[Income, ...]:
        """Bookings since a time; the venue keeps three months of them."""
        only: dict[str, Value] = {} if symbol is None else {"symbol": symbol}

        async def page(start_ms: int, end_ms: int) -> tuple[Income, ...]:
            span: dict[str, Value] = {"startTime": start_ms, "endTime": end_ms, "limit": INCOME_LIMIT}
            return parse.incomes(symbol, await self._session.ask(endpoints.INCOME, {**only, **span}))

        now_ms = self._clock.now_ms() + await self.clock_offset_ms()
        return await between(page, since_ms, now_ms)

    async def symbol_config(self, symbol: str) -> SymbolConfig:
        body = await self._session.ask(endpoints.SYMBOL_CONFIG, {"symbol": symbol})
        return parse.symbol_config(symbol, body)

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        """Working orders, those that wait for a trigger included."""
        return await self._orders.open(symbol)

    async def order(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order | None:
        """One order by either id; a conditional order that has triggered is the order it became."""
        return await self._orders.find(_ref(symbol, client_order_id, order_id))

    async def fills(
        self, symbol: str, *, order_id: str | None = None, since_ms: int | None = None
    ) -> tuple[Fill, ...]:
        """Fills of one order, or since a time (the last seven days when left out), oldest first.

        Asked by the id a conditional order waited under, they are those of the order it became.
        """
        if order_id is not None:
            found = await self._fills_of(symbol, order_id)
            if not found and (became := await self._orders.became(symbol, order_id)) is not None:
                found = await self._fills_of(symbol, became)
            return tuple(fill for fill in found if since_ms is None or fill.time_ms >= since_ms)

        async def page(start_ms: int, end_ms: int) -> tuple[Fill, ...]:
            span: dict[str, Value] = {"startTime": start_ms, "endTime": end_ms, "limit": LIMIT}
            return parse.fills(symbol, await self._session.ask(endpoints.FILLS, {"symbol": symbol, **span}))

        now_ms = self._clock.now_ms() + await self.clock_offset_ms()
        return await fills_since(page, now_ms - WINDOW_MS if since_ms is None else since_ms, now_ms)

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome:
        if self._mode is Mode.DRY_RUN:
            return DRY_RUN
        outcome = await self._sender.place(request, client_order_id, stamp)
        if isinstance(outcome, Rejected) and outcome.code == WRONG_POSITION_SIDE:
            self._position_mode.forget()
        return outcome

    async def place_oco(
        self, limit: OrderRequest, stop: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """Refused: futures have no pairs."""
        return Rejected(code="not_supported", message="futures have no OCO orders")

    async def replace(
        self, target: OrderRef, request: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """Change a working limit order, which keeps its ids: `client_order_id` is not used."""
        if self._mode is Mode.DRY_RUN:
            return DRY_RUN
        outcome = await self._sender.replace(target, request, stamp)
        if isinstance(outcome, Rejected) and outcome.code == NOTHING_TO_CHANGE:
            return await self._as_it_is(target, outcome)
        return outcome

    async def cancel(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order:
        """The order as it ended; after a lost answer the venue is asked before a second attempt."""
        return await self._orders.cancel(_ref(symbol, client_order_id, order_id))

    async def cancel_all(self, symbol: str) -> None:
        """Cancel what works and what waits for a trigger."""
        await self._orders.cancel_all(symbol)

    async def count_down(self, symbol: str, duration_ms: int) -> None:
        """Cancel every order of a symbol after a time, unless told again; 0 disarms."""
        fields: dict[str, Value] = {"symbol": symbol, "countdownTime": duration_ms}
        await self._session.ask(endpoints.COUNT_DOWN, fields)

    async def set_leverage(self, symbol: str, leverage: int) -> int:
        body = await self._session.ask(endpoints.LEVERAGE, {"symbol": symbol, "leverage": leverage})
        return parse.leverage(symbol, body)

    async def set_margin_type(self, symbol: str, margin_type: MarginType) -> None:
        """Set it; that it is so already counts as done."""
        try:
            fields: dict[str, Value] = {"symbol": symbol, "marginType": margin_type.value}
            await self._session.ask(endpoints.MARGIN_TYPE, fields)
        except VenueRejected as error:
            if error.code != NO_MARGIN_CHANGE:
                raise

    async def open_listen_key(self) -> str:
        """The right to hear the account for an hour: a new key, or the living one prolonged."""
        return parse.listen_key(await self._session.ask(endpoints.OPEN_LISTEN_KEY))

    async def renew_listen_key(self) -> None:
        """Another hour for the key.

        Raises:
            VenueRejected: -1125, there is none.
        """
        await self._session.ask(endpoints.RENEW_LISTEN_KEY)

    async def position_mode(self) -> PositionMode:
        """How the account holds positions, as of at most ten minutes ago."""
        return await self._position_mode.mode()

    async def set_position_mode(self, mode: PositionMode) -> None:
        """Set it; that it is so already counts as done."""
        self._position_mode.forget()
        try:
            fields: dict[str, Value] = {"dualSidePosition": mode is PositionMode.HEDGE}
            await self._session.ask(endpoints.SET_POSITION_MODE, fields)
        except VenueRejected as error:
            if error.code != NO_MODE_CHANGE:
                raise
        self._position_mode.learn(mode)

    async def close(self) -> None:
        await self._wire.close()

    async def _time_once(self) -> int:
        return shared.server_time(await self._session.once(endpoints.TIME))

    async def _fills_of(self, symbol: str, order_id: str) -> tuple[Fill, ...]:
        fields: dict[str, Value] = {"symbol": symbol, "orderId": order_id, "limit": LIMIT}
        return parse.fills(symbol, await self._session.ask(endpoints.FILLS, fields))

    async def _as_it_is(self, target: OrderRef, refused: Rejected) -> SendOutcome:
        """The venue has nothing to change: the terms asked for are the terms it works at, if it works."""
        try:
            order = await self._orders.find(target)
        except VenueError as error:
            return Unknown(cause=f"nothing to change, and the order cannot be read: {error}")
        return Acked(order=order) if order is not None and order.status.working else refused

    async def _ask_position_mode(self) -> PositionMode:
        return parse.position_mode(await self._session.ask(endpoints.POSITION_MODE))

    async def _exchange_info(self) -> dict[str, SymbolRules]:
        body = await self._session.ask(endpoints.EXCHANGE_INFO)
        self._budget.configure(rate_limits(body))
        return symbol_rules(body, self._clock.now_ms())


def _ref(symbol: str, client_order_id: str | None, order_id: str | None) -> OrderRef:
    return OrderRef(symbol=symbol, client_order_id=client_order_id, order_id=order_id)
