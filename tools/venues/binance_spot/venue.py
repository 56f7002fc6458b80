"""BinanceSpot: the Venue protocol over Binance's spot REST interface."""

import asyncio

from tools.clock import Clock
from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import MarginType, Mode, PositionMode, VenueName
from tools.venues.accounts import Account, Income, SymbolConfig
from tools.venues.binance import parse as shared
from tools.venues.binance.budget import Budget
from tools.venues.binance.endpoint import Endpoint
from tools.venues.binance.lookup import order_ref_fields, same
from tools.venues.binance.rules import RulesCache, rate_limits
from tools.venues.binance.sending import send_once
from tools.venues.binance.server_clock import ServerClock
from tools.venues.binance.session import Session
from tools.venues.binance.spans import LIMIT
from tools.venues.binance.wire import Fields, Reply, Value, Wire
from tools.venues.binance_spot import endpoints, holdings, parse, placing
from tools.venues.binance_spot.classify import classify, classify_pair, classify_replacement
from tools.venues.binance_spot.quotes import mark_price, mark_prices
from tools.venues.binance_spot.rules import symbol_rules
from tools.venues.binance_spot.trades import DAY_MS, LONG_MS, fills_numbered, fills_since
from tools.venues.capabilities import Capabilities
from tools.venues.market import Book, Candle, DayTicker, MarkPrice, SymbolRules
from tools.venues.orders import Fill, Order, OrderRef, OrderRequest, Rejected, SendOutcome, SendStamp, Unknown

NO_SUCH_ORDER = "-2013"
NOTHING_TO_CANCEL = "-2011"
INVALID_SYMBOL = "-1121"


class BinanceSpot:
    """Binance spot behind the Venue protocol; make one with `connect`.

    Books and prices carry the venue time at which they were asked for, because their answers carry
    none: they are never older than they say.
    """

    def __init__(self, wire: Wire, budget: Budget, clock: Clock, mode: Mode, account_name: str) -> None:
        self._wire = wire
        self._budget = budget
        self._clock = clock
        self._mode = mode
        self._account_name = account_name
        self._server_clock = ServerClock(clock, self._time_once)
        self._session = Session(wire, clock, self._server_clock)
        self._rules = RulesCache(clock, self._exchange_info)

    @property
    def name(self) -> VenueName:
        return VenueName.BINANCE_SPOT

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def account_name(self) -> str:
        return self._account_name

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(order_types=placing.SUPPORTED, oco=True, replace=True)

    async def server_time_ms(self) -> int:
        return shared.server_time(await self._session.ask(endpoints.TIME))

    async def clock_offset_ms(self) -> int:
        return await self._server_clock.offset_ms()

    async def rules(self, symbol: str) -> SymbolRules | None:
        return (await self._rules.all()).get(symbol)

    async def all_rules(self) -> tuple[SymbolRules, ...]:
        return tuple((await self._rules.all()).values())

    async def book(self, symbol: str, depth: int = 50) -> Book:
        limit, asked_ms = min(depth, endpoints.DEEPEST), await self._venue_ms()
        body = await self._session.ask(endpoints.book(limit), {"symbol": symbol, "limit": limit})
        return parse.book(symbol, body, asked_ms)

    async def mark_price(self, symbol: str) -> MarkPrice:
        """The middle of bid and ask; the last price while a side of the book is empty."""
        asked_ms, fields = await self._venue_ms(), {"symbol": symbol}
        price = parse.middle(symbol, await self._session.ask(endpoints.BOOK_TICKER, fields))
        if price is None:
            price = parse.last_price(symbol, await self._session.ask(endpoints.LAST_PRICE, fields))
        return mark_price(symbol, price, asked_ms)

    async def mark_prices(self) -> tuple[MarkPrice, ...]:
        """The middle price of every symbol that has both sides of its book."""
        asked_ms = await self._venue_ms()
        return mark_prices(parse.middles(await self._session.ask(endpoints.BOOK_TICKERS)), asked_ms)

    async def candles(self, symbol: str, interval: str, limit: int) -> tuple[Candle, ...]:
        fields: dict[str, Value] = {"symbol": symbol, "interval": interval, "limit": limit}
        return shared.candles(await self._session.ask(endpoints.CANDLES, fields))

    async def day_tickers(self) -> tuple[DayTicker, ...]:
        return shared.day_tickers(await self._session.ask(endpoints.DAY_TICKERS))

    async def account(self) -> Account:
        """Balances, their worth, and holdings as positions; see `holdings.account`."""
        asked_ms = await self._venue_ms()
        body, tickers = await asyncio.gather(
            self._session.ask(endpoints.ACCOUNT, {"omitZeroBalances": True}),
            self._session.ask(endpoints.BOOK_TICKERS),
        )
        return holdings.account(body, parse.middles(tickers), asked_ms)

    async def income(self, *, symbol: str | None = None, since_ms: int) -> tuple[Income, ...]:
        """None: spot keeps no income record, only trades."""
        return ()

    async def symbol_config(self, symbol: str) -> SymbolConfig:
        """Leverage 1, and nothing but the holding itself at stake."""
        if await self.rules(symbol) is None:
            raise VenueRejected(INVALID_SYMBOL, "Invalid symbol.")
        return SymbolConfig(symbol=symbol, leverage=1, margin_type=MarginType.ISOLATED)

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        if symbol is None:
            return parse.orders(None, await self._session.ask(endpoints.ALL_OPEN_ORDERS))
        return parse.orders(symbol, await self._session.ask(endpoints.OPEN_ORDERS, {"symbol": symbol}))

    async def order(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order | None:
        ref = OrderRef(symbol=symbol, client_order_id=client_order_id, order_id=order_id)
        try:
            body = await self._session.ask(endpoints.ORDER, order_ref_fields(ref))
        except VenueRejected as error:
            if error.code == NO_SUCH_ORDER:
                return None
            raise
        return same(parse.order(symbol, body), ref)

    async def fills(
        self, symbol: str, *, order_id: str | None = None, since_ms: int | None = None
    ) -> tuple[Fill, ...]:
        """Fills of one order, or since a time (the last day when left out), oldest first.

        The venue answers a day at a time, or a thousand trades from a number on, each for 20 of its 6000
        weights a minute.
        """
        if order_id is not None:
            fields: dict[str, Value] = {"symbol": symbol, "orderId": order_id, "limit": LIMIT}
            found = parse.fills(symbol, await self._session.ask(endpoints.FILLS_OF_ORDER, fields))
            return tuple(fill for fill in found if since_ms is None or fill.time_ms >= since_ms)

        async def page(start_ms: int, end_ms: int) -> tuple[Fill, ...]:
            span: dict[str, Value] = {"startTime": start_ms, "endTime": end_ms, "limit": LIMIT}
            return parse.fills(symbol, await self._session.ask(endpoints.FILLS, {"symbol": symbol, **span}))

        async def numbered(first: int) -> tuple[Fill, ...]:
            fields: dict[str, Value] = {"symbol": symbol, "fromId": first, "limit": LIMIT}
            return parse.fills(symbol, await self._session.ask(endpoints.FILLS, fields))

        now_ms = await self._venue_ms()
        start_ms = now_ms - DAY_MS if since_ms is None else since_ms
        if now_ms - start_ms > LONG_MS:
            return await fills_numbered(numbered, start_ms)
        return await fills_since(page, start_ms, now_ms)

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome:
        refused = placing.unsendable(request)
        if refused is not None:
            return refused
        fields = placing.order_fields(request, client_order_id)
        reply = await self._send(endpoints.PLACE, fields, stamp)
        return classify(reply, request, client_order_id) if isinstance(reply, Reply) else reply

    async def place_oco(
        self, limit: OrderRequest, stop: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """One POST; the limit order of a pair is post-only, for spot has no other."""
        refused = placing.unpaired(limit, stop)
        if refused is not None:
            return refused
        fields = placing.oco_fields(limit, stop, client_order_id)
        reply = await self._send(endpoints.PLACE_OCO, fields, stamp)
        return classify_pair(reply, limit, client_order_id) if isinstance(reply, Reply) else reply

    async def replace(
        self, target: OrderRef, request: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        """Cancel and place in one request; the new order has the new client order id.

        Replacing an order of a pair cancels the other one too.
        """
        refused = placing.unsendable(request)
        if refused is not None:
            return refused
        fields = placing.replace_fields(target, request, client_order_id)
        reply = await self._send(endpoints.REPLACE, fields, stamp)
        return classify_replacement(reply, request, client_order_id) if isinstance(reply, Reply) else reply

    async def cancel(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order:
        """The order as it ended; after a lost answer the venue is asked before a second attempt.

        One order of a pair cannot be cancelled alone: the venue cancels both.
        """
        ref = OrderRef(symbol=symbol, client_order_id=client_order_id, order_id=order_id)
        try:
            return await self._cancel_once(ref)
        except VenueUnavailable:
            order = await self.order(symbol, client_order_id=client_order_id, order_id=order_id)
            if order is not None and not order.status.working:
                return order
            return await self._cancel_once(ref)

    async def cancel_all(self, symbol: str) -> None:
        try:
            await self._session.ask(endpoints.CANCEL_ALL, {"symbol": symbol})
        except VenueRejected as error:
            if error.code != NOTHING_TO_CANCEL:
                raise

    async def subscription(self) -> dict[str, str | int]:
        """Signed parameters of a request to hear the account on the WebSocket API."""
        return self._wire.socket_params(await self._server_clock.stamp())

    async def set_leverage(self, symbol: str, leverage: int) -> int:
        raise _no_margin()

    async def set_margin_type(self, symbol: str, margin_type: MarginType) -> None:
        raise _no_margin()

    async def position_mode(self) -> PositionMode:
        """One-way, as far as a holding is a position."""
        return PositionMode.ONE_WAY

    async def set_position_mode(self, mode: PositionMode) -> None:
        raise _no_margin()

    async def close(self) -> None:
        await self._wire.close()

    async def _cancel_once(self, ref: OrderRef) -> Order:
        ended = parse.cancelled(ref.symbol, await self._session.once(endpoints.CANCEL, order_ref_fields(ref)))
        named = (o for o in ended if ref.client_order_id == o.client_order_id or ref.order_id == o.order_id)
        return same(next(named, ended[0]), ref)

    async def _send(self, endpoint: Endpoint, fields: Fields, stamp: SendStamp) -> Reply | Rejected | Unknown:
        if self._mode is Mode.DRY_RUN:
            return Rejected(code="dry_run", message="no order leaves in this mode")
        return await send_once(self._wire, self._budget, endpoint, fields, stamp)

    async def _venue_ms(self) -> int:
        return await self._server_clock.offset_ms() + self._clock.now_ms()

    async def _time_once(self) -> int:
        return shared.server_time(await self._session.once(endpoints.TIME))

    async def _exchange_info(self) -> dict[str, SymbolRules]:
        body = await self._session.ask(endpoints.EXCHANGE_INFO)
        self._budget.configure(rate_limits(body))
        return symbol_rules(body, self._clock.now_ms())


def _no_margin() -> VenueRejected:
    return VenueRejected("not_supported", "spot has no margin, leverage or positions")
