"""The venue of the simulation, and the bad line to it: late, lost, answered wrongly, told twice."""

from collections.abc import Callable, Coroutine
from decimal import Decimal
from random import Random
from typing import Any

from proof.virtual_loop import Process, TrueClock, VirtualLoop

from tools.errors import RateLimited, VenueUnavailable
from tools.frozen import Frozen
from tools.terms import OrderStatus, OrderType, PositionSide, Side
from tools.venues.accounts import Account, Balance, Income, Position
from tools.venues.orders import Fill, Order, OrderRequest, Rejected, SendOutcome, SendStamp, Unknown
from tools.venues.scripted_venue import PRICE, ScriptedVenue
from tools.venues.stream_events import OrderUpdate, StreamEvent

TIMEOUT_MS = 3_000
"""After which a client gives up; the request may still be under way."""
BACKEND_MS = 9_000
"""Longest the venue works on a request it has let in; its documented bound is 10 s."""
PROTECTIVE = (OrderType.STOP_MARKET, OrderType.TAKE_PROFIT_MARKET)


class Fate(Frozen):
    """What becomes of one request."""

    out_ms: int
    backend_ms: int = 0
    back_ms: int
    lost: str = ""
    """`before` or `after` the venue handled it."""
    says: str = ""
    """What the answer says instead: `500` or an exception, after (or before) it was handled."""


class Exchange(ScriptedVenue):
    """Keeps positions, refuses late and doubled requests, and shows orders with a delay."""

    def __init__(self, loop: VirtualLoop, chance: Random, trace: Callable[[str], None]) -> None:
        super().__init__(TrueClock(loop))
        self.account_name = "simulated:1"
        self.requests: list[tuple[str, OrderRequest]] = []
        """Every order that was accepted, as it was asked for."""
        self.senders: dict[str, str] = {}
        """Which process sent an order last, by its client order id."""
        self.complaints: list[str] = []
        """What must not happen at any moment."""
        self.listeners: list[Callable[[StreamEvent], None]] = []
        self.calm = False
        self._shown_ms: dict[str, int] = {}
        self._chance = chance
        self._trace = trace

    def held(self, symbol: str) -> Decimal:
        """Signed position from all trades."""
        signs = {Side.BUY: 1, Side.SELL: -1}
        return sum((f.quantity * signs[f.side] for f in self.trades if f.symbol == symbol), Decimal(0))

    async def order(
        self, symbol: str, *, client_order_id: str | None = None, order_id: str | None = None
    ) -> Order | None:
        found = await super().order(symbol, client_order_id=client_order_id, order_id=order_id)
        lags = found is not None and order_id is None and not self.shown(found)
        return None if lags else found

    async def account(self) -> Account:
        symbols = sorted({fill.symbol for fill in self.trades})
        held = tuple(_position(symbol, self.held(symbol)) for symbol in symbols if self.held(symbol))
        wallet = Decimal(10_000)
        return Account(
            equity=wallet,
            wallet=wallet,
            available=wallet,
            initial_margin=Decimal(0),
            maintenance_margin=Decimal(0),
            unrealized_pnl=Decimal(0),
            balances=(Balance(asset="USDT", wallet=wallet, available=wallet),),
            positions=held,
            time_ms=self._clock.now_ms(),
        )

    def shown(self, order: Order) -> bool:
        """Whether queries find it by now."""
        return self._shown_ms[order.order_id] <= self._clock.now_ms()

    def late(self, stamp: SendStamp) -> bool:
        """Whether a request arrives after its receive window, or too far from the future."""
        now_ms = self._clock.now_ms()
        return now_ms > stamp.timestamp_ms + stamp.recv_window_ms or stamp.timestamp_ms > now_ms + 1_000

    def fill(self, client_order_id: str, quantity: Decimal) -> Order:
        reducing = self._own(client_order_id).reduce_only
        left = self.held(self._own(client_order_id).symbol)
        order = super().fill(client_order_id, min(quantity, left) if reducing else quantity)
        if reducing and left < quantity:
            order = self.end(client_order_id, OrderStatus.EXPIRED)
        trade = self.trades[-1]
        paid = {"kind": "COMMISSION", "amount": Decimal(0), "asset": "USDT", "time_ms": trade.time_ms}
        self.bookings.append(Income(income_id=trade.trade_id, symbol=trade.symbol, **paid))
        return order

    def _accept(self, request: OrderRequest, client_order_id: str, list_id: str | None = None) -> Any:
        doubled = [order for order in self.orders if order.client_order_id == client_order_id]
        if any(order.status.working for order in doubled):
            return Rejected(code="-4116", message="ClientOrderId is duplicated.")
        if doubled:  # as Binance does: an id is free again once its order has ended
            self.complaints.append(f"{client_order_id} was placed twice")
        if request.reduce_only and request.type is OrderType.MARKET and self.held(request.symbol) <= 0:
            return Rejected(code="-2022", message="ReduceOnly Order is rejected.")
        self.requests.append((client_order_id, request))
        number = str(1_000 + len(self.orders))
        self._shown_ms[number] = self._clock.now_ms() + self._lag_ms()
        made = super()._accept(request, client_order_id, list_id)
        self._trace(f"venue accepts {client_order_id} {request.type} {request.quantity} {made.status}")
        self._protects_no_more_than_filled(request)
        self._tell(made)
        return made

    def _change(self, order: Order, **fields: object) -> Order:
        changed = super()._change(order, **fields)
        self._trace(f"venue has {changed.client_order_id} {changed.status} {changed.executed_quantity}")
        self._tell(changed)
        return changed

    def _protects_no_more_than_filled(self, request: OrderRequest) -> None:
        if not request.reduce_only:
            return
        same = [o for o in self.orders if o.symbol == request.symbol and o.type is request.type]
        entries = [o for o in self.orders if o.symbol == request.symbol and not o.reduce_only]
        claimed = sum(
            (o.remaining * o.status.working + o.executed_quantity for o in same if o.reduce_only), 0
        )
        filled = sum((o.executed_quantity for o in entries), Decimal(0))
        if claimed > filled:
            self.complaints.append(f"{request.type} of {request.symbol} for {claimed} of {filled} filled")

    def _lag_ms(self) -> int:
        if self.calm or self._chance.random() < 0.6:
            return 0
        return self._chance.choice((200, 900, 3_000, 30_000, 60_000))

    def _tell(self, order: Order) -> None:
        for listener in self.listeners:
            listener(OrderUpdate(order=order, execution="NEW" if order.executed_quantity == 0 else "TRADE"))


class Connection:
    """The line of one process to the exchange; a `tools.venues.venue.Venue`."""

    def __init__(self, exchange: Exchange, process: Process, chance: Random) -> None:
        self.exchange = exchange
        self.process = process
        self.chance = chance
        self.name, self.mode, self.account_name = exchange.name, exchange.mode, exchange.account_name
        self.capabilities = exchange.capabilities

    async def server_time_ms(self) -> int:
        return await self._read(self.exchange.server_time_ms)

    async def clock_offset_ms(self) -> int:
        measured = self.chance.randint(-100, 100)
        return -self.process.skew_ms + (0 if self.exchange.calm else measured)

    async def order(self, symbol: str, **ids: str | None) -> Order | None:
        return await self._read(lambda: self.exchange.order(symbol, **ids))

    async def open_orders(self, symbol: str | None = None) -> tuple[Order, ...]:
        return await self._read(lambda: self.exchange.open_orders(symbol))

    async def fills(self, symbol: str, **of: Any) -> tuple[Fill, ...]:
        return await self._read(lambda: self.exchange.fills(symbol, **of))

    async def account(self) -> Account:
        return await self._read(self.exchange.account)

    async def income(self, **of: Any) -> tuple[()]:
        return await self._read(lambda: self.exchange.income(**of))

    async def set_leverage(self, symbol: str, leverage: int) -> int:
        return await self._read(lambda: self.exchange.set_leverage(symbol, leverage))

    async def cancel(self, symbol: str, **ids: str | None) -> Order:
        return await self._read(lambda: self.exchange.cancel(symbol, **ids))

    async def place(self, request: OrderRequest, client_order_id: str, stamp: SendStamp) -> SendOutcome:
        self.exchange.senders[client_order_id] = self.process.name
        return await self._send(
            stamp,
            conditional=request.type in PROTECTIVE,
            work=lambda: self.exchange.place(request, client_order_id, self._fresh(stamp)),
        )

    async def place_oco(
        self, limit: OrderRequest, stop: OrderRequest, client_order_id: str, stamp: SendStamp
    ) -> SendOutcome:
        self.exchange.senders[client_order_id] = self.process.name
        return await self._send(
            stamp,
            conditional=False,
            work=lambda: self.exchange.place_oco(limit, stop, client_order_id, self._fresh(stamp)),
        )

    def _fresh(self, stamp: SendStamp) -> SendStamp:
        """The window was checked where the request came in; what the venue does then takes its time."""
        return stamp.model_copy(update={"recv_window_ms": 60_000})

    async def leave(self) -> None:
        """The process hands the request to its socket: an await at which it can die or freeze."""
        left = self.process.loop.create_future()
        self.process.later(0 if self.exchange.calm else self.chance.uniform(0, 30), lambda: _set(left, None))
        await left

    async def _read(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        await self.leave()
        roll = 1.0 if self.exchange.calm else self.chance.random()
        if roll < 0.02:
            raise RateLimited(1_000)
        answer = self.process.loop.create_future()
        lost = roll < 0.08

        def arrive() -> None:
            value = _at_once(work)
            if not lost:
                self.process.later(self._line_ms(), lambda: _set(answer, value))

        self.process.loop.call_later(self._line_ms() / 1000, arrive)
        self.process.later(TIMEOUT_MS, lambda: _set(answer, VenueUnavailable("timeout")))
        value = await answer
        if isinstance(value, Exception):
            raise value
        return value

    async def _send(
        self, stamp: SendStamp, *, conditional: bool, work: Callable[[], Coroutine[Any, Any, Any]]
    ) -> SendOutcome:
        await self.leave()
        fate = self._fate()
        answer = self.process.loop.create_future()

        def respond(outcome: object) -> None:
            if fate.lost != "after":
                self.process.later(fate.back_ms, lambda: _set(answer, _said(fate, outcome)))

        def handle() -> None:
            respond(self._refused(conditional) or _at_once(work))

        def arrive() -> None:
            refused = self._turned_away(fate, stamp)
            if refused is not None:
                respond(refused)
            else:
                self.process.loop.call_later(fate.backend_ms / 1000, handle)

        if fate.lost != "before":
            self.process.loop.call_later(fate.out_ms / 1000, arrive)
        self.process.later(TIMEOUT_MS, lambda: _set(answer, Unknown(cause="timeout")))
        outcome: SendOutcome = await answer
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _turned_away(self, fate: Fate, stamp: SendStamp) -> SendOutcome | None:
        """What the venue says where it does not even look at a request."""
        if fate.says == "503":
            return Unknown(cause="503")
        if self.exchange.late(stamp):
            return Rejected(code="-1021", message="Timestamp for this request is outside the recvWindow.")
        return None

    def _fate(self) -> Fate:
        if self.exchange.calm:
            return Fate(out_ms=1, back_ms=1)
        line = {"out_ms": self._line_ms(), "back_ms": self._line_ms()}
        fates: tuple[tuple[int, dict[str, Any]], ...] = (
            (50, {}),
            (9, {"lost": "before"}),
            (10, {"lost": "after"}),
            (6, {"says": "500"}),
            (5, {"says": "reset"}),
            (4, {"says": "503"}),
            (7, {"out_ms": self.chance.randint(500, 7_000)}),
            (9, {"backend_ms": self.chance.randint(500, BACKEND_MS)}),
        )
        weights, changes = zip(*fates, strict=True)
        return Fate(**line | self.chance.choices(changes, weights)[0])

    def _refused(self, conditional: bool) -> Rejected | None:
        roll = 1.0 if self.exchange.calm else self.chance.random()
        if conditional and roll < 0.04:
            return Rejected(code="-2021", message="Order would immediately trigger.")
        if roll < 0.08:
            return Rejected(code="-2019", message="Margin is insufficient.")
        return Rejected(code="-1008", message="Server is overloaded.") if roll < 0.1 else None

    def _line_ms(self) -> int:
        return 1 if self.exchange.calm else self.chance.randint(1, 120)


def _said(fate: Fate, outcome: object) -> object:
    if fate.says == "500":
        return Unknown(cause="500")
    return ConnectionResetError("cut off") if fate.says == "reset" else outcome


def _set(future: Any, value: object) -> None:
    if not future.done():
        future.set_result(value)


def _at_once(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """The result, or exception, of a coroutine that waits for nothing."""
    running = work()
    try:
        running.send(None)
    except StopIteration as done:
        return done.value
    except Exception as error:
        return error
    raise AssertionError("the exchange waits for nothing")


def _position(symbol: str, quantity: Decimal) -> Position:
    zero = Decimal(0)
    return Position(
        symbol=symbol,
        position_side=PositionSide.BOTH,
        quantity=quantity,
        entry_price=PRICE,
        mark_price=PRICE,
        unrealized_pnl=zero,
        liquidation_price=zero,
        initial_margin=zero,
        maintenance_margin=zero,
    )
