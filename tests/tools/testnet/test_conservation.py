"""Money is conserved over funding, liquidation and hedges, and income explains every wallet."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.clock import VirtualClock
from tools.terms import Side
from tools.testnet.algo_request import read_algo
from tools.testnet.order_request import read_order
from tools.testnet.problem import Problem
from tools.testnet.server import DEFAULT_KEY_PAIR, build_venue
from tools.testnet.venue import Venue

PAIRS = (DEFAULT_KEY_PAIR, ("b" * 64, "s" * 64), ("c" * 64, "t" * 64))
HEDGED = PAIRS[2][0]
HOUR_MS = 3_600_000

ORDERS = st.tuples(
    st.just("order"),
    st.sampled_from(Side),
    st.sampled_from(("0.01", "0.2", "1", "2.5")),
    st.sampled_from((None, "-30", "0", "30")),
    st.sampled_from(("NONE", "EXPIRE_MAKER", "EXPIRE_TAKER", "EXPIRE_BOTH")),
)
ALGOS = st.tuples(
    st.just("algo"),
    st.sampled_from(Side),
    st.sampled_from(("STOP_MARKET", "TAKE_PROFIT_MARKET")),
    st.sampled_from(("60000", "64500", "65500", "70000")),
)
MOVES = st.tuples(st.just("move"), st.sampled_from(("58000", "63000", "64000", "65000", "66000", "72000")))
WAITS = st.tuples(st.just("wait"), st.sampled_from((500, 60_000, 9 * HOUR_MS)))
STEPS = st.lists(
    st.tuples(st.sampled_from([key for key, _ in PAIRS]), st.one_of(ORDERS, ORDERS, ALGOS, MOVES, WAITS)),
    max_size=20,
)


def act(venue: Venue, key: str, step: tuple[str, ...]) -> None:
    account, now_ms = venue.account_of(key), venue.now_ms()
    match step:
        case "order", side, quantity, offset, mode:
            params = {"symbol": "BTCUSDT", "side": side, "quantity": quantity, "type": "MARKET"}
            params |= {"selfTradePreventionMode": mode, "positionSide": position_side(key, side, quantity)}
            if offset:
                price = venue.mark("BTCUSDT") + int(offset)
                params |= {"type": "LIMIT", "timeInForce": "GTC", "price": str(price)}
            venue.place(account, read_order(params, venue.instruments, now_ms))
        case "algo", side, kind, trigger:
            params = {"symbol": "BTCUSDT", "side": side, "type": kind, "triggerPrice": trigger}
            params |= {"algoType": "CONDITIONAL", "closePosition": "true"}
            params |= {"positionSide": position_side(key, side, "0.2"), "workingType": "MARK_PRICE"}
            venue.place_algo(account, read_algo(params, venue.instruments, venue.profile, now_ms))
        case "move", price:
            venue.move_price(venue.instruments["BTCUSDT"], Decimal(price))
        case "wait", duration:
            venue.clock.advance_ms(duration)
            venue.tick()


def position_side(key: str, side: Side, quantity: str) -> str:
    if key != HEDGED:
        return "BOTH"
    return "LONG" if (side is Side.BUY) == (quantity != "0.2") else "SHORT"


def money(venue: Venue) -> Decimal:
    """Wallets and fees, less what open positions were paid for."""
    accounts = venue.records.accounts.values()
    cost = sum(position.cost for account in accounts for position in account.positions.values())
    return sum((account.wallet + account.fees_paid for account in accounts), Decimal(0)) - cost


def explained(venue: Venue, key: str) -> Decimal:
    """What fills and income say the wallet must be."""
    account = venue.account_of(key)
    fills = [fill for fill in venue.records.fills if fill.account == account.account_id]
    other = [one.amount for one in venue.records.incomes if one.account == account.account_id]
    return 5000 + sum((fill.realized - fill.commission for fill in fills), Decimal(0)) + sum(other)


@pytest.mark.slow
@settings(max_examples=40)
@given(STEPS)
def test_money_is_conserved_and_explained(steps):
    venue = build_venue(clock=VirtualClock(), keys=PAIRS)
    venue.set_hedge(venue.account_of(HEDGED), True)
    for key, _ in PAIRS:
        venue.set_leverage(venue.account_of(key), venue.instruments["BTCUSDT"], 50)
    before = money(venue)
    for key, step in steps:
        with suppress(Problem):
            act(venue, key, step)
        accounts = venue.records.accounts.values()
        assert money(venue) == before
        assert sum(one.amount for account in accounts for one in account.held("BTCUSDT")) == 0
        for known, _ in PAIRS:
            account = venue.account_of(known)
            assert account.wallet == explained(venue, known)
            assert account.wallet >= 0 or account.held()
            assert account.amount("BTCUSDT", "LONG") >= 0 >= account.amount("BTCUSDT", "SHORT")
        check_orders(venue)


def check_orders(venue: Venue) -> None:
    book = venue.market("BTCUSDT").book
    bid, ask = book.best(Side.BUY), book.best(Side.SELL)
    assert bid is None or ask is None or bid < ask
    for order in venue.records.orders.values():
        assert 0 <= order.executed <= order.quantity
        resting = book.get(order.order_id)
        assert order.open == (resting is not None)
        if resting:
            assert venue.instruments["BTCUSDT"].quantity(resting.remaining) == order.remaining


def test_the_property_reaches_liquidation_and_funding():
    """The steps above do what they are for: a fixed sequence passes through all of it."""
    venue = build_venue(clock=VirtualClock(), keys=PAIRS)
    key = PAIRS[0][0]
    venue.set_leverage(venue.account_of(key), venue.instruments["BTCUSDT"], 50)
    for step in (("order", Side.BUY, "2.5", None, "NONE"), ("wait", 9 * HOUR_MS), ("move", "58000")):
        act(venue, key, step)
    kinds = {one.kind for one in venue.records.incomes}
    assert kinds == {"FUNDING_FEE", "INSURANCE_CLEAR"}
    assert venue.account_of(key).wallet == explained(venue, key)
