"""ScriptedVenue: a venue in memory that answers as it was told to; for rehearsing what can go wrong."""

from collections import deque
from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from tools.clock import Clock
from tools.errors import VenueRejected, VenueUnavailable
from tools.terms import MarginType, Mode, OrderStatus, OrderType, PositionMode, VenueName
from tools.venues.accounts import Account, Income, SymbolConfig
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
    stop_leg_id,
)

Step = Literal["accept", "reject", "lost-before", "lost-after", "raise-after"]
"""What one send does: `lost-…` answers Unknown, before or after the order was accepted."""

PRICE = Decimal(65_000)
MAKERS = (OrderType.LIMIT, OrderType.LIMIT_MAKER)


class ScriptedVenue:
    """Accepts every order, fills market orders at once, and follows `script` where it has a next step.

    An order with a trigger waits until `trigger`. Of a pair (OCO), what happens to one order cancels
    the other.
    """

    name = VenueName.BINANCE_FUTURES
    account_name = "scripted:1"
    capabilities = Capabilities(
        order_types=frozenset(OrderType), oco=True, replace=True, margin=True, hedge=True
    )

    def __init__(self, clock: Clock, mode: Mode = Mode.LOCAL_TESTNET) -> None:
        self.mode = mode
        self.script: deque[Step | Rejected] = deque()
        """What the next sends do (`place`, `place_oco`, `replace`); a Rejected is answered as it stands."""
        self.posts: list[str] = []
        """Client order id of every send, accepted or not."""
        self.orders: list[Order] = []
        self.trades: list[Fill] = []
        self.leverages: dict[str, int] = {}
        self.margin_types: dict[str, MarginType] = {}
        self.mode_of_positions = PositionMode.ONE_WAY
        self.bookings: list[Income] = []
        """The income record."""
        self.reachable = True
        """False makes every read fail."""
        self.hidden: set[str] = set()
        """Client order ids the order query does not find, as on a lagging replica."""
        self.amends = True
        """Whether a replaced order keeps its ids (futures); False makes a new order of it (spot)."""
        self._clock = clock

    async def server_time_ms(self) -> int:
        self._require()
        return self._clock.now_ms()

    async def clock_offset_ms(self) -> int:
        self._require()
        return 0

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        self._require()
        return tuple(
            order for order in self.orders if order.status.working and symbol in (None, order.symbol)
        )

    async def order(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order | None:
        self._require()
        for order in self.orders:
            by_client_id = order.client_order_id == client_order_id and client_order_id not in self.hidden
            if order.symbol == symbol and (by_client_id or order.order_id == order_id):
                return order
        return None

    async def fills(
        self, symbol: str, *, order_id: str | None = None, since_ms: int | None = None
    ) -> tuple[Fill, ...]:
        self._require()
        return tuple(
            fill
            for fill in self.trades
            if fill.symbol == symbol and order_id in (None, fill.order_id) and fill.time_ms >= (since_ms or 0)
        )

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome:
        return self._send(client_order_id, stamp, lambda: self._accept(request, client_order_id))

    async def place_oco(
        self, limit: OrderRequest, stop: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        def accept() -> Order:
            list_id = str(1 + len(self.orders))
            self._accept(stop, stop_leg_id(client_order_id), list_id)
            return self._accept(limit, client_order_id, list_id)

        return self._send(client_order_id, stamp, accept)

    async def replace(
        self, target: OrderRef, request: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        def accept() -> Order | Rejected:
            order = self._working(target)
            if order is None or order.conditional:
                return Rejected(code="-2013", message="Order does not exist.")
            if self.amends:
                return self._change(order, quantity=request.quantity, price=request.price or order.price)
            self._cancel(order)
            return self._accept(request, client_order_id)

        return self._send(client_order_id, stamp, accept)

    async def cancel(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order:
        order = await self.order(symbol, client_order_id=client_order_id, order_id=order_id)
        if order is None or not order.status.working:
            raise VenueRejected("-2011", "Unknown order sent.")
        return self._cancel(order)

    async def cancel_all(self, symbol: str) -> None:
        for order in await self.open_orders(symbol):
            self._change(order, status=OrderStatus.CANCELLED)

    def trigger(self, client_order_id: str) -> Order:
        """The market reaches a waiting order: it fills whole, or works if it has a limit price."""
        order = self._change(self._own(client_order_id), conditional=False)
        self._cancel_rest_of_pair(order)
        return order if order.price else self.fill(client_order_id, order.remaining)

    def end(self, client_order_id: str, status: OrderStatus) -> Order:
        """The venue ends an order by itself, e.g. EXPIRED, or REJECTED at its trigger."""
        return self._change(self._own(client_order_id), status=status, conditional=False)

    def fill(self, client_order_id: str, quantity: Decimal) -> Order:
        """Fill a working order by `quantity` at its limit price, its trigger, or the market."""
        order = self._own(client_order_id)
        self._cancel_rest_of_pair(order)
        executed = order.executed_quantity + quantity
        complete = executed >= order.quantity
        self.trades.append(
            Fill(
                symbol=order.symbol,
                trade_id=str(len(self.trades) + 1),
                order_id=order.order_id,
                side=order.side,
                price=order.price or order.stop_price or PRICE,
                quantity=quantity,
                commission=Decimal(0),
                commission_asset="USDT",
                realized_pnl=Decimal(0),
                maker=order.type in MAKERS,
                time_ms=self._clock.now_ms(),
            )
        )
        status = OrderStatus.FILLED if complete else OrderStatus.PARTIALLY_FILLED
        return self._change(order, status=status, executed_quantity=executed)

    async def set_leverage(self, symbol: str, leverage: int) -> int:
        self._require()
        self.leverages[symbol] = leverage
        return leverage

    async def set_margin_type(self, symbol: str, margin_type: MarginType) -> None:
        self._require()
        self.margin_types[symbol] = margin_type

    async def position_mode(self) -> PositionMode:
        self._require()
        return self.mode_of_positions

    async def set_position_mode(self, mode: PositionMode) -> None:
        self._require()
        self.mode_of_positions = mode

    async def symbol_config(self, symbol: str) -> SymbolConfig:
        self._require()
        leverage = self.leverages.get(symbol, 20)
        margin_type = self.margin_types.get(symbol, MarginType.CROSSED)
        return SymbolConfig(symbol=symbol, leverage=leverage, margin_type=margin_type)

    async def rules(self, symbol: str) -> SymbolRules | None:
        return None

    async def all_rules(self) -> tuple[SymbolRules, ...]:
        return ()

    async def book(self, symbol: str, depth: int = 50) -> Book:
        raise _no_market()

    async def mark_price(self, symbol: str) -> MarkPrice:
        raise _no_market()

    async def mark_prices(self) -> tuple[MarkPrice, ...]:
        return ()

    async def candles(self, symbol: str, interval: str, limit: int) -> tuple[Candle, ...]:
        return ()

    async def day_tickers(self) -> tuple[DayTicker, ...]:
        return ()

    async def account(self) -> Account:
        raise _no_market()

    async def income(self, *, symbol: str | None = None, since_ms: int) -> tuple[Income, ...]:
        self._require()
        return tuple(row for row in self.bookings if symbol in (None, row.symbol) and row.time_ms >= since_ms)

    async def close(self) -> None:
        """Nothing to release."""

    def _send(
        self, client_order_id: str, stamp: SendStamp, accept: Callable[[], Order | Rejected]
    ) -> SendOutcome:
        self.posts.append(client_order_id)
        step = self.script.popleft() if self.script else "accept"
        if isinstance(step, Rejected):
            return step
        if step == "reject":
            return Rejected(code="-2019", message="Margin is insufficient.")
        if step == "lost-before" or self._clock.now_ms() > stamp.timestamp_ms + stamp.recv_window_ms:
            return Unknown(cause="timeout")
        accepted = accept()
        if step == "raise-after":
            raise ConnectionResetError("cut off")
        if step == "lost-after":
            return Unknown(cause="timeout")
        return accepted if isinstance(accepted, Rejected) else Acked(order=accepted)

    def _accept(self, request: OrderRequest, client_order_id: str, list_id: str | None = None) -> Order:
        order = Order(
            venue=self.name,
            symbol=request.symbol,
            order_id=str(1_000 + len(self.orders)),
            client_order_id=client_order_id,
            side=request.side,
            type=request.type,
            status=OrderStatus.SUBMITTED,
            quantity=request.quantity,
            executed_quantity=Decimal(0),
            price=request.price or Decimal(0),
            average_price=Decimal(0),
            reduce_only=request.reduce_only or request.close_position,
            position_side=request.position_side,
            stop_price=request.stop_price,
            conditional=request.stop_price is not None or request.callback_rate is not None,
            list_id=list_id,
            time_ms=self._clock.now_ms(),
        )
        self.orders.append(order)
        return self.fill(client_order_id, request.quantity) if request.type is OrderType.MARKET else order

    def _own(self, client_order_id: str) -> Order:
        return next(order for order in self.orders if order.client_order_id == client_order_id)

    def _working(self, ref: OrderRef) -> Order | None:
        for order in self.orders:
            named = ref.order_id == order.order_id or ref.client_order_id == order.client_order_id
            if named and order.symbol == ref.symbol and order.status.working:
                return order
        return None

    def _cancel(self, order: Order) -> Order:
        self._cancel_rest_of_pair(order)
        return self._change(order, status=OrderStatus.CANCELLED)

    def _cancel_rest_of_pair(self, order: Order) -> None:
        for other in tuple(self.orders):
            paired = order.list_id is not None and other.list_id == order.list_id
            if paired and other.order_id != order.order_id and other.status.working:
                self._change(other, status=OrderStatus.CANCELLED)

    def _change(self, order: Order, **fields: object) -> Order:
        changed = order.model_copy(update=fields)
        self.orders[self.orders.index(order)] = changed
        return changed

    def _require(self) -> None:
        if not self.reachable:
            raise VenueUnavailable("scripted")


def _no_market() -> VenueUnavailable:
    return VenueUnavailable("the scripted venue has no market")
