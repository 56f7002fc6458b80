"""Spot money is conserved whatever happens: hypothesis plays orders, lists, moves and cancels."""

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.clock import VirtualClock
from tools.terms import Side
from tools.testnet.problem import Problem
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.spot.order_lists import read_oco
from tools.testnet.spot.order_request import read_order
from tools.testnet.spot.wallet import Wallet
from tools.testnet.venue import Venue

pytestmark = pytest.mark.slow

PAIRS = (DEFAULT_KEY_PAIR, ("b" * 64, "s" * 64))
SIDES = st.sampled_from(("BUY", "SELL"))
QUANTITIES = st.sampled_from(("0.001", "0.05", "0.3", "0.9"))
MODES = st.sampled_from(("NONE", "EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH"))
PRICES = st.sampled_from(("63000", "64900", "65000", "65100", "67000"))
TIMES = st.sampled_from(("GTC", "IOC", "FOK"))
STOP_TYPES = st.sampled_from(("STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"))

STEPS = st.one_of(
    st.tuples(st.just("market"), SIDES, QUANTITIES, MODES),
    st.tuples(st.just("value"), SIDES, st.sampled_from(("10", "20000"))),
    st.tuples(st.just("limit"), SIDES, QUANTITIES, MODES, PRICES, TIMES),
    st.tuples(st.just("maker"), SIDES, QUANTITIES, MODES, PRICES),
    st.tuples(st.just("stop"), SIDES, QUANTITIES, STOP_TYPES, PRICES, PRICES),
    st.tuples(st.just("trail"), SIDES, QUANTITIES, st.sampled_from(("10", "150"))),
    st.tuples(st.just("oco"), SIDES, QUANTITIES, st.sampled_from(("", "_LIMIT")), st.booleans()),
    st.tuples(st.just("move"), st.sampled_from(("62000", "64000", "65000", "66000", "68000"))),
    st.tuples(st.just("cancel"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.sampled_from((300, 5_000, 3_600_000))),
)
PLAYS = st.lists(st.tuples(st.sampled_from([key for key, _ in PAIRS]), STEPS), max_size=25)


def rich_venue() -> Venue:
    venue = build_venue(clock=VirtualClock(), keys=PAIRS)
    for wallet in venue.spot.records.wallets.values():
        venue.spot.deposit(wallet, "BTC", Decimal(1))
        venue.spot.deposit(wallet, "USDT", Decimal(100_000))
    return venue


def act(venue: Venue, key: str, step: tuple) -> None:
    wallet = venue.spot.wallet(venue.account_of(key).account_id)
    match step:
        case "move", price:
            venue.move_price(venue.instruments["BTCUSDT"], Decimal(price))
        case "wait", duration:
            venue.clock.advance_ms(duration)
            venue.tick()
        case "cancel", number:
            orders = wallet.symbol_orders("BTCUSDT")
            if orders:
                venue.spot.cancel(orders[number % len(orders)])
        case "oco", side, quantity, limited, takes:
            request = read_oco(oco(side, quantity, limited, takes), venue.spot.instruments)
            venue.spot.place_list(wallet, request)
        case _:
            venue.spot.place(wallet, read_order(order(step), venue.spot.instruments))


def order(step: tuple) -> dict[str, str]:
    kind, side, quantity, *rest = step
    params = {"symbol": "BTCUSDT", "side": side, "quantity": quantity}
    match kind, rest:
        case "market", [mode]:
            return params | {"type": "MARKET", "selfTradePreventionMode": mode}
        case "value", []:
            return {"symbol": "BTCUSDT", "side": side, "type": "MARKET", "quoteOrderQty": quantity}
        case "limit", [mode, price, time]:
            params |= {"type": "LIMIT", "price": price, "timeInForce": time}
            return params | {"selfTradePreventionMode": mode}
        case "maker", [mode, price]:
            return params | {"type": "LIMIT_MAKER", "price": price, "selfTradePreventionMode": mode}
        case "trail", [delta]:
            return params | {"type": "STOP_LOSS", "trailingDelta": delta}
    name, stop, price = rest
    params |= {"type": name, "stopPrice": stop}
    return params | ({"price": price, "timeInForce": "GTC"} if name.endswith("LIMIT") else {})


def oco(side: str, quantity: str, limited: str, takes: bool) -> dict[str, str]:
    stop, better = ("above", "below") if side == "BUY" else ("below", "above")
    stop_at, better_at = ("66000", "64000") if side == "BUY" else ("64000", "66000")
    params = {"symbol": "BTCUSDT", "side": side, "quantity": quantity}
    params |= {f"{stop}Type": f"STOP_LOSS{limited}", f"{stop}StopPrice": stop_at}
    if limited:
        params |= {f"{stop}Price": stop_at, f"{stop}TimeInForce": "GTC"}
    name = "TAKE_PROFIT" if takes else "LIMIT_MAKER"
    return params | {f"{better}Type": name, f"{better}{'StopPrice' if takes else 'Price'}": better_at}


def money(venue: Venue) -> dict[str, Decimal]:
    """Balances and commission of all wallets, by asset."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    for wallet in venue.spot.records.wallets.values():
        for asset, balance in wallet.balances.items():
            total[asset] += balance.free + balance.locked
        for asset, fee in wallet.fees.items():
            total[asset] += fee
    return dict(total)


def check(venue: Venue) -> None:
    for wallet in venue.spot.records.wallets.values():
        check_wallet(venue, wallet)
    book = venue.spot.market("BTCUSDT").book
    for one in venue.spot.records.orders.values():
        assert 0 <= one.executed <= one.quantity
        assert one.open or one.locked == 0
        resting = book.get(one.order_id)
        assert (one.open and not one.waiting) == (resting is not None)
        if resting:
            assert venue.spot.instruments["BTCUSDT"].quantity(resting.remaining) == one.remaining
    for orders in venue.spot.records.lists.values():
        legs = venue.spot.records.legs(orders)
        traded = [leg for leg in legs if leg.executed]
        assert not traded or sum(leg.open or leg.executed > 0 for leg in legs) == 1
        assert orders.open == any(leg.open for leg in legs)


def check_wallet(venue: Venue, wallet: Wallet) -> None:
    locked: dict[str, Decimal] = defaultdict(Decimal)
    needed: dict[str, Decimal] = defaultdict(Decimal)
    lists = {}
    for one in wallet.open_orders.values():
        asset = venue.spot.instruments[one.symbol].pays(one.side)
        locked[asset] += one.locked
        need = one.remaining * (one.price or one.stop_price) if one.side is Side.BUY else one.remaining
        if one.list_id == -1:
            needed[asset] += one.locked if one.trailing_delta and one.side is Side.BUY else need
        else:
            lists[one.list_id] = (asset, max(need, lists.get(one.list_id, (asset, Decimal(0)))[1]))
    for asset, need in lists.values():
        needed[asset] += need
    for asset, balance in wallet.balances.items():
        assert balance.free >= 0
        assert balance.locked == locked[asset] == needed[asset]


@settings(max_examples=80)
@given(PLAYS)
def test_money_is_conserved_and_locked_is_what_open_orders_need(plays):
    venue = rich_venue()
    before = money(venue)
    for key, step in plays:
        with suppress(Problem):
            act(venue, key, step)
        assert money(venue) == before
        check(venue)


def test_the_property_reaches_what_it_is_for():
    """A fixed play passes through fills on both sides, a trigger, a list and self-trade prevention."""
    venue = rich_venue()
    mine, other = PAIRS[0][0], PAIRS[1][0]
    for key, step in (
        (mine, ("limit", "SELL", "0.05", "NONE", "65000", "GTC")),
        (other, ("limit", "BUY", "0.3", "NONE", "65000", "GTC")),
        (other, ("market", "SELL", "0.9", "EXPIRE_BOTH")),
        (mine, ("oco", "SELL", "0.3", "_LIMIT", True)),
        (mine, ("move", "66000")),
    ):
        act(venue, key, step)
        check(venue)
    orders = venue.spot.records.orders.values()
    assert {one.status for one in orders} == {"FILLED", "EXPIRED", "EXPIRED_IN_MATCH"}
    assert len(venue.spot.records.fills) >= 3
    assert not any(orders.open for orders in venue.spot.records.lists.values())
