"""The orders that calls become."""

from decimal import Decimal

import pytest

from policies.liquidation import blended_entry, liquidation_price
from policies.orders import orders_of
from policies.pricing import conservative_price, walk
from tools.catalogue import call
from tools.ledger.ledger import CanaryRow
from tools.terms import Side, TimeInForce


def test_an_order_value_is_divided_by_the_price_that_will_be_paid(make_facts, order):
    facts = make_facts(ask="66000", bid="64000", rules={})
    (buy,) = orders_of(order(notional="100"), facts)
    (sell,) = orders_of(order(side="SELL", notional="100"), facts)
    assert (buy.quantity, sell.quantity) == (Decimal("0.0015"), Decimal("0.0015"))
    (limit,) = orders_of(order(notional="100", price="50000"), facts)
    assert limit.quantity == Decimal("0.0020")
    assert limit.time_in_force is TimeInForce.GTC


def test_a_sell_below_the_bid_is_valued_at_the_bid(make_facts, request_of):
    market = make_facts(bid="64000").market
    assert conservative_price(request_of(type="LIMIT", side="SELL", price="60000"), market) == 64000


@pytest.mark.parametrize(
    ("position", "percent", "side", "quantity"),
    [
        ("0.01", "100", Side.SELL, "0.01"),
        ("-0.0101", "50", Side.BUY, "0.005"),
        ("0.0003", "99", Side.SELL, "0.0002"),
    ],
)
def test_closing_is_reduce_only_and_rounds_down(make_facts, position, percent, side, quantity):
    made = call("close_position", {"symbol": "BTCUSDT", "percent": percent})
    (closing,) = orders_of(made, make_facts(position=position))
    assert closing.reduce_only
    assert (closing.side, closing.quantity) == (side, Decimal(quantity))


def test_closing_nothing_is_no_order(make_facts):
    assert orders_of(call("close_position", {"symbol": "BTCUSDT"}), make_facts()) == ()


def test_the_canary_is_the_smallest_order_allowed(make_facts):
    (canary,) = orders_of(call("run_canary", {}), make_facts(leverage=20))
    assert canary.quantity == Decimal("0.0008")
    assert canary.quantity * 65000 >= 50
    assert canary.leverage == 3
    (sized,) = orders_of(call("run_canary", {"notional": "80"}), make_facts())
    assert sized.quantity == Decimal("0.0012")


def test_confirming_sends_what_was_simulated(make_facts, request_of):
    request = request_of(quantity="0.0008")
    row = CanaryRow(
        canary_id="c1", symbol="BTCUSDT", request=request.model_dump_json(), evidence="{}", created_ms=1
    )
    assert orders_of(call("confirm_canary", {}), make_facts(canary=row)) == (request,)
    assert orders_of(call("confirm_canary", {}), make_facts()) == ()


def test_walking_the_book(make_facts):
    taken = walk(make_facts(depth="1").market.book, Side.BUY, Decimal(2))
    assert (taken.average, taken.worst, taken.filled) == (Decimal("65000.6"), Decimal("65001.1"), True)
    assert not walk(make_facts(depth="0.01").market.book, Side.BUY, Decimal(2)).filled
    assert walk(make_facts(ask="").market.book, Side.BUY, Decimal(2)) is None


def test_liquidation_formula():
    rate = Decimal("0.004")
    assert liquidation_price(Decimal(1), Decimal(100), 10, rate) == Decimal(90) / Decimal("0.996")
    assert liquidation_price(Decimal(-1), Decimal(100), 10, rate) == Decimal(110) / Decimal("1.004")
    assert liquidation_price(Decimal(1), Decimal(100), 1, rate) is None
    assert liquidation_price(Decimal(0), Decimal(100), 10, rate) is None


@pytest.mark.parametrize(
    ("held", "added", "entry"), [("1", "1", "110"), ("2", "-1", "100"), ("1", "-2", "120"), ("0", "1", "120")]
)
def test_entry_after_a_trade(held, added, entry):
    assert blended_entry(Decimal(held), Decimal(100), Decimal(added), Decimal(120)) == Decimal(entry)
