"""The venue's engine against a slow, obvious exchange: any commands, the same fills, orders and book."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.clock import VirtualClock
from tools.terms import Side
from tools.testnet import liquidity
from tools.testnet.order import Order
from tools.testnet.order_request import OrderRequest, read_order
from tools.testnet.problem import Problem
from tools.testnet.server import build_venue

pytestmark = pytest.mark.slow

KEYS = tuple((letter * 64, "s" * 64) for letter in "abc")
OWNERS = [key for key, _ in KEYS]
BTC = "BTCUSDT"
MARK = 650_000
"""Ticks of 0.1 USDT."""
OFFSETS = st.integers(-6, 6)
QUANTITIES = st.sampled_from((100, 200, 500, 3_000, 10_000))
"""Steps of 0.0001 BTC; the provider's first level is about 3,000."""
PLACES = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(OWNERS),
        "side": st.sampled_from(Side),
        "offset": st.one_of(OFFSETS, st.none()),
        "quantity": QUANTITIES,
        "time_in_force": st.sampled_from(("GTC", "GTC", "GTC", "IOC", "FOK", "GTX")),
        "prevention": st.sampled_from(("NONE", "EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH")),
        "reduce_only": st.sampled_from((False, False, True)),
    }
)
CANCELS = st.fixed_dictionaries({"cancel": st.integers(0, 30)})
AMENDS = st.fixed_dictionaries({"amend": st.integers(0, 30), "offset": OFFSETS, "quantity": QUANTITIES})
COMMANDS = st.lists(st.one_of(PLACES, PLACES, PLACES, AMENDS, CANCELS), min_size=12, max_size=40)


MAKER_LEAVES = ("EXPIRE_MAKER", "EXPIRE_BOTH")
TAKER_LEAVES = ("EXPIRE_TAKER", "EXPIRE_BOTH")


class Refused(Exception):
    """With Binance's code."""


@dataclass
class SlowOrder:
    """Price in ticks, or None for a market order; quantities in steps."""

    name: str
    owner: str
    side: Side
    price: int | None
    quantity: int
    time_in_force: str = "GTC"
    prevention: str = "EXPIRE_MAKER"
    reduce_only: bool = False
    executed: int = 0
    status: str = "NEW"

    @property
    def left(self) -> int:
        return self.quantity - self.executed

    @property
    def open(self) -> bool:
        return self.status in ("NEW", "PARTIALLY_FILLED")


class SlowExchange:
    """Slow and obvious: a list of waiting orders in the order of their arrival, searched for every match."""

    def __init__(self) -> None:
        self.waiting: list[SlowOrder] = []
        self.positions: dict[str, int] = {}
        self.fills: list[tuple[str, int, int]] = []
        """(order, price, quantity), the taker's before the maker's."""

    def place(self, order: SlowOrder) -> None:
        if order.reduce_only:
            order.quantity = min(order.quantity, self.reducible(order))
            if order.quantity <= 0:
                raise Refused(-2022)
        if order.time_in_force == "GTX" and self.facing(order):
            raise Refused(-5022)
        if order.time_in_force == "FOK" and self.fillable(order) < order.quantity:
            raise Refused(-5021)
        self.enter(order)

    def cancel(self, order: SlowOrder) -> None:
        if not order.open:
            raise Refused(-2011)
        self.leave(order, "CANCELED")

    def amend(self, order: SlowOrder, price: int, quantity: int) -> None:
        if not order.open:
            raise Refused(-2013)
        if (price, quantity) == (order.price, order.quantity):
            raise Refused(-5027)
        if order.reduce_only:
            quantity = min(quantity, order.executed + self.reducible(order))
        keeps_place = price == order.price and quantity < order.quantity
        order.price, order.quantity = price, max(quantity, order.executed)
        if order.left == 0 or (order.time_in_force == "GTX" and self.facing(order)):
            self.leave(order, "CANCELED")
        elif not keeps_place:
            self.waiting.remove(order)
            self.enter(order)

    def enter(self, order: SlowOrder) -> None:
        while order.left and order.open and (facing := self.facing(order)):
            maker = facing[0]
            if maker.owner == order.owner and order.prevention != "NONE":
                self.prevent(order, maker)
            else:
                self.trade(order, maker)
        if order.left and order.open:
            if order.price is None or order.time_in_force in ("IOC", "FOK"):
                order.status = "EXPIRED"
            else:
                self.waiting.append(order)

    def prevent(self, order: SlowOrder, maker: SlowOrder) -> None:
        if order.prevention in MAKER_LEAVES:
            self.leave(maker, "EXPIRED_IN_MATCH")
        if order.prevention in TAKER_LEAVES:
            order.status = "EXPIRED_IN_MATCH"

    def trade(self, taker: SlowOrder, maker: SlowOrder) -> None:
        quantity = min(taker.left, maker.left)
        for order in (taker, maker):
            order.executed += quantity
            order.status = "PARTIALLY_FILLED" if order.left else "FILLED"
            signed = quantity if order.side is Side.BUY else -quantity
            self.positions[order.owner] = self.positions.get(order.owner, 0) + signed
            self.fills.append((order.name, maker.price, quantity))
        if not maker.left:
            self.waiting.remove(maker)
        for owner in (taker.owner, maker.owner):
            for order in [one for one in self.waiting if one.owner == owner and one.reduce_only]:
                if self.reducible(order) <= 0:
                    self.leave(order, "EXPIRED")
                else:
                    order.quantity = min(order.quantity, order.executed + self.reducible(order))

    def leave(self, order: SlowOrder, status: str) -> None:
        self.waiting.remove(order)
        order.status = status

    def reducible(self, order: SlowOrder) -> int:
        """How much of the owner's position an order could close."""
        held = self.positions.get(order.owner, 0)
        return -held if order.side is Side.BUY else held

    def facing(self, order: SlowOrder) -> list[SlowOrder]:
        """What an order could trade with: best price first, then first come."""
        others = [one for one in self.waiting if one.side is not order.side]
        if order.price is not None:
            buying = order.side is Side.BUY
            others = [
                one for one in others if (one.price <= order.price if buying else one.price >= order.price)
            ]
        return sorted(others, key=lambda one: one.price if order.side is Side.BUY else -one.price)

    def fillable(self, order: SlowOrder) -> int:
        """How much an order would find before it meets itself in a way that stops it."""
        found = 0
        for other in self.facing(order):
            if other.owner != order.owner or order.prevention == "NONE":
                found += other.left
            elif order.prevention in TAKER_LEAVES:
                break
        return found

    def depth(self, side: Side) -> list[tuple[int, int]]:
        levels: dict[int, int] = {}
        for order in self.waiting:
            if order.side is side:
                levels[order.price] = levels.get(order.price, 0) + order.left
        return sorted(levels.items(), reverse=side is Side.BUY)


class Pair:
    """Both exchanges, given the same commands."""

    def __init__(self) -> None:
        self.venue = build_venue(clock=VirtualClock(), keys=KEYS)
        for key in OWNERS:
            self.venue.account_of(key).wallet = Decimal(10**9)
        self.slow = SlowExchange()
        book = self.venue.market(BTC).book
        for side in Side:
            for price, quantity in book.depth(side):
                self.slow.waiting.append(SlowOrder("", liquidity.OWNER, side, price, quantity))
        self.orders: list[tuple[SlowOrder, Order]] = []

    def act(self, command: dict) -> tuple[int, int]:
        """The codes both answer; 0 is yes."""
        if "owner" in command:
            return self._place(**command)
        number = command.get("cancel", command.get("amend"))
        if not self.orders:
            return 0, 0
        slow, fast = self.orders[number % len(self.orders)]
        if "cancel" in command:
            return code_of(self.slow.cancel, slow), code_of(self.venue.cancel, fast)
        if slow.price is None:
            return 0, 0
        price, quantity = MARK + command["offset"], command["quantity"]
        wanted = self._request(slow, price, quantity, f"change-{len(self.orders)}")
        account = self.venue.account_of(slow.owner)
        return (
            code_of(self.slow.amend, slow, price, quantity),
            code_of(self.venue.amend, account, fast, wanted, 0),
        )

    def _place(self, owner: str, side: Side, offset: int | None, quantity: int, **terms) -> tuple[int, int]:
        price = None if offset is None else MARK + offset
        if price is None:
            terms["time_in_force"] = "GTC"
        slow = SlowOrder(f"o-{len(self.orders)}", owner, side, price, quantity, **terms)
        request = self._request(slow, price, quantity, slow.name)
        expected = code_of(self.slow.place, slow)
        placed: list[Order] = []
        account = self.venue.account_of(owner)
        got = code_of(lambda: placed.append(self.venue.place(account, request)))
        if placed and not expected:
            self.orders.append((slow, placed[0]))
        return expected, got

    def _request(self, order: SlowOrder, price: int | None, quantity: int, name: str) -> OrderRequest:
        params = {
            "symbol": BTC,
            "side": order.side.value,
            "type": "MARKET",
            "quantity": str(Decimal(quantity) / 10_000),
            "newClientOrderId": name,
            "reduceOnly": str(order.reduce_only).lower(),
            "selfTradePreventionMode": order.prevention,
        }
        if price is not None:
            params |= {"type": "LIMIT", "price": str(Decimal(price) / 10)}
            params |= {"timeInForce": order.time_in_force}
        return read_order(params, self.venue.instruments, self.venue.now_ms())

    def check(self) -> None:
        """The same orders, fills, positions and book."""
        instrument, book = self.venue.instruments[BTC], self.venue.market(BTC).book
        for slow, fast in self.orders:
            assert (slow.name, slow.status) == (fast.client_order_id, fast.status)
            assert (slow.quantity, slow.executed) == (
                instrument.steps(fast.quantity),
                instrument.steps(fast.executed),
            )
            assert 0 <= fast.executed <= fast.quantity
        fills = [
            (fill.client_order_id, instrument.ticks(fill.price), instrument.steps(fill.quantity))
            for fill in self.venue.records.fills
        ]
        assert fills == [fill for fill in self.slow.fills if fill[0]]
        accounts = self.venue.records.accounts
        amounts = {key: self.venue.account_of(key).amount(BTC) for key in OWNERS}
        assert sum(amounts.values()) == -accounts[liquidity.OWNER].amount(BTC)
        assert {key: instrument.steps(amount) for key, amount in amounts.items()} == {
            key: self.slow.positions.get(key, 0) for key in OWNERS
        }
        for side in Side:
            assert book.depth(side) == self.slow.depth(side)
        assert book.best(Side.BUY) < book.best(Side.SELL)


def code_of(command, *args) -> int:
    try:
        command(*args)
    except Refused as refusal:
        return refusal.args[0]
    except Problem as refusal:
        return refusal.code
    return 0


@settings(max_examples=200, report_multiple_bugs=False)
@given(COMMANDS)
def test_the_engine_agrees_with_the_slow_exchange(commands):
    both = Pair()
    for command in commands:
        expected, got = both.act(command)
        assert got == expected, command
        both.check()


def place(owner: int, side: Side, offset: int | None, quantity: int, **terms) -> dict:
    given = {"time_in_force": "GTC", "prevention": "EXPIRE_MAKER", "reduce_only": False} | terms
    return {"owner": OWNERS[owner], "side": side, "offset": offset, "quantity": quantity} | given


def run(*commands: dict) -> Pair:
    both = Pair()
    for command in commands:
        expected, got = both.act(command)
        assert got == expected, command
        both.check()
    return both


def test_a_fok_order_that_would_meet_itself_first_is_refused_whole():
    both = run(
        place(0, Side.SELL, 0, 100),
        place(1, Side.SELL, 0, 500),
        place(0, Side.BUY, 0, 500, time_in_force="FOK", prevention="EXPIRE_TAKER"),
    )
    assert both.slow.fills == []


def test_a_changed_reduce_only_order_never_grows_beyond_the_position():
    both = run(
        place(0, Side.BUY, None, 200),
        place(0, Side.SELL, 6, 200, reduce_only=True),
        {"amend": 1, "offset": -6, "quantity": 500},
    )
    assert both.venue.account_of(OWNERS[0]).amount(BTC) == 0


def test_a_fok_order_that_only_reduces_is_measured_by_what_it_reduces():
    both = run(
        place(0, Side.BUY, None, 500),
        place(0, Side.SELL, -1, 10_000, time_in_force="FOK", reduce_only=True),
    )
    assert both.venue.account_of(OWNERS[0]).amount(BTC) == 0
