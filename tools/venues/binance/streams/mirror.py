"""Mirror: the account as events and REST answers together tell it; what is known never goes back."""

from collections import OrderedDict, deque
from decimal import Decimal

from tools.terms import OrderStatus, PositionSide
from tools.venues.accounts import Account, Position
from tools.venues.orders import Fill, Order
from tools.venues.stream_events import AccountUpdate, HeldPosition
from tools.venues.streams import AccountPicture

KEPT = 5_000
"""Ended orders and trade ids remembered, to know an old event when it comes again."""
ASSET = "USDT"

Place = tuple[str, PositionSide]


class Mirror:
    """Working orders, positions and wallet."""

    def __init__(self) -> None:
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._positions: dict[Place, tuple[int, HeldPosition]] = {}
        self._wallet: tuple[int, Decimal | None] = (0, None)
        self._trades: set[tuple[str, str]] = set()
        self._trades_order: deque[tuple[str, str]] = deque()
        self._fill_ms: dict[str, int] = {}

    def picture(self) -> AccountPicture:
        """What is known now."""
        working = sorted(
            (o for o in self._orders.values() if o.status.working), key=lambda o: int(o.order_id)
        )
        held = sorted((p for _, p in self._positions.values() if p.quantity), key=lambda p: p.symbol)
        return AccountPicture(orders=tuple(working), positions=tuple(held), wallet=self._wallet[1])

    def symbols(self) -> set[str]:
        """Symbols in which something is open."""
        picture = self.picture()
        return {order.symbol for order in picture.orders} | {held.symbol for held in picture.positions}

    def working(self) -> tuple[Order, ...]:
        """Orders that can still fill."""
        return self.picture().orders

    def order(self, new: Order) -> Order | None:
        """Take an order's state; the state now known when that is news, else None.

        What was filled never shrinks, and an order that ended stays ended: a fill told late after a
        cancel only adds to the quantity.
        """
        known = self._orders.get(new.order_id)
        if known is not None:
            if new.executed_quantity < known.executed_quantity:
                return None
            if new.executed_quantity == known.executed_quantity and not _later(known, new):
                return None
            if new.status.working and not known.status.working:
                new = new.model_copy(update={"status": known.status, "time_ms": known.time_ms})
        self._orders[new.order_id] = new
        self._forget_ended()
        return new

    def became_another(self, order: Order) -> None:
        """A conditional order has triggered: what it became is an order of its own."""
        self.order(order.model_copy(update={"status": OrderStatus.SETTLED, "conditional": False}))

    def fill(self, fill: Fill) -> bool:
        """Whether a trade was not known yet."""
        key = (fill.symbol, fill.trade_id)
        if key in self._trades:
            return False
        self._trades.add(key)
        self._trades_order.append(key)
        if len(self._trades_order) > KEPT:
            self._trades.discard(self._trades_order.popleft())
        self._fill_ms[fill.symbol] = max(fill.time_ms, self._fill_ms.get(fill.symbol, 0))
        return True

    def last_fill_ms(self, symbol: str) -> int | None:
        """Time of the newest known trade of a symbol."""
        return self._fill_ms.get(symbol)

    def account(self, update: AccountUpdate) -> bool:
        """Take an account event; False when part of it was older than what is known."""
        late = False
        for held in update.positions:
            place = (held.symbol, held.position_side)
            if update.time_ms < self._positions.get(place, (0, held))[0]:
                late = True
            else:
                self._positions[place] = (update.time_ms, held)
        for balance in update.balances:
            if balance.asset == ASSET and update.time_ms >= self._wallet[0]:
                self._wallet = (update.time_ms, balance.wallet)
        return not late

    def agree(self, account: Account, asked_ms: int, *, keep_newer: bool) -> None:
        """Take over what REST says about positions and wallet, asked at `asked_ms`.

        With `keep_newer`, rows an event told after that time stay: the answer may be older than they are.
        """
        flat = {place: _flat(held) for place, (_, held) in self._positions.items()}
        rows = flat | {(p.symbol, p.position_side): _held(p) for p in account.positions}
        for place, held in rows.items():
            if not (keep_newer and self._positions.get(place, (0, held))[0] > asked_ms):
                self._positions[place] = (asked_ms, held)
        if not (keep_newer and self._wallet[0] > asked_ms):
            self._wallet = (asked_ms, _wallet(account))

    def _forget_ended(self) -> None:
        if len(self._orders) <= KEPT:
            return
        oldest = next((key for key, order in self._orders.items() if not order.status.working), None)
        if oldest is not None:
            del self._orders[oldest]


def _later(known: Order, new: Order) -> bool:
    """Whether an equally filled state comes after the known one."""
    if not known.status.working:
        return False
    return not new.status.working or (new.time_ms >= known.time_ms and new != known)


def _held(position: Position) -> HeldPosition:
    return HeldPosition(
        symbol=position.symbol,
        position_side=position.position_side,
        quantity=position.quantity,
        entry_price=position.entry_price,
    )


def _flat(held: HeldPosition) -> HeldPosition:
    return held.model_copy(update={"quantity": Decimal(0), "entry_price": Decimal(0)})


def _wallet(account: Account) -> Decimal:
    return next((b.wallet for b in account.balances if b.asset == ASSET), Decimal(0))
